"""What every kind of file is turned into before a recipe is applied: text columns with line numbers, and bad rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute

from wegmarke.domain import SourceUnreadable

# A file with more columns uses values, such as ids, as names.
MOST_COLUMNS = 2_000

# A payload keeps enough of a damaged line to find it again, not a copy of a line of one gigabyte.
PAYLOAD_CHARACTERS = 2_000
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that cannot be read, as it stands in its file.

    Attributes:
        line: 1-based physical line (row number for formats without lines).
        reason: stable code, e.g. `wrong_column_count`.
        message: what was expected, what came, what to do.
        payload: the row as JSON text.
    """

    line: int | None
    reason: str
    message: str
    payload: str


@dataclass(frozen=True)
class FilePart:
    """Some rows of a file.

    Attributes:
        table: the wanted columns as text under their own names, empty values as null, and `line`
            (int64) under the name `""`, which no column of a file can have.
        bad: rows that cannot be read.
        rows: rows this part accounts for, good and bad.
        joined: of the good ones, the lines of those that a line break had torn apart.
    """

    table: pa.Table
    bad: tuple[BadRow, ...]
    rows: int
    joined: tuple[int, ...] = ()


class OpenedFile(Protocol):
    """A file whose column names are known and whose rows can be read part by part."""

    @property
    def path(self) -> Path:
        """Where it is."""
        ...

    @property
    def columns(self) -> Sequence[str]:
        """Names of its columns in order."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """Things to know about the file as a whole."""
        ...

    def parts(self, wanted: Sequence[str]) -> Iterator[FilePart]:
        """Read the rows, with the wanted columns only."""
        ...


LINE = ""


def raw_payload(line: bytes) -> str:
    """Return the payload of a line that could not be taken apart.

    >>> raw_payload(b"a;b")
    '{"text": "a;b"}'
    """
    text = line[: PAYLOAD_CHARACTERS * 4].decode("utf-8", errors="replace")[:PAYLOAD_CHARACTERS]
    return _as_json({"text": text})


def too_many_columns(path: Path) -> SourceUnreadable:
    """Return the error for a file without a fixed set of columns."""
    return SourceUnreadable(
        f"{path.name}: expected at most {MOST_COLUMNS:,} different names of values, got more. "
        "Ids or dates are probably used as names; export them as values."
    )


def text_part(columns: Sequence[str], values: Sequence[pa.ChunkedArray], lines: pa.Array) -> pa.Table:
    """Make the table of a part: trimmed text columns, empty values as null, and the line numbers."""
    return pa.table([lines, *(_tidied(value) for value in values)], names=[LINE, *columns])


def _tidied(values: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pa.compute.utf8_trim_whitespace(values)
    empty = pa.compute.equal(trimmed, "")
    if pa.compute.any(empty).as_py():
        return pa.compute.if_else(empty, pa.scalar(None, pa.string()), trimmed)
    return trimmed
