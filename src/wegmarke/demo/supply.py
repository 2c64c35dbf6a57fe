"""What customers order again and again, when it arrives, and what that does to their mood.

For three months in the first year the supplier's castings are short: orders placed then arrive late far
more often, and the answers, complaints and terminations that follow can be found in the map.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo import vocabulary as words
from wegmarke.demo.attention import Scene

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_ORDERS = 9  # orders an account can place in two years
_SHORTAGE = (0.40, 0.52)  # of the two years
_DAYS_LATE_MAX = 60


@dataclass(frozen=True)
class Orders:
    """One row per order that was placed; positions on the axis of open days.

    Attributes:
        number: 0 for the first order of the account.
        late: calendar-free working days behind the confirmed date.
        due: when it was, or would have been, delivered.
        mood: satisfaction after this order, about 0..10.
        last: nothing follows this order because the customer leaves.
    """

    account: Integers
    number: Integers
    placed: Floats
    due: Floats
    late: Integers
    value: Integers
    cancelled: Flags
    mood: Floats
    last: Flags

    def only(self, chosen: Flags) -> Orders:
        """Return some of the orders."""
        return Orders(*(getattr(self, field.name)[chosen] for field in fields(self)))


@dataclass(frozen=True)
class Customers:
    """What becomes of each account as a customer; infinite where it does not.

    Attributes:
        since: first order.
        left_at: the day the customer leaves.
        returns: comes back after a talk.
    """

    orders: Orders
    since: Floats
    left_at: Floats
    returns: Flags


def plan_orders(scene: Scene, worth: Integers) -> Customers:
    """Decide the orders of every customer, one after the other, because mood decides what follows."""
    rng, lives, n = scene.rng, scene.lives, scene.cast.accounts
    since = np.where(lives.existing, -rng.uniform(1, 95, n), np.where(lives.won, lives.close_at, np.inf))
    placed, left_at, returns = since.copy(), np.full(n, np.inf), scene.chance(0.28, n)
    rounds = []
    for number in range(_ORDERS):
        account = np.flatnonzero(placed < scene.calendar.end)
        orders = _one_round(scene, account, number, placed[account], worth[account])
        rounds.append(orders)
        leaves = orders.account[orders.last]
        left_at[leaves] = np.minimum(left_at[leaves], orders.due[orders.last] + rng.uniform(8, 45, len(leaves)))
        gap = 78 * np.exp(0.45 * rng.standard_normal(len(account)) - 0.04 * (orders.mood - 8))
        placed = np.full(n, np.inf)
        placed[account] = orders.due - 12 + gap
        gone = placed > left_at
        back = gone & returns & (number < _ORDERS - 1)
        placed[gone & ~back] = np.inf
        placed[back] = np.maximum(placed[back], left_at[back] + 45)
    joined = Orders(*(np.concatenate([getattr(one, field.name) for one in rounds]) for field in fields(Orders)))
    return Customers(joined, since, left_at, returns)


def _one_round(scene: Scene, account: Integers, number: int, placed: Floats, worth: Integers) -> Orders:
    rng, n = scene.rng, len(account)
    share = placed / scene.calendar.end
    short = (share > _SHORTAGE[0]) & (share < _SHORTAGE[1])
    is_late = scene.chance(np.where(short, 0.58, 0.17), n)
    late = np.where(is_late, 1 + rng.geometric(0.11, n), 0)
    late = np.minimum(late, _DAYS_LATE_MAX)
    lead_time = 22 * np.exp(0.25 * rng.standard_normal(n))
    mood = 8.5 + 0.5 * scene.lives.draw[account] - 0.19 * np.minimum(late, 22) + 0.6 * rng.standard_normal(n)
    value = np.rint(worth * np.exp(0.3 * rng.standard_normal(n)) / 1000).astype(np.int64) * 1000
    return Orders(
        account=account,
        number=np.full(n, number),
        placed=placed,
        due=placed + lead_time + late,
        late=late,
        value=worth if number == 0 else np.maximum(value, 1000),
        cancelled=scene.chance(np.where(late > 8, 0.17, 0.035), n),
        mood=mood,
        last=scene.chance(np.clip(0.015 + 0.055 * (7.3 - mood), 0.01, 0.4), n),
    )


def repeat_orders(scene: Scene, orders: Orders) -> None:
    """Place every order after the first; customers of old place only such."""
    again = orders.only((orders.number > 0) | scene.lives.existing[orders.account])
    buyer = scene.cast.who("buyer", again.account)
    by_shop = np.where(
        scene.chance(0.35, len(buyer)), words.CHANNEL_CODE["webshop"], words.CHANNEL_CODE["email"]
    )  # fmt: skip
    scene.draft.add(
        "order_repeated",
        at=again.placed,
        account=again.account,
        person=buyer,
        channel=by_shop,
        value=again.value,
        facts=[scene.product(again.account)],
    )


def deliveries(scene: Scene, orders: Orders) -> None:
    """Deliver what was not cancelled, set it up, invoice it, and wait for the money.

    Only the invoice carries the amount, so that a sum over the phase does not count it three times.
    """
    rng = scene.rng
    kept = orders.only(~orders.cancelled)
    n, account = len(kept.account), kept.account
    late = words.DAYS_LATE[kept.late]
    scene.draft.add("order_delivered", at=kept.due, account=account, facts=[late])
    set_up = np.flatnonzero(scene.chance(np.where(kept.number == 0, 0.72, 0.12), n))
    user = scene.cast.who("end_user", account[set_up])
    scene.draft.add(
        "onboarding_held",
        at=kept.due[set_up] + 1 + rng.exponential(5, len(set_up)),
        account=account[set_up],
        person=user,
        facts=[scene.role(user), scene.favourite[account[set_up]]],
    )
    scene.draft.add("invoice_issued", at=kept.due + 1, account=account, value=kept.value)
    slow = np.where(scene.chance(0.22, n), np.minimum(1 + rng.geometric(0.09, n), _DAYS_LATE_MAX), 0)
    paid = kept.due + 1 + rng.integers(8, 22, n) + slow
    scene.draft.add("payment_received", at=paid, account=account, facts=[words.DAYS_LATE[slow]])


def cancellations(scene: Scene, orders: Orders) -> None:
    """Cancel an order before it arrives; with a delay announced, the delay is the usual reason."""
    dropped = orders.only(orders.cancelled)
    n = len(dropped.account)
    other = scene.pick(words.CANCEL_REASON[1:], n, (0.45, 0.25, 0.30))
    reason = np.where((dropped.late > 8) & scene.chance(0.8, n), words.CANCEL_REASON[0], other)
    buyer = scene.cast.who("buyer", dropped.account)
    at = dropped.placed + scene.rng.uniform(0.25, 0.9, n) * (dropped.due - dropped.placed)
    scene.draft.add(
        "order_cancelled", at=at, account=dropped.account, person=buyer, value=dropped.value, facts=[reason]
    )
