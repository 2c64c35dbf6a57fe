"""Ask every primitive once about very few touches, so that its passes are compiled or loaded from the disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from wegmarke.paths.conversion_paths import Anchors
from wegmarke.paths.index.attempts import funnel_attempts
from wegmarke.paths.index.build import rehearse_build
from wegmarke.paths.index.cohorts import cohort_grid
from wegmarke.paths.index.columns import Columns
from wegmarke.paths.index.conversions import conversion_paths
from wegmarke.paths.index.credits import (
    Milestones,
    credit_by_age,
    credit_by_milestones,
    credit_by_place,
    credit_by_presence,
    credit_equally,
    credit_last_but,
)
from wegmarke.paths.index.cuts import outcomes, select_stretch
from wegmarke.paths.index.first_places import first_places, units_at
from wegmarke.paths.index.last_touches import last_touches
from wegmarke.paths.index.months import heads, sums
from wegmarke.paths.index.passing import passing
from wegmarke.paths.index.phase_stays import phase_stays
from wegmarke.paths.index.positions import positions
from wegmarke.paths.index.returns import period_amounts, return_marks
from wegmarke.paths.index.rewriting import rewritten
from wegmarke.paths.index.selection import Selection, select_codes
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.index.states import set_counts, solve_chain, state_counts
from wegmarke.paths.index.stays import sessions, time_in_phase
from wegmarke.paths.index.tally import tally
from wegmarke.paths.index.transitions import transition_units, transitions
from wegmarke.paths.index.variants import variants
from wegmarke.paths.index.waits import transition_waits
from wegmarke.paths.index.windows import first_last_before, windowed_counts
from wegmarke.paths.terms.calendar_periods import CalendarPeriod
from wegmarke.paths.terms.converting import Converting, Lookback
from wegmarke.paths.terms.course import Course, Marking
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.ending import Endings, Outcome
from wegmarke.paths.terms.returning import Returning
from wegmarke.paths.terms.zone import Calendar

_DAY = 86_400_000_000


def rehearse() -> None:
    """Ask every primitive once, with a delta and a selection."""
    rehearse_build()
    base = _columns(np.array([1, 2]))
    snapshot = Snapshot.of(base).changed(np.array([2]), _columns(np.array([2])))
    rewritten(snapshot, np.array([1, 2]), np.array([_DAY, _DAY]), base)
    chosen = select_codes(snapshot, "touchpoint", [1, 2])
    ended = outcomes(snapshot, Endings([2]), selection=chosen)
    stretch = select_stretch(snapshot, Cut(until=[2]), selection=ended.where(Outcome.WON, chosen))
    transitions(snapshot, selection=stretch)
    transition_units(snapshot, selection=chosen)
    transition_waits(snapshot, selection=chosen)
    tally(snapshot, units=chosen)
    variants(snapshot, outcomes=ended, selection=chosen)
    first_places(snapshot, [2], selection=chosen)
    units_at(snapshot, [[2]], selection=chosen)
    last_touches(snapshot, base.units, [2], selection=chosen)
    positions(snapshot, 2, selection=chosen)
    funnel_attempts(snapshot, Course(2), Marking(((1,), (2,))), selection=chosen)
    sessions(snapshot, selection=chosen)
    time_in_phase(snapshot, selection=chosen)
    windowed_counts(snapshot, selection=chosen)
    first_last_before(snapshot, [2], selection=chosen)
    day = datetime(1970, 1, 1, tzinfo=UTC)
    calendar = Calendar.over("UTC", day, day + timedelta(days=9))
    cohort_grid(snapshot, calendar, selection=chosen)
    for rolling in (False, True):
        return_marks(snapshot, calendar, Returning(length=CalendarPeriod.DAY, rolling=rolling), selection=chosen)
    period_amounts(snapshot, calendar, CalendarPeriod.DAY, selection=chosen)
    heads(snapshot, [[1, 2], [2]], month=calendar, selection=chosen)
    sums(snapshot, [1, 2], month=calendar, selection=chosen)
    passing(snapshot, {1: 3, 2: 4}, np.array([0, 1, 2, 1, 2]), 2, calendar, 9, selection=chosen)
    phase_stays(snapshot, {1: 1, 2: 2, 3: 1}, selection=chosen)
    _rehearse_attribution(snapshot, chosen)


def _rehearse_attribution(snapshot: Snapshot, chosen: Selection) -> None:
    names = {1: "a", 2: "b", 3: "c"}
    found = conversion_paths(
        snapshot, Converting([3]), names, lookback=Lookback(timedelta(days=9), 2), selection=chosen
    )
    once = np.array([1], np.int64)
    anchors = Anchors(once, once, np.zeros(1), np.zeros(1, np.uint16))
    conversion_paths(snapshot, anchors, names, selection=chosen)
    credit_by_place(found, 0.4, 0.4, 0.2)
    credit_equally(found)
    credit_last_but(found, ("a",))
    credit_by_age(found, timedelta(days=7))
    credit_by_presence(found, shared=True)
    credit_by_milestones(found, Milestones(30, (30, 30), 0, 10, {1: 1}, {2: 2}))
    state_counts(found, 1)
    set_counts(found)
    one, nothing = np.array([1.0]), np.zeros(1, np.int64)
    solve_chain(np.array([0, 0]), nothing[:0], one[:0], np.ones((1, 2)), np.zeros(1, np.bool_), np.ones((1, 2)), 1)


def _columns(units: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Columns:
    size = 3 * units.size
    codes = np.tile(np.array([1, 2, 3], np.uint16), units.size)
    instants = np.tile(np.array([0, 1, 2], np.int64) * _DAY, units.size)
    starts = np.arange(0, size + 1, 3, dtype=np.int64)
    values, keys, flags = np.zeros(size, np.int64), np.zeros(size, np.uint64), np.zeros(size, np.uint8)
    return Columns(units, starts, instants, codes, codes, codes, codes, values, codes, codes, keys, flags)
