"""The facts that stand under every result: what was asked for, what was left out, how far the data reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wegmarke import paths
from wegmarke.analytics.definition import (
    PATH_ORDER,
    Definition,
    excluded_sentence,
    period_sentence,
    state_sentence,
    unit_sentence,
    zone_sentence,
)
from wegmarke.domain import LocalizedText, Money, Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Calendar, Period, Touches, primitives

_OFF_MAP = "off_map"

Amounts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Facts:
    """One question's frame, and what one pass over the period says.

    Attributes:
        by: unit of analysis.
        period: which touches count.
        zone: zone of calendar days and months.
        events: events in the period.
        excluded: events left out, by reason; an event is counted under the first reason that holds:
            unrecognised, off_map (at a touchpoint that was not asked for), automated, internal, without_unit,
            not_chosen (of units that are not in question). The last four stand there where they may occur.
        first_at, last_at: first and last event in the period, UTC; None without events.
        touches: touches by touchpoint id, with or without a unit.
        amounts: sums of values in minor units by touchpoint id and currency.
    """

    by: Unit
    period: Period
    zone: str
    events: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None
    touches: dict[str, int] = field(default_factory=dict)
    amounts: Amounts = field(default_factory=dict)

    @property
    def recognised(self) -> int:
        """Events at a touchpoint in question, with or without a unit."""
        return self.events - sum(count for reason, count in self.excluded.items() if reason != "without_unit")

    def calendar(self) -> Calendar:
        """Return the clock of the zone over the span of the data."""
        return Calendar.over(self.zone, self.first_at, self.last_at)

    def touches_at(self, touchpoints: Collection[str]) -> int:
        """Return the number of touches at some touchpoints."""
        return sum(self.touches.get(touchpoint, 0) for touchpoint in touchpoints)

    def values_at(self, touchpoints: Collection[str]) -> tuple[Money, ...]:
        """Return the sum of values at some touchpoints per currency, largest first."""
        sums: dict[str, int] = defaultdict(int)
        for touchpoint in touchpoints:
            for currency, minor in self.amounts.get(touchpoint, {}).items():
                sums[currency] += minor
        return tuple(Money(minor, currency) for currency, minor in sorted(sums.items(), key=_largest_first))

    def definition(self, *what: LocalizedText) -> Definition:
        """Say what was computed, then unit, period, order, zone, exclusions and data state."""
        return Definition(
            (
                *what,
                unit_sentence(self.by),
                period_sentence(self.period, self.zone),
                PATH_ORDER,
                zone_sentence(self.zone),
                excluded_sentence(self.excluded),
                state_sentence(self.last_at, self.zone),
            )
        )


def facts(
    touches: Touches,
    by: Unit | str,
    start: datetime | None,
    end: datetime | None,
    *,
    zone: str = "UTC",
    touchpoints: Sequence[str] | None = None,
) -> Facts:
    """Look at the period once: how many events, and which have a place in a path of these touchpoints (None: all)."""
    unit, period = unit_of(by), Period(start, end)
    Calendar.over(zone, None, None)  # an unknown zone is refused even where no calendar day is computed
    chosen = touches.chosen or paths.Chosen()
    excluded = dict.fromkeys(("unrecognised", "off_map", *sorted(chosen.left_out), "without_unit"), 0)
    counts: dict[str, int] = defaultdict(int)
    amounts: Amounts = defaultdict(dict)
    rows = primitives.tally_events(touches, unit, period).to_pylist()
    for row in rows:
        reason = _reason(row, touchpoints, chosen)
        if reason is not None:
            excluded[reason] = excluded.get(reason, 0) + row["events"]
        if reason is None or (reason == _OFF_MAP and row["left_out"] is None):
            counts[row["touchpoint"]] += row["events"]
            if row["currency"] is not None:
                amounts[row["touchpoint"]][row["currency"]] = row["value_minor"]
        if reason is None:
            excluded["without_unit"] += row["without_unit"]
    return Facts(
        by=unit,
        period=period,
        zone=zone,
        events=sum(row["events"] for row in rows),
        excluded=excluded,
        first_at=min((_utc(row["first_at"]) for row in rows), default=None),
        last_at=max((_utc(row["last_at"]) for row in rows), default=None),
        touches=dict(counts),
        amounts=dict(amounts),
    )


def _reason(row: Mapping[str, Any], touchpoints: Sequence[str] | None, chosen: paths.Chosen) -> str | None:
    """Return why the events of a row have no place in a path of these touchpoints; None where they may have one."""
    touchpoint = row["touchpoint"]
    if touchpoint is None:
        return "unrecognised"
    if any(asked is not None and touchpoint not in asked for asked in (touchpoints, chosen.touchpoints)):
        return _OFF_MAP
    return None if row["left_out"] is None else str(row["left_out"])


def unit_of(by: Unit | str) -> Unit:
    """Return the unit of analysis, or refuse one that does not exist."""
    try:
        return Unit(by)
    except ValueError as error:
        raise unknown_value("by", str(by), [unit.value for unit in Unit]) from error


def _utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC)


def _largest_first(amount: tuple[str, int]) -> tuple[int, str]:
    currency, minor = amount
    return -minor, currency
