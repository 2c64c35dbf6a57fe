"""Attempts at a funnel read off their definition, touch by touch and start by start: slow, and obviously right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wegmarke.paths import Counting, Course, ExclusionEffect, StepOrder


@dataclass(frozen=True)
class Mark:
    """One touch as a funnel sees it: the steps it serves, and the exclusions it belongs to."""

    at: datetime
    steps: frozenset[int]
    excluded: frozenset[int] = frozenset()
    code: int = 0
    day: bool = False
    label: str | None = None


Taken = dict[int, int]


def slow_attempts(path: Sequence[Mark], course: Course) -> list[Taken]:
    """Return the attempts of one unit that count: which touch of the path was taken for which step."""
    if course.order is StepOrder.ANY:
        path = [Mark(m.at, frozenset(sorted(m.steps)[:1]), m.excluded, m.code, m.day) for m in path]
    starts = frozenset(range(course.steps)) if course.order is StepOrder.ANY else frozenset({0})
    begins = [place for place, mark in enumerate(path) if mark.steps & starts]
    if course.counting is Counting.FIRST:
        begins = begins[:1]
    walked = [left for begin in begins if (left := _left_of(path, _walked(path, begin, course), course))]
    if course.counting is Counting.BEST:
        return sorted(walked, key=lambda taken: (-max(taken), taken[0]))[:1]
    return walked


def _walked(path: Sequence[Mark], begin: int, course: Course) -> Taken:
    if course.order is StepOrder.ANY:
        return _gathered(path, begin, course)
    taken, step = {0: begin}, 0
    for place in range(begin + 1, len(path)):
        if step == course.steps - 1:
            break
        since = path[place].at - path[taken[step]].at
        fitting = [
            candidate
            for candidate in course.candidates(step)
            if candidate in path[place].steps
            and _in_time(path[place].at - path[begin].at, course.window)
            and _in_time(since, course.limit(candidate))
        ]
        if fitting:
            step = fitting[0]
            taken[step] = place
        elif course.order is StepOrder.STRICT:
            break
    return taken


def _gathered(path: Sequence[Mark], begin: int, course: Course) -> Taken:
    done: set[int] = set()
    places = []
    for place in range(begin, len(path)):
        if _in_time(path[place].at - path[begin].at, course.window) and path[place].steps - done:
            done |= path[place].steps
            places.append(place)
    return dict(enumerate(places))


def _left_of(path: Sequence[Mark], taken: Taken, course: Course) -> Taken:
    """What the first excluded touch leaves of an attempt."""
    effects = [
        (place, one.effect)
        for number, one in enumerate(course.exclusions)
        if one.first in taken
        for place in range(taken[one.first] + 1, len(path))
        if number in path[place].excluded and _is_inside(path, place, taken, one.last, course)
    ]
    if not effects:
        return taken
    first = min(place for place, _ in effects)
    if (first, ExclusionEffect.DROP_ATTEMPT) in effects:
        return {}
    return {step: place for step, place in taken.items() if place < first}


def _is_inside(path: Sequence[Mark], place: int, taken: Taken, last: int, course: Course) -> bool:
    deepest = max(taken)
    if deepest >= last:
        return place < taken[last]
    if not _in_time(path[place].at - path[taken[0]].at, course.window):
        return False
    if course.order is StepOrder.ANY or place < taken[deepest]:
        return True
    if course.order is StepOrder.STRICT and place > taken[deepest] + 1:
        return False
    since = path[place].at - path[taken[deepest]].at
    return any(_in_time(since, course.limit(candidate)) for candidate in course.candidates(deepest))


def _in_time(span: timedelta, longest: timedelta | None) -> bool:
    return longest is None or span <= longest


def as_row(unit: int, path: Sequence[Mark], taken: Taken, steps: int, *, labels: bool = False) -> dict[str, Any]:
    """Write an attempt as the primitive does."""
    last = taken[max(taken)]
    following = path[last + 1] if last + 1 < len(path) else None
    row: dict[str, Any] = {
        "unit": unit,
        "depth": max(taken) + 1,
        "next_at": None if following is None else following.at,
        "next_code": 0 if following is None else following.code,
    }
    for step in range(steps):
        touch = path[taken[step]] if step in taken else None
        row |= {f"at_{step}": touch and touch.at, f"day_{step}": touch and touch.day}
        if labels:
            row[f"label_{step}"] = touch and touch.label
    return row
