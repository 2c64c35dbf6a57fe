"""Churn per calendar period."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.analytics.churn import words
from wegmarke.analytics.churn.lives import NEVER, Lives
from wegmarke.analytics.churn.look import Look
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import Numbers, Truths
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.spans_of_time import Periods, periods_of
from wegmarke.paths import CalendarPeriod

_COUNTS = ("active_at_start", "churned", "new", "won_back", "churned_new", "active_at_end", "notices")
_SCHEMA = pa.schema(
    [
        ("begins", pa.date32()),
        *((name, pa.int64()) for name in _COUNTS),
        *((name, pa.float64()) for name in ("rate", "low", "high")),
        ("is_complete", pa.bool_()),
    ]
)


def rates(look: Look, length: CalendarPeriod) -> Result:
    """Return churn per period; see `wegmarke.analytics.churn.rates` for the columns."""
    rows = _rows(look, length) if look.lives.unit.size else []
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    shares = ("rate", "low", "high")
    return Result(
        "churn", table, look.known.definition(words.RATE, *look.said), look.known.excluded,
        (Interval(*shares, "Wilson"),), (Guard(shares, table["active_at_start"]),),
    )  # fmt: skip


def _rows(look: Look, length: CalendarPeriod) -> list[dict[str, object]]:
    lives, zone = look.lives, look.known.zone
    periods = periods_of(int(lives.began.min()), look.known.period.start, look.state, length, zone)
    counted = count(lives, periods)
    rows: list[dict[str, object]] = []
    for place, begins in enumerate(periods.begins):
        row: dict[str, object] = {name: int(column[place]) for name, column in counted.items()}
        share = rate(int(counted["churned"][place]), int(counted["active_at_start"][place]))
        bounds = {"rate": share.value, "low": share.low, "high": share.high}
        rows.append({"begins": begins, **row, **bounds, "is_complete": periods.is_complete[place]})
    return rows


def count(lives: Lives, periods: Periods) -> dict[str, Numbers]:
    """Count what happened in each period; ends at the very begin of a period belong to the one before."""
    size = len(periods.begins)
    began, ended = periods.of(lives.began), periods.up_to(lives.ended)
    has_ended = lives.ended < NEVER

    def within(place: Numbers, chosen: Truths) -> Numbers:
        inside = (place >= 0) & (place < size) & chosen
        return np.bincount(place[inside], minlength=size).astype(np.int64)

    at_start = np.searchsorted(np.sort(lives.began), periods.cuts, side="left") - np.searchsorted(
        np.sort(lives.ended[has_ended]), periods.cuts, side="right"
    )
    noticed = periods.up_to(lives.notice_at)
    return {
        "active_at_start": at_start[:-1],
        "churned": within(ended, has_ended & (began < ended)),
        "new": within(began, lives.number == 0),
        "won_back": within(began, lives.number > 0),
        "churned_new": within(ended, has_ended & (began >= ended)),
        "active_at_end": at_start[1:],
        "notices": within(noticed, lives.notice_at < NEVER),
    }
