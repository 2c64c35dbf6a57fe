"""Paths to conversions as expressions: touches before each of them, credit by place, states of the last touches."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.expressions.ordered import at_most, one_of, ordered
from wegmarke.paths.terms.converting import SESSION_GAP, Converting, Lookback
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches, in_period

_PATH = ("unit", "closed_place", "closed_at", "is_won")


def conversion_touches(
    touches: Touches,
    by: Unit,
    period: Period,
    converting: Converting,
    touchpoints: Collection[int],
    *,
    lookback: Lookback | None = None,
) -> ibis.Table:
    """Return one row per touch on a path: unit, closed_place, is_won, touchpoint, number (from 1), occurred_at.

    The definition stands at `wegmarke.paths.index.conversion_paths`. Conversions without a touch have no row.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: which conversions count.
        converting: which touches convert.
        touchpoints: codes that count on a path.
        lookback: how far back.
    """
    back = lookback or Lookback()
    path = ordered(touches, by, Period(), recognised=False)
    path = in_period(path, Period(end=period.end)).mutate(converts=_converts(path, converting))
    ends = _ends(path, period, first_only=back.first_only)
    counted = path.filter(one_of(path.touchpoint, touchpoints))
    if not converting.is_touch:
        counted = counted.filter(~counted.converts)
    counted = counted.select("unit", "touchpoint", "occurred_at", "place")
    met = ends.join(counted, "unit")
    met = met.filter((met.place < met.closed_place) | (_is_own(met, converting) & (met.place == met.closed_place)))
    if back.longest is not None:
        met = met.filter(at_most(met.closed_at, met.occurred_at, back.longest))
    if back.since_last:
        met = met.filter(met.place > met.place_before)
    met = _numbered(met)
    if back.sessions:
        met = met.filter(met.session <= back.sessions)
    return _numbered(met).select("unit", "closed_place", "is_won", "touchpoint", "number", "occurred_at")


def _is_own(met: ibis.Table, converting: Converting) -> ibis.Value:
    return ~met.is_won | ibis.literal(value=converting.is_touch)


def _converts(path: ibis.Table, converting: Converting) -> ibis.Value:
    found = one_of(path.touchpoint, set(converting.touchpoints) - {0}) | one_of(path.event, converting.events)
    return found | path.value_minor.notnull() if converting.valued else found


def _ends(path: ibis.Table, period: Period, *, first_only: bool) -> ibis.Table:
    """Return where paths end: at conversions of the period, or at the last touch before its end where there is none."""
    won = path.filter(path.converts)
    inside = ibis.window(group_by=won.unit, order_by=won.place)
    number = ibis.row_number().over(inside)
    before = ibis.ifelse(number == 0, -1, won.place.lag().over(inside))
    won = won.mutate(place_before=before, number=number)
    if first_only:
        won = won.filter(won.number == 0)
    won = in_period(won, period)
    last = path.group_by("unit").agg(
        closed_place=path.place.max(), occurred_at=path.occurred_at.max(), many=path.converts.cast("int64").sum()
    )
    none = in_period(last.filter(last.many == 0), period)
    columns = ("unit", "closed_place", "closed_at", "place_before", "is_won")
    return (
        won.select(
            "unit", "place_before", closed_place="place", closed_at="occurred_at", is_won=ibis.literal(value=True)
        )
        .select(*columns)
        .union(
            none.select(
                "unit", "closed_place", closed_at="occurred_at", place_before=ibis.literal(-1, "int64"),
                is_won=ibis.literal(value=False),
            ).select(*columns)
        )
    )  # fmt: skip


def _numbered(met: ibis.Table) -> ibis.Table:
    """Number touches from 1 on each path, and sessions from 1 back from its end."""
    forward = ibis.window(group_by=[met.unit, met.closed_place], order_by=met.place)
    later = ibis.ifelse(ibis.literal(value=True), met.occurred_at, ibis.null("timestamp(6)")).lead().over(forward)
    met = met.mutate(number=(ibis.row_number().over(forward) + 1).cast("int64"), later=later)
    is_last = met.later.isnull()
    pause = met.later.delta(met.occurred_at, unit="microsecond").fill_null(0)
    starts = ibis.ifelse(is_last, 0, (pause > SESSION_GAP // timedelta(microseconds=1)).cast("int64"))
    met = met.mutate(begins_later=starts)
    backward = ibis.window(
        group_by=[met.unit, met.closed_place], order_by=met.place.desc(), preceding=None, following=0
    )
    return met.mutate(session=met.begins_later.sum().over(backward) + 1)


def credit_by_place(met: ibis.Table, first: float, last: float, middle: float) -> ibis.Table:
    """Credit touches of `conversion_touches` that led to a conversion by place: touchpoint, conversions, touches."""
    won = met.filter(met.is_won)
    size = won.number.max().over(ibis.window(group_by=[won.unit, won.closed_place]))
    won = won.mutate(size=size)
    two = first / (first + last) if first + last > 0 else 0.5
    part = ibis.cases(
        (won.size == 1, 1.0),
        ((won.size == 2) & (won.number == 1), two),
        (won.size == 2, 1.0 - two),
        (won.number == 1, float(first)),
        (won.number == won.size, float(last)),
        else_=float(middle) / (won.size - 2).nullif(0),
    )
    won = won.mutate(part=part)
    return won.group_by("touchpoint").agg(conversions=won.part.sum(), touches=won.count())


def state_counts(met: ibis.Table, order: int) -> ibis.Table:
    """Count states of the last `order` touchpoints: state (codes with blanks), following (0: the end), won, often.

    A path shorter than `order` is one state.
    """
    size = met.number.max().over(ibis.window(group_by=[met.unit, met.closed_place]))
    path = ibis.window(group_by=[met.unit, met.closed_place], order_by=met.number)
    text = met.touchpoint.cast("string")
    state = text
    for steps in range(1, order):
        before = ibis.ifelse(met.number > steps, text.lag(steps).over(path) + " ", "")
        state = before + state
    following = ibis.ifelse(met.number == size, 0, met.touchpoint.lead().over(path))
    whole = met.mutate(state=state, following=following, size=size)
    whole = whole.filter((whole.number >= order) | (whole.number == whole.size))
    return whole.group_by("state", "following", "is_won").agg(often=whole.count())
