"""Statements on one connection to the analytic database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

import duckdb
import pyarrow as pa

from wegmarke.engine.loans import Loans

Value: TypeAlias = str | int | float | bool | bytes | None

_PORTION_ROWS = 500_000


class Session:
    """Statements of one transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, loans: Loans | None = None) -> None:
        self._connection = connection
        self._loans = loans

    def run(self, sql: str, values: Mapping[str, Value] | None = None) -> None:
        """Run a statement for its effect; values are bound by name (`$name`)."""
        self._connection.execute(sql, dict(values) if values else None)

    def query(self, sql: str, values: Mapping[str, Value] | None = None) -> pa.Table:
        """Run a statement and return its rows."""
        return self._connection.sql(sql, params=dict(values) if values else None).to_arrow_table()

    def rows(self, sql: str, values: Mapping[str, Value] | None = None) -> list[tuple[object, ...]]:
        """Run a statement and return its few rows; quicker than a table of them."""
        rows: list[tuple[object, ...]] = self._connection.execute(sql, dict(values) if values else None).fetchall()
        return rows

    def batches(self, sql: str, values: Mapping[str, Value] | None = None) -> Iterator[pa.RecordBatch]:
        """Run a statement and return its rows in portions, so that they need not fit into memory."""
        yield from self._connection.sql(sql, params=dict(values) if values else None).to_arrow_reader(_PORTION_ROWS)

    def first_rows(self, sql: str, most: int) -> tuple[pa.Table, bool]:
        """Run a statement and return its first rows, and whether there are more; what is beyond is never computed."""
        reader = self._connection.sql(sql).to_arrow_reader(min(most + 1, _PORTION_ROWS))
        batches, found = [], 0
        for batch in reader:
            batches.append(batch)
            found += batch.num_rows
            if found > most:
                break
        return pa.Table.from_batches(batches, reader.schema).slice(0, most), found > most

    def interrupt(self) -> None:
        """Stop what runs on this connection; may be called from another thread."""
        self._connection.interrupt()

    @contextmanager
    def lend(self, **tables: pa.Table) -> Iterator[None]:
        """Make Arrow tables readable by name inside the block, without copying them."""
        for name, table in tables.items():
            self._connection.register(name, table)
        try:
            yield
        except BaseException:
            # A transaction that failed refuses this, too; the first error is the one that counts.
            for name in tables:
                with contextlib.suppress(duckdb.Error):
                    self._connection.unregister(name)
            raise
        for name in tables:
            self._connection.unregister(name)

    @contextmanager
    def lend_again(self, **tables: pa.Table) -> Iterator[None]:
        """Do the same under names that the connection keeps: for what is lent often, and called alike nowhere else."""
        if self._loans is None:
            with self.lend(**tables):
                yield
            return
        try:
            for name, table in tables.items():
                self._loans.begin(name, table)
            yield
        finally:
            for name in tables:
                self._loans.end(name)
