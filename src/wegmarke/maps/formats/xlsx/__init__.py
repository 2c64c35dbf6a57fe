"""A map as a workbook that business users edit, and the sheets they already have.

Purpose: write a map as an .xlsx workbook without losing anything, read it back, and read wide sheets and SINTEF's form.
Reads: map documents, measured numbers; bytes of workbooks.
Writes: nothing.
Used by: maps.
"""

from wegmarke.maps.formats.xlsx.reading import read
from wegmarke.maps.formats.xlsx.writing import write

__all__ = ["read", "write"]
