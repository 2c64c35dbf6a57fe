"""One opening of the analytic database: its connections, counted so that all of them can be closed.

The engine gives a database up when a disk fails it while it syncs or folds its write-ahead file in: every
statement fails from then on, until the last connection is closed and the file is opened anew.
"""

from __future__ import annotations

import threading
import weakref

import duckdb

from wegmarke.domain import StoreRefuses
from wegmarke.engine.database_file import DatabaseFile
from wegmarke.engine.loans import Loans

_ATTEMPTS = 100
_PAUSE_SECONDS = 0.05


class Opening:
    """The connections of a database from its opening to its end."""

    def __init__(self, file: DatabaseFile) -> None:
        self._root = file.connect()
        self._lent: weakref.WeakSet[duckdb.DuckDBPyConnection] = weakref.WeakSet()
        self._lock = threading.Lock()
        self.writer = self.connection()
        self.loans = Loans(self.writer)

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

    def close_readers(self) -> None:
        """Close all connections but the writer's; what they run is interrupted.

        Raises:
            StoreRefuses: when one of them does not end.
        """
        with self._lock:
            for one in self._lent:
                if one is not self.writer:
                    _close(one)

    def close(self) -> None:
        """Close all connections; what they run is interrupted.

        Raises:
            StoreRefuses: when one of them does not end; closing may be tried again.
        """
        with self._lock:
            for one in (*self._lent, self._root):
                _close(one)


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
