"""A closed room for reading files: an engine in memory that can reach neither files nor network.

Foreign data and formulas of a recipe are evaluated here. Rows come in and go out as Arrow tables; the engine itself
may open nothing, load no extension, and cannot be reconfigured. Large files spill into the given folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from wegmarke.domain import SourceUnreadable

_HANDED_IN = "handed_in"


def quoted_name(name: str) -> str:
    """Quote a name for SQL.

    >>> quoted_name("Won Date")
    '"Won Date"'
    """
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """Quote a text for SQL.

    >>> text_literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


class ReadingRoom:
    """Tables of text that can be asked in SQL; closed with `close` or at the end of a `with`."""

    def __init__(self, spill_folder: Path, *, memory_megabytes: int = 1024, threads: int = 2) -> None:
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "temp_directory": str(spill_folder),
                "memory_limit": f"{memory_megabytes}MB",
                "threads": threads,
                # Rows leave in the order they came in; line numbers and the order of events depend on it.
                "preserve_insertion_order": True,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "python_enable_replacements": False,
            },
        )
        # The door closes last: the folder for spilling cannot be named behind it.
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def __enter__(self) -> ReadingRoom:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def create(self, name: str, schema: pa.Schema) -> None:
        """Make an empty table."""
        self._hand_in(schema.empty_table(), f"CREATE TABLE {quoted_name(name)} AS FROM {_HANDED_IN}")

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows to a table."""
        if rows.num_rows:
            self._hand_in(rows, f"INSERT INTO {quoted_name(name)} FROM {_HANDED_IN}")

    def replace(self, name: str, rows: pa.Table) -> None:
        """Make a table that holds these rows, in place of an earlier one of the same name."""
        self._hand_in(rows, f"CREATE OR REPLACE TABLE {quoted_name(name)} AS FROM {_HANDED_IN}")

    def table(self, select: str) -> pa.Table:
        """Return the whole answer to a SELECT."""
        with _clear_errors(), self._connection.cursor() as cursor:
            return cursor.sql(select).to_arrow_table()

    def parts(self, select: str, rows: int) -> Iterator[pa.Table]:
        """Return the answer to a SELECT in parts of about `rows` rows; other questions may be asked in between."""
        with self._connection.cursor() as cursor:
            with _clear_errors():
                reader = iter(cursor.sql(select).to_arrow_reader(rows))
            while True:
                with _clear_errors():
                    batch = next(reader, None)
                if batch is None:
                    return
                yield pa.Table.from_batches([batch])

    def close(self) -> None:
        """Give everything back."""
        self._connection.close()

    def _hand_in(self, rows: pa.Table, statement: str) -> None:
        with _clear_errors():
            self._connection.register(_HANDED_IN, rows)
        try:
            with _clear_errors():
                self._connection.execute(statement)
        finally:
            self._connection.unregister(_HANDED_IN)


_INTERRUPTED = "KeyboardInterrupt"


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise SourceUnreadable(
            "The files need more memory and temporary space than there is. Free some disk space, or import fewer files "
            f"at once. ({_first_line(error)})"
        ) from error
    except (duckdb.Error, pa.ArrowException) as error:
        if _INTERRUPTED in str(error):
            # Ctrl-C while a table is handed in comes as an error of the engine.
            raise KeyboardInterrupt from error
        raise SourceUnreadable(f"The files could not be evaluated: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
