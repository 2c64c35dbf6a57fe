"""The web shop with its payments, what is sent back, and offers to those who complain.

All of it is derived from what was written down before, with a chance of its own: nothing else changes by it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo import vocabulary as words
from wegmarke.demo.draft import Columns, Draft

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_PENDING, _AUTHORIZED, _PAID, _CANCELED, _EXPIRED, _FAILED = range(6)
_METHODS = (0.42, 0.30, 0.18, 0.10)
_TROUBLES = (_CANCELED, _EXPIRED, _FAILED)
_SITTING = 0.02
"""Minutes, as a share of an open day."""
_MOST_TROUBLED = 1
"""Cards fail most often."""


def afterwards(rng: np.random.Generator, draft: Draft) -> None:
    """Write down checkouts, returns and offers to stay."""
    columns = draft.columns()
    orders = np.flatnonzero(columns.kind == words.KIND_CODE["order_repeated"])
    by_shop = columns.channel[orders] == words.CHANNEL_CODE["webshop"]
    _paid_in_the_shop(rng, draft, columns, orders[by_shop])
    _ordered_elsewhere(rng, draft, columns, _some(rng, orders[~by_shop], 0.12))
    _left(rng, draft, columns, _some(rng, orders, 0.22))
    _returns(rng, draft, columns, _some(rng, _of(columns, "invoice_issued"), 0.045))
    _save_offers(rng, draft, columns, _some(rng, _of(columns, "complaint_filed"), 0.45))


def _of(columns: Columns, name: str) -> Integers:
    return np.flatnonzero(columns.kind == words.KIND_CODE[name])


def _some(rng: np.random.Generator, rows: Integers, share: float) -> Integers:
    return rows[rng.random(len(rows)) < share]


def _paid_in_the_shop(rng: np.random.Generator, draft: Draft, columns: Columns, rows: Integers) -> None:
    """Pay minutes before the order; every eighth attempt fails first, with a card every fourth."""
    method = rng.choice(len(words.METHOD), len(rows), p=_METHODS)
    ordered = columns.at[rows]
    # on the same day: a night would lie between
    begins = np.maximum(ordered - 0.05, np.floor(ordered))
    took = ordered - begins
    _begin(draft, columns, rows, begins, method, took)
    fails = rng.random(len(rows)) < np.where(method == _MOST_TROUBLED, 0.24, 0.07)
    states = rng.choice(_TROUBLES, int(fails.sum()), p=(0.3, 0.15, 0.55))
    _tell(draft, columns, rows[fails], states, method[fails], (begins + 0.5 * took)[fails])
    _tell(draft, columns, rows, np.full(len(rows), _PAID), method, begins + 0.9 * took)


def _ordered_elsewhere(rng: np.random.Generator, draft: Draft, columns: Columns, rows: Integers) -> None:
    """Begin in the shop, and order by mail some hours later."""
    method = rng.choice(len(words.METHOD), len(rows), p=_METHODS)
    begins = _by_day(columns.at[rows] - rng.uniform(0.1, 0.7, len(rows)))
    _begin(draft, columns, rows, begins, method, np.full(len(rows), _SITTING))
    tries = rng.random(len(rows)) < 0.6
    states = rng.choice(_TROUBLES, int(tries.sum()), p=(0.25, 0.2, 0.55))
    _tell(draft, columns, rows[tries], states, method[tries], begins[tries] + 0.5 * _SITTING)


def _left(rng: np.random.Generator, draft: Draft, columns: Columns, rows: Integers) -> None:
    """Begin in the shop some weeks after an order, and leave it there; some pay days later."""
    method = rng.choice(len(words.METHOD), len(rows), p=_METHODS)
    begins = _by_day(columns.at[rows] + rng.uniform(6, 34, len(rows)))
    _begin(draft, columns, rows, begins, method, np.full(len(rows), _SITTING))
    tries = np.flatnonzero(rng.random(len(rows)) < 0.62)
    states = rng.choice((_PENDING, *_TROUBLES), len(tries), p=(0.12, 0.28, 0.2, 0.4))
    _tell(draft, columns, rows[tries], states, method[tries], begins[tries] + 0.5 * _SITTING)
    later = tries[rng.random(len(tries)) < 0.18]
    paid = np.full(len(later), _PAID)
    _tell(draft, columns, rows[later], paid, method[later], _by_day(begins[later] + rng.uniform(2.2, 8, len(later))))


def _by_day(at: Floats) -> Floats:
    """Move the last minutes of a day forward, so that what follows happens on it."""
    day = np.floor(at)
    return day + np.minimum(at - day, 1 - 2 * _SITTING)


def _begin(draft: Draft, columns: Columns, rows: Integers, at: Floats, method: Integers, took: Floats) -> None:
    account, person = columns.account[rows], columns.person[rows]
    draft.add("checkout_started", at=at, account=account, person=person, value=columns.value[rows])
    facts = [words.METHOD[method]]
    draft.add("payment_method_chosen", at=at + 0.25 * took, account=account, person=person, facts=facts)


def _tell(
    draft: Draft, columns: Columns, rows: Integers, state: Integers, method: Integers, at: Floats
) -> None:  # fmt: skip
    facts = [words.STATE[state], words.METHOD[method]]
    draft.add("payment_state_changed", at=at, account=columns.account[rows], person=columns.person[rows], facts=facts)


def _returns(rng: np.random.Generator, draft: Draft, columns: Columns, rows: Integers) -> None:
    """Send a part back in three of five times, else all of it."""
    share = np.where(rng.random(len(rows)) < 0.6, rng.uniform(0.1, 0.7, len(rows)), 1.0)
    value = np.maximum(np.rint(columns.value[rows] * share / 1000), 1).astype(np.int64) * 1000
    reason = rng.choice(words.RETURN_REASON, len(rows), p=(0.45, 0.35, 0.2))
    at = columns.at[rows] + rng.uniform(1, 9, len(rows))
    draft.add("order_returned", at=at, account=columns.account[rows], value=value, facts=[reason])


def _save_offers(rng: np.random.Generator, draft: Draft, columns: Columns, rows: Integers) -> None:
    """Call those who complained within some days."""
    at = columns.at[rows] + rng.uniform(0.4, 3, len(rows))
    draft.add("save_offer_made", at=at, account=columns.account[rows], person=columns.person[rows])
