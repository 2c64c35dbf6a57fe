"""How far each unit came through the steps of a funnel, one column of facts per step.

Three readings. *Phases*: whoever has a touch in a phase or a later one has reached the phase; without a
touch in it the phase was skipped. *Any order*: step k is reached by those who did steps 1 to k, in
whatever order. *Sequential*: the steps were done one after the other in path order. In the first two,
a step that was done before the step in front of it is flagged as out of order and counted all the same.
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


def in_any_order(firsts: Sequence[Moments], calendar: Calendar) -> list[StepProgress]:
    """Follow units through steps of which none may be left out."""
    steps, before = [], _nothing(firsts[0])
    reached = np.ones(len(firsts[0].at), dtype=np.bool_)
    for first in firsts:
        reached = reached & first.known
        steps.append(_step(reached, np.zeros_like(reached), before, first, calendar))
        before = first
    return steps


def in_sequence(matched: Sequence[Moments], firsts: Sequence[Moments], calendar: Calendar) -> list[StepProgress]:
    """Follow units through matched steps; out of order are those who did all, but not in this order."""
    steps, before = [], _nothing(matched[0])
    did_all = np.ones(len(matched[0].at), dtype=np.bool_)
    for match, first in zip(matched, firsts, strict=True):
        did_all = did_all & first.known
        step = _step(match.known, np.zeros_like(did_all), before, match, calendar)
        steps.append(StepProgress(step.reached, step.skipped, did_all & ~match.known, step.days, step.timed))
        before = match
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
