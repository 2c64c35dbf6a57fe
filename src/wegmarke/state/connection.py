"""Connections to an application database, one transaction at a time and durable when it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from wegmarke.domain import StoreRefuses

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "busy_timeout=10000",
    "cache_size=-65536",
    "temp_store=MEMORY",
)


_NEW_ONES = 2
"""So many new connections must not be able to write before the disk is taken to be read-only."""


class Database:
    """One application database file.

    A write transaction takes the write lock at its start, so that it never fails half-way because
    another one came first; what it wrote is on the disk when the `with` block ends.
    """

    def __init__(self, engine: sa.Engine, file: Path, *, is_in_doubt: bool = False) -> None:
        self.engine = engine
        self.file = file
        # SQLite lets writers poll for the lock with growing pauses; threads of one process queue here instead.
        self._writers = threading.RLock()
        self._is_in_doubt = is_in_doubt
        self._writing: sa.Connection | None = None

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Open a write transaction; commits at the end of the block, rolls back on an error.

        Inside another one of the same thread it is a part of that: what it writes is on the disk when the outer block
        ends, and an error takes back what the part wrote.
        """
        with self._writers:
            if self._writing is not None:
                with self._writing.begin_nested():
                    yield self._writing
                return
            with self.engine.connect() as connection:
                try:
                    with self._begin_writing(connection):
                        self._writing = connection
                        yield connection
                finally:
                    self._writing = None
                    connection.info["immediate"] = False

    def _begin_writing(self, connection: sa.Connection) -> sa.RootTransaction:
        # A connection that was opened while the disk was read-only stays so, also when the disk no longer is. Those
        # that were opened before are left alone: what all share in memory is as the first of them opened it.
        tried = 0
        while True:
            tried += connection.info.get("is_new", False)
            connection.info["immediate"] = True
            try:
                return connection.begin()
            except sa.exc.OperationalError as error:
                if not _is_read_only(error.orig):
                    raise
                connection.invalidate()
                if tried == _NEW_ONES:
                    raise

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a read transaction that sees one state of the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def fold(self) -> bool:
        """Fold the write-ahead file into the database, so that bytes erased from one are in neither.

        Returns False when somebody reads an older state meanwhile; the next call then does it.

        Raises:
            StoreRefuses: when the disk does not take it.
        """
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            answer = cursor.fetchone()
            cursor.close()
            return answer is not None and not answer[0]
        except self.engine.dialect.loaded_dbapi.OperationalError as error:
            connection.invalidate()
            raise StoreRefuses(
                f"{self.file.name}: expected a disk that can be written; it says: {error}. Free some room or repair it."
            ) from error
        finally:
            connection.close()

    def mend(self) -> None:
        """Make sure that what an earlier process left is on the disk, before anything relies on it.

        A process that ended after an error of the disk leaves a write-ahead file that reads well and may be in
        memory alone; folding writes and syncs its content anew. While a process lives, a failed commit needs no
        such care: the next one writes over it.
        """
        if self._is_in_doubt:
            self._is_in_doubt = not self.fold()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def read_rows(connection: sa.Connection, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run a reading statement of many rows inside a transaction; plain tuples cost a tenth of row objects."""
    found = connection.connection.cursor()
    try:
        found.execute(statement, values)
        return list(found.fetchall())
    finally:
        found.close()


def read_parts(
    connection: sa.Connection, statement: str, values: Sequence[object] = (), *, rows: int = 10_000
) -> Iterator[list[tuple[Any, ...]]]:
    """Run a reading statement of very many rows inside a transaction, some rows at a time."""
    found = connection.connection.cursor()
    try:
        found.execute(statement, values)
        while part := found.fetchmany(rows):
            yield list(part)
    finally:
        found.close()


def open_database(file: Path) -> Database:
    """Open an SQLite database file, creating it where it does not exist."""
    # Messages of errors are shown and kept; the values of a statement have no business there.
    engine = sa.create_engine(f"sqlite:///{file}", connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "begin", _begin)
    wal = file.with_name(f"{file.name}-wal")
    return Database(engine, file, is_in_doubt=wal.exists() and wal.stat().st_size > 0)


def _prepare(connection: DBAPIConnection, record: sa.pool.ConnectionPoolEntry) -> None:
    record.info["is_new"] = True
    # The driver must not open transactions by itself: `_begin` decides which kind it is.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _note_use(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
    record.info.pop("is_new", None)


def _is_read_only(error: BaseException | None) -> bool:
    # SQLITE_READONLY; its extended codes share the lowest byte (https://www.sqlite.org/rescode.html).
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == 8


def _begin(connection: sa.Connection) -> None:
    immediate = connection.info.get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
    if immediate:
        # On a connection that cannot write, SQLite begins a transaction that reads instead, and says nothing. This
        # asks for the right to write and does nothing: databases are not vacuumed in steps.
        connection.exec_driver_sql("PRAGMA incremental_vacuum(0)")
