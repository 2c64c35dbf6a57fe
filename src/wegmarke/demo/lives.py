"""The life of each account, decided before anything happens: when it begins, how far it goes, how it ends.

Five things can be found again in the measured map, because they are decided here:

* accounts that saw a demonstration or tested a sample order clearly more often,
* so do accounts in which several people take part,
* advertisements in social networks bring accounts that seldom come closer,
* recommendations bring accounts that do,
* many quotes leave late, and a late quote is declined more often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo.cast import Cast
from wegmarke.demo.workdays import Workdays

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

ORIGINS = ("search_ad", "social_ad", "seo", "trade_portal", "trade_fair", "referral", "trade_press")
_ORIGIN_SHARES = (0.21, 0.15, 0.24, 0.08, 0.17, 0.08, 0.07)
_CONSIDERS = np.array([0.72, 0.34, 0.70, 0.72, 0.80, 0.90, 0.62])
_NEGOTIATES = np.array([0.62, 0.45, 0.60, 0.62, 0.66, 0.82, 0.55])

EXISTING_SHARE = 0.16
MEDIAN_CYCLE = 63.0  # open days; about 92 calendar days


@dataclass(frozen=True)
class Lives:
    """One row per account; positions on the axis of open days.

    Attributes:
        existing: was a customer before the two years began.
        begin: first touch.
        origin: index into `ORIGINS`.
        cycle: open days from first touch to order, or to giving up.
        considers, negotiates: how far the account goes.
        consider_at, negotiate_at: when it gets there; infinite where it does not.
        demo, sample: saw a demonstration, tested a sample.
        request_at, quote_at: when a quote was requested and sent.
        won, lost: how a negotiation ends; neither means it stalls.
        close_at: order or refusal; infinite where neither happens.
        draw: how well the company fits, standard normal.
    """

    existing: Flags
    begin: Floats
    origin: Integers
    cycle: Floats
    considers: Flags
    negotiates: Flags
    consider_at: Floats
    negotiate_at: Floats
    demo: Flags
    sample: Flags
    request_at: Floats
    quote_at: Floats
    won: Flags
    lost: Flags
    close_at: Floats
    draw: Floats


def plan_lives(rng: np.random.Generator, cast: Cast, calendar: Workdays, fairs: Integers) -> Lives:
    """Decide the life of every account of a block."""
    n = cast.accounts
    existing = rng.random(n) < EXISTING_SHARE
    draw = rng.standard_normal(n)
    origin = rng.choice(len(ORIGINS), n, p=_ORIGIN_SHARES)
    begin = _begin(rng, calendar, origin, fairs)
    considers = ~existing & (rng.random(n) < _CONSIDERS[origin] + 0.05 * draw)
    negotiates = considers & (rng.random(n) < _NEGOTIATES[origin] + 0.06 * draw)
    demo = negotiates & (rng.random(n) < 0.46)
    sample = negotiates & (rng.random(n) < 0.30)
    lead_time = 6.5 * np.exp(0.55 * rng.standard_normal(n))
    odds = _odds(cast, demo, sample, origin, lead_time) + 0.25 * draw
    won = negotiates & (_even(rng, np.lexsort((odds, cast.size, negotiates))) < 1 / (1 + np.exp(-odds)))
    lost = negotiates & ~won & (rng.random(n) < 0.66)
    cycle = _cycle(rng, cast, np.lexsort((begin, won)))
    consider_at = np.where(considers, begin + rng.uniform(0.12, 0.32, n) * cycle, np.inf)
    negotiate_at = np.where(negotiates, begin + rng.uniform(0.40, 0.58, n) * cycle, np.inf)
    request_at = negotiate_at + rng.uniform(0.10, 0.16, n) * cycle
    quote_at = request_at + lead_time
    earliest = quote_at + 1.5 + rng.exponential(4, n)
    close_at = np.maximum(begin + cycle * np.where(won, 1.0, rng.uniform(0.9, 1.3, n)), earliest)
    close_at[~(won | lost)] = np.inf
    return Lives(
        existing, begin, origin, cycle, considers, negotiates, consider_at, negotiate_at, demo, sample,
        request_at, quote_at, won, lost, close_at, draw,
    )  # fmt: skip


def joins(rng: np.random.Generator, cast: Cast, lives: Lives, calendar: Workdays) -> Floats:
    """Decide when each person is first seen: the initiator first, the others while the account moves on.

    Everybody is seen at least once before the two years are over.
    """
    latest = calendar.end - 1.02
    begin, cycle = lives.begin[cast.account], lives.cycle[cast.account]
    share = np.where(cast.rank == 0, 0.0, 0.12 + 0.68 * cast.rank / np.maximum(cast.size[cast.account], 3))
    share = share * rng.uniform(0.8, 1.2, cast.persons)
    new = begin + share * np.minimum(cycle, (latest - begin) * 0.95)
    old = rng.exponential(0.12, cast.persons) * calendar.end
    return np.minimum(np.where(lives.existing[cast.account], old, new), latest)


def _begin(rng: np.random.Generator, calendar: Workdays, origin: Integers, fairs: Integers) -> Floats:
    days = len(calendar.days)
    growing = calendar.season * np.linspace(0.85, 1.15, days)
    growing[-2:] = 0
    day = rng.choice(days, len(origin), p=growing / growing.sum())
    at_fair = rng.choice(fairs[fairs < days - 2], len(origin)) + rng.integers(0, 3, len(origin))
    day = np.where(origin == ORIGINS.index("trade_fair"), np.minimum(at_fair, days - 3), day)
    return day + rng.uniform(0, 0.999, len(origin))


def _odds(cast: Cast, demo: Flags, sample: Flags, origin: Integers, lead_time: Floats) -> Floats:
    """Return the log odds of an order: proof and many people help, a late quote hurts."""
    many = np.minimum(cast.size, 6) - 3
    odds: Floats = -2.15 + 1.15 * demo + 0.9 * sample + 0.36 * many - 0.05 * np.clip(lead_time - 6, -4, 15)
    odds += 0.5 * (origin == ORIGINS.index("referral"))
    return odds


def _cycle(rng: np.random.Generator, cast: Cast, order: Integers) -> Floats:
    """Draw open days from first touch to order, log-normal; more people need more time."""
    deviation = np.sort(rng.standard_normal(cast.accounts))[(_even(rng, order) * cast.accounts).astype(np.int64)]
    cycle: Floats = MEDIAN_CYCLE * np.exp(0.48 * deviation + 0.04 * (np.minimum(cast.size, 6) - 3.5))
    return cycle


def _even(rng: np.random.Generator, order: Integers) -> Floats:
    """Draw numbers 0..1 that are evenly spread along an order, so that a small demo shows what a large one does.

    Multiples of the golden section, see H. Weyl, Über die Gleichverteilung von Zahlen mod. Eins, 1916.
    """
    even = np.empty(len(order))
    even[order] = (rng.random() + np.arange(len(order)) * 0.6180339887498949) % 1.0
    return even
