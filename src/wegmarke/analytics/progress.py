"""How far each unit came through the phases of a map, one column of facts per phase.

Whoever has a touch in a phase or a later one has reached the phase; without a touch in it the phase was skipped. A
phase that was entered before the one in front of it is flagged as out of order and counted all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wegmarke.analytics.entries import Mask, Moments, Numbers, days_between, is_before
from wegmarke.paths import Calendar


@dataclass(frozen=True)
class StepProgress:
    """What happened at one step, per unit.

    Attributes:
        reached: who counts at this step.
        skipped: who counts without having done it.
        out_of_order: whose first time here lies before the first time at the step in front.
        days: days from the step done in front to this one; only where `timed`.
        timed: who did both.
    """

    reached: Mask
    skipped: Mask
    out_of_order: Mask
    days: Numbers
    timed: Mask


def through_phases(firsts: Sequence[Moments], calendar: Calendar) -> list[StepProgress]:
    """Follow units through phases that may be skipped."""
    steps, before = [], _nothing(firsts[0])
    for number, first in enumerate(firsts):
        reached = np.logical_or.reduce([later.known for later in firsts[number:]])
        steps.append(_step(reached, reached & ~first.known, before, first, calendar))
        before = first.otherwise(before)
    return steps


def _step(reached: Mask, skipped: Mask, before: Moments, first: Moments, calendar: Calendar) -> StepProgress:
    timed = reached & first.known & before.known
    start, arrival = before.of(timed), first.of(timed)
    days = np.zeros(len(timed), dtype=np.int64)
    days[timed] = days_between(start, arrival, calendar)
    out_of_order = np.zeros(len(timed), dtype=np.bool_)
    out_of_order[timed] = is_before(arrival, start, calendar)
    return StepProgress(reached, skipped, out_of_order, days, timed)


def _nothing(like: Moments) -> Moments:
    return Moments.never(len(like.at))
