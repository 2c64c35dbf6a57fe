"""Checkouts one by one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.analytics import arguments
from wegmarke.analytics.checkout import words
from wegmarke.analytics.checkout.look import Look
from wegmarke.analytics.checkout.outcomes import OUTCOMES
from wegmarke.analytics.checkout.question import STATES
from wegmarke.analytics.result import Result
from wegmarke.analytics.rows import numbers
from wegmarke.analytics.spans_of_time import instants
from wegmarke.paths import primitives

_NEVER = 4_000_000_000_000_000_000
_MOST = 100_000


def checkouts(look: Look, top: int) -> Result:
    """Return single checkouts; see `wegmarke.analytics.checkout.checkouts` for the columns."""
    arguments.between("top", top, 1, _MOST)
    found, at, owner = look.found, numbers(look.rows, "at"), numbers(look.rows, "owner")
    order = np.lexsort((owner[look.begun], -at[look.begun]))[:top]
    begun, end, method = look.begun[order], found.concluded[order], found.method[order]
    methods = look.rows["said_1"].combine_chunks().cast(pa.string())
    channel = np.where(end >= 0, numbers(look.rows, "channel")[end], 0)
    table = pa.table(
        {
            "unit": pa.array(owner[begun]),
            "outcome": pa.array(OUTCOMES, pa.string()).take(pa.array(found.outcome[order])),
            "began_at": instants(at[begun], _NEVER),
            "paid_at": instants(np.where(end >= 0, at[end], _NEVER), _NEVER),
            "method": methods.take(pa.array(method, mask=method < 0)),
            "state": pa.array(STATES, pa.string()).take(pa.array(found.state[order], mask=found.state[order] < 0)),
            "channel": pa.array(primitives.texts_of(look.touches, "channel", channel), pa.string()),
            "by": pa.array(
                [None if last < 0 else "other" if other else "same"
                 for last, other in zip(end.tolist(), found.by_other[order].tolist(), strict=True)], pa.string()
            ),
            "value_minor": pa.array(found.value[order], mask=found.value[order] < 0),
            "currency": pa.array([look.priced.shown] * order.size, pa.string()),
        }
    )  # fmt: skip
    return Result("checkout_list", table, look.known.definition(words.CHECKOUTS, *look.said), look.known.excluded)
