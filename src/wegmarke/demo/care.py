"""Life with the product: tickets, portal, surveys, reviews of the year, and the people who recommend or leave."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo import vocabulary as words
from wegmarke.demo.attention import Scene
from wegmarke.demo.supply import Customers, Orders

SHORTENED = 0.2
"""What is left of the time to an answer since the initiative for quick answers shipped."""

_ANSWERS_SHIPPED = timedelta(days=180)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def answers_shipped(until: datetime) -> date:
    """Return the day from which tickets are answered quickly: half a year before the data end."""
    return (until - _ANSWERS_SHIPPED).date()


def tickets(scene: Scene, orders: Orders) -> None:
    """Open tickets after deliveries, more of them after late ones; slow answers cost satisfaction."""
    rng = scene.rng
    delivered = orders.only(~orders.cancelled)
    count = rng.poisson(0.42 + 0.03 * np.minimum(delivered.late, 20))
    order = np.repeat(np.arange(len(count)), count)
    n, account = len(order), delivered.account[order]
    opened = delivered.due[order] + 0.3 + rng.exponential(24, n)
    took = np.maximum(2.6 * np.exp(0.8 * rng.standard_normal(n)), 0.1)
    quick = opened >= scene.calendar.position(answers_shipped(scene.calendar.until))
    took[quick] *= SHORTENED
    user = np.where(scene.chance(0.6, n), scene.cast.who("end_user", account), scene.cast.somebody(rng, account))
    subject = scene.pick(words.TICKET, n, (0.27, 0.14, 0.22, 0.13, 0.09, 0.15))
    scene.draft.add("ticket_opened", at=opened, account=account, person=user, facts=[subject])
    scene.draft.add("ticket_resolved", at=opened + took, account=account, person=user, facts=[subject])
    content = 4.6 - 0.28 * np.minimum(took, 9) + 0.4 * quick
    stars = np.clip(np.rint(content + 0.7 * rng.standard_normal(n)), 1, 5).astype(np.int64)
    asked = np.flatnonzero(scene.chance(0.9, n))
    scene.draft.add(
        "csat_answered",
        at=(opened + took + 0.1 + rng.exponential(1, n))[asked],
        account=account[asked],
        person=user[asked],
        facts=[words.STARS[stars - 1][asked], subject[asked]],
    )


def nps_surveys(scene: Scene, orders: Orders) -> None:
    """Ask up to three people four weeks after a delivery whether they would recommend the supplier."""
    rng = scene.rng
    delivered = orders.only(~orders.cancelled)
    users = scene.cast.who("end_user", delivered.account)
    for role, share in (("end_user", 0.36), ("buyer", 0.26), ("initiator", 0.30)):
        others = (scene.cast.who(role, delivered.account) != users) | (role == "end_user")
        asked = delivered.only(others & scene.chance(share, len(delivered.account)))
        n = len(asked.account)
        person = scene.cast.who(role, asked.account)
        score = np.clip(np.rint(asked.mood + 1.25 * rng.standard_normal(n)), 0, 10).astype(np.int64)
        late = np.where(asked.late > 0, words.DELIVERY[1], words.DELIVERY[0])
        at = asked.due + 20 + np.minimum(rng.exponential(2, n), 8)
        facts = [words.SCORE[score], scene.role(person), late]
        scene.draft.add("nps_answered", at=at, account=asked.account, person=person, facts=facts)


def portal(scene: Scene, customers: Customers) -> None:
    """Let people of customers look after their orders and documents in the portal."""
    cast = scene.cast
    since = np.maximum(np.maximum(customers.since[cast.account] + 2, scene.joined), 0)
    until = np.minimum(customers.left_at[cast.account], scene.calendar.end)
    span = np.where(since < until, until - np.minimum(since, until), 0)
    count = scene.rng.poisson(span / 100 * np.array([5.0, 4.0, 1.6, 4.6, 0.5, 1.6, 2.2])[cast.role])
    person = np.repeat(np.arange(cast.persons), count)
    at = since[person] + scene.rng.random(len(person)) * span[person]
    busy = scene.calendar.busy(scene.rng, at)
    person, at = person[busy], at[busy]
    areas = scene.pick(words.AREA, len(person), (0.45, 0.25, 0.2, 0.1))
    scene.draft.add("portal_visited", at=at, account=cast.account[person], person=person, facts=[areas])


def ties(scene: Scene, customers: Customers, meeting: Integers) -> None:
    """Keep in touch with customers: a review once a year, a training, the meeting of users each autumn."""
    cast, rng = scene.cast, scene.rng
    for name, share, wait, role in (
        ("account_review_held", 0.55, 120, "decider"),
        ("account_review_held", 0.45, 370, "decider"),
        ("training_attended", 0.30, 60, "end_user"),
    ):
        account = np.flatnonzero(scene.chance(share, cast.accounts) & np.isfinite(customers.since))
        at = np.floor(np.maximum(customers.since[account], 0) + wait + rng.uniform(-30, 30, len(account)))
        kept = at < customers.left_at[account]
        person = cast.who(role, account)
        facts = [scene.role(person)[kept]]
        scene.draft.add(name, at=at[kept], account=account[kept], person=person[kept], facts=facts)
    for day in meeting:
        customer = (customers.since + 40 < day) & (day < customers.left_at)
        guests = np.flatnonzero(customer[cast.account] & (scene.joined < day))
        guests = guests[scene.chance(0.055, len(guests))]
        scene.draft.add(
            "user_event_attended", at=np.full(len(guests), float(day)), account=cast.account[guests], person=guests
        )


def recommendations(scene: Scene, orders: Orders) -> None:
    """Let content customers write a review, name a colleague elsewhere, or answer a prospect's call."""
    rng = scene.rng
    content = orders.only(~orders.cancelled & (orders.mood > 8.3))
    for name, share, role, facts in (
        ("review_written", 0.075, "end_user", [words.STARS[3:]]),
        ("referral_given", 0.085, "initiator", [words.PRODUCT]),
        ("reference_call_held", 0.045, "decider", [words.PRODUCT]),
    ):
        chosen = content.only(scene.chance(share, len(content.account)))
        n = len(chosen.account)
        at = chosen.due + 25 + rng.exponential(22, n)
        person = scene.cast.who(role, chosen.account)
        columns = [scene.pick(family, n) for family in facts]
        scene.draft.add(name, at=at, account=chosen.account, person=person, facts=columns)


def farewells(scene: Scene, customers: Customers) -> None:
    """Complain, terminate the contract, and talk once more; every fourth customer comes back."""
    rng = scene.rng
    angry = customers.orders.only(
        scene.chance(np.clip(0.14 * (7.4 - customers.orders.mood), 0.004, 0.6), len(customers.orders.account))
    )
    user = scene.cast.who("initiator", angry.account)
    at = angry.due + rng.uniform(0.5, 12, len(user))
    reason = np.where(angry.late > 3, words.EXIT_REASON[1], words.EXIT_REASON[0])
    scene.draft.add("complaint_filed", at=at, account=angry.account, person=user, facts=[reason])
    account = np.flatnonzero(np.isfinite(customers.left_at))
    left, decider = customers.left_at[account], scene.cast.who("decider", account)
    reason = scene.pick(words.EXIT_REASON, len(account), (0.27, 0.31, 0.2, 0.08, 0.14))
    scene.draft.add("contract_terminated", at=left, account=account, person=decider, facts=[reason])
    talks = customers.returns[account] | scene.chance(0.45, len(account))
    result = words.RESULT[np.where(customers.returns[account], 0, 1)]
    at = left + 4 + rng.exponential(6, len(account))
    scene.draft.add(
        "win_back_call_held",
        at=at[talks],
        account=account[talks],
        person=decider[talks],
        facts=[result[talks], reason[talks]],
    )
