"""Cohort grid: units by the calendar period of their first touch, and in which later periods they came back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Int64s, Truths
from wegmarke.paths.index.selection import Selection, code_table
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.calendar_periods import CalendarPeriod, calendar_cuts
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar


def cohort_grid(
    snapshot: Snapshot,
    calendar: Calendar,
    period: Period = ALWAYS,
    *,
    length: CalendarPeriod = CalendarPeriod.MONTH,
    comes_back_at: Collection[int] | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Count units: cohort (first day of the period of a unit's first touch), periods_since, units.

    A unit counts once per period in which it has a touch that tells of its return. Rows without units are left out.

    Args:
        snapshot: the paths.
        calendar: the clock of the zone whose days, weeks and months are meant; it must span the data.
        period: touches outside do not count.
        length: how long a calendar period is.
        comes_back_at: codes of the touchpoints that tell of a return; None for all. Others count for the cohort only.
        selection: which units and touches count.
    """
    parts = list(asked_of(snapshot, selection, period))
    instants = [part.columns.occurred_at for part in parts if part.columns.touches]
    if not instants:
        return _table(np.zeros((1, 1), np.int64), [date(1970, 1, 1)])
    low, high = min(int(some.min()) for some in instants), max(int(some.max()) for some in instants)
    begins, cuts, periods = calendar_cuts(calendar, length, low, high)
    back = np.ones(65_536, np.bool_) if comes_back_at is None else code_table(comes_back_at)
    total = np.zeros((len(begins), len(begins)), np.int64)
    for asked in parts:
        counted = partial(_counted, asked, back, cuts, periods, len(begins))
        total += sum(asked.spread(counted), np.zeros_like(total))
    return _table(total, begins)


def _counted(
    asked: Asked, back: Truths, cuts: Int64s, periods: Int64s, size: int, first: int, last: int
) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import stays

    out, seen = np.zeros((size, size), np.int64), np.zeros(size, np.int64)
    stays.cohorts(first, last, *asked.given, asked.columns.touchpoint, *asked.span, back, cuts, periods, seen, out)
    return out


def _table(total: npt.NDArray[np.int64], begins: list[date]) -> pa.Table:
    cohort, since = np.nonzero(total)
    return pa.table(
        {
            "cohort": pa.array([begins[place] for place in cohort], pa.date32()),
            "periods_since": since.astype(np.int64),
            "units": total[cohort, since],
        }
    )
