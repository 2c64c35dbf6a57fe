"""Credit for touches by their place, their age, or the milestones they led to: one pass over paths to conversions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from wegmarke.paths.conversion_paths import ConversionPaths, Floats, Stretches

Out = npt.NDArray[np.float64]
_Pass = Callable[[Stretches, int, int, Out], None]


@dataclass(frozen=True)
class Credits:
    """What each touchpoint is credited with; all arrays have one place per touchpoint.

    Attributes:
        conversions: how many conversions.
        value: what these are worth, in minor units; with broken parts.
        touches: how many touches stood on the paths to conversions.
    """

    conversions: Floats
    value: Floats
    touches: Floats


@dataclass(frozen=True)
class Milestones:
    """Which touch gets what: the first, the last one up to each milestone, the last of all, and all others.

    Attributes:
        first: what the first touch gets.
        steps: what the touch that led to each milestone gets.
        closing: what the last touch before the conversion gets.
        others: what all other touches share.
        at: number of the milestone per touchpoint code, from 1.
        named: the same per code of an event name.
    """

    first: float
    steps: tuple[float, ...]
    closing: float
    others: float
    at: Mapping[int, int]
    named: Mapping[int, int]


def credit_by_place(found: ConversionPaths, first: float, last: float, middle: float) -> Credits:
    """Credit the first and the last touch with shares, and those between with the rest in equal parts."""
    from wegmarke.paths.compiled import credits as passes

    return _added(
        found,
        lambda part, a, b, out: passes.by_place(
            a, b, *_touches(part, found), part.conversions, part.value, first, last, middle, out
        ),
    )


def credit_equally(found: ConversionPaths) -> Credits:
    """Credit all touches in equal parts."""
    from wegmarke.paths.compiled import credits as passes

    return _added(
        found,
        lambda part, a, b, out: passes.linear(a, b, *_touches(part, found), part.conversions, part.value, out),
    )


def credit_last_but(found: ConversionPaths, passed_over: tuple[str, ...]) -> Credits:
    """Credit the last touch that is at none of these touchpoints; the last of all where each touch is."""
    from wegmarke.paths.compiled import credits as passes

    over = np.zeros(len(found.touchpoints) + 1, np.bool_)
    over[1:] = np.isin(np.array(found.touchpoints, object), list(passed_over)) if passed_over else False
    return _added(
        found,
        lambda part, a, b, out: passes.last_but(a, b, *_touches(part, found), part.conversions, part.value, over, out),
    )


def credit_by_age(found: ConversionPaths, half_life: timedelta) -> Credits:
    """Credit touches by 2 to the power of minus their age through the half-life."""
    from wegmarke.paths.compiled import credits as passes

    half = half_life / timedelta(microseconds=1)
    return _added(
        found,
        lambda part, a, b, out: passes.decay(
            a, b, *_touches(part, found), part.conversions, part.value, part.occurred_at, half, out
        ),
    )


def credit_by_presence(found: ConversionPaths, *, shared: bool) -> Credits:
    """Credit each touchpoint on a path once: with all of it, or in equal parts, which is the coverage game's value."""
    from wegmarke.paths.compiled import credits as passes

    def walk(part: Stretches, a: int, b: int, out: Out) -> None:
        seen = np.zeros(out.shape[0], np.int64)
        passes.present(a, b, *_touches(part, found), part.conversions, part.value, shared, seen, out)

    return _added(found, walk)


def credit_by_milestones(found: ConversionPaths, milestones: Milestones) -> Credits:
    """Credit the touches that led to milestones."""
    from wegmarke.paths.compiled import credits as passes

    kind_at, kind_named = np.zeros(65_536, np.int64), np.zeros(65_536, np.int64)
    for codes, table in ((milestones.at, kind_at), (milestones.named, kind_named)):
        for code, number in codes.items():
            table[code] = number
    portions = np.array([milestones.first, *milestones.steps, milestones.closing])
    return _added(
        found,
        lambda part, a, b, out: passes.milestones(
            a, b, part.begin, part.end, part.chosen, part.touchpoint, part.event, found.dense, part.conversions,
            part.value, kind_at, kind_named, portions, milestones.others, out,
        ),
    )  # fmt: skip


def _touches(part: Stretches, found: ConversionPaths) -> tuple[npt.NDArray[np.generic], ...]:
    return part.begin, part.end, part.chosen, part.touchpoint, found.dense


def _added(found: ConversionPaths, walk: _Pass) -> Credits:
    total = np.zeros((len(found.touchpoints) + 1, 3))

    def one(part: Stretches, first: int, last: int) -> Out:
        out = np.zeros_like(total)
        walk(part, first, last, out)
        return out

    for part in found.parts:

        def ranged(first: int, last: int, part: Stretches = part) -> Out:
            return one(part, first, last)

        for out in part.spread(ranged):
            total += out
    return Credits(*(total[1:, side].copy() for side in range(3)))
