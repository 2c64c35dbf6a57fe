"""Find the conversions in a snapshot, and how far back the path to each of them reaches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from wegmarke.paths.conversion_paths import Anchors, ConversionPaths, Floats, Stretches
from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import NO_VALUE, Codes, Int64s, Truths
from wegmarke.paths.index.selection import EARLIEST, LATEST, Selection, code_table
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.spread import spread
from wegmarke.paths.terms.converting import SESSION_GAP, Converting, Lookback
from wegmarke.paths.terms.period import Period

_US = timedelta(microseconds=1)


@dataclass(frozen=True)
class Question:
    """What is looked for: where paths end, how far back they reach, and what counts on them."""

    converting: Converting | Anchors
    lookback: Lookback
    dense: Codes
    with_nulls: bool


def conversion_paths(
    snapshot: Snapshot,
    converting: Converting | Anchors,
    names: Mapping[int, str],
    period: Period = ALWAYS,
    *,
    lookback: Lookback | None = None,
    without: Collection[int] = (),
    with_nulls: bool = True,
    selection: Selection | None = None,
) -> ConversionPaths:
    """Return the paths to all conversions of a period, and to its end for units without any conversion before that.

    Args:
        snapshot: the paths.
        converting: which touches convert, or the conversions themselves.
        names: the touchpoint of each code that counts.
        period: which conversions count; touches before it may lie on their paths.
        lookback: how far back; None for any time.
        without: codes of touchpoints that do not count on a path.
        with_nulls: also return paths without a conversion; they need a touch in the period and end with their last one.
        selection: which units and touches count; a touch that is not selected is no conversion either.
    """
    own = () if isinstance(converting, Anchors) or converting.is_touch else converting.touchpoints
    codes = [code for code in sorted(names) if code not in {0, *own, *without}]
    dense = np.zeros(65_536, np.uint16)
    dense[codes] = np.arange(1, len(codes) + 1)
    asked = Question(converting, lookback or Lookback(), dense, with_nulls)
    parts = [_part(part, asked) for part in asked_of(snapshot, selection, period)]
    if isinstance(converting, Anchors):
        parts.append(_strangers(snapshot, converting, period))
    return ConversionPaths(tuple(parts), tuple(names[code] for code in codes), dense)


def _part(asked: Asked, question: Question) -> Stretches:
    columns = asked.columns
    if isinstance(question.converting, Anchors):
        owner, end, closed_at, value, currency, found = _at_anchors(asked, question.converting)
        behind = end
    else:
        owner, place, found = _converting(asked, question.converting)
        closed_at = columns.occurred_at[place]
        value = np.where(columns.value_minor[place] == NO_VALUE, 0, columns.value_minor[place]).astype(np.float64)
        currency = columns.currency[place]
        behind = place + 1
        end = behind if question.converting.is_touch else place
    chosen = _chosen(asked, question.converting)
    earliest = np.zeros(end.size, np.int64)
    if question.lookback.since_last and end.size:
        follows = owner[1:] == owner[:-1]
        earliest[1:] = np.where(follows, behind[:-1], 0)
    counts = (closed_at >= asked.since) & (closed_at < asked.until)
    if question.lookback.first_only and owner.size:
        counts[1:] &= owner[1:] != owner[:-1]
    owner, end, closed_at, earliest = (one[counts] for one in (owner, end, closed_at, earliest))
    value, currency = value[counts], currency[counts]
    none = _unconverted(asked, found) if question.with_nulls else (np.empty(0, np.int64),) * 3
    converted = owner.size
    owner, end, closed_at = (
        np.concatenate(pair).astype(np.int64) for pair in zip((owner, end, closed_at), none, strict=True)
    )
    earliest = np.concatenate([earliest, np.zeros(none[0].size, np.int64)])
    is_won = np.arange(owner.size) < converted
    begin = _begins(asked, question, chosen, owner, end, closed_at, earliest)
    return Stretches(
        columns.touchpoint, columns.event, columns.occurred_at, chosen, columns.units[owner], begin, end, closed_at,
        is_won.astype(np.float64), np.concatenate([value, np.zeros(none[0].size)]),
        np.concatenate([currency, np.zeros(none[0].size, np.uint16)]), (~is_won).astype(np.float64),
    )  # fmt: skip


def _converting(asked: Asked, converting: Converting) -> tuple[Int64s, Int64s, Int64s]:
    """Return the place of the unit and of the touch of every conversion, and how many each unit has."""
    from wegmarke.paths.compiled import conversions

    columns = asked.columns
    at, named = code_table(converting.touchpoints), code_table(converting.events)
    at[0] = False
    found = np.zeros(columns.units.size, np.int64)
    read = (columns.touchpoint, columns.event, columns.value_minor, at, named, converting.valued)
    asked.spread(lambda first, last: conversions.count_converting(first, last, *asked.given, *read, found))
    rows = np.concatenate([[0], np.cumsum(found)]).astype(np.int64)
    place = np.empty(int(rows[-1]), np.int64)
    asked.spread(
        lambda first, last: conversions.write_converting(first, last, columns.starts, asked.chosen, *read, rows, place)
    )
    is_before = columns.occurred_at[place] < asked.until
    owner = np.repeat(np.arange(found.size), found)[is_before]
    return owner, place[is_before], np.bincount(owner, minlength=found.size).astype(np.int64)


def _at_anchors(asked: Asked, anchors: Anchors) -> tuple[Int64s, Int64s, Int64s, Floats, Codes, Int64s]:
    from wegmarke.paths.compiled import conversions

    columns = asked.columns
    place = columns.places(anchors.unit)
    known = (place >= 0) & (anchors.at < asked.until)
    known[known] = asked.counts[place[known]]
    owner, at = np.ascontiguousarray(place[known]), np.ascontiguousarray(anchors.at[known])
    end = np.empty(owner.size, np.int64)
    conversions.ends_before(0, owner.size, owner, columns.starts, columns.occurred_at, at, end)
    found = np.bincount(owner, minlength=columns.units.size).astype(np.int64)
    return owner, end, at, anchors.value[known], anchors.currency[known], found


def _chosen(asked: Asked, converting: Converting | Anchors) -> Truths:
    """Return which touches count: conversions that are none do not, whatever touchpoint recognises them."""
    if isinstance(converting, Anchors) or converting.is_touch or not (converting.events or converting.valued):
        return asked.chosen
    columns = asked.columns
    others = ~code_table(converting.events)[columns.event]
    if converting.valued:
        others &= columns.value_minor == NO_VALUE
    return others & asked.chosen if asked.chosen.size else others


def _unconverted(asked: Asked, found: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Return units without a conversion, where their paths end, and their last instants."""
    from wegmarke.paths.compiled import conversions

    columns = asked.columns
    owner = np.nonzero(asked.counts & (found == 0) & (np.diff(columns.starts) > 0))[0].astype(np.int64)
    end = columns.starts[owner + 1].astype(np.int64)
    if asked.until != LATEST:
        until = np.full(owner.size, asked.until - 1)
        conversions.ends_before(0, owner.size, owner, columns.starts, columns.occurred_at, until, end)
    conversions.back_to_chosen(owner, columns.starts, asked.chosen, end)
    is_there = end > columns.starts[owner]
    owner, end = owner[is_there], end[is_there]
    closed_at = columns.occurred_at[end - 1]
    if asked.since != EARLIEST:
        is_there = closed_at >= asked.since
        owner, end, closed_at = owner[is_there], end[is_there], closed_at[is_there]
    return owner, end, closed_at


def _begins(
    asked: Asked, question: Question, chosen: Truths, owner: Int64s, end: Int64s, closed_at: Int64s, earliest: Int64s
) -> Int64s:
    from wegmarke.paths.compiled import conversions

    columns, back = asked.columns, question.lookback
    longest = -1 if back.longest is None else back.longest // _US
    if back.longest is None and not back.sessions:
        return np.minimum(np.maximum(columns.starts[owner], earliest), end)
    begin = np.empty(owner.size, np.int64)
    paths = np.concatenate([[0], np.cumsum(end - columns.starts[owner])]).astype(np.int64)
    spread(
        paths,
        lambda first, last: conversions.begins(
            first, last, owner, columns.starts, chosen, columns.touchpoint, columns.occurred_at, question.dense, end,
            closed_at, earliest, longest, back.sessions, SESSION_GAP // _US, begin,
        ),
    )  # fmt: skip
    return np.minimum(begin, end)


def _strangers(snapshot: Snapshot, anchors: Anchors, period: Period) -> Stretches:
    """Return conversions of units that have no path at all."""
    from wegmarke.paths.index.selection import bounds

    since, until = bounds(period)
    known = np.zeros(anchors.unit.size, np.bool_)
    for part in snapshot.parts():
        place = part.columns.places(anchors.unit)
        known |= (place >= 0) & part.counts[np.maximum(place, 0)] if part.counts.size else False
    kept = ~known & (anchors.at >= since) & (anchors.at < until)
    size = int(kept.sum())
    nowhere, none = np.zeros(size, np.int64), np.zeros(size)
    return Stretches(
        np.empty(0, np.uint16), np.empty(0, np.uint16), np.empty(0, np.int64), np.empty(0, np.bool_),
        anchors.unit[kept], nowhere, nowhere.copy(), anchors.at[kept], none + 1.0, anchors.value[kept],
        anchors.currency[kept], none,
    )  # fmt: skip
