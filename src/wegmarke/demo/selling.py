"""From the first call to the order or the refusal: what sales does with an account that considers a purchase."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo import vocabulary as words
from wegmarke.demo.attention import Scene

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def calls(scene: Scene) -> None:
    """Call four of five accounts before they negotiate, and every fourth that only compares."""
    lives = scene.lives
    n = scene.cast.accounts
    called = lives.considers & scene.chance(np.where(lives.negotiates, 0.82, 0.26), n)
    until = np.where(lives.negotiates, lives.negotiate_at, lives.consider_at + 0.2 * lives.cycle)
    for share, again in ((1.0, 0.2), (0.45, 0.6)):
        account = np.flatnonzero(called & scene.chance(share, n))
        position = again + scene.rng.uniform(0.05, 0.35, len(account))
        at = lives.consider_at[account] + position * (until[account] - lives.consider_at[account])
        person = scene.cast.who("initiator" if share == 1.0 else "influencer", account)
        facts = [words.ORIGIN[lives.origin[account]], scene.role(person)]
        scene.draft.add("sales_call_held", at=at, account=account, person=person, facts=facts)


def proofs(scene: Scene) -> None:
    """Show the drive, send a sample, look at the machine: what convinces before there is a price."""
    lives = scene.lives
    for name, chosen, place, role in (
        ("demo_held", lives.demo, 0.15, "end_user"),
        ("sample_requested", lives.sample, 0.45, "influencer"),
        ("site_visit_held", lives.negotiates & scene.chance(0.28, scene.cast.accounts), 0.75, "initiator"),
    ):
        account = np.flatnonzero(chosen)
        begin, end = lives.negotiate_at[account], lives.request_at[account]
        at = begin + place * (end - begin)
        at = np.floor(at) + 1 if name == "site_visit_held" else at
        person = scene.cast.who(role, account)
        facts = [scene.favourite[account], scene.role(person)]
        scene.draft.add(name, at=at, account=account, person=person, facts=facts)


def quotes(scene: Scene) -> None:
    """Ask for a price, send it, revise it in every third case, talk it over, and end in an order or a refusal."""
    lives = scene.lives
    account = np.flatnonzero(lives.negotiates)
    buyer = scene.cast.who("buyer", account)
    product = scene.favourite[account]
    asked, sent = lives.request_at[account], lives.quote_at[account]
    scene.draft.add(
        "quote_requested", at=asked, account=account, person=buyer, facts=[product, scene.role(buyer)]
    )  # fmt: skip
    scene.draft.add("quote_sent", at=sent, account=account, person=buyer, facts=[product])
    rest = np.minimum(lives.close_at[account], sent + 12) - sent
    talks = np.flatnonzero(scene.chance(0.42, len(account)))
    scene.draft.add(
        "negotiation_held",
        at=sent[talks] + 0.5 * rest[talks],
        account=account[talks],
        person=scene.cast.who("decider", account[talks]),
        facts=[product[talks], scene.role(scene.cast.who("decider", account[talks]))],
    )
    _revise(scene, account, sent + 0.7 * rest, product)
    _refuse(scene)


def _revise(scene: Scene, account: Integers, at: Floats, product: words.Codes) -> None:
    again = np.flatnonzero(scene.chance(0.3, len(account)))
    person = scene.cast.who("buyer", account[again])
    scene.draft.add("quote_sent", at=at[again], account=account[again], person=person, facts=[product[again]])


def _refuse(scene: Scene) -> None:
    account = np.flatnonzero(scene.lives.lost)
    reason = scene.pick(words.DECLINE_REASON, len(account), (0.34, 0.26, 0.18, 0.14, 0.08))
    person = scene.cast.who("buyer", account)
    origin = words.ORIGIN[scene.lives.origin[account]]
    at = scene.lives.close_at[account]
    scene.draft.add("quote_declined", at=at, account=account, person=person, facts=[reason, origin])


def orders_won(scene: Scene, worth: Integers) -> None:
    """Sign the contract where one is wanted, and place the first order."""
    account = np.flatnonzero(scene.lives.won)
    at, origin = scene.lives.close_at[account], words.ORIGIN[scene.lives.origin[account]]
    signs = np.flatnonzero(scene.chance(0.7, len(account)))
    scene.draft.add(
        "contract_signed",
        at=at[signs] - 0.4,
        account=account[signs],
        person=scene.cast.who("decider", account[signs]),
        facts=[origin[signs]],
    )
    buyer = scene.cast.who("buyer", account)
    country = words.COUNTRY[scene.cast.country[account]]
    scene.draft.add("order_placed", at=at, account=account, person=buyer, value=worth[account], facts=[origin, country])


def order_worth(rng: np.random.Generator, n: int, size: Integers) -> Integers:
    """Draw what one order of each account is worth, in cents: median about 24,000 EUR, few large ones."""
    return _round(24_000 * np.exp(0.85 * rng.standard_normal(n) + 0.10 * (np.minimum(size, 8) - 3)))


def _round(euros: Floats) -> Integers:
    """Round to full ten euros and return cents."""
    return (np.maximum(np.rint(euros / 10), 1) * 1000).astype(np.int64)
