"""The touch table as analyses see it: which rows, whose paths, in which period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import ibis
import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.paths.answers import Answers
from wegmarke.paths.chosen import Chosen
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period, utc

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


def first_day_at(path: ibis.Table) -> ibis.Value:
    """Return the first instant among the touches of which only the date is known.

    Much cheaper for an engine than looking up the precision of the first touch.
    """
    return ibis.ifelse(path.precision_day, path.occurred_at, ibis.null("timestamp(6)")).min()


def is_first_day(first: ibis.Table) -> ibis.Table:
    """Replace `day_at` by `first_day`: whether it is the first instant of all."""
    day = (first.day_at == first.first_at).fill_null(ibis.literal(value=False))
    return first.mutate(first_day=day).drop("day_at")
