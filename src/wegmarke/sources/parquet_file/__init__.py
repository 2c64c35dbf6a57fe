"""Reads Parquet files as text columns, so that a recipe reads them like CSV.

Purpose: turn typed columns into the text a CSV export of them would hold, exactly.
Reads: the file, row group by row group, with the wanted columns only.
Writes: nothing.
Used by: sources.
"""

from wegmarke.sources.parquet_file.reading import ParquetFile, is_parquet, open_parquet

__all__ = ["ParquetFile", "is_parquet", "open_parquet"]
