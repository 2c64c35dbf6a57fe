"""Points that events earn and that fade by the day, added up for units: what engagement scores are made of.

A daily limit holds per person, also on the path of an account, which does not say whose its touches are. Only where an
account has more of them on a day than count, the event is looked for on the paths of persons. Touches that stand on
none count as those of one person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import numpy as np

from wegmarke.paths.index.columns import Columns, Int64s, Truths
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.spread import spread
from wegmarke.paths.terms.zone import Calendar
from wegmarke.rules import Moment, Selection

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_LIMIT: Final = -1


@dataclass(frozen=True)
class Earning:
    """Events that earn points.

    Attributes:
        selection: which events.
        worth: what one of them is worth on its own day, the next day and so on; nothing behind the end.
        most_per_day: of one person and day only so many count; None for all.
    """

    selection: Selection
    worth: tuple[int, ...]
    most_per_day: int | None = None


@dataclass(frozen=True)
class Fading:
    """The days over which points fade, as passes take them.

    Attributes:
        since: microseconds; touches up to here are worth nothing any more.
        now: microseconds; touches behind it have not happened.
        today: number of the local day.
        calendar: the clock of the zone between both.
        left_out: code of a source whose events never count; -1 for none.
    """

    since: int
    now: int
    today: int
    calendar: Calendar
    left_out: int

    @classmethod
    def until(cls, moment: Moment, earnings: Sequence[Earning], left_out: int) -> Fading:
        """Return the days before a moment in which something may still count."""
        days = max((len(one.worth) for one in earnings), default=0)
        # A local day may be longer than 24 hours.
        since = moment.as_of - timedelta(days=days + 1)
        today = (moment.as_of.astimezone(moment.zone).date() - _EPOCH.date()).days
        calendar = Calendar.over(str(moment.zone), since, moment.as_of)
        return cls(_microseconds(since), _microseconds(moment.as_of), today, calendar, left_out)

    def counts(self, columns: Columns, touches: Int64s) -> Truths:
        """Tell which touches lie in these days and are of another source."""
        at = columns.occurred_at[touches]
        found: Truths = (at > self.since) & (at <= self.now) & (columns.source[touches] != self.left_out)
        return found


def earned(
    columns: Columns, truths: Truths, earning: Earning, fading: Fading, persons: Snapshot | None, points: Int64s
) -> None:
    """Add what the touches that are meant are worth now to the points of each unit.

    Args:
        columns: paths of persons or of accounts.
        truths: one per touch: whether the selection means it.
        earning: what they are worth.
        fading: over which days.
        persons: paths of all persons where those of accounts are asked; None where those of persons are.
        points: of each unit, added to.
    """
    from wegmarke.paths.compiled import earnings

    worth = np.array(earning.worth, np.int64)
    most = _NO_LIMIT if earning.most_per_day is None else earning.most_per_day
    crowded = np.zeros(columns.units.size, np.bool_)
    given = (
        columns.starts, truths, columns.occurred_at, columns.source, fading.left_out, *fading.calendar.clock,
        fading.since, fading.now, fading.today, worth, most, persons is None, points, crowded,
    )  # fmt: skip
    spread(columns.starts, lambda first, last: earnings.earn(first, last, *given))
    if persons is not None and crowded.any():
        units = np.nonzero(crowded)[0]
        points -= _beyond(columns, units, truths, fading, persons, worth, most)


def _beyond(
    accounts: Columns, units: Int64s, truths: Truths, fading: Fading, persons: Snapshot, worth: Int64s, most: int
) -> Int64s:
    """Return what was added for accounts though it is beyond the daily limit of a person."""
    touches, unit = _touches_of(accounts, units)
    chosen = truths[touches] & fading.counts(accounts, touches)
    touches, unit = touches[chosen], unit[chosen]
    age = fading.today - fading.calendar.local_days(accounts.occurred_at[touches])
    many = (sizes_of(unit, age) > most) & (age >= 0) & (age < worth.size)
    touches, unit, age = touches[many], unit[many], age[many]
    owner = owners_of(persons, accounts.event_key[touches], accounts.occurred_at[touches])
    found = np.zeros(accounts.units.size, np.int64)
    np.add.at(found, unit, np.where(is_beyond(most, unit, age, owner), worth[age], 0))
    return found


def owners_of(persons: Snapshot, keys: np.ndarray[tuple[int], np.dtype[np.uint64]], at: Int64s) -> Int64s:
    """Return on whose path each event stands, known by key and instant; -1 where it stands on none."""
    from wegmarke.paths.compiled import earnings

    slots = np.full(2 << max(1, keys.size - 1).bit_length(), -1, np.int64)
    out = np.full(keys.size, -1, np.int64)
    earnings.lay_out(keys, slots)
    for part in persons.parts():
        columns, counts = part.columns, part.counts[:]
        # a pass is compiled per type, and a type knows whether its array may be written
        counts.flags.writeable = False
        given = (columns.starts, counts, columns.units, columns.occurred_at, columns.event_key, keys, at, slots, out)
        spread(columns.starts, partial(_found, given))
    return out


def _found(given: tuple[Any, ...], first: int, last: int) -> None:
    from wegmarke.paths.compiled import earnings

    earnings.find_owners(first, last, *given)


def _touches_of(columns: Columns, units: Int64s) -> tuple[Int64s, Int64s]:
    """Return the places of all touches of some units, and the place of the unit of each."""
    sizes = np.diff(columns.starts)[units]
    begins = np.cumsum(sizes) - sizes
    touches = np.repeat(columns.starts[units] - begins, sizes) + np.arange(int(sizes.sum()))
    return touches.astype(np.int64), np.repeat(units, sizes).astype(np.int64)


def sizes_of(*keys: Int64s) -> Int64s:
    """Return for each row how many have the same keys."""
    order, group = _grouped(*keys)
    sizes = np.empty(order.size, np.int64)
    sizes[order] = np.bincount(group)[group] if group.size else 0
    return sizes


def is_beyond(most: int, *keys: Int64s) -> Truths:
    """Tell for each row whether so many rows with the same keys come before it."""
    order, group = _grouped(*keys)
    begins = np.searchsorted(group, group)
    beyond = np.empty(order.size, np.bool_)
    beyond[order] = np.arange(order.size) - begins >= most
    return beyond


def _grouped(*keys: Int64s) -> tuple[Int64s, Int64s]:
    """Return an order in which rows with the same keys stand together, and the number of each one's group there."""
    order = np.lexsort(keys)
    is_first = np.zeros(order.size, np.bool_)
    for key in keys:
        is_first[1:] |= np.diff(key[order]) != 0
    return order, np.cumsum(is_first).astype(np.int64)


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
