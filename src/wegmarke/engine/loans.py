"""Names under which one connection lends tables again and again.

To name a table anew costs as much as a small statement, and a cycle of the sink lends a dozen. A name that is kept
stands for whatever table is lent under it at the moment.
"""

from __future__ import annotations

from typing import Protocol

import duckdb
import pyarrow as pa


class _Stream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


class _Loan:
    """Reads as the table that is lent now."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.table: _Stream | None = None

    def __arrow_c_schema__(self) -> object:
        return self.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        if self.table is None:
            raise LookupError("Expected a table to be lent under this name; none is at the moment.")
        return self.table.__arrow_c_stream__(requested_schema)


class Loans:
    """The names that one connection keeps."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._kept: dict[str, _Loan] = {}
        self._uncommitted: set[str] = set()

    def begin(self, name: str, table: pa.Table) -> None:
        """Let a name stand for a table, in the transaction at hand."""
        loan = self._kept.get(name)
        if loan is None or not loan.schema.equals(table.schema):
            loan = _Loan(table.schema)
            self._connection.register(name, loan)
            self._kept[name] = loan
            self._uncommitted.add(name)
        loan.table = table

    def end(self, name: str) -> None:
        """Let go of the table; the name stays."""
        if name in self._kept:
            self._kept[name].table = None

    def commit(self) -> None:
        """Names that came in the transaction stay, where it was not given up by the engine."""
        if self._uncommitted:
            found = self._connection.execute("SELECT view_name FROM duckdb_views() WHERE temporary").fetchall()
            self._uncommitted -= {name for (name,) in found}
            self.roll_back()

    def roll_back(self) -> None:
        """Names that came in the transaction are gone with it."""
        for name in self._uncommitted:
            del self._kept[name]
        self._uncommitted.clear()
