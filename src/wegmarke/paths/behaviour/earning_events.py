"""The single events that earn points, in the order in which they came: what a course of points is followed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np

from wegmarke.paths.behaviour.earnings import Earning, is_beyond, owners_of, sizes_of
from wegmarke.paths.behaviour.meaning import Meaning
from wegmarke.paths.index.columns import Columns, Int64s, Truths
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.spread import spread
from wegmarke.paths.terms.zone import Calendar
from wegmarke.rules import Moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class EarningEvents:
    """Events by unit, each path in order; an event that earns by several parts stands there once for each.

    Attributes:
        unit: numbers of units, rising.
        at: microseconds since 1970, UTC.
        day: number of the local day.
        part: place of what it earns by among all earnings.
        counts: whether the daily limit lets it count.
    """

    unit: Int64s
    at: Int64s
    day: Int64s
    part: Int64s
    counts: Truths

    @classmethod
    def together(cls, found: Sequence[EarningEvents]) -> EarningEvents:
        """Return the events of several parts of the paths, each of which has units of its own."""
        if not found:
            nothing = np.empty(0, np.int64)
            return cls(nothing, nothing, nothing, nothing, np.empty(0, np.bool_))
        order = np.argsort(np.concatenate([one.unit for one in found]), kind="stable")
        return cls(*(np.concatenate([getattr(one, field.name) for one in found])[order] for field in fields(cls)))


@dataclass(frozen=True)
class Earners:
    """Whose events are looked for, in some columns.

    Attributes:
        columns: paths of persons or of accounts.
        wanted: truth per unit.
        moment: touches behind it have not happened; its zone says when days begin.
        left_out: code of a source whose events never count; -1 for none.
        persons: paths of all persons where those of accounts are asked; None where those of persons are.
    """

    columns: Columns
    wanted: Truths
    moment: Moment
    left_out: int
    persons: Snapshot | None

    def events(self, earnings: Sequence[Earning], meaning: Meaning, least: int) -> EarningEvents:
        """Return what counted for each unit, of those that could ever have come to so many points together.

        Args:
            earnings: what is counted.
            meaning: tells which touches are meant; asked twice for each, so that few truths are held at once.
            least: in the unit of what events are worth on their day; without fading.
        """
        gained = self._gained(earnings, meaning)
        able = np.repeat(self.wanted & (gained >= least), np.diff(self.columns.starts)) & self._happened()
        of_parts = [np.flatnonzero(able & meaning.fresh().of_selection(one.selection)) for one in earnings]
        touch = np.concatenate([np.empty(0, np.int64), *of_parts])
        part = np.repeat(np.arange(len(earnings)), [found.size for found in of_parts]).astype(np.int64)
        order = np.argsort(touch, kind="stable")
        touch, part = touch[order], part[order]
        at = self.columns.occurred_at[touch]
        unit, day = np.searchsorted(self.columns.starts, touch, side="right") - 1, self._days(at)
        counts = np.ones(touch.size, np.bool_)
        for place, one in enumerate(earnings):
            if one.most_per_day is not None:
                mine = np.nonzero(part == place)[0]
                counts[mine] = self._within(one.most_per_day, touch[mine], unit[mine], day[mine])
        return EarningEvents(self.columns.units[unit], at, day, part, counts)

    def _gained(self, earnings: Sequence[Earning], meaning: Meaning) -> Int64s:
        columns, gained = self.columns, np.zeros(self.columns.units.size, np.int64)
        given = (columns.starts, columns.occurred_at, columns.source, self.left_out, self.moment.last)
        for one in earnings:
            if one.worth and one.worth[0] > 0:
                truths = meaning.fresh().of_selection(one.selection)
                spread(columns.starts, partial(_gain, (*given, truths, one.worth[0], gained)))
        return gained

    def _happened(self) -> Truths:
        found: Truths = (self.columns.occurred_at <= self.moment.last) & (self.columns.source != self.left_out)
        return found

    def _days(self, at: Int64s) -> Int64s:
        if not at.size:
            return at
        ends = (_EPOCH + timedelta(microseconds=int(end)) for end in (at.min(), at.max()))
        return Calendar.over(str(self.moment.zone), *ends).local_days(at)

    def _within(self, most: int, touch: Int64s, unit: Int64s, day: Int64s) -> Truths:
        """Tell which events are among the first so many of a person and day."""
        counts = np.ones(touch.size, np.bool_)
        crowded = np.nonzero(sizes_of(unit, day) > most)[0]
        keys = [unit[crowded], day[crowded]]
        if self.persons is not None:
            columns, places = self.columns, touch[crowded]
            keys.append(owners_of(self.persons, columns.event_key[places], columns.occurred_at[places]))
        counts[crowded] = ~is_beyond(most, *keys)
        return counts


def _gain(given: tuple[Any, ...], first: int, last: int) -> None:
    from wegmarke.paths.compiled import earnings

    earnings.gain(first, last, *given)


def earners(columns: Columns, places: Int64s, moment: Moment, left_out: int, persons: Snapshot | None) -> Earners:
    """Return whose events are looked for: the units at these places, -1 for none."""
    wanted = np.zeros(columns.units.size, np.bool_)
    wanted[places[places >= 0]] = True
    return Earners(columns, wanted, moment, left_out, persons)
