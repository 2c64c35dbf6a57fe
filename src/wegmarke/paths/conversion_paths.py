"""Paths to conversions: which touches of a unit lie before each of its conversions, and paths that led to none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.paths.index.columns import Codes, Int64s, Truths
from wegmarke.paths.spread import spread

T = TypeVar("T")
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Anchors:
    """Conversions that are no touches, by unit and time, e.g. changes of a stage or closed deals of a CRM.

    Attributes:
        unit: numbers of units, rising.
        at: microseconds since 1970, rising within a unit.
        value: in minor units.
        currency: `currency_code` of the value; 0 for none.
    """

    unit: Int64s
    at: Int64s
    value: Floats
    currency: Codes


@dataclass(frozen=True)
class Stretches:
    """Stretches of touch columns, each the path to one conversion or to none.

    Attributes:
        touchpoint: code per touch.
        event: code of the event name per touch.
        occurred_at: microseconds per touch; empty where nobody knows.
        chosen: one truth per touch, or empty for all.
        unit: number of the unit per stretch; like all below of shape (stretches,).
        begin: place of its first touch.
        end: the place behind its last touch.
        closed_at: microseconds.
        conversions: how many conversions it led to.
        value: what these are worth, in minor units of `currency`.
        currency: `currency_code` of the value; 0 for none.
        nulls: how many paths like this led to none.
    """

    touchpoint: Codes
    event: Codes
    occurred_at: Int64s
    chosen: Truths
    unit: Int64s
    begin: Int64s
    end: Int64s
    closed_at: Int64s
    conversions: Floats
    value: Floats
    currency: Codes
    nulls: Floats

    def __post_init__(self) -> None:
        # compiled passes are compiled per type, and a type knows whether its array may be written
        for name in ("touchpoint", "event", "occurred_at"):
            sealed = np.ascontiguousarray(getattr(self, name)).view(np.ndarray)[:]
            sealed.flags.writeable = False
            object.__setattr__(self, name, sealed)

    @cached_property
    def _ends(self) -> Int64s:
        return np.concatenate([[0], np.cumsum(self.end - self.begin)]).astype(np.int64)

    def spread(self, work: Callable[[int, int], T]) -> list[T]:
        """Call work(first, last) for ranges of stretches, one thread each."""
        return spread(self._ends, work)


@dataclass(frozen=True)
class ConversionPaths:
    """Paths to conversions, in one or several sets of columns.

    Attributes:
        parts: the stretches.
        touchpoints: names, by dense number less one.
        dense: number per touchpoint code, from 1; 0 for touches that do not count.
    """

    parts: tuple[Stretches, ...]
    touchpoints: tuple[str, ...]
    dense: Codes

    @property
    def conversions(self) -> float:
        """Return how many conversions there are, with or without a touch before them."""
        return sum(float(part.conversions.sum()) for part in self.parts)

    @property
    def value(self) -> float:
        """Return what all conversions are worth, in minor units."""
        return sum(float(part.value.sum()) for part in self.parts)

    @property
    def nulls(self) -> float:
        """Return how many paths led to no conversion."""
        return sum(float(part.nulls.sum()) for part in self.parts)

    @property
    def has_instants(self) -> bool:
        """Tell whether the touches have times."""
        return all(part.occurred_at.size == part.touchpoint.size for part in self.parts)

    @cached_property
    def sizes(self) -> tuple[Int64s, ...]:
        """Return how many touches count on each path, part by part."""
        from wegmarke.paths.compiled import credits as passes

        found = []
        for part in self.parts:
            out = np.zeros(part.begin.size, np.int64)

            def walk(first: int, last: int, part: Stretches = part, out: Int64s = out) -> None:
                passes.sizes(first, last, part.begin, part.end, part.chosen, part.touchpoint, self.dense, out)

            part.spread(walk)
            found.append(out)
        return tuple(found)

    @property
    def untouched(self) -> tuple[float, float]:
        """Return how many conversions have no touch before them, and what these are worth."""
        without = [size == 0 for size in self.sizes]
        pairs = list(zip(self.parts, without, strict=True))
        return (
            sum(float(part.conversions[none].sum()) for part, none in pairs),
            sum(float(part.value[none].sum()) for part, none in pairs),
        )

    def drawn_again(self, chance: np.random.Generator) -> ConversionPaths:
        """Draw units with replacement: each counts as often as a Poisson number of mean one says.

        Paths that stand for several units are drawn as that many. Source: Chamandy et al. (2012), Poisson bootstrap.
        """
        return replace(self, parts=tuple(_drawn(part, chance) for part in self.parts))


def _drawn(part: Stretches, chance: np.random.Generator) -> Stretches:
    if part.unit.size and part.unit[0] >= 0:
        _, owner = np.unique(part.unit, return_inverse=True)
        often = chance.poisson(1.0, int(owner.max(initial=-1)) + 1).astype(np.float64)[owner]
        return replace(part, conversions=part.conversions * often, value=part.value * often, nulls=part.nulls * often)
    conversions = chance.poisson(part.conversions).astype(np.float64)
    each = np.divide(part.value, part.conversions, out=np.zeros_like(part.value), where=part.conversions > 0)
    nulls = chance.poisson(part.nulls).astype(np.float64)
    return replace(part, conversions=conversions, value=each * conversions, nulls=nulls)


def path_rows(found: ConversionPaths) -> pa.Table:
    """Return one row per path: unit, touchpoints (a list), conversions, value, nulls; to look at few paths."""
    rows: dict[str, list[object]] = {name: [] for name in ("unit", "touchpoints", "conversions", "value", "nulls")}
    for part in found.parts:
        every = not part.chosen.size
        for row in range(part.begin.size):
            stretch = range(int(part.begin[row]), int(part.end[row]))
            numbers = [int(found.dense[part.touchpoint[at]]) for at in stretch if every or part.chosen[at]]
            rows["unit"].append(int(part.unit[row]))
            rows["touchpoints"].append([found.touchpoints[number - 1] for number in numbers if number])
            rows["conversions"].append(float(part.conversions[row]))
            rows["value"].append(float(part.value[row]))
            rows["nulls"].append(float(part.nulls[row]))
    return pa.table(rows)
