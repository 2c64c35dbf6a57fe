"""What became of each checkout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from wegmarke.analytics.checkout.question import STATES, Question
from wegmarke.analytics.prices import Prices
from wegmarke.analytics.rows import NONE, Numbers, Truths, numbers

OUTCOMES: Final = (
    "paid", "rescued", "paid_later", "no_attempt", "failed", "expired", "canceled", "pending", "running",
)  # fmt: skip
"""Paid at once; paid within the window after trouble or otherwise than begun; paid after the window; abandoned without
an attempt, after one that failed, expired, was canceled by the payer or is still waiting; window not over yet."""
IN_TIME: Final = ("paid", "rescued")
PAID_AT_ALL: Final = ("paid", "rescued", "paid_later")
ABANDONED: Final = ("paid_later", "no_attempt", "failed", "expired", "canceled", "pending")
_TROUBLES: Final = ("failed", "expired", "canceled")
_ATTEMPT, _ORDER, _CHOSEN, _OFFERED = 3, 4, 2, 1


@dataclass(frozen=True)
class Outcomes:
    """One row per checkout.

    Attributes:
        outcome: number of `OUTCOMES`.
        state: last state of a payment within the window, number of `STATES`; -1 for none.
        concluded: row of the payment or order; -1 for none.
        value: in minor units of the currency, -1 where it is not known.
        method: row that says the method last, within the window; -1 for none.
        was_offered, was_chosen, was_tried: whether methods were offered, one was chosen, a payment attempted.
        by_other: another person concluded it.
    """

    outcome: Numbers
    state: Numbers
    concluded: Numbers
    value: Numbers
    method: Numbers
    was_offered: Truths
    was_chosen: Truths
    was_tried: Truths
    by_other: Truths

    def is_any(self, names: tuple[str, ...]) -> Truths:
        """Tell which have one of some outcomes."""
        return np.isin(self.outcome, [OUTCOMES.index(name) for name in names])


def outcomes_of(
    rows: pa.Table, mark: Numbers, state: Numbers, of: Numbers, concluded: Numbers, begun: Numbers, priced: Prices,
    asked: Question, until: int,
) -> Outcomes:  # fmt: skip
    """Say what became of the checkouts that began at some rows; arrays are per row."""
    at, person, channel = (numbers(rows, name) for name in ("at", "person", "channel"))
    end = concluded[begun]
    inside = (of >= 0) & (at - at[of] <= asked.window)
    last = concluded[of]
    before_end = inside & ((last < 0) | (np.arange(of.size) <= last))
    tried = before_end & (state >= 0)
    says = _last(tried, of)[begun]
    is_trouble = np.isin(state, [STATES.index(name) for name in _TROUBLES])
    trouble = _last(before_end & is_trouble, of)[begun] >= 0
    by_other = (end >= 0) & (person[end] >= 0) & (person[begun] >= 0) & (person[end] != person[begun])
    other_way = (end >= 0) & (mark[end] == _ORDER) & (channel[end] > 0) & (channel[begun] > 0) & (
        channel[end] != channel[begun]
    )  # fmt: skip
    in_time = (end >= 0) & (at[end] - at[begun] <= asked.window)
    outcome = np.where(
        in_time,
        np.where(trouble | by_other | other_way, OUTCOMES.index("rescued"), OUTCOMES.index("paid")),
        np.where(end >= 0, OUTCOMES.index("paid_later"), _left(np.where(says >= 0, state[says], NONE))),
    )
    is_running = (end < 0) & (until - at[begun] < asked.window)
    outcome = np.where(is_running, OUTCOMES.index("running"), outcome)
    methods = rows["said_1"].is_valid().to_numpy()
    return Outcomes(
        outcome=outcome.astype(np.int64),
        state=np.where(says >= 0, state[says], NONE).astype(np.int64),
        concluded=end,
        value=_values(of, begun, end, priced),
        method=_last(before_end & methods, of)[begun],
        was_offered=_last(before_end & (mark == _OFFERED), of)[begun] >= 0,
        was_chosen=_last(before_end & ((mark == _CHOSEN) | (mark == _ATTEMPT)), of)[begun] >= 0,
        was_tried=_last(before_end & (mark == _ATTEMPT), of)[begun] >= 0,
        by_other=by_other,
    )


def _left(state: Numbers) -> Numbers:
    """Return the outcome of checkouts that nobody concluded, from the last state of a payment."""
    waiting = OUTCOMES.index("pending")
    known = np.array([OUTCOMES.index(name) if name in _TROUBLES else waiting for name in STATES], np.int64)
    return np.where(state < 0, OUTCOMES.index("no_attempt"), known[state]).astype(np.int64)


def _last(chosen: Truths, of: Numbers) -> Numbers:
    """Return per row of a start the last chosen row of its checkout; -1 for none."""
    found = np.full(of.size, NONE, np.int64)
    places = np.flatnonzero(chosen & (of >= 0))
    found[of[places]] = places  # rows rise, the last assignment wins
    return found


def _values(of: Numbers, begun: Numbers, end: Numbers, priced: Prices) -> Numbers:
    """Return what checkouts are worth: as said at the begin, else at an attempt, else at the end; -1 if not known."""
    has = priced.is_known & (priced.minor >= 0) & (priced.money == 0)
    any_row = _last(has, of)[begun]
    place = np.where(has[begun], begun, np.where(any_row >= 0, any_row, end))
    inside = (place >= 0) & has[place]
    return np.where(inside, priced.minor[place], NONE).astype(np.int64)
