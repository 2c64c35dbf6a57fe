"""Reads one sheet of a workbook (.xlsx, .xlsm) as text columns, as a CSV export of it would hold them.

Purpose: turn the cells under a row of names into text columns, and every row that cannot be read into a bad row.
Reads: the needed parts of the file, unpacked within limits; macros and formulas are never looked at.
Writes: nothing.
Used by: sources.
"""

from wegmarke.sources.xlsx_file.reading import WorkbookFile, open_workbook

__all__ = ["WorkbookFile", "open_workbook"]
