"""One opening of the analytic database: its connections, counted so that all of them can be closed.

The engine gives a database up when a disk fails it while it syncs or folds its write-ahead file in: every
statement fails from then on, until the last connection is closed and the file is opened anew.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import duckdb

from wegmarke.domain import StoreRefuses

Connect = Callable[[], duckdb.DuckDBPyConnection]
Options: TypeAlias = dict[str, str | bool | int | float | list[str]]
_FOLDED_IN = re.compile(r"File checkpoint iteration: (\d+), WAL checkpoint iteration: (\d+)")
_ATTEMPTS = 100
_PAUSE_SECONDS = 0.05


class Opening:
    """The connections of a database from its opening to its end."""

    def __init__(self, connect: Connect) -> None:
        self._root = connect()
        self._lent: weakref.WeakSet[duckdb.DuckDBPyConnection] = weakref.WeakSet()
        self._lock = threading.Lock()
        self.writer = self.connection()

    def connection(self) -> duckdb.DuckDBPyConnection:
        """Return a new connection."""
        with self._lock:
            made = self._root.cursor()
            self._lent.add(made)
            return made

    def is_given_up(self) -> bool:
        """Tell whether the engine answers nothing any more."""
        try:
            with self.connection() as asked:
                asked.execute("SELECT 1")
        except (duckdb.FatalException, duckdb.ConnectionException):
            return True
        return False

    def close(self) -> None:
        """Close all connections; what they run is interrupted.

        Raises:
            StoreRefuses: when one of them does not end; closing may be tried again.
        """
        with self._lock:
            for one in (*self._lent, self._root):
                _close(one)


def connected(file: Path | None, options: Options) -> duckdb.DuckDBPyConnection:
    """Open a database file, or one in memory, closed against everything outside of it."""
    try:
        connection = duckdb.connect(str(file or ":memory:"), config=options)
    except duckdb.IOException as error:
        if file is None or not _is_folded_in(error):
            raise
        file.with_name(f"{file.name}.wal").unlink()
        connection = duckdb.connect(str(file), config=options)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")
    return connection


def _is_folded_in(error: duckdb.IOException) -> bool:
    # A disk that fails between folding the write-ahead file in and removing it leaves one whose content the
    # database file holds already. Nothing was written to it since: there is one writer, and it folds in itself.
    found = _FOLDED_IN.search(str(error))
    return found is not None and int(found.group(1)) > int(found.group(2))


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    rest = threading.Event()
    for _ in range(_ATTEMPTS):
        try:
            connection.close()
        except duckdb.ResourceInUseException:
            connection.interrupt()
            rest.wait(_PAUSE_SECONDS)
        else:
            return
    raise StoreRefuses("The analytic database waits for a question that does not end. It is opened anew afterwards.")
