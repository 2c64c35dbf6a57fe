"""Single lives as a customer, for whoever wants to see who is behind a number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.analytics import arguments
from wegmarke.analytics.churn import words
from wegmarke.analytics.churn.lives import NEVER
from wegmarke.analytics.churn.look import Look
from wegmarke.analytics.result import Result
from wegmarke.analytics.spans_of_time import instants

STATES = ("active", "notice_given", "churned", "won_back")
_MOST = 100_000


def units(look: Look, top: int) -> Result:
    """Return lives one by one; see `wegmarke.analytics.churn.units` for the columns."""
    arguments.between("top", top, 1, _MOST)
    lives, (since, state) = look.lives, look.bounds
    returned = lives.returned_at
    has_ended = lives.ended < NEVER
    code = np.where(has_ended, np.where(returned < NEVER, 3, 2), np.where(lives.notice_at < NEVER, 1, 0))
    chosen = np.flatnonzero((lives.began <= state) & (~has_ended | (lives.ended > since)))
    # what has ended comes first, the latest of it on top; then what is ending; then the longest pauses
    order = np.lexsort((lives.unit[chosen], lives.last_at[chosen], -lives.ended[chosen] % NEVER, code[chosen] == 0))
    chosen = chosen[order][:top]
    table = pa.table(
        {
            "unit": pa.array(lives.unit[chosen]),
            "state": pa.array(STATES, pa.string()).take(pa.array(code[chosen])),
            "began_at": instants(lives.began[chosen], NEVER),
            "last_at": instants(lives.last_at[chosen], NEVER),
            "notice_at": instants(lives.notice_at[chosen], NEVER),
            "churned_at": instants(lives.ended[chosen], NEVER),
            "returned_at": instants(returned[chosen], NEVER),
            "orders": pa.array(lives.orders[chosen]),
            "label": lives.label.take(pa.array(chosen)),
        }
    )
    return Result("churn_units", table, look.known.definition(words.UNITS, *look.said), look.known.excluded)
