"""Reads XES (IEEE 1849), the exchange format of process mining: every event of a log becomes a row.

Purpose: turn the attributes of events and of their traces into text columns, and damaged events into bad rows.
Reads: the file, in pieces; once for its column names and once for its rows.
Writes: nothing.
Used by: sources.
"""

from wegmarke.sources.xes_file.reading import XesFile, open_xes

__all__ = ["XesFile", "open_xes"]
