"""The facts that stand under every result: what was asked for, what was left out, how far the data reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from wegmarke import paths
from wegmarke.domain import Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Calendar, Period, Touches

PATH_ORDER = "Path order: (occurred_at, sequence, event_id)."


@dataclass(frozen=True)
class Facts:
    """One question's frame.

    Attributes:
        by: unit of analysis.
        period: which touches count.
        zone: zone of calendar days and months.
        events: events in the period.
        excluded: events left out, by reason.
        first_at, last_at: first and last event in the period, UTC; None without events.
    """

    by: Unit
    period: Period
    zone: str
    events: int
    excluded: dict[str, int]
    first_at: datetime | None
    last_at: datetime | None

    @property
    def recognised(self) -> int:
        """Events at a touchpoint in question, with or without a unit."""
        return self.events - self.excluded["unrecognised"] - self.excluded["off_map"]

    def calendar(self) -> Calendar:
        """Return the clock of the zone over the span of the data."""
        return Calendar.over(self.zone, self.first_at, self.last_at)

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
    """Look at the period once: how many events, which of them have a place in a path of these touchpoints."""
    unit, period = unit_of(by), Period(start, end)
    Calendar.over(zone, None, None)  # an unknown zone is refused even where no calendar day is computed
    row = paths.coverage(touches, unit, period, touchpoints).to_pyarrow().to_pylist()[0]
    excluded = {reason: int(row[reason]) for reason in ("unrecognised", "off_map", "without_unit")}
    return Facts(unit, period, zone, int(row["events"]), excluded, _utc(row["first_at"]), _utc(row["last_at"]))


def unit_of(by: Unit | str) -> Unit:
    """Return the unit of analysis, or refuse one that does not exist."""
    try:
        return Unit(by)
    except ValueError as error:
        raise unknown_value("by", str(by), [unit.value for unit in Unit]) from error


def _utc(instant: datetime | None) -> datetime | None:
    return instant if instant is None else instant.replace(tzinfo=UTC)
