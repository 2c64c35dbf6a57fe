"""Shares of orders and of their value that were cancelled, by period and type."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from wegmarke.analytics.intervals import Z95, rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import Numbers, Truths
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.spans_of_time import Periods, periods_of
from wegmarke.analytics.storno import words
from wegmarke.analytics.storno.look import Look
from wegmarke.analytics.storno.question import TYPES
from wegmarke.paths import CalendarPeriod, primitives

ANY = "any"
_SCHEMA = pa.schema(
    [
        ("begins", pa.date32()),
        ("type", pa.string()),
        *((name, pa.int64()) for name in ("orders", "affected", "partial")),
        *((name, pa.float64()) for name in ("share", "low", "high")),
        *((name, pa.int64()) for name in ("value_minor", "lost_minor")),
        *((name, pa.float64()) for name in ("value_share", "value_low", "value_high")),
        ("currency", pa.string()),
        ("stornos", pa.int64()),
        ("is_complete", pa.bool_()),
    ]
)


def rates(look: Look, length: CalendarPeriod) -> Result:
    """Return rates; see `wegmarke.analytics.storno.rates` for the columns."""
    table = pa.Table.from_pylist(list(_rows(look, length)), schema=_SCHEMA)
    shown = ("share", "low", "high", "value_share", "value_low", "value_high")
    return Result(
        "storno", table, look.known.definition(words.rates(look.asked), *look.said), look.known.excluded,
        (Interval("share", "low", "high", "Wilson"), Interval("value_share", "value_low", "value_high", "linearised")),
        (Guard(shown, table["orders"]),),
    )  # fmt: skip


def _rows(look: Look, length: CalendarPeriod) -> Iterator[dict[str, object]]:
    orders = np.flatnonzero(look.is_order & look.inside(look.at))
    if not orders.size:
        return
    periods = periods_of(
        int(look.at[orders].min()), look.known.period.start, look.state, length, look.known.zone
    )  # fmt: skip
    of, when = periods.of(look.at[orders]), periods.of(look.at)
    types = [mark for mark in range(1, len(TYPES) + 1) if bool((look.mark == mark).any())]
    for place, begins in [*enumerate(periods.begins), (-1, None)]:
        chosen = orders[of == place] if begins is not None else orders
        happened = (when == place) if begins is not None else look.inside(look.at)
        for mark in (0, *types):
            row = {"begins": begins, "type": TYPES[mark - 1] if mark else ANY}
            yield row | _row(look, chosen, mark, happened) | {"is_complete": _is_old(look, periods, place)}


def _row(look: Look, orders: Numbers, mark: int, happened: Truths) -> dict[str, object]:
    of_type = look.counts & ((look.mark == mark) if mark else np.ones(look.mark.size, bool))
    stornos = np.flatnonzero(of_type)
    size = look.mark.size
    often = np.bincount(look.found.order[stornos], minlength=size)[orders]
    whole = np.bincount(
        look.found.order[stornos[look.found.verdict[stornos] == primitives.Verdict.WHOLE]], minlength=size
    )[orders]
    taken = np.zeros(size, np.int64)
    np.add.at(taken, look.found.order[stornos], look.found.taken[stornos])
    has_amount = (look.amount[orders] >= 0) & (look.priced.money[orders] == 0)
    worth, lost = look.amount[orders][has_amount], taken[orders][has_amount]
    share = rate(int((often > 0).sum()), orders.size)
    middle, low, high = ratio(lost, worth)
    return {
        "orders": orders.size, "affected": share.part, "partial": int(((often > 0) & (whole == 0)).sum()),
        "share": share.value, "low": share.low, "high": share.high,
        "value_minor": int(worth.sum()), "lost_minor": int(lost.sum()),
        "value_share": middle, "value_low": low, "value_high": high, "currency": look.priced.shown,
        "stornos": int((of_type & happened).sum()),
    }  # fmt: skip


def ratio(part: Numbers, whole: Numbers) -> tuple[float | None, float | None, float | None]:
    """Return the ratio of two sums over the same things, with its 95 % interval, inside 0..1.

    The variance is linearised: Cochran, W. G. (1977), Sampling Techniques, 3rd edition, section 6.4.
    """
    total, size = float(whole.sum()), whole.size
    if total <= 0:
        return None, None, None
    middle = float(part.sum()) / total
    if size == 1:
        return middle, 0.0, 1.0
    spread = float(((part - middle * whole) ** 2).sum()) * size / (size - 1)
    half = Z95 * spread**0.5 / total
    return middle, max(0.0, middle - half), min(1.0, middle + half)


def _is_old(look: Look, periods: Periods, place: int) -> bool:
    last = len(periods.begins) - 1 if place < 0 else place
    return bool(periods.cuts[last + 1] + look.asked.window <= look.state)
