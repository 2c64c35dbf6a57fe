"""What every primitive takes: a snapshot, which of its touches count, and in which period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from wegmarke.domain import UsageError
from wegmarke.paths.index.columns import Columns, Int64s, Truths
from wegmarke.paths.index.selection import Selection, bounds, everything
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.spread import spread
from wegmarke.paths.terms.period import Period

T = TypeVar("T")
ALWAYS = Period()
Given: TypeAlias = tuple[Int64s, Truths, Truths]


@dataclass(frozen=True)
class Asked:
    """One part of a snapshot as a pass reads it.

    Attributes:
        columns: the paths.
        counts: one truth per unit.
        chosen: one truth per touch, or empty for all.
        since: microseconds; touches before do not count.
        until: microseconds; touches from here on do not count.
    """

    columns: Columns
    counts: Truths
    chosen: Truths
    since: int
    until: int

    @property
    def given(self) -> Given:
        """Return what every pass takes after its range of units."""
        return self.columns.starts, self.counts, self.chosen

    @property
    def span(self) -> tuple[Int64s, int, int]:
        """Return the instants and the period they must lie in."""
        return self.columns.occurred_at, self.since, self.until

    def spread(self, work: Callable[[int, int], T]) -> list[T]:
        """Call work(first, last) for ranges of units, one thread each."""
        return spread(self.columns.starts, work)


def asked_of(snapshot: Snapshot, selection: Selection | None, period: Period) -> Iterator[Asked]:
    """Return the parts of a snapshot with what counts in them.

    Raises:
        UsageError: when the selection was made for another snapshot.
    """
    chosen = everything(snapshot) if selection is None else selection
    if chosen.snapshot is not snapshot:
        raise UsageError(
            "selection: expected one of the snapshot that is asked; got one of another snapshot. Select again."
        )
    since, until = bounds(period)
    for part, units, touches in zip(snapshot.parts(), chosen.units, chosen.touches, strict=True):
        yield Asked(part.columns, units, touches, since, until)
