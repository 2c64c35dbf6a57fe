"""Attempts at a funnel, as an expression: each touch knows where the next one for every step is, and attempts leap.

Steps that can be looked at one by one: touches with their marks, where the next of each mark is, the touches that
attempts take, attempts with all their steps side by side, what exclusions leave of them, and those that count.
"""

from __future__ import annotations

from datetime import timedelta

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.expressions.marked_touches import marked_touches
from wegmarke.paths.terms.course import Counting, Course, ExclusionEffect, Marking, StepOrder
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Column, Touches

_NEVER = 2**62
_ATTEMPT = ["unit", "part", "attempt", "start"]
_DETAILS = ["day", "label", "next_place", "next_us", "next_code"]


def funnel_attempts(touches: Touches, by: Unit, period: Period, course: Course, marking: Marking) -> ibis.Table:
    """Return one row per attempt that counts.

    The definition and the columns stand at `wegmarke.paths.index.funnel_attempts`; instants are microseconds here, and
    `day_n` is 0 or 1.
    """
    path = _looking_ahead(marked_touches(touches, by, period, course, marking), course)
    taken = _gathered(path, course) if course.order is StepOrder.ANY else _followed(path, course)
    return _counted(_after_exclusions(_side_by_side(taken, course), course), course)


def _looking_ahead(path: ibis.Table, course: Course) -> ibis.Table:
    """Add for each mark m the place and instant of the next touch that has it, p_m and t_m, and the next touch."""
    inside = {"group_by": [path.unit, path.part], "order_by": path.place}
    ahead, one = ibis.window(**inside, following=(1, None)), ibis.window(**inside, following=(1, 1))
    told = {}
    for mark in range(course.steps + len(course.exclusions)):
        # in a strict order the very next touch must serve a step, while exclusions look as far as ever
        window = one if course.order is StepOrder.STRICT and mark < course.steps else ahead
        for name, column in ((f"p_{mark}", path.place), (f"t_{mark}", path.us)):
            told[name] = _where(path[f"m_{mark}"] == 1, column).min().over(window)
    following = {"next_place": path.place, "next_us": path.us, "next_code": path.touchpoint}
    told |= {name: _where(path.place >= 0, column).min().over(one) for name, column in following.items()}
    return path.mutate(**told)


def _followed(path: ibis.Table, course: Course) -> ibis.Table:
    """Walk all attempts at once, one step of each at a time; returns one row per attempt and step."""
    start = path.filter(path.m_0 == 1)
    if course.counting is Counting.FIRST:
        start = _first_of(start, ["unit", "part"], "place")
    here = start.mutate(attempt=start.place, start=start.us, step=ibis.literal(0, "int64"))
    taken = [here]
    for leap in range(course.steps - 1):
        here = _leap(here, path, course, leap)
        taken.append(here)
    return ibis.union(*taken) if len(taken) > 1 else taken[0]


def _leap(here: ibis.Table, path: ibis.Table, course: Course, leap: int) -> ibis.Table:
    """Take the next touch of each attempt; who finds none is left behind. Every leap passes one step or more."""
    nearest, picked = [], []
    for step in range(leap, course.steps - 1):
        found = [(_reachable(here, course, candidate), candidate) for candidate in course.candidates(step)]
        places = [ibis.ifelse(fits, here[f"p_{candidate}"], _NEVER) for fits, candidate in found]
        closest = ibis.least(*places) if len(places) > 1 else places[0]
        at_it = [(place == closest, candidate) for place, (_, candidate) in zip(places, found, strict=True)]
        nearest.append((here.step == step, closest))
        picked.append((here.step == step, ibis.cases(*at_it, else_=0)))
    moved = here.select(
        *_ATTEMPT, place=ibis.cases(*nearest, else_=_NEVER), step=ibis.cases(*picked, else_=0).cast("int64")
    )
    moved = moved.filter(moved.place < _NEVER)
    landed = path.join(moved, ["unit", "part", "place"])
    return landed.select(*here.columns)


def _reachable(here: ibis.Table, course: Course, step: int) -> Column:
    at = here[f"t_{step}"]
    fits = at.notnull() & _in_time(at - here.start, course.window)
    return (fits & _in_time(at - here.us, course.limit(step))).fill_null(ibis.literal(value=False))


def _gathered(path: ibis.Table, course: Course) -> ibis.Table:
    """Take the first touch of each step from every start on, numbered as they came."""
    serves = [path[f"m_{step}"] for step in range(course.steps)]
    start = path.filter(sum(serves[1:], serves[0]) > 0)
    if course.counting is Counting.FIRST:
        start = _first_of(start, ["unit", "part"], "place")
    start = start.mutate(attempt=start.place, start=start.us)
    found = []
    for step in range(course.steps):
        here = start[f"m_{step}"] == 1
        place = ibis.ifelse(here, start.place, start[f"p_{step}"])
        at = ibis.ifelse(here, start.us, start[f"t_{step}"])
        reached = start.select(*_ATTEMPT, place=place, at=at)
        found.append(reached.filter(reached.place.notnull(), _in_time(reached["at"] - reached.start, course.window)))
    taken = ibis.union(*found) if len(found) > 1 else found[0]
    inside = ibis.window(group_by=[taken[name] for name in _ATTEMPT], order_by=taken.place)
    taken = taken.select(*_ATTEMPT, "place", step=ibis.row_number().over(inside).cast("int64"))
    return path.join(taken, ["unit", "part", "place"])


def _side_by_side(taken: ibis.Table, course: Course) -> ibis.Table:
    """Bring the steps of each attempt into one row: place_n, us_n, … of step n, x_e and xt_e of exclusion e."""
    told: dict[str, Column] = {}
    for step in range(course.steps):
        is_step = taken.step == step
        told |= {f"{name}_{step}": _where(is_step, taken[name]).max() for name in ["place", "us", *_DETAILS]}
    for number, one in enumerate(course.exclusions):
        begins, mark = taken.step == one.first, course.steps + number
        told |= {f"x_{number}": _where(begins, taken[f"p_{mark}"]).max()}
        told |= {f"xt_{number}": _where(begins, taken[f"t_{mark}"]).max()}
    return taken.group_by(_ATTEMPT).agg(depth=(taken.step.max() + 1).cast("int64"), **told)


def _after_exclusions(attempts: ibis.Table, course: Course) -> ibis.Table:
    """Let the first excluded touch of each attempt have its effect."""
    if not course.exclusions:
        return attempts
    held = [_holds(attempts, course, number) for number in range(len(course.exclusions))]
    places = [ibis.ifelse(holds, attempts[f"x_{number}"], _NEVER) for number, holds in enumerate(held)]
    earliest = ibis.least(*places) if len(places) > 1 else places[0]
    voids = [
        (place == earliest) & (place < _NEVER)
        for place, one in zip(places, course.exclusions, strict=True)
        if one.effect is ExclusionEffect.DROP_ATTEMPT
    ]
    attempts = attempts.mutate(stopped=earliest, void=_any(voids))
    attempts = attempts.filter(~attempts.void)
    kept = {
        f"place_{step}": _where(attempts[f"place_{step}"] < attempts.stopped, attempts[f"place_{step}"])
        for step in range(course.steps)
    }
    attempts = attempts.mutate(**kept)
    depths = [ibis.ifelse(attempts[f"place_{step}"].notnull(), step + 1, 0) for step in range(course.steps)]
    return attempts.mutate(depth=ibis.greatest(*depths).cast("int64") if len(depths) > 1 else depths[0])


def _holds(attempts: ibis.Table, course: Course, number: int) -> Column:
    """Say whether the excluded touch lies between its steps, or before the end of an attempt that came no further."""
    one, touch, at = course.exclusions[number], attempts[f"x_{number}"], attempts[f"xt_{number}"]
    inside = _in_time(at - attempts.start, course.window)
    if course.order is not StepOrder.ANY:
        last, came_at, after = (_at_depth(attempts, name, course) for name in ("place", "us", "next_place"))
        ahead = _any(
            [
                (attempts.depth == step + 1) & _in_time(at - came_at, _longest(course, step))
                for step in range(course.steps - 1)
            ]
        )
        if course.order is StepOrder.STRICT:
            ahead = ahead & (touch <= after)
        inside = inside & ((touch < last) | ahead)
    between = touch < attempts[f"place_{one.last}"]
    holds = touch.notnull() & ibis.ifelse(attempts.depth > one.last, between, inside)
    return holds.fill_null(ibis.literal(value=False))


def _longest(course: Course, step: int) -> timedelta | None:
    limits = [course.limit(candidate) for candidate in course.candidates(step)]
    return None if None in limits else max(limit for limit in limits if limit is not None)


def _counted(attempts: ibis.Table, course: Course) -> ibis.Table:
    if course.counting is Counting.BEST:
        inside = ibis.window(group_by=attempts.unit, order_by=[-attempts.depth, attempts.attempt])
        attempts = attempts.mutate(nth=ibis.row_number().over(inside).cast("int64"))
        attempts = attempts.filter(attempts.nth == 0)
    elif course.counting is Counting.FIRST:
        attempts = _first_of(attempts, ["unit"], "attempt")
    told = {
        "next_at": _at_depth(attempts, "next_us", course),
        "next_code": _at_depth(attempts, "next_code", course).fill_null(0),
    }
    for step in range(course.steps):
        is_taken = attempts[f"place_{step}"].notnull()
        for name, column in (("at", "us"), ("day", "day"), ("label", "label")):
            told[f"{name}_{step}"] = _where(is_taken, attempts[f"{column}_{step}"])
    return attempts.select("unit", "depth", **told)


def _at_depth(attempts: ibis.Table, name: str, course: Course) -> Column:
    """Return a column of the last step that an attempt took."""
    branches = [(attempts.depth == step + 1, attempts[f"{name}_{step}"]) for step in range(course.steps)]
    return ibis.cases(*branches, else_=ibis.null("int64"))


def _first_of(table: ibis.Table, keys: list[str], order: str) -> ibis.Table:
    inside = ibis.window(group_by=[table[key] for key in keys], order_by=table[order])
    table = table.mutate(nth=ibis.row_number().over(inside).cast("int64"))
    return table.filter(table.nth == 0).drop("nth")


def _in_time(span: Column, longest: timedelta | None) -> Column:
    if longest is None:
        return ibis.literal(value=True)
    return span <= longest // timedelta(microseconds=1)


def _where(condition: Column, column: Column) -> Column:
    """Return a column where a condition holds; engines that know columns without NULL need it said."""
    return ibis.ifelse(condition, column, ibis.null(column.type()))


def _any(conditions: list[Column]) -> Column:
    found = ibis.literal(value=False)
    for condition in conditions:
        found = found | condition
    return found
