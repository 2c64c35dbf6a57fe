"""Columns of records that may be missing."""

from __future__ import annotations

import pyarrow as pa

from wegmarke.duplicates.writing import Texts


def column(records: pa.Table, name: str) -> Texts:
    """Return a column as text; nulls when the records do not have it."""
    if name in records.column_names:
        return records[name].cast(pa.string())
    return pa.chunked_array([pa.nulls(records.num_rows, pa.string())])
