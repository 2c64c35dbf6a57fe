"""Measured numbers as they stand in the cells of a map: a value never goes without its n."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency (cents of EUR, whole units of JPY)."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its counts and a 95 % Wilson interval; all three are None while `of` is 0.

    Attributes:
        part: units that did.
        of: units that could have.
        value, low, high: share and interval, 0..1.
    """

    part: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution in five figures, in days; None while `n` is 0."""

    n: int
    minimum: float | None
    median: float | None
    mean: float | None
    p90: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class CellNumbers:
    """What was measured at one phase or touchpoint.

    Attributes:
        touches: touches recognised here.
        persons, accounts: distinct ones among them.
        units: distinct units of the chosen unit of analysis that reached this place.
        conversion: units that went on to a later phase, of the units that reached this place.
        days_to_next: days from first touch here to first touch in the next phase.
        out_of_order: units whose first touch in the next phase lies before their first touch here;
            they are counted in `conversion` and `days_to_next` and flagged, not dropped.
        values: sum of values, one entry per currency, largest first.
        suppressed: True when fewer units than the workspace's small-number threshold stand behind
            the numbers; then rates and spreads must not be shown.
    """

    touches: int = 0
    persons: int = 0
    accounts: int = 0
    units: int = 0
    conversion: Rate | None = None
    days_to_next: Spread | None = None
    out_of_order: int = 0
    values: tuple[Money, ...] = ()
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class MetricNumber:
    """The measured value of one metric of a map, beside its target.

    Attributes:
        value: in the unit of the measure (share 0..1, days, minor currency units, count, score).
        n: units or answers behind the value.
        low, high: 95 % interval where the measure has one.
        target: from the map, in the same unit.
        status: `on_target`, `attention`, `alert`, or `none` without value or target.
        suppressed: True when `n` is below the small-number threshold.
        definition: what exactly was computed, one sentence in English.
        breakdown: rows (label, value, n) where the metric asks for a breakdown.
    """

    metric: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    target: float | None = None
    status: str = "none"
    suppressed: bool = False
    currency: str | None = None
    definition: str = ""
    breakdown: tuple[BreakdownRow, ...] = ()


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One group of a breakdown; label None means the value was missing in the source."""

    label: str | None
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a phase answers what hurts and what is wished for; a count of everything there is, so without interval.

    Attributes:
        addressed: severe pains and relevant gains (4 and 5) that something at a touchpoint of the phase answers.
        of: all of them.
    """

    addressed: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share, 0..1; None where there is nothing to answer."""
        return self.addressed / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class MapNumbers:
    """All numbers of one map at one data state.

    Attributes:
        by: unit of analysis, `person` or `account`.
        phases, touchpoints: numbers by id; placements of one touchpoint share its numbers.
        metrics: by metric id.
        fit: how far each phase answers pains and gains, by phase id; not measured, but counted in the document.
        start, end: period that was asked for; None means open.
        data_until: time of the last event behind the numbers.
        events: events in the period; `recognised` of them are touches at a touchpoint of the map.
    """

    map: str
    by: str
    phases: dict[str, CellNumbers] = field(default_factory=dict)
    touchpoints: dict[str, CellNumbers] = field(default_factory=dict)
    metrics: dict[str, MetricNumber] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None
    data_until: datetime | None = None
    events: int = 0
    recognised: int = 0
    fit: dict[str, Fit] = field(default_factory=dict)
