"""One open analytic database: writes through one connection, reads through one per thread.

Readers see the last committed state (snapshot isolation) and never wait for the writer. The engine
is started without network, without extensions from elsewhere and without access to files outside
the workspace.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa

Value = str | int | float | bool | bytes | None


class Engine:
    """An open analytic database file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._root = connection
        self._writer = connection.cursor()
        self._write_lock = threading.RLock()
        self._local = threading.local()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the one write transaction; commits at the end of the block, rolls back on an error."""
        with self._write_lock:
            self._writer.execute("BEGIN")
            try:
                yield Session(self._writer)
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    def query(self, sql: str, values: Mapping[str, Value] | None = None) -> pa.Table:
        """Run a reading statement on this thread's connection and return its rows."""
        return Session(self._reader()).query(sql, values)

    def table(self, name: str) -> ibis.Table:
        """Return a stored table as an expression, bound to this thread's connection."""
        return self.expressions().table(name)

    def expressions(self) -> ibis.BaseBackend:
        """Return this thread's expression backend."""
        backend = getattr(self._local, "backend", None)
        if backend is None:
            backend = self._local.backend = ibis.duckdb.from_connection(self._reader())
        return backend

    def checkpoint(self) -> None:
        """Fold the write-ahead file into the database file."""
        with self._write_lock:
            self._writer.execute("CHECKPOINT")

    def close(self) -> None:
        """Close the database; folds the write-ahead file in."""
        with self._write_lock:
            self._writer.close()
            self._root.close()

    def _reader(self) -> duckdb.DuckDBPyConnection:
        connection: duckdb.DuckDBPyConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._root.cursor()
        return connection


class Session:
    """Statements of one transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, sql: str, values: Mapping[str, Value] | None = None) -> None:
        """Run a statement for its effect; values are bound by name (`$name`)."""
        self._connection.execute(sql, dict(values) if values else None)

    def query(self, sql: str, values: Mapping[str, Value] | None = None) -> pa.Table:
        """Run a statement and return its rows."""
        return self._connection.sql(sql, params=dict(values) if values else None).to_arrow_table()

    @contextmanager
    def lend(self, **tables: pa.Table) -> Iterator[None]:
        """Make Arrow tables readable by name inside the block, without copying them."""
        for name, table in tables.items():
            self._connection.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                self._connection.unregister(name)


def open_engine(file: Path | None, *, memory_mb: int = 2048, threads: int = 2, spill: Path | None = None) -> Engine:
    """Open an analytic database file, or one in memory where no file is given."""
    options: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{memory_mb}MiB",
        "threads": str(threads),
    }
    if spill is not None:
        options["temp_directory"] = str(spill)
    connection = duckdb.connect(str(file) if file else ":memory:", config=options)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")
    return Engine(connection)


def compile_sql(expression: ibis.Expr) -> str:
    """Return the statement of the embedded engine for an expression."""
    return str(ibis.to_sql(expression, dialect="duckdb"))
