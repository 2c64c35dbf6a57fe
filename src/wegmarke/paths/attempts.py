"""Ordered matches with a window, as an expression: every attempt is walked, then the deepest and earliest kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.ordered import at_most, one_of, ordered
from wegmarke.paths.touches import Period, Touches


def windowed_matches(
    touches: Touches,
    by: Unit,
    period: Period,
    steps: Sequence[Collection[int]],
    *,
    window: timedelta | None = None,
    first_attempt: bool = False,
) -> ibis.Table:
    """Return one row per unit and step of its best attempt: unit, step (0-based), first_at.

    The definition stands at `wegmarke.paths.index.windowed_matches`. An engine walks all attempts of a unit, so
    units with many first steps are slow.
    """
    path = ordered(touches, by, period)
    start = path.filter(one_of(path.touchpoint, steps[0]))
    walked = [start.select("unit", "place", attempt="place", start_at="occurred_at", first_at="occurred_at")]
    if first_attempt or window is None:
        walked = [_earliest(walked[0])]
    for codes in steps[1:]:
        walked.append(_next(path.filter(one_of(path.touchpoint, codes)), walked[-1], window))
    tables = [table.mutate(step=ibis.literal(number, "int64")) for number, table in enumerate(walked)]
    return _best(ibis.union(*tables) if len(tables) > 1 else tables[0])


def _earliest(start: ibis.Table) -> ibis.Table:
    first = start.group_by("unit").agg(first_place=start.place.min()).rename(first_unit="unit")
    joined = start.join(first, [start.unit == first.first_unit, start.place == first.first_place])
    return joined.drop("first_unit", "first_place")


def _next(candidates: ibis.Table, before: ibis.Table, window: timedelta | None) -> ibis.Table:
    """Take for each attempt the earliest candidate behind the step before."""
    came = before.select(before_unit="unit", before_place="place", attempt="attempt", start_at="start_at")
    met = candidates.select("unit", "place", "occurred_at").join(came, candidates.unit == came.before_unit)
    met = met.filter(met.place > met.before_place)
    if window is not None:
        met = met.filter(at_most(met.occurred_at, met.start_at, window))
    return (
        met.group_by("unit", "attempt", "start_at")
        .agg(place=met.place.min(), first_at=met.occurred_at.argmin(met.place))
        .select("unit", "place", "attempt", "start_at", "first_at")
    )


def _best(walked: ibis.Table) -> ibis.Table:
    attempts = walked.group_by("unit", "attempt").agg(depth=walked.step.max())
    deepest = attempts.group_by("unit").agg(most=attempts.depth.max()).rename(deep_unit="unit")
    tied = attempts.join(deepest, [attempts.unit == deepest.deep_unit, attempts.depth == deepest.most])
    best = tied.group_by("unit").agg(best=tied.attempt.min()).rename(best_unit="unit")
    kept = walked.join(best, [walked.unit == best.best_unit, walked.attempt == best.best])
    return kept.select("unit", "step", "first_at")
