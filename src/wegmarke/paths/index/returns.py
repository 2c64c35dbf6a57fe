"""Returns of cohorts, and amounts per unit and period, by compiled passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import NO_VALUE, Int64s, Truths
from wegmarke.paths.index.selection import Selection, code_table
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.calendar_periods import CalendarPeriod, calendar_cuts
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.returning import ROLLING, Cohort, Returning, ReturnRule
from wegmarke.paths.terms.zone import Calendar

_RULES = list(ReturnRule)
"""Their places are the numbers that the pass knows them by."""


@dataclass(frozen=True)
class Periods:
    """Calendar periods over the data of a snapshot.

    Attributes:
        begins: first day of each.
        cuts: rising instants; from cuts[i] on, the period numbered numbers[i + 1] holds, before the first numbers[0].
        numbers: places in `begins`.
        span: microseconds from the first touch to the last.
    """

    begins: list[date]
    cuts: Int64s
    numbers: Int64s
    span: int


def return_marks(
    snapshot: Snapshot,
    calendar: Calendar,
    asked: Returning,
    period: Period = ALWAYS,
    *,
    selection: Selection | None = None,
) -> tuple[list[date], Int64s, Int64s]:
    """Count who belongs to each cohort, and marks: first days of cohorts, belonging, marks (cohorts, most + 1).

    The definition stands in `terms.returning`. The period says which starts count, and until when returns do.
    """
    parts = list(asked_of(snapshot, selection, period))
    over = _periods(parts, calendar, asked.length)
    size = len(over.begins)
    belonging, marks = np.zeros(size, np.int64), np.zeros((size, asked.most + 1), np.int64)
    for part in parts:
        for some, found in part.spread(lambda first, last, part=part: _counted(part, asked, over, first, last)):  # type: ignore[misc]
            belonging += some
            marks += found
    shown = np.nonzero(belonging)[0]
    return [over.begins[place] for place in shown], belonging[shown], marks[shown]


def _counted(part: Asked, asked: Returning, over: Periods, first: int, last: int) -> tuple[Int64s, Int64s]:
    from wegmarke.paths.compiled import returns

    size = len(over.begins)
    belonging, marks = np.zeros(size, np.int64), np.zeros((size, asked.most + 1), np.int64)
    given = (
        first, last, *part.given, part.columns.touchpoint, *part.span, _table(asked.starts), _table(asked.returns),
        over.cuts, over.numbers, asked.cohort is Cohort.RECURRING, _RULES.index(asked.rule), asked.lowest,
        asked.at_least,
    )  # fmt: skip
    if asked.rolling:
        window = ROLLING[asked.length] // timedelta(microseconds=1)
        windows = over.span // window + 1
        seen, scratch, joined = (np.zeros(many, np.int64) for many in (windows, windows, size))
        returns.rolling_returns(*given, window, seen, scratch, joined, belonging, marks)
    else:
        returns.calendar_returns(*given, np.zeros(size, np.int64), np.zeros((4, size), np.int64), belonging, marks)
    return belonging, marks


def period_amounts(
    snapshot: Snapshot,
    calendar: Calendar,
    length: CalendarPeriod,
    period: Period = ALWAYS,
    *,
    touchpoints: Collection[int] | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Sum values: unit, currency (its code), begins (first day of the period), value_minor.

    Touches without a value or without a currency do not count, nor those that no rule recognised.
    """
    parts = list(asked_of(snapshot, selection, period))
    over = _periods(parts, calendar, length)
    pays = np.ones(65_536, np.bool_) if touchpoints is None else code_table(touchpoints)
    pays[0] = False
    return pa.concat_tables(
        table
        for part in parts
        for table in part.spread(lambda first, last, part=part: _amounts(part, over, pays, first, last))  # type: ignore[misc]
    )


def _amounts(part: Asked, over: Periods, pays: Truths, first: int, last: int) -> pa.Table:
    from wegmarke.paths.compiled import returns

    columns = part.columns
    # as many rows as touches at most; what is not written takes no memory
    most = int(columns.starts[last] - columns.starts[first])
    number, amount = (np.empty(most, np.int64) for _ in range(2))
    coin, sizes = np.empty(most, np.uint16), np.zeros(columns.units.size, np.int64)
    found = returns.period_amounts(
        first, last, *part.given, columns.touchpoint, *part.span, columns.value_minor, columns.currency, NO_VALUE, pays,
        over.cuts, over.numbers, sizes, number, coin, amount,
    )  # fmt: skip
    begins = np.asarray(over.begins, "datetime64[D]")
    return pa.table(
        {
            "unit": np.repeat(columns.units[first:last], sizes[first:last]),
            "currency": coin[:found].copy(),
            "begins": pa.array(begins[number[:found]], pa.date32()),
            "value_minor": amount[:found].copy(),
        }
    ).filter(pc.greater(pa.array(coin[:found]), 0))


def _periods(parts: list[Asked], calendar: Calendar, length: CalendarPeriod) -> Periods:
    ends = [_ends(part) for part in parts if part.columns.touches]
    if not ends:
        return Periods([date(1970, 1, 1)], np.zeros(0, np.int64), np.zeros(1, np.int64), 0)
    low, high = min(first for first, _ in ends), max(last for _, last in ends)
    begins, cuts, numbers = calendar_cuts(calendar, length, low, high)
    return Periods(begins, cuts, numbers, high - low)


def _ends(part: Asked) -> tuple[int, int]:
    """Return the first and the last instant: paths are in order, so their ends are enough."""
    starts, instants = part.columns.starts, part.columns.occurred_at
    some = starts[1:] > starts[:-1]
    first: npt.NDArray[np.int64] = instants[starts[:-1][some]]
    return int(first.min()), int(instants[starts[1:][some] - 1].max())


def _table(codes: Collection[int] | None) -> Truths:
    return np.ones(65_536, np.bool_) if codes is None else code_table(codes)
