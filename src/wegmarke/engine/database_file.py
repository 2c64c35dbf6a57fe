"""The file of the analytic database and its write-ahead file: opened, probed, and freed of what a failure left."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TypeAlias

import duckdb

from wegmarke.domain import StoreRefuses
from wegmarke.engine.block_copies import BlockCopies

Options: TypeAlias = dict[str, str | bool | int | float | list[str]]
_FOLDED_IN = re.compile(r"File checkpoint iteration: (\d+), WAL checkpoint iteration: (\d+)")
_PROBE_BYTES = 65_536


class DatabaseFile:
    """A database file, or a database in memory where there is no path."""

    def __init__(self, path: Path | None, options: Options) -> None:
        self._path = path
        self._options = options
        self._ahead = path.with_name(f"{path.name}.wal") if path is not None else None
        self._copies = BlockCopies(path) if path is not None else None

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open the database, closed against everything outside of it.

        Raises:
            StoreRefuses: when what folding in left half-done cannot be put right.
        """
        self._put_right()
        try:
            connection = duckdb.connect(str(self._path or ":memory:"), config=self._options)
        except duckdb.IOException as error:
            if self._ahead is None or not _is_folded_in(error):
                raise
            self._ahead.unlink()
            connection = duckdb.connect(str(self._path), config=self._options)
        # Whoever closes says when to fold in: a database that met an error must not write once more while it goes.
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET enable_external_access = false")
        return connection

    def fold_in(self, connection: duckdb.DuckDBPyConnection, *, waits: bool = False) -> None:
        """Fold the write-ahead file in; with `waits` after questions that run have ended.

        Raises:
            StoreRefuses: when the disk does not take the copies that have to be made before.
        """
        if self._copies is not None:
            ((size,),) = connection.execute("SELECT block_size FROM pragma_database_size()").fetchall()
            found = connection.execute("SELECT block_id FROM pragma_metadata_info()").fetchall()
            try:
                self._copies.keep([int(row[0]) for row in found], int(size))
            except OSError as error:
                raise StoreRefuses(f"The disk does not take what the analytic database writes: {error}") from error
        connection.execute("FORCE CHECKPOINT" if waits else "CHECKPOINT")

    def close(self) -> None:
        """Let go of the file, when its connections are closed."""
        if self._copies is not None:
            self._copies.close()

    def bytes_ahead(self) -> int:
        """Return how many bytes wait in the write-ahead file to be folded in."""
        try:
            return self._ahead.stat().st_size if self._ahead is not None else 0
        except FileNotFoundError:
            return 0

    def cut_ahead(self, most: int) -> None:
        """Take away what a failed commit began to write behind the last one that succeeded.

        Raises:
            StoreRefuses: when the disk does not let it.
        """
        if self._ahead is None or self.bytes_ahead() <= most:
            return
        try:
            os.truncate(self._ahead, most)
        except OSError as error:
            raise StoreRefuses(f"The disk does not let the analytic database be repaired: {error}") from error

    def _put_right(self) -> None:
        if self._copies is None:
            return
        try:
            self._copies.restore()
        except OSError as error:
            raise StoreRefuses(f"The disk does not let the analytic database be repaired: {error}") from error

    def probe(self) -> None:
        """Make sure that the disk takes writes.

        Raises:
            StoreRefuses: when it does not.
        """
        if self._path is None:
            return
        probe = self._path.with_name(f"{self._path.name}.probe")
        try:
            with probe.open("wb") as opened:
                opened.write(bytes(_PROBE_BYTES))
                opened.flush()
                os.fsync(opened.fileno())
                opened.truncate(0)
        except OSError as error:
            raise StoreRefuses(f"The disk does not take what the analytic database writes: {error}") from error
        finally:
            with contextlib.suppress(OSError):
                probe.unlink()


def _is_folded_in(error: duckdb.IOException) -> bool:
    # A disk that fails between folding the write-ahead file in and removing it leaves one whose content the
    # database file holds already. Nothing was written to it since: there is one writer, and it folds in itself.
    found = _FOLDED_IN.search(str(error))
    return found is not None and int(found.group(1)) > int(found.group(2))
