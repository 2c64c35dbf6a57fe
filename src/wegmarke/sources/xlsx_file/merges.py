"""Merged cells: a cell that reaches over several rows counts for each of them, as it does for a reader.

Which cells are merged stands behind all rows, so the end of the sheet is looked at before its start is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wegmarke.sources.xlsx_file.cells import SheetRow, column_number

_LIST = re.compile(rb"<(?:\w+:)?mergeCells\b")
_RANGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?[A-Za-z]{1,3}\$?(\d{1,7})"
)
_LONGEST_LIST = 16 << 20
_OVERLAP = 64


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """A cell that reaches over several rows: its first and last row, and its column."""

    first: int
    last: int
    column: int


def merged_cells(pieces: Iterable[bytes]) -> list[Merge]:
    """Find the merged cells of a sheet that reach over several rows, in order."""
    tail, listed = b"", b""
    for piece in pieces:
        if listed:
            listed += piece
        else:
            seen = tail + piece
            found = _LIST.search(seen)
            listed = seen[found.start() :] if found else b""
            tail = seen[-_OVERLAP:]
        if len(listed) > _LONGEST_LIST:
            break
    merges = (
        Merge(int(first), int(last), column_number(letters.decode())) for letters, first, last in _RANGE.findall(listed)
    )
    return sorted(merge for merge in merges if merge.first < merge.last)


@dataclass
class Filler:
    """Gives the rows under a merged cell its value.

    Attributes:
        merges: merged cells in order.
    """

    merges: list[Merge]
    _next: int = 0
    _open: dict[int, tuple[int, str]] = field(default_factory=dict)

    def filled(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        """Yield rows with the values of merged cells; rows come in the order of the sheet."""
        for row in rows:
            if self._open:
                self._fill(row)
            while self._next < len(self.merges) and self.merges[self._next].first <= row.number:
                merge = self.merges[self._next]
                self._next += 1
                if merge.first == row.number and merge.column in row.cells:
                    self._open[merge.column] = merge.last, row.cells[merge.column]
            yield row

    def _fill(self, row: SheetRow) -> None:
        for column, (last, text) in [*self._open.items()]:
            if last < row.number:
                del self._open[column]
            else:
                row.cells.setdefault(column, text)
