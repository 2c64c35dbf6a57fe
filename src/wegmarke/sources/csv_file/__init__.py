"""Reads CSV files as they come: packed, quoted, in any encoding, with damaged lines.

Purpose: turn a CSV file into text columns with line numbers, and every line that cannot be read into a bad row.
Reads: the file, once, in pieces.
Writes: nothing, not even temporary files.
Used by: sources.
"""

from wegmarke.sources.csv_file.opening import known_encoding, open_utf8
from wegmarke.sources.csv_file.reading import SEPARATORS, CsvFile, open_csv
from wegmarke.sources.csv_file.scanning import Limits

__all__ = ["SEPARATORS", "CsvFile", "Limits", "known_encoding", "open_csv", "open_utf8"]
