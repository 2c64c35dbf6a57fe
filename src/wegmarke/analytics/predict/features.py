"""Features of units as of a cut-off: from touches before it, and from nothing that came later.

A touch at the cut-off itself is later. Fading counts are sums of 2 to the power of −age ÷ half-life; what is older than
ten half-lives counts nothing there. Only touches that a touchpoint recognises count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wegmarke.analytics.predict.feature_words import feature_title
from wegmarke.analytics.predict.samples import DAY, Feature, Floats, Int64s, Samples, Truths
from wegmarke.paths import Touches, primitives

_SESSION_GAP = 30 * 60 * 1_000_000
_OLDEST_HALF_LIVES = 10
MOST_TOUCHPOINTS = 40
MOST_CHANNELS = 12


@dataclass(frozen=True)
class Vocabulary:
    """Which touchpoints, channels and phases have features of their own, by name and in this order.

    Kept with a model, so that it is asked with the columns it was fitted with.
    """

    touchpoints: tuple[str, ...]
    channels: tuple[str, ...]
    phases: tuple[str, ...]
    half_life_days: int = 30
    has_persons: bool = False

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """Return the features in the order of the columns."""
        plain = ["touches", "recent", "days_since_first", "days_since_last", "sessions", "different", "value"]
        plain += ["persons"] if self.has_persons else []
        ids = [*plain, "phase_days"]
        ids += [f"{kind}:{name}" for kind, names in self._named for name in names]
        found = [Feature(one, feature_title(one)) for one in ids]
        return (
            *found,
            Feature("last_touchpoint", feature_title("last_touchpoint"), self.touchpoints),
            Feature("phase_now", feature_title("phase_now"), self.phases),
        )

    @property
    def _named(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("recent", self.touchpoints), ("since", self.touchpoints), ("channel", self.channels),
            ("phase", self.phases),
        )  # fmt: skip


@dataclass(frozen=True)
class History:
    """Recognised touches of all units as columns, with what does not depend on a cut-off.

    Attributes:
        columns: touches in path order.
        touchpoint_names, channel_names, phase_names: by code; phases by position in the reference map.
        person_units, person_at: when each person began at each unit; empty where a unit is a person.
    """

    columns: primitives.TouchColumns
    touchpoint_names: Mapping[int, str]
    channel_names: Mapping[int, str]
    phase_names: Mapping[int, str]
    person_units: Int64s
    person_at: Int64s
    has_persons: bool

    @cached_property
    def owner(self) -> Int64s:
        """Return the place of the unit of each touch."""
        return self.columns.owner

    @cached_property
    def session(self) -> Int64s:
        """Return how many sessions began up to each touch, over all units; a longer pause than 30 minutes ends one."""
        at, starts = self.columns.occurred_at, np.zeros(self.columns.occurred_at.size, np.bool_)
        starts[1:] = np.diff(at) > _SESSION_GAP
        starts[self.columns.starts[:-1]] = True
        return np.cumsum(starts)

    @cached_property
    def worth(self) -> Floats:
        """Return what all touches up to each brought in the currency that occurs most, in whole units."""
        value, currency = self.columns.value_minor, self.columns.currency
        known = value != np.iinfo(np.int64).min
        often = np.bincount(currency[known & (currency > 0)], minlength=1)
        counts = known & (currency == (int(often.argmax()) if often.sum() else 0))
        return np.concatenate([[0.0], np.cumsum(np.where(counts, value, 0) / 100.0)])

    @cached_property
    def phase_place(self) -> Int64s:
        """Return the place of the last touch with a phase up to each touch, −1 for none; it may be of another unit."""
        return np.maximum.accumulate(np.where(self.columns.phase > 0, np.arange(self.columns.phase.size), -1))

    @cached_property
    def phase_change(self) -> Truths:
        """Tell which touches are the first of a stay in a phase: of another phase than the unit was in before."""
        phase, place = self.columns.phase, np.concatenate([[-1], self.phase_place[:-1]])
        begin = self.columns.starts[self.owner]
        found: Truths = (phase > 0) & ((place < begin) | (phase[np.maximum(place, 0)] != phase))
        return found

    @cached_property
    def stay_place(self) -> Int64s:
        """Return the place at which the newest stay up to each touch began."""
        return np.maximum.accumulate(np.where(self.phase_change, np.arange(self.phase_change.size), -1))

    def ends(self, at: int) -> Int64s:
        """Return, per unit, the place behind its last touch before an instant."""
        before = np.concatenate([[0], np.cumsum(self.columns.occurred_at < at)])
        starts = self.columns.starts
        found: Int64s = starts[:-1] + before[starts[1:]] - before[starts[:-1]]
        return found


def read_history(
    touches: Touches,
    by: object,
    *,
    phases: Mapping[int, str] | None = None,
    without_persons: Sequence[int] = (),
) -> tuple[History, primitives.TouchColumns]:
    """Read touches once; returns what features are made of, and all touches with those that nothing recognised.

    Args:
        touches: the tables.
        by: unit.
        phases: ids of the phases of the reference map by position.
        without_persons: whose touches do not count; where units are persons, these units are missing.
    """
    from wegmarke.domain import Unit

    unit = Unit(str(by))
    everything = primitives.touch_columns(touches, unit, without_persons=without_persons)
    has_persons = unit is not Unit.PERSON
    pairs = primitives.person_starts(touches, unit, without_persons=without_persons) if has_persons else _nobody()
    known = touches.known_codes
    names = dict(zip(known["code"].to_pylist(), known["touchpoint"].to_pylist(), strict=True))
    columns = _recognised(everything)
    found = sorted(int(one) for one in np.unique(columns.phase) if one)
    titles = dict(phases or {})
    history = History(
        columns, names, primitives.code_names(touches, "channel"),
        {one: titles.get(one, f"{one}") for one in found}, *pairs, has_persons and pairs[0].size > 0,
    )  # fmt: skip
    return history, everything


def vocabulary_of(history: History, until: int, half_life_days: int) -> Vocabulary:
    """Return the touchpoints and channels that occur most before an instant, and all phases that occur."""
    before = history.columns.occurred_at < until
    return Vocabulary(
        _frequent(history.columns.touchpoint[before], history.touchpoint_names, MOST_TOUCHPOINTS),
        _frequent(history.columns.channel[before], history.channel_names, MOST_CHANNELS),
        _frequent(history.columns.phase[before], history.phase_names, MOST_TOUCHPOINTS),
        half_life_days,
        history.has_persons,
    )


def features_at(history: History, vocabulary: Vocabulary, at: int, places: Int64s | None = None) -> Samples:
    """Compute the features of units as of an instant.

    Args:
        history: the touches.
        vocabulary: which columns.
        at: the cut-off, microseconds.
        places: places of the units in the columns; None for all units with a touch before.
    """
    ends = history.ends(at)
    if places is None:
        places = np.flatnonzero(ends > history.columns.starts[:-1]).astype(np.int64)
    pass_ = _Pass(history, vocabulary, at, places, ends[places])
    values = np.column_stack([pass_.plain(), *pass_.named(), *pass_.states()]) if places.size else np.empty(
        (0, len(vocabulary.features))
    )  # fmt: skip
    return Samples(
        vocabulary.features, values.astype(np.float64), history.columns.units[places],
        np.full(places.size, at, np.int64),
    )  # fmt: skip


@dataclass(frozen=True)
class _Pass:
    """One cut-off: all columns of all units at once."""

    history: History
    vocabulary: Vocabulary
    at: int
    places: Int64s
    end: Int64s

    @cached_property
    def begin(self) -> Int64s:
        return self.history.columns.starts[self.places]

    @cached_property
    def last(self) -> Int64s:
        return np.maximum(self.end - 1, self.begin)

    @cached_property
    def rows(self) -> tuple[Int64s, Int64s]:
        """Return the places of all touches before the cut-off, and the row of the answer that each belongs to."""
        sizes = self.end - self.begin
        row = np.repeat(np.arange(self.places.size), sizes)
        shift = np.repeat(self.begin - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        return shift + np.arange(int(sizes.sum())), row

    @cached_property
    def fading(self) -> tuple[Int64s, Int64s, Floats]:
        """Return places, rows and what each touch still counts, of those that count at all."""
        touch, row = self.rows
        half_life = self.vocabulary.half_life_days * DAY
        age = self.at - self.history.columns.occurred_at[touch]
        young = age <= _OLDEST_HALF_LIVES * half_life
        return touch[young], row[young], np.exp2(-age[young] / half_life)

    def plain(self) -> Floats:
        history, size = self.history, self.places.size
        at, (_, fresh, worth) = history.columns.occurred_at, self.fading
        none = self.end <= self.begin
        since = self._since
        columns = [
            (self.end - self.begin).astype(np.float64),
            np.bincount(fresh, worth, size),
            np.where(none, np.nan, (self.at - at[self.begin % max(at.size, 1)]) / DAY),
            np.where(none, np.nan, (self.at - at[self.last % max(at.size, 1)]) / DAY),
            np.where(none, 0, history.session[self.last] - history.session[self.begin] + 1),
            np.isfinite(since).sum(axis=1),
            history.worth[self.end] - history.worth[self.begin],
        ]
        if self.vocabulary.has_persons:
            columns.append(self._persons())
        stay = history.stay_place[self.last]
        columns.append(np.where(none | (stay < self.begin), np.nan, (self.at - at[np.maximum(stay, 0)]) / DAY))
        return np.column_stack(columns)

    def _persons(self) -> Floats:
        units = self.history.columns.units
        began = self.history.person_units[self.history.person_at < self.at]
        place = np.searchsorted(units, began)
        known = place < units.size
        known[known] = units[place[known]] == began[known]
        counts: Floats = np.bincount(place[known], minlength=units.size)[self.places].astype(np.float64)
        return counts

    def named(self) -> list[Floats]:
        columns, words = self.history.columns, self.vocabulary
        return [
            self._counts(columns.touchpoint, self.history.touchpoint_names, words.touchpoints),
            self._since,
            self._counts(columns.channel, self.history.channel_names, words.channels),
            self._counts(columns.phase, self.history.phase_names, words.phases),
        ]

    def states(self) -> list[Floats]:
        history = self.history
        last = _numbers(history.touchpoint_names, self.vocabulary.touchpoints)[history.columns.touchpoint[self.last]]
        place = history.phase_place[self.last]
        phase = _numbers(history.phase_names, self.vocabulary.phases)[history.columns.phase[np.maximum(place, 0)]]
        none = self.end <= self.begin
        return [
            np.where(none | (last < 0), np.nan, last)[:, None],
            np.where(none | (place < self.begin) | (phase < 0), np.nan, phase)[:, None],
        ]

    def _counts(self, codes: np.ndarray, names: Mapping[int, str], wanted: Sequence[str]) -> Floats:
        touch, row, worth = self.fading
        number = _numbers(names, wanted)[codes[touch]]
        known = number >= 0
        flat = np.bincount(row[known] * len(wanted) + number[known], worth[known], self.places.size * len(wanted))
        return flat.astype(np.float64).reshape(self.places.size, len(wanted))

    @cached_property
    def _since(self) -> Floats:
        """Return the days since the last touch at each touchpoint; NaN where there was none."""
        wanted = self.vocabulary.touchpoints
        (touch, row), columns = self.rows, self.history.columns
        number = _numbers(self.history.touchpoint_names, wanted)[columns.touchpoint[touch]]
        known = number >= 0
        found = np.full(self.places.size * len(wanted), np.nan)
        # touches are in order, and of several values for one place the last one stays
        found[row[known] * len(wanted) + number[known]] = (self.at - columns.occurred_at[touch[known]]) / DAY
        return found.reshape(self.places.size, len(wanted))


def _numbers(names: Mapping[int, str], wanted: Sequence[str]) -> Int64s:
    """Return, by code, the place among the names that are wanted; −1 for others."""
    found = np.full(65_536, -1, np.int64)
    place = {name: number for number, name in enumerate(wanted)}
    for code, name in names.items():
        found[code] = place.get(name, -1)
    return found


def _frequent(codes: np.ndarray, names: Mapping[int, str], most: int) -> tuple[str, ...]:
    often = np.bincount(codes, minlength=1)
    order = [int(code) for code in np.argsort(-often, kind="stable") if often[code] and int(code) in names]
    return tuple(names[code] for code in order[:most])


def _recognised(columns: primitives.TouchColumns) -> primitives.TouchColumns:
    kept = columns.touchpoint > 0
    before = np.concatenate([[0], np.cumsum(kept)])
    starts = before[columns.starts].astype(np.int64)
    there = np.diff(starts) > 0
    ends = np.concatenate([starts[:-1][there], starts[-1:]])
    names = ("occurred_at", "touchpoint", "phase", "channel", "event", "value_minor", "currency")
    return primitives.TouchColumns(columns.units[there], ends, *(getattr(columns, name)[kept] for name in names))


def _nobody() -> tuple[Int64s, Int64s]:
    return np.empty(0, np.int64), np.empty(0, np.int64)
