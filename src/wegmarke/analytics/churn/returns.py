"""Who came back after churn, how many of them, and after how long."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.analytics.churn import words
from wegmarke.analytics.churn.lives import NEVER
from wegmarke.analytics.churn.look import Look
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import Numbers, Truths
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.spans_of_time import periods_of
from wegmarke.paths import CalendarPeriod

_DAY = 86_400_000_000
_SCHEMA = pa.schema(
    [
        ("begins", pa.date32()),
        *((name, pa.int64()) for name in ("churned", "observed", "won_back", "waiting")),
        *((name, pa.float64()) for name in ("rate", "low", "high", "days_median")),
        ("is_complete", pa.bool_()),
    ]
)


def win_back(look: Look, length: CalendarPeriod) -> Result:
    """Return who was won back, by period of churn; see `wegmarke.analytics.churn.win_back` for the columns."""
    lives, (since, state) = look.lives, look.bounds
    chosen = (lives.ended < NEVER) & (lives.ended > since)
    rows = []
    if chosen.any():
        returned = lives.returned_at[chosen]
        ended = lives.ended[chosen]
        periods = periods_of(int(ended.min()) - 1, look.known.period.start, state, length, look.known.zone)
        place = periods.up_to(ended)
        for number, begins in [*enumerate(periods.begins), (-1, None)]:
            of_it = place == number if begins is not None else np.ones(place.size, bool)
            rows.append({"begins": begins} | _row(ended[of_it], returned[of_it], look))
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    shown = ("rate", "low", "high", "days_median")
    return Result(
        "churn_win_back", table, look.known.definition(words.won_back(look.asked), *look.said), look.known.excluded,
        (Interval("rate", "low", "high", "Wilson"),), (Guard(shown, table["observed"]),),
    )  # fmt: skip


def _row(ended: Numbers, returned: Numbers, look: Look) -> dict[str, object]:
    window = look.asked.window
    is_observed: Truths = look.state - ended >= window
    is_back: Truths = returned - ended <= window
    part, of = int((is_observed & is_back).sum()), int(is_observed.sum())
    share, after = rate(part, of), (returned - ended)[is_observed & is_back]
    return {
        "churned": ended.size,
        "observed": of,
        "won_back": part,
        "waiting": ended.size - of,
        "rate": share.value,
        "low": share.low,
        "high": share.high,
        "days_median": float(np.median(after)) / _DAY if after.size else None,
        "is_complete": of == ended.size,
    }
