"""A finished answer as a table again, so that a notebook can go on asking."""

from __future__ import annotations

import ibis
import pyarrow as pa


def as_table(answer: pa.Table) -> ibis.Table:
    """Return the rows of an answer as an ibis table in memory."""
    return ibis.memtable(answer)
