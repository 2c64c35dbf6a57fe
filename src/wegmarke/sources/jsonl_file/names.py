"""The names of all values of a file: those at its start first, and the others once somebody asks for them.

Every line may bring new names, but most files have none behind their first lines, and reading a file once less is
half of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.jsonl_file.faults import REFUSED
from wegmarke.sources.jsonl_file.lines import Lines
from wegmarke.sources.jsonl_file.objects import names_of
from wegmarke.sources.parts import MOST_COLUMNS

_SHAPES = 10_000


class Names(Sequence[str]):
    """Names in the order they first occur; the file is read to its end only for a name that its start lacks."""

    def __init__(self, pieces: Callable[[], Iterator[Lines]], too_many: SourceUnreadable) -> None:
        """Note the names at the start.

        Args:
            pieces: opens the file.
            too_many: what to raise where ids are used as names.
        """
        self._pieces = pieces
        self._too_many = too_many
        self._known: dict[str, None] = {}
        self._shapes: set[tuple[str, ...]] = set()
        self._is_whole = False
        for piece in pieces():
            if self._take(piece):
                break
        else:
            self._is_whole = True

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        return self._all()[place]

    def count(self, value: object) -> int:
        """Return 1 for a name that exists; a line that holds one twice is rejected."""
        return int(value in self)

    def _all(self) -> tuple[str, ...]:
        if not self._is_whole:
            for piece in self._pieces():
                self._take(piece)
            self._is_whole = True
        return tuple(self._known)

    def _take(self, piece: Lines) -> bool:
        """Note the names of some lines; tell whether any line was an object."""
        found = False
        for line in piece.lines:
            try:
                shape = names_of(line)
            except REFUSED:
                continue
            found = True
            if shape not in self._shapes:
                if len(self._shapes) >= _SHAPES:
                    self._shapes.clear()
                self._shapes.add(shape)
                # The empty name is left out; no recipe could name it.
                self._known |= dict.fromkeys(filter(None, shape))
        if len(self._known) > MOST_COLUMNS:
            raise self._too_many
        return found
