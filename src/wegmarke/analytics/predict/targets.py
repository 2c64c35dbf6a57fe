"""What happened after a cut-off: the answers that a model learns from.

The horizon is half-open: what happens at the cut-off is inside, what happens one horizon later is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wegmarke.analytics.predict.features import History
from wegmarke.analytics.predict.samples import DAY, Int64s, Truths
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Touches, primitives

NOTHING = "(none)"
STAYS = "(stays)"
OTHER = "(other)"
FEWEST_OF_CLASS = 100


@dataclass(frozen=True)
class Moments:
    """When units did what is foretold: numbers of units and microseconds, in any order."""

    unit: Int64s
    at: Int64s

    def placed(self, units: Int64s) -> Moments:
        """Return the same with the places of units instead of their numbers; units that are not there are left out."""
        place = np.searchsorted(units, self.unit)
        known = place < units.size
        known[known] = units[place[known]] == self.unit[known]
        return Moments(place[known].astype(np.int64), self.at[known])


def moments_of(touches: Touches, columns: primitives.TouchColumns, names: Sequence[str]) -> Moments:
    """Return when units had a touch at one of these touchpoints, or an event of one of these names.

    Raises:
        UsageError: for a name that is neither, naming those that are.
    """
    known = touches.known_codes
    touchpoints = dict(zip(known["touchpoint"].to_pylist(), known["code"].to_pylist(), strict=True))
    events = primitives.event_codes(touches)
    if not names or (unknown := [name for name in names if name not in touchpoints and name not in events]):
        raise unknown_value("conversion", ", ".join(unknown) if names else "nothing", sorted({*touchpoints, *events}))
    found = np.isin(columns.touchpoint, [touchpoints[name] for name in names if name in touchpoints])
    found |= np.isin(columns.event, [events[name] for name in names if name in events and name not in touchpoints])
    return Moments(columns.units[columns.owner[found]], columns.occurred_at[found])


@dataclass(frozen=True)
class Answers:
    """Which units count at a cut-off, and what happened to them within the horizon.

    Attributes:
        places: of the units.
        outcome: 1 or 0; of several classes the place of the class.
    """

    places: Int64s
    outcome: Int64s


def eligible(history: History, at: int, active_days: int) -> tuple[Truths, Int64s]:
    """Return which units had a touch within so many days before an instant, and where their touches before it end."""
    ends = history.ends(at)
    begun = ends > history.columns.starts[:-1]
    last = history.columns.occurred_at[np.maximum(ends - 1, 0)]
    return begun & (last >= at - active_days * DAY), ends


def did_it(
    history: History, moments: Moments, at: int, horizon_days: int, active_days: int, *, repeats: bool
) -> Answers:
    """Say of each unit that counts whether it did it within the horizon; `moments` hold places of units."""
    counts, _ = eligible(history, at, active_days)
    size = counts.size
    if not repeats:
        counts &= np.bincount(moments.unit[moments.at < at], minlength=size) == 0
    inside = (moments.at >= at) & (moments.at < at + horizon_days * DAY)
    done = np.bincount(moments.unit[inside], minlength=size) > 0
    places = np.flatnonzero(counts).astype(np.int64)
    return Answers(places, done[places].astype(np.int64))


def what_next(
    history: History, at: int, horizon_days: int, active_days: int, classes: Sequence[str], *, phases: bool
) -> Answers:
    """Say of each unit that counts which touchpoint, or which other phase, came next within the horizon.

    Args:
        history: the touches.
        at: the cut-off.
        horizon_days: how far ahead.
        active_days: how recent the last touch must be.
        classes: names; the first stands for nothing or staying, and `OTHER`, where it is there, for all others.
        phases: phases instead of touchpoints.
    """
    counts, ends = eligible(history, at, active_days)
    places = np.flatnonzero(counts).astype(np.int64)
    columns, end = history.columns, ends[places]
    following = _next_change(history, end) if phases else end
    inside = following < columns.starts[places + 1]
    there = np.minimum(following, max(columns.occurred_at.size - 1, 0))
    inside &= columns.occurred_at[there] < at + horizon_days * DAY
    codes, names = (columns.phase, history.phase_names) if phases else (columns.touchpoint, history.touchpoint_names)
    number = np.full(65_536, classes.index(OTHER) if OTHER in classes else 0, np.int64)
    for code, name in names.items():
        if name in classes:
            number[code] = classes.index(name)
    return Answers(places, np.where(inside, number[codes[there]], 0))


def next_touches(history: History, places: Int64s, at: int, horizon_days: int) -> Int64s:
    """Return the place of each unit's first touch within the horizon; −1 where there is none."""
    columns, end = history.columns, history.ends(at)[places]
    inside = end < columns.starts[places + 1]
    there = np.minimum(end, max(columns.occurred_at.size - 1, 0))
    inside &= columns.occurred_at[there] < at + horizon_days * DAY
    return np.where(inside, end, -1)


def class_names(answers: Sequence[Int64s], names: Sequence[str]) -> tuple[str, ...]:
    """Return the classes that occur often enough, the first one always; `OTHER` stands for those that do not."""
    often = np.bincount(np.concatenate([np.empty(0, np.int64), *answers]), minlength=len(names))
    kept = [name for name, count in zip(names[1:], often[1:], strict=True) if count >= FEWEST_OF_CLASS]
    others = int(often[1:].sum()) - sum(int(often[names.index(name)]) for name in kept)
    return (names[0], *kept, *([OTHER] if others else []))


def _next_change(history: History, end: Int64s) -> Int64s:
    """Return the place of the first touch at or behind `end` that begins a stay in another phase."""
    size = history.phase_change.size
    ahead = np.where(history.phase_change, np.arange(size), size)
    following = np.append(np.minimum.accumulate(ahead[::-1])[::-1], size)
    found: Int64s = following[np.minimum(end, size)]
    return found


def drawn(size: int, most: int, seed: int) -> Truths | None:
    """Choose at most so many of many, each with the same chance; None for all."""
    if size <= most:
        return None
    chosen = np.zeros(size, np.bool_)
    chosen[np.random.default_rng(seed).choice(size, most, replace=False)] = True
    return chosen
