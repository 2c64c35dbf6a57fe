"""The facts that stand under every result: what was asked for, what was left out, how far the data reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wegmarke import paths
from wegmarke.domain import Money, Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Calendar, Period, Touches

PATH_ORDER = "Path order: (occurred_at, sequence, event_id)."

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
            unrecognised, off_map (at a touchpoint that was not asked for), without_unit.
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
        return self.events - self.excluded["unrecognised"] - self.excluded["off_map"]

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

    def sentences(self) -> str:
        """Say unit, period, order, zone, exclusions and data state."""
        left_out = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in self.excluded.items() if count)
        until = "no data" if self.last_at is None else f"data until {self.last_at.isoformat()}"
        return (
            f"Unit: {self.by.value}. Period: {self.period}. {PATH_ORDER} Zone: {self.zone}. "
            f"Excluded events: {left_out or 'none'}. State: {until}."
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
    excluded = dict.fromkeys(("unrecognised", "off_map", "without_unit"), 0)
    counts: dict[str, int] = defaultdict(int)
    amounts: Amounts = defaultdict(dict)
    rows = paths.tally(touches, unit, period).to_pyarrow().to_pylist()
    for row in rows:
        touchpoint = row["touchpoint"]
        if touchpoint is None:
            excluded["unrecognised"] += row["events"]
            continue
        counts[touchpoint] += row["events"]
        if row["currency"] is not None:
            amounts[touchpoint][row["currency"]] = row["value_minor"]
        if touchpoints is not None and touchpoint not in touchpoints:
            excluded["off_map"] += row["events"]
        else:
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
