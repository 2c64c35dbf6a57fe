"""Stornos one by one, with what does not count and why."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.analytics import arguments
from wegmarke.analytics.result import Result
from wegmarke.analytics.spans_of_time import instants
from wegmarke.analytics.storno import words
from wegmarke.analytics.storno.look import Look
from wegmarke.analytics.storno.question import TYPES
from wegmarke.paths import primitives

FINDINGS = ("", "counted", "counted", "cancelled_before", "before_its_order", "without_order", "other_currency")
_NEVER = 4_000_000_000_000_000_000
_MOST = 100_000


def orders(look: Look, top: int) -> Result:
    """Return single Stornos; see `wegmarke.analytics.storno.orders` for the columns."""
    arguments.between("top", top, 1, _MOST)
    places = np.flatnonzero((look.found.verdict > 0) & look.inside(look.at) & look.of_type(look.mark))
    places = places[np.lexsort((look.unit[places], -look.at[places]))][:top]
    order, verdict = look.found.order[places], look.found.verdict[places]
    ordered_at = np.where(order >= 0, look.at[order], _NEVER)
    amount = look.shown_amount(order)
    left = pa.array(look.found.left[order], pa.int64(), mask=~amount.is_valid().to_numpy(zero_copy_only=False))
    table = pa.table(
        {
            "unit": pa.array(look.unit[places]),
            "type": pa.array(TYPES, pa.string()).take(pa.array(look.mark[places] - 1)),
            "storno_at": instants(look.at[places], _NEVER),
            "ordered_at": instants(ordered_at, _NEVER),
            "reason": look.reason.take(pa.array(places)),
            "order_minor": amount,
            "lost_minor": pa.array(look.found.taken[places]),
            "left_minor": left,
            "currency": pa.array([look.priced.shown] * places.size, pa.string()),
            "is_partial": pa.array(verdict == primitives.Verdict.PARTIAL),
            "finding": pa.array(FINDINGS, pa.string()).take(pa.array(verdict)),
        }
    )
    return Result("storno_orders", table, look.known.definition(words.ORDERS, *look.said), look.known.excluded)
