"""Offers to stay and what they led to, and who orders again after a Storno."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import NONE, Numbers, Truths, following, preceding
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.spans_of_time import periods_of
from wegmarke.analytics.storno import words
from wegmarke.analytics.storno.look import SAVE_OFFER, Look
from wegmarke.analytics.storno.question import SAVED, TYPES
from wegmarke.paths import CalendarPeriod

_DAY = 86_400_000_000
_RATES = tuple((name, pa.float64()) for name in ("rate", "low", "high"))
_SAVES = pa.schema(
    [
        ("begins", pa.date32()),
        *((name, pa.int64()) for name in ("offers", "decided", "retained", "waiting")),
        *_RATES,
        ("recovered_minor", pa.int64()),
        ("currency", pa.string()),
        ("is_complete", pa.bool_()),
    ]
)
_BACK = pa.schema(
    [
        ("type", pa.string()),
        *((name, pa.int64()) for name in ("stornos", "observed", "won_back", "waiting")),
        *_RATES,
        ("days_median", pa.float64()),
        ("recovered_minor", pa.int64()),
        ("currency", pa.string()),
    ]
)


def saves(look: Look, length: CalendarPeriod) -> Result:
    """Return offers and what they led to; see `wegmarke.analytics.storno.saves` for the columns."""
    made = np.flatnonzero((look.mark == SAVE_OFFER) & look.inside(look.at))
    rows: list[dict[str, object]] = []
    if made.size:
        is_decided, is_retained, recovered = _decided(look)
        at = look.at[made]
        periods = periods_of(int(at.min()), look.known.period.start, look.state, length, look.known.zone)
        place = periods.of(at)
        for number, begins in [*enumerate(periods.begins), (-1, None)]:
            some = made[place == number] if begins is not None else made
            retained, decided = some[is_retained[some]], int(is_decided[some].sum())
            share = rate(retained.size, decided)
            rows.append(
                {
                    "begins": begins, "offers": some.size, "decided": decided, "retained": share.part,
                    "waiting": some.size - decided, "rate": share.value, "low": share.low, "high": share.high,
                    "recovered_minor": int(recovered[retained].sum()), "currency": look.priced.shown,
                    "is_complete": decided == some.size and (begins is None or periods.is_complete[number]),
                }
            )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=_SAVES)
    shown = ("rate", "low", "high")
    return Result(
        "storno_saves", table, look.known.definition(words.saves(look.asked), *look.said), look.known.excluded,
        (Interval(*shown, "Wilson"),), (Guard(shown, table["decided"]),),
    )  # fmt: skip


def _decided(look: Look) -> tuple[Truths, Truths, Numbers]:
    """Return per row, for offers: whether it is decided, whether it led to staying, and what that is worth."""
    window, at = look.asked.window, look.at
    closes = look.closes
    ends, begins = following(closes, look.unit), following(look.is_order, look.unit)
    ended, ordered = preceding(closes, look.unit), preceding(look.is_order, look.unit)
    is_after = (ended >= 0) & (ordered < ended) & (at - at[ended] <= window)
    orders_again = (begins >= 0) & (at[begins] - at <= window)
    leaves = (ends >= 0) & (at[ends] - at <= window)
    is_over = look.state - at >= window
    retained = np.where(is_after, orders_again, ~leaves & is_over)
    decided = np.where(is_after, orders_again | is_over, leaves | is_over)
    said = pc.utf8_lower(look.outcome.combine_chunks().cast(pa.string()))
    has_said = said.is_valid().to_numpy(zero_copy_only=False)
    says_saved = pc.fill_null(pc.is_in(said, pa.array(SAVED)), fill_value=False).to_numpy(zero_copy_only=False)
    retained, decided = np.where(has_said, says_saved, retained), decided | has_said
    next_one = np.where(orders_again, _worth(look, begins), 0)
    open_one = np.where(look.found.left >= 0, look.found.left, 0)
    return decided, retained, np.where(is_after, next_one, open_one).astype(np.int64)


def _worth(look: Look, place: Numbers) -> Numbers:
    has = (place != NONE) & (look.amount[place] >= 0) & (look.priced.money[place] == 0)
    return np.where(has, look.amount[place], 0).astype(np.int64)


def win_back(look: Look) -> Result:
    """Return who orders again; see `wegmarke.analytics.storno.win_back` for the columns."""
    begins = following(look.is_order, look.unit)
    rows = []
    for mark in range(1, len(TYPES) + 1):
        places = np.flatnonzero(look.closes & (look.mark == mark) & look.inside(look.at))
        if not places.size:
            continue
        after = look.at[begins[places]] - look.at[places]
        is_observed = look.state - look.at[places] >= look.asked.window
        is_back = is_observed & (begins[places] >= 0) & (after <= look.asked.window)
        share = rate(int(is_back.sum()), int(is_observed.sum()))
        rows.append(
            {
                "type": TYPES[mark - 1], "stornos": places.size, "observed": share.of, "won_back": share.part,
                "waiting": places.size - share.of, "rate": share.value, "low": share.low, "high": share.high,
                "days_median": float(np.median(after[is_back])) / _DAY if share.part else None,
                "recovered_minor": int(_worth(look, begins[places[is_back]]).sum()), "currency": look.priced.shown,
            }
        )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=_BACK)
    shown = ("rate", "low", "high", "days_median")
    return Result(
        "storno_win_back", table, look.known.definition(words.won_back(look.asked), *look.said), look.known.excluded,
        (Interval("rate", "low", "high", "Wilson"),), (Guard(shown, table["observed"]),),
    )  # fmt: skip
