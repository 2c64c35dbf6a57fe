"""From every place of a map to the next phase, in one pass; the definition stands in `expressions.passing`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Int64s, Truths
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar

Counted = tuple[Int64s, Int64s]

MOST_CELLS = 4_000_000
"""More counters than this (places times days) are not worth their memory: 32 MB a thread."""


def passing(
    snapshot: Snapshot,
    own_of: Mapping[int, int],
    phase_at: Int64s,
    leading: int,
    calendar: Calendar,
    longest: int,
    period: Period = ALWAYS,
    *,
    selection: Selection | None = None,
) -> Counted:
    """Count units by place: whether and after how many days they reached a later phase, and how many out of order.

    Returns a row per place: first those that reached none, then those that took -longest, 1 - longest, … longest days;
    and how many came out of order.

    Args:
        snapshot: the paths.
        own_of: number of the touchpoint's place by its code.
        phase_at: number of the phase of each place; the phase itself where the place is one.
        leading: the first so many phases follow each other.
        calendar: the clock of the zone whose days are meant.
        longest: days that the touches in question span at most.
        period: touches outside do not count.
        selection: which units and touches count.
    """
    own = np.zeros(65_536, np.int64)
    own[list(own_of)] = list(own_of.values())
    took, back = np.zeros((phase_at.size, 2 * longest + 2), np.int64), np.zeros(phase_at.size, np.int64)
    for asked in asked_of(snapshot, selection, period):
        for part in asked.spread(partial(_walk, asked, phase_at[own], own, phase_at, leading, calendar, longest)):
            took += part[0]
            back += part[1]
    return took, back


def _walk(
    asked: Asked,
    phase_of: Int64s,
    own_of: Int64s,
    phase_at: Int64s,
    leading: int,
    calendar: Calendar,
    longest: int,
    first: int,
    last: int,
) -> Counted:
    from wegmarke.paths.compiled import passing as passes

    columns, size = asked.columns, phase_at.size
    at, stamp = np.zeros((2, size), np.int64)
    day: Truths = np.zeros(size, np.bool_)
    took, back = np.zeros((size, 2 * longest + 2), np.int64), np.zeros(size, np.int64)
    passes.passing(
        first, last, *asked.given, columns.touchpoint, columns.flags, *asked.span, phase_of, own_of, phase_at, leading,
        *calendar.clock, -longest, at, day, stamp, took, back,
    )  # fmt: skip
    return took, back
