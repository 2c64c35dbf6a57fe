"""Reads JSON Lines: one object on every line, nested ones as columns with dots.

Purpose: turn objects into text columns with line numbers, and every line that is no sound object into a bad row.
Reads: the file, in pieces; once for its column names and once for its rows.
Writes: nothing, not even temporary files.
Used by: sources.
"""

from wegmarke.sources.jsonl_file.lines import LineLimits
from wegmarke.sources.jsonl_file.reading import JsonlFile, open_jsonl

__all__ = ["JsonlFile", "LineLimits", "open_jsonl"]
