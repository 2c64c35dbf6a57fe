"""The touch table as analyses see it: which rows, whose paths, in which period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import ibis

from wegmarke.domain import Unit, UsageError

if TYPE_CHECKING:
    from wegmarke.paths.index import Snapshot

Column: TypeAlias = ibis.Value


@dataclass(frozen=True)
class Touches:
    """The tables behind every analysis.

    Attributes:
        touches: one row per event with its unit, touchpoint and stored neighbours, in path order.
        events: the events themselves, for their properties.
        codes: names of sources, events and channels by kind and code.
        touchpoint_codes: touchpoint ids by code.
        indexes: path indexes of the same state of the touches, by kind of unit, where they are ready.
    """

    touches: ibis.Table
    events: ibis.Table
    codes: ibis.Table
    touchpoint_codes: ibis.Table
    indexes: Mapping[Unit, Snapshot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open period: from `start` on, before `end`; None leaves a side open."""

    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        for name, instant in (("start", self.start), ("end", self.end)):
            if instant is not None and instant.tzinfo is None:
                raise UsageError(f"{name}: expected a datetime with a time zone; got {instant!r}. Add a tzinfo.")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise UsageError(f"period: expected start before end; got {self.start} and {self.end}. Swap them.")

    def __str__(self) -> str:
        start = "the first event" if self.start is None else self.start.isoformat()
        end = "the last event" if self.end is None else f"before {self.end.isoformat()}"
        return f"from {start} to {end}"


def utc(instant: datetime) -> datetime:
    """Return an instant as the stores write it: UTC without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def in_period(table: ibis.Table, period: Period) -> ibis.Table:
    """Keep the rows that occurred in the period."""
    if period.start is not None:
        table = table.filter(table.occurred_at >= ibis.literal(utc(period.start)))
    if period.end is not None:
        table = table.filter(table.occurred_at < ibis.literal(utc(period.end)))
    return table


def paths_of(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return the recognised touches of all units: unit, position, previous, gap beside the touch's own columns.

    Touches that no rule recognised and touches of nobody have no place in a path; `tally` counts them.
    """
    table = in_period(touches.touches, period)
    table = table.filter(table.touchpoint.notnull(), table[by.value].notnull())
    return table.select(
        "touchpoint",
        "occurred_at",
        "precision_day",
        "event_id",
        unit=table[by.value],
        position=table[f"{by.value}_position"],
        previous=table[f"{by.value}_previous"],
        gap=table[f"{by.value}_gap"],
    )


def first_day_at(path: ibis.Table) -> ibis.Value:
    """Return the first instant among the touches of which only the date is known.

    Much cheaper for an engine than looking up the precision of the first touch.
    """
    return ibis.ifelse(path.precision_day, path.occurred_at, ibis.null("timestamp(6)")).min()


def is_first_day(first: ibis.Table) -> ibis.Table:
    """Replace `day_at` by `first_day`: whether it is the first instant of all."""
    day = (first.day_at == first.first_at).fill_null(ibis.literal(value=False))
    return first.mutate(first_day=day).drop("day_at")
