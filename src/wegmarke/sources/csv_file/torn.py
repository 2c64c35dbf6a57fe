"""Joins rows that a line break inside a value without quotes tore apart.

Lines with too few fields that follow one another directly are looked at together. They are joined where they can be cut
into whole rows in exactly one way, with no line left over; a torn value is counted in both of its lines. Where there is
doubt, e.g. because a line that was cut off stands before them, all of them are left as they are. A line with a quote is
never joined: a value in quotes may hold line breaks, and is read as it stands. Nothing stands where the line break was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

MOST_LINES = 1_000
"""Lines in a row that are looked at together; more of them are no torn rows, but another file."""


@dataclass(frozen=True, slots=True)
class ShortRow:
    """A row with too few fields.

    Attributes:
        line: where it stands, from 1.
        fields: how many it has.
        raw: its bytes, without the line end.
    """

    line: int
    fields: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows that make up a whole one together; a single one that does not is left."""

    rows: tuple[ShortRow, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether several rows were joined."""
        return len(self.rows) > 1

    @property
    def raw(self) -> bytes:
        """Return the bytes of the whole row."""
        return b"".join(row.raw for row in self.rows)


@dataclass
class Joiner:
    """Takes short rows in the order of their lines and gives them back, joined or as they are.

    Attributes:
        columns: how many fields a whole row has.
        held: lines that follow one another; more may come.
        is_endless: whether there were so many before them that they are not looked at any more.
    """

    columns: int
    held: list[ShortRow] = field(default_factory=list)
    is_endless: bool = False

    def take(self, rows: Iterable[ShortRow]) -> Iterator[Joined]:
        """Go on with further rows."""
        for row in rows:
            if self.held and row.line != self.held[-1].line + 1:
                yield from self.rest()
            self.held.append(row)
            if len(self.held) > MOST_LINES:
                yield from (Joined((one,)) for one in self.held[:-1])
                self.held, self.is_endless = self.held[-1:], True

    def before(self, line: int) -> Iterator[Joined]:
        """Give back what was held where a line that comes later has been seen."""
        if self.held and self.held[-1].line < line:
            yield from self.rest()

    def rest(self) -> Iterator[Joined]:
        """Give back what was held: no line follows it directly."""
        is_looked_at = not self.is_endless and not any(b'"' in row.raw for row in self.held)
        cuts = _only_way([row.fields for row in self.held], self.columns) if is_looked_at else None
        if cuts is None:
            yield from (Joined((row,)) for row in self.held)
        else:
            yield from (Joined(tuple(self.held[first:last])) for first, last in pairwise(cuts))
        self.held, self.is_endless = [], False


def _only_way(fields: list[int], columns: int) -> list[int] | None:
    """Return where to cut lines into whole rows, if there is exactly one way.

    >>> _only_way([4, 2, 3, 3], 5)
    [0, 2, 4]
    >>> _only_way([2, 3, 2], 4) is None
    True
    """
    size = len(fields)
    ways, begins = [1, *[0] * size], [0] * (size + 1)
    for first in range(size):
        found, last = 1, first
        while ways[first] and last < size and found + fields[last] - 1 <= columns:
            found += fields[last] - 1
            last += 1
            if found == columns and last - first > 1:
                ways[last] += ways[first]
                begins[last] = first
    if ways[size] != 1:
        return None
    cuts = [size]
    while cuts[-1]:
        cuts.append(begins[cuts[-1]])
    return cuts[::-1]
