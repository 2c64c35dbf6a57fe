"""The touch table as analyses see it: which rows, whose paths, in which period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import ibis
import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths.answers import Answers

if TYPE_CHECKING:
    from wegmarke.paths.chosen import Chosen
    from wegmarke.paths.index import Snapshot

Column: TypeAlias = ibis.Value
Table: TypeAlias = ibis.Table
"""A table as an expression, for those who only pass it on."""


@dataclass(frozen=True)
class Touches:
    """The tables behind every analysis.

    Attributes:
        touches: one row per event with its unit, touchpoint and stored neighbours, in path order.
        events: the events themselves, for their properties.
        codes: names of sources, events and channels by kind and code.
        touchpoint_codes: touchpoint ids by code.
        indexes: path indexes of the same state of the touches, by kind of unit, where they are ready.
        unit_touches: for kinds of units that are no column of the touches: their touches, with the unit as column
            `unit`. A touch stands there once for each of its units.
        chosen: which units and touches count; None for all.
        unit_names: where units had texts for names: that of unit n at place n - 1.
        answers: what was found out about this state of the touches, whatever is chosen of them.
    """

    touches: ibis.Table
    events: ibis.Table
    codes: ibis.Table
    touchpoint_codes: ibis.Table
    indexes: Mapping[Unit, Snapshot] = field(default_factory=dict)
    unit_touches: Mapping[Unit, ibis.Table] = field(default_factory=dict)
    chosen: Chosen | None = None
    unit_names: pa.Array | None = None
    answers: Answers = field(default_factory=Answers, repr=False, compare=False)

    @property
    def known_codes(self) -> pa.Table:
        """Return code and touchpoint of every touchpoint that is known; read once."""
        found: pa.Table = self.answers.keep("known codes", None, self._read_codes)
        return found

    def _read_codes(self) -> pa.Table:
        return self.touchpoint_codes.select("code", "touchpoint").to_pyarrow()


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


def of_units(touches: Touches, by: Unit) -> ibis.Table:
    """Return all touches with their unit as column `unit`: NULL for nobody, several rows for several units.

    Raises:
        UsageError: when nobody says which touches belong to such units.
    """
    if by in TOUCH_UNITS:
        return touches.touches.mutate(unit=touches.touches[by.value])
    if by not in touches.unit_touches:
        known = [unit.value for unit in (*TOUCH_UNITS, *touches.unit_touches)]
        raise unknown_value("by", by.value, known)
    return touches.unit_touches[by]


def chosen_touches(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return the touches of units that count in the period, recognised or not, with their unit as column `unit`."""
    from wegmarke.paths.chosen import chosen_for

    table = in_period(of_units(touches, by), period)
    table = table.filter(table.unit.notnull())
    chosen = chosen_for(touches, by)
    return table if chosen is None else chosen.in_table(table, "unit", touches.touchpoint_codes)


def counted_touches(touches: Touches, period: Period) -> ibis.Table:
    """Return the touches that count in the period, each once, whosever they are, or nobody's."""
    table, chosen = in_period(touches.touches, period), touches.chosen
    if chosen is None:
        return table
    if chosen.by is None or chosen.by in TOUCH_UNITS:
        return chosen.in_table(table, str(chosen.by), touches.touchpoint_codes)
    theirs = chosen_touches(touches, chosen.by, period).select(counted_id="event_id")
    return table.semi_join(theirs, table.event_id == theirs.counted_id)


def paths_of(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return the recognised touches of all units that count: unit, position, previous, gap beside the own columns.

    Touches that no rule recognised and touches of nobody have no place in a path; `tally` counts them. `previous` is 0,
    and `gap` NULL, where a path begins. Neighbours are stored along all touches of persons and accounts; of other
    units, and where touches were chosen, they are the neighbours among what counts in the period.
    """
    table = chosen_touches(touches, by, period)
    table = table.filter(table.touchpoint.notnull())
    kept = ("unit", "touchpoint", "occurred_at", "precision_day", "event_id")
    if by in TOUCH_UNITS and not (touches.chosen and touches.chosen.chooses_touches):
        stored = {name: table[f"{by.value}_{name}"] for name in ("position", "previous", "gap")}
        return table.select(*kept, **stored)
    # engines that know columns without NULL answer 0 instead of NULL at the edge of a window
    table = table.mutate(touchpoint=table.touchpoint.cast("int64"))
    path = ibis.window(group_by=table.unit, order_by=[table.occurred_at, table.sequence, table.event_id])
    position = ibis.row_number().over(path) + 1
    numbered = table.mutate(position=position, before=table.occurred_at.lag().over(path))
    is_first = numbered.position == 1
    gap = numbered.occurred_at.delta(numbered.before, unit="microsecond")
    return numbered.select(
        *kept,
        position=numbered.position.cast("int64"),
        previous=ibis.ifelse(is_first, 0, table.touchpoint.lag().over(path)),
        gap=ibis.ifelse(is_first, ibis.null("int64"), gap),
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
