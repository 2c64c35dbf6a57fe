"""How far observed paths follow a map, and where they leave it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime

from wegmarke.domain.numbers import Rate
from wegmarke.domain.text import LocalizedText


class DeviationKind(enum.StrEnum):
    """What is wrong about a path at one place; the first four after the customer journey modelling language."""

    MISSING = "missing"  # expected there, and it did not happen
    UNPLANNED = "ad_hoc"  # happened, and the map does not expect it at all, or not as often
    FAILING = "failing"  # happened, and went badly
    OUT_OF_SEQUENCE = "out_of_sequence"  # happened, and belongs elsewhere on the path
    LATE = "late"  # happened later than the map allows
    WRONG = "wrong_channel_or_actor"  # happened over another channel or by another role


@dataclass(frozen=True, slots=True)
class Deviation:
    """One kind of deviation at one touchpoint, at a step, or in a whole phase.

    Attributes:
        phase: where the path was when it happened.
        touchpoint: None for all of the phase, and at a step.
        step: its id, where any of several touchpoints would have done and none was there.
        units: how many units have it; each counts once.
        touches: how often it happened.
        share: of all units; its figures are None where too few stand behind it.
        suppressed: too few units to tell more than that they are there.
    """

    kind: DeviationKind
    phase: str
    touchpoint: str | None
    units: int
    touches: int
    share: Rate
    suppressed: bool = False
    step: str | None = None


@dataclass(frozen=True, slots=True)
class FitnessPoint:
    """Mean fitness of the units whose path began in one calendar period; None where too few did.

    Attributes:
        begins: first day of the period, as `2026-03-01`.
        low, high: 95 % interval of the mean.
        is_complete: the data reach beyond its end.
    """

    begins: str
    units: int
    mean: float | None
    low: float | None
    high: float | None
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Drift:
    """Whether paths that began lately follow the map as those before did (Mann-Whitney U, two-sided).

    Attributes:
        p: probability of a difference like this, or a larger one, if nothing had changed; None where too few units
            stand on either side.
        before, after: mean fitness.
        before_units, after_units: units on either side.
        is_alert: p is below `level`.
    """

    p: float | None
    before: float | None
    after: float | None
    before_units: int
    after_units: int
    level: float
    is_alert: bool


@dataclass(frozen=True, slots=True)
class AlignedTouch:
    """One move of an aligned path: `fits`, or a kind of deviation; of a missing choice it names the step."""

    touchpoint: str
    kind: str


@dataclass(frozen=True, slots=True)
class AlignedVariant:
    """A path that several units share, beside the map."""

    units: int
    fitness: float
    cost: int
    moves: tuple[AlignedTouch, ...]


@dataclass(frozen=True, slots=True)
class MapConformance:
    """Observed paths beside a map.

    Attributes:
        whole: paths count as over, so that what they lack at their end is missing.
        variants: distinct paths; each was aligned once.
        fitness: mean over units, 1 where every path follows the map; None without units or with too few.
        low, high: 95 % interval of the mean.
        of_touches: the same over all touches together: 1 less the sum of costs over the sum of worst costs.
        fitting: units whose path follows the map entirely.
        deviations: per touchpoint or step, and per phase with neither; most units first.
        frequent: the most frequent paths, as many as were asked for, without those of too few units.
        definition: what exactly was computed.
        excluded: touches left out, by reason.
    """

    map: str
    by: str
    whole: bool
    units: int
    touches: int
    variants: int
    fitness: float | None
    low: float | None
    high: float | None
    of_touches: float | None
    fitting: Rate
    deviations: tuple[Deviation, ...] = ()
    frequent: tuple[AlignedVariant, ...] = ()
    trend: tuple[FitnessPoint, ...] = ()
    drift: Drift | None = None
    definition: tuple[LocalizedText, ...] = ()
    excluded: dict[str, int] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeviatingUnit:
    """One unit that has a deviation.

    Attributes:
        unit: its number.
        name: empty where nobody says or the role of the viewer does not see it.
        touches: how often it happened to this unit.
    """

    unit: int
    fitness: float
    touches: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class DeviatingUnits:
    """The units behind a deviation, those of the least fitness first.

    Attributes:
        found: how many there are in all.
        suppressed: too few to be listed.
    """

    found: int
    units: tuple[DeviatingUnit, ...] = ()
    suppressed: bool = False
