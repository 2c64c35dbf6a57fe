"""How people find the supplier and look around: first touches, sessions on the website, newsletters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo import vocabulary as words
from wegmarke.demo.cast import Cast
from wegmarke.demo.draft import Draft
from wegmarke.demo.lives import ORIGINS, Lives
from wegmarke.demo.workdays import Workdays

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_PAGES = (
    "content_viewed", "product_page_viewed", "data_sheet_downloaded", "configurator_used", "whitepaper_downloaded",
)  # fmt: skip
# What a page of a session is, by how far the account has come: looking, comparing, deciding, customer.
_LOOKING, _COMPARING, _DECIDING, _CUSTOMER = range(4)
_PAGE_SHARES = np.array(
    [
        [1.00, 0.00, 0.00, 0.00, 0.00],
        [0.24, 0.46, 0.16, 0.09, 0.05],
        [0.08, 0.46, 0.24, 0.22, 0.00],
        [0.15, 0.45, 0.30, 0.10, 0.00],
    ]
)
_SESSIONS_PER_100_DAYS = np.array([8.0, 12.0, 14.0, 2.5])
_SETTLED = 45  # open days after the first order, from which on customers get their own newsletter
_KNOWN_AT_ONCE = 0.55  # share of people who come by a link in a mail, so that the cookie is known


@dataclass(frozen=True)
class Scene:
    """What every process of a block needs; `favourite` is the product each account is after."""

    rng: np.random.Generator
    calendar: Workdays
    cast: Cast
    lives: Lives
    joined: Floats
    favourite: words.Codes
    draft: Draft

    def chance(self, share: float | Floats, n: int) -> Flags:
        """Draw n times whether something of this probability happens."""
        return self.rng.random(n) < share

    def pick(self, codes: words.Codes, n: int, shares: tuple[float, ...] | None = None) -> words.Codes:
        """Draw n facts out of a family."""
        return self.rng.choice(codes, n, p=shares)

    def product(self, account: Integers) -> words.Codes:
        """Draw a product for each of some accounts: mostly the one it is after."""
        other = self.pick(words.PRODUCT, len(account))
        return np.where(self.chance(0.7, len(account)), self.favourite[account], other)

    def role(self, person: Integers) -> words.Codes:
        """Return the fact that names the buying role of persons."""
        return words.ROLE[self.cast.role[person]]


def first_touches(scene: Scene, left_at: Floats) -> None:
    """Let the first person of every new account arrive by its origin, and the others by what they look for.

    People of customers of old are first seen in the portal, before their account leaves.
    """
    cast, lives = scene.cast, scene.lives
    first = np.flatnonzero((cast.rank == 0) & ~lives.existing[cast.account])
    for code, origin in enumerate(ORIGINS):
        _arrive(scene, first[lives.origin[cast.account[first]] == code], origin)
    later = np.flatnonzero((cast.rank > 0) & ~lives.existing[cast.account])
    looking = scene.joined[later] < lives.consider_at[cast.account[later]]
    _read(scene, later[looking], "content_viewed", "blog", words.TOPIC)
    _look(scene, later[~looking], "product_page_viewed", "website")
    old = np.flatnonzero(lives.existing[cast.account])
    at = np.minimum(scene.joined[old], np.maximum(left_at[cast.account[old]], 1) * 0.9)
    areas = [scene.pick(words.AREA, len(old))]
    scene.draft.add("portal_visited", at=at, account=cast.account[old], person=old, facts=areas)


def _arrive(scene: Scene, person: Integers, origin: str) -> None:
    if origin in ("search_ad", "social_ad"):
        return _read(scene, person, "ad_clicked", origin, words.CAMPAIGN)
    if origin == "trade_fair":
        return _meet(scene, person, scene.joined[person])
    if origin == "referral":
        return _look(scene, person, "recommendation_received", origin)
    if origin in ("trade_portal", "trade_press"):
        return _read(scene, person, "trade_article_read", origin, words.TOPIC)
    return _read(scene, person, "content_viewed", origin, words.TOPIC)


def _read(scene: Scene, person: Integers, name: str, channel: str, about: words.Codes) -> None:
    account = scene.cast.account[person]
    facts = [scene.pick(about, len(person))]
    scene.draft.add(name, at=scene.joined[person], account=account, person=person, channel=channel, facts=facts)


def _look(scene: Scene, person: Integers, name: str, channel: str) -> None:
    account = scene.cast.account[person]
    facts = [scene.product(account)]
    scene.draft.add(name, at=scene.joined[person], account=account, person=person, channel=channel, facts=facts)


def _meet(scene: Scene, person: Integers, at: Floats) -> None:
    spring = scene.calendar.days[at.astype(np.int64)].astype("datetime64[M]").astype(np.int64) % 12 < 8
    account, facts = scene.cast.account[person], [words.FAIR[np.where(spring, 0, 1)], scene.role(person)]
    scene.draft.add("trade_fair_visited", at=at, account=account, person=person, facts=facts)


def fairs(scene: Scene, days: Integers) -> None:
    """Let some people of accounts that are in motion come to the stand, on one of the three days of a fair."""
    account, lives = scene.cast.account, scene.lives
    for first in days[days < len(scene.calendar.days) - 3]:
        moving = (lives.begin < first) & (first < np.minimum(lives.close_at, lives.begin + lives.cycle))
        invited = np.flatnonzero(moving[account] & ~lives.existing[account] & (scene.joined < first))
        guests = invited[scene.chance(0.06, len(invited))]
        _meet(scene, guests, first + scene.rng.integers(0, 3, len(guests)).astype(np.float64))


def introductions(scene: Scene) -> Floats:
    """Let visitors say who they are, and return from when on each person is known.

    People who come by a link in a mail are known at once. The others subscribe to the newsletter,
    or fill in a form once their account considers a purchase.
    """
    cast, lives = scene.cast, scene.lives
    known = np.where(scene.chance(_KNOWN_AT_ONCE, cast.persons), -np.inf, np.inf)
    known[lives.existing[cast.account]] = -np.inf
    stranger = np.flatnonzero(known > 0)
    at = scene.joined[stranger] + 0.2 + scene.rng.exponential(8, len(stranger))
    account = cast.account[stranger]
    asks = at > lives.consider_at[account]
    facts = [scene.pick(words.FORM, len(stranger), (0.55, 0.3, 0.15)), scene.role(stranger)]
    for name, chosen in (("form_submitted", asks), ("newsletter_subscribed", ~asks)):
        columns = [fact[chosen] for fact in facts] if name == "form_submitted" else []
        scene.draft.add(name, at=at[chosen], account=account[chosen], person=stranger[chosen], facts=columns)
    known[stranger] = at
    return known


def sessions(scene: Scene, left_at: Floats) -> None:
    """Let people visit the website while their account is in motion, several pages at a time."""
    cast, lives = scene.cast, scene.lives
    begin = lives.begin[cast.account]
    bounds = [scene.joined, *(at[cast.account] for at in (lives.consider_at, lives.negotiate_at, lives.close_at))]
    fades = np.where(np.isfinite(lives.consider_at[cast.account]), 1.2, 0.8) * lives.cycle[cast.account]
    given_up = np.where(lives.won[cast.account], np.inf, begin + fades)
    given_up[lives.existing[cast.account]] = -np.inf  # customers of old use the portal
    for state in (_LOOKING, _COMPARING, _DECIDING, _CUSTOMER):
        since = np.maximum(bounds[state], scene.joined)
        until = np.minimum.reduce([*bounds[state + 1 :], given_up, left_at[cast.account]])
        _browse(scene, state, since, np.minimum(until, scene.calendar.end))


def _browse(scene: Scene, state: int, since: Floats, until: Floats) -> None:
    span = np.where(since < until, until - np.minimum(since, scene.calendar.end), 0)
    count = scene.rng.poisson(span / 100 * _SESSIONS_PER_100_DAYS[state])
    person = np.repeat(np.arange(scene.cast.persons), count)
    at = since[person] + scene.rng.random(len(person)) * span[person]
    busy = scene.calendar.busy(scene.rng, at)
    _pages(scene, state, person[busy], at[busy])


def _pages(scene: Scene, state: int, person: Integers, at: Floats) -> None:
    pages = 1 + np.minimum(scene.rng.poisson(1.5, len(person)), 6)
    session = np.repeat(np.arange(len(person)), pages)
    number = np.arange(len(session)) - np.repeat(np.cumsum(pages) - pages, pages)
    seconds = number * 95.0 + scene.rng.uniform(0, 80, len(session))
    page = scene.rng.choice(len(_PAGES), len(session), p=_PAGE_SHARES[state])
    page[(number == 0) & (page > 1)] = 1
    topic, product = scene.pick(words.TOPIC, len(session)), scene.product(scene.cast.account[person[session]])
    for code, name in enumerate(_PAGES):
        here = np.flatnonzero(page == code)
        who = person[session[here]]
        about = topic if name in ("content_viewed", "whitepaper_downloaded") else product
        scene.draft.add(
            name,
            at=at[session[here]],
            seconds=seconds[here],
            account=scene.cast.account[who],
            person=who,
            facts=[about[here]],
        )


def webinars(scene: Scene) -> None:
    """Invite to a webinar on the last but one Thursday of each month; those who compare attend."""
    cast, lives = scene.cast, scene.lives
    for day in scene.calendar.monthly(3, 3):
        considering = (lives.consider_at < day) & (day < np.minimum(lives.close_at, lives.begin + lives.cycle))
        invited = np.flatnonzero(considering[cast.account] & (scene.joined < day))
        attended = invited[scene.chance(0.07, len(invited))]
        at = day + 0.25 + scene.rng.uniform(0, 0.01, len(attended))
        facts = [scene.pick(words.TOPIC, len(attended))]
        scene.draft.add("webinar_attended", at=at, account=cast.account[attended], person=attended, facts=facts)


def newsletters(scene: Scene, customer_since: Floats, left_at: Floats) -> None:
    """Send one issue a month; customers get their own edition once the first delivery has settled."""
    cast = scene.cast
    settled = np.where(scene.lives.existing, -np.inf, customer_since + _SETTLED)
    reads = np.flatnonzero(scene.chance(0.42, cast.persons))
    appetite = scene.rng.beta(1.6, 2.6, len(reads))
    account = cast.account[reads]
    fading = scene.joined[reads] + 260
    for day in scene.calendar.monthly(2, 1):
        customer = (settled[account] < day) & (day < left_at[account])
        listed = (scene.joined[reads] + 3 < day) & (customer | (day < fading)) & (day < left_at[account])
        opened = listed & scene.chance(appetite * scene.calendar.season[day], len(reads))
        at = day + 0.1 + np.minimum(scene.rng.exponential(0.5, len(reads)), 5)
        edition = words.EDITION[customer.astype(np.int64)]
        scene.draft.add(
            "newsletter_opened", at=at[opened], account=account[opened], person=reads[opened], facts=[edition[opened]]
        )
