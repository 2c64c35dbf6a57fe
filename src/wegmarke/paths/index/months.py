"""Units, touches and values at touchpoints, by calendar month where one is asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes, Int64s, currency_of
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Part, Snapshot
from wegmarke.paths.terms.calendar_periods import CalendarPeriod, calendar_cuts
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar


@dataclass(frozen=True)
class _Months:
    """The months in which touches lie: their names, and the instants at which one gives way to the next."""

    names: tuple[str | None, ...]
    cuts: Int64s
    periods: Int64s


def heads(
    snapshot: Snapshot,
    groups: Sequence[Collection[int]],
    period: Period = ALWAYS,
    *,
    month: Calendar | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Count units: group (place in `groups`), label (month as `2025-03`, NULL without months), units.

    Args:
        snapshot: the paths.
        groups: codes of touchpoints; one may stand in several groups.
        period: touches outside do not count.
        month: the clock of the zone whose months are told apart; None for all together.
        selection: which units and touches count.
    """
    table, months = _table(groups), _months(snapshot, month)
    total = np.zeros((len(groups) + 1, len(months.names)), np.int64)
    for asked in asked_of(snapshot, selection, period):
        total += sum(asked.spread(partial(_heads, asked, table, months, total.shape)), np.zeros_like(total))
    group, place = np.nonzero(total)
    labels = pa.array(months.names, pa.string()).take(pa.array(place))
    return pa.table({"group": group - 1, "label": labels, "units": total[group, place]})


def sums(
    snapshot: Snapshot,
    touchpoints: Collection[int],
    period: Period = ALWAYS,
    *,
    month: Calendar | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Count touches and sum their values: code, currency, label, touches, value_minor.

    The currency is NULL for touches without a value in one, the label as in `heads`.
    """
    codes = np.array(sorted(touchpoints), np.uint16)
    dense, months = np.zeros(65_536, np.int64), _months(snapshot, month)
    dense[codes] = np.arange(1, codes.size + 1)
    present = [np.unique(part.columns.currency) for part in snapshot.parts()]
    monies = np.unique(np.concatenate([np.zeros(1, np.uint16), *present]))
    currencies = np.zeros(65_536, np.int64)
    currencies[monies] = np.arange(monies.size)
    shape = (2, codes.size + 1, monies.size, len(months.names))
    total = np.zeros(shape, np.int64)
    for asked in asked_of(snapshot, selection, period):
        total += sum(asked.spread(partial(_sums, asked, dense, currencies, months, shape)), np.zeros_like(total))
    code, money, place = found = np.nonzero(total[0])
    texts = [currency_of(int(number)) if number else None for number in monies]
    return pa.table(
        {
            "code": codes[code - 1].astype(np.int32),
            "currency": pa.array(texts, pa.string()).take(pa.array(money)),
            "label": pa.array(months.names, pa.string()).take(pa.array(place)),
            "touches": total[0][found],
            "value_minor": total[1][found],
        }
    )


def _heads(
    asked: Asked, groups: Codes, months: _Months, shape: tuple[int, ...], first: int, last: int
) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import months as passes

    seen, out = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    passes.period_heads(
        first, last, *asked.given, asked.columns.touchpoint, *asked.span, groups, months.cuts, months.periods, seen, out
    )
    return out


def _sums(
    asked: Asked,
    dense: Int64s,
    currencies: Int64s,
    months: _Months,
    shape: tuple[int, ...],
    first: int,
    last: int,
) -> npt.NDArray[np.int64]:
    from wegmarke.paths.compiled import months as passes

    columns, out = asked.columns, np.zeros(shape, np.int64)
    passes.period_sums(
        first, last, *asked.given, columns.touchpoint, *asked.span, columns.currency, columns.value_minor, dense,
        currencies, months.cuts, months.periods, out[0], out[1],
    )  # fmt: skip
    return out


def _table(groups: Sequence[Collection[int]]) -> Codes:
    """Return the groups of each code, as many columns as a code has groups at most."""
    of_code: dict[int, list[int]] = {}
    for number, codes in enumerate(groups, 1):
        for code in codes:
            of_code.setdefault(code, []).append(number)
    table = np.zeros((65_536, max(map(len, of_code.values()), default=1)), np.uint16)
    for code, numbers in of_code.items():
        table[code, : len(numbers)] = numbers
    return table


def _months(snapshot: Snapshot, calendar: Calendar | None) -> _Months:
    spans = [(part.columns.occurred_at.min(), part.columns.occurred_at.max()) for part in _filled(snapshot)]
    if calendar is None or not spans:
        return _Months((None,), np.empty(0, np.int64), np.zeros(1, np.int64))
    low, high = min(int(first) for first, _ in spans), max(int(last) for _, last in spans)
    begins, cuts, periods = calendar_cuts(calendar, CalendarPeriod.MONTH, low, high)
    return _Months(tuple(f"{begin:%Y-%m}" for begin in begins), cuts, periods)


def _filled(snapshot: Snapshot) -> list[Part]:
    return [part for part in snapshot.parts() if part.columns.touches]
