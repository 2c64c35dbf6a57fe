"""One open analytic database: writes through one connection, reads through one per thread.

Readers see the last committed state (snapshot isolation) and never wait for the writer. The engine
is started without network, without extensions from elsewhere and without access to files outside
the workspace. When the engine gives the database up because the disk failed, it is opened anew.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb
import ibis
import pyarrow as pa

from wegmarke.domain import StoreRefuses
from wegmarke.engine.database_file import DatabaseFile, Options
from wegmarke.engine.opening import Opening
from wegmarke.engine.session import Session, Value

T = TypeVar("T")

_GIVEN_UP = (duckdb.FatalException, duckdb.ConnectionException, duckdb.InterruptException)
"""What a statement meets when the database is given up, or is opened anew under it."""

_MOST_OPENINGS = 5
_LEAST_AHEAD_MB, _SHARE_AHEAD = 16, 64
"""How much may wait in the write-ahead file, at least, and as a part of the memory: folding it in holds the writer up,
and reading it at the next opening takes about a second for 200 MB."""

_OF_THE_DISK = ("Could not write", "Could not fsync", "Could not truncate", "fsync failed", "No space left")


class Engine:
    """An open analytic database file."""

    def __init__(self, file: DatabaseFile, *, most_ahead: int) -> None:
        self._file = file
        self._most_ahead = most_ahead
        # After an error of the disk the file's pages may be in memory alone, though they read as if they were on it.
        # A write-ahead file is left only by a process that was killed, or that met such an error.
        self._is_in_doubt = file.bytes_ahead() > 0
        self._is_torn = False
        self._opening = _opened(file)
        self._bytes_ahead = file.bytes_ahead()
        self._write_lock = threading.RLock()
        self._local = threading.local()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the one write transaction; commits at the end of the block, rolls back on an error.

        Raises:
            StoreRefuses: when the disk took it badly; whether it is stored shows when the engine is mended.
        """
        with self._write_lock, self._watched():
            writer, loans = self._writer(), self._opening.loans
            writer.execute("BEGIN")
            try:
                yield Session(writer, loans)
            except BaseException:
                loans.roll_back()
                with contextlib.suppress(duckdb.Error):
                    writer.execute("ROLLBACK")
                raise
            try:
                writer.execute("COMMIT")
            except duckdb.Error:
                # What it began to write may still stand in the write-ahead file: a later commit behind that would be
                # lost. Opened anew, the file ends with the last commit that succeeded. Until then it is read.
                self._is_torn = True
                raise
            loans.commit()
            self._bytes_ahead = self._file.bytes_ahead()
            if self._bytes_ahead > self._most_ahead:
                # What is stored is stored: where this fails, the next transaction finds the database opened anew.
                with contextlib.suppress(StoreRefuses, duckdb.TransactionException):
                    self.checkpoint()

    def query(self, sql: str, values: Mapping[str, Value] | None = None) -> pa.Table:
        """Run a reading statement on this thread's connection and return its rows."""
        return self._asked(lambda: Session(self._reader()).query(sql, values))

    def rows(self, sql: str, values: Mapping[str, Value] | None = None) -> list[tuple[object, ...]]:
        """Run a reading statement on this thread's connection and return its few rows."""
        return self._asked(lambda: Session(self._reader()).rows(sql, values))

    def table(self, name: str) -> ibis.Table:
        """Return a stored table as an expression, bound to this thread's connection."""
        return self._asked(lambda: self.expressions().table(name))

    def temporary_table(self, name: str) -> ibis.Table:
        """Return a temporary table of this thread's connection to build an expression on."""
        return self._asked(lambda: self.expressions().table(name, database=("temp", "main")))

    def expressions(self) -> ibis.BaseBackend:
        """Return this thread's expression backend."""
        connection = self._reader()
        backend = getattr(self._local, "backend", None)
        if backend is None:
            backend = self._local.backend = ibis.duckdb.from_connection(connection)
        return backend

    @contextmanager
    def snapshot(self, **tables: pa.Table) -> Iterator[Session]:
        """Lend a connection of its own for several questions to one state of the data, with these tables beside it.

        Raises:
            StoreRefuses: when the database is given up meanwhile; ask again.
        """
        with self._watched(), self._opening.connection() as connection:
            session = Session(connection)
            connection.execute("BEGIN TRANSACTION READ ONLY")
            with session.lend(**tables):
                yield session

    def in_one_state(self, ask: Callable[[Session], T]) -> T:
        """Let all questions that this thread asks inside see one state of the data; returns what `ask` does.

        Where the database is given up, or memory is short, everything is asked again.
        """
        if self._is_within():
            return ask(Session(self._reader()))
        return self._asked(lambda: self._within(ask))

    def _is_within(self) -> bool:
        return bool(getattr(self._local, "is_within", False))

    def _within(self, ask: Callable[[Session], T]) -> T:
        connection = self._reader()
        connection.execute("BEGIN TRANSACTION READ ONLY")
        self._local.is_within = True
        try:
            return ask(Session(connection))
        finally:
            self._local.is_within = False
            with contextlib.suppress(duckdb.Error):
                connection.execute("ROLLBACK")

    def mend(self) -> None:
        """Make sure that the engine answers, and that what it says is stored is on the disk.

        Raises:
            StoreRefuses: when that is not possible now.
        """
        with self._write_lock:
            if self._is_torn or self._opening.is_given_up():
                self._open_anew()
            if self._is_in_doubt:
                self.checkpoint(waits=True)
                self._is_in_doubt = False

    def checkpoint(self, *, waits: bool = False) -> None:
        """Fold the write-ahead file into the database file; with `waits` after questions that run have ended."""
        with self._write_lock, self._watched():
            self._file.fold_in(self._writer(), waits=waits)
            self._bytes_ahead = self._file.bytes_ahead()

    def close(self) -> None:
        """Close the database; folds the write-ahead file in."""
        with self._write_lock:
            if not self._is_torn and self._bytes_ahead and not self._opening.is_given_up():
                with contextlib.suppress(duckdb.Error, StoreRefuses):
                    # What cannot be folded in now waits in the write-ahead file.
                    self._opening.close_readers()
                    self._file.fold_in(self._opening.writer)
            self._opening.close()
            if self._is_torn:
                with contextlib.suppress(StoreRefuses):
                    self._file.cut_ahead(self._bytes_ahead)
            self._file.close()

    def _writer(self) -> duckdb.DuckDBPyConnection:
        if self._is_torn:
            self._open_anew()
        return self._opening.writer

    def _reader(self) -> duckdb.DuckDBPyConnection:
        local, opening = self._local, self._opening
        if getattr(local, "opening", None) is not opening:
            local.backend = None
            local.connection = opening.connection()
            local.opening = opening
        connection: duckdb.DuckDBPyConnection = local.connection
        return connection

    def _asked(self, ask: Callable[[], T]) -> T:
        if self._is_within():
            return ask()
        for _ in range(_MOST_OPENINGS):
            try:
                return ask()
            except _GIVEN_UP:
                self._open_anew_if_given_up()
            except duckdb.OutOfMemoryException:
                return self._asked_alone(ask)
        return ask()

    def _asked_alone(self, ask: Callable[[], T]) -> T:
        """Ask again when the writer rests: both share the memory, and very large events take much of it."""
        with self._write_lock:
            try:
                return ask()
            except duckdb.OutOfMemoryException as error:
                raise StoreRefuses(
                    f"Expected a question that fits into the memory of the analytic database; it says: {error}. "
                    "Ask for less, or give the workspace more (`memory_mb` in wegmarke.toml)."
                ) from error

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            if isinstance(error, _GIVEN_UP):
                self._open_anew_if_given_up()
            if isinstance(error, (*_GIVEN_UP, duckdb.IOException)) or _is_of_the_disk(error):
                raise StoreRefuses(f"The disk does not take what the analytic database writes: {error}") from error
            raise

    def _open_anew_if_given_up(self) -> None:
        with self._write_lock:
            if self._opening.is_given_up():
                self._open_anew()

    def _open_anew(self) -> None:
        with self._write_lock:
            self._is_in_doubt = self._is_torn = True
            if not self._opening.is_given_up():
                self._file.probe()
            self._opening.close()
            self._file.cut_ahead(self._bytes_ahead)
            self._opening = _opened(self._file)
            self._bytes_ahead = self._file.bytes_ahead()
            self._is_torn = False


def open_engine(file: Path | None, *, memory_mb: int = 2048, threads: int = 2, spill: Path | None = None) -> Engine:
    """Open an analytic database file, or one in memory where no file is given."""
    options: Options = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # The engine folds in when it is told to: blocks that it writes in place have to be copied before.
        "checkpoint_threshold": "1TiB",
        "memory_limit": f"{memory_mb}MiB",
        "threads": str(threads),
    }
    if spill is not None:
        options["temp_directory"] = str(spill)
    most_ahead = max(_LEAST_AHEAD_MB, memory_mb // _SHARE_AHEAD) * 2**20
    return Engine(DatabaseFile(file, options), most_ahead=most_ahead)


def compile_sql(expression: ibis.Expr) -> str:
    """Return the statement of the embedded engine for an expression."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


def _opened(file: DatabaseFile) -> Opening:
    try:
        return Opening(file)
    except duckdb.Error as error:
        raise StoreRefuses(f"The disk does not let the analytic database be opened: {error}") from error


def _is_of_the_disk(error: duckdb.Error) -> bool:
    return any(words in str(error) for words in _OF_THE_DISK)
