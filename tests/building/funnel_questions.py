"""Questions to attempts at a funnel, made at random, and touches as they see them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from hypothesis import strategies as st
from slow_funnel import Mark
from unit_histories import Seen

from wegmarke.paths import Counting, Course, ExcludedRange, ExclusionEffect, Marking, StepOrder

WINDOWS = [None, None, *map(timedelta, [0, 1, 99]), *(timedelta(minutes=minutes) for minutes in (30, 90))]
CODES = [1, 2, 3, 7, 300]
Fits = Callable[[int, Seen], bool]


def questions() -> st.SearchStrategy[tuple[Course, Marking]]:
    """A course and who serves it, made from a seed: drawing each part would take longer than the answers."""
    return st.builds(lambda seed: a_question(random.Random(seed)), st.integers(0, 2**32))


def a_question(chance: random.Random) -> tuple[Course, Marking]:
    steps, order = chance.randint(1, 4), chance.choice([*StepOrder, StepOrder.SEQUENTIAL])
    in_order = order is not StepOrder.ANY
    optional = [in_order and 0 < step < steps - 1 and chance.random() < 0.5 for step in range(steps)]
    exclusions = [
        _excluded(chance, [step for step in range(steps) if not optional[step]], in_order)
        for _ in range(chance.choice([0, 0, 1, 2]) if steps > 1 else 0)
    ]
    course = Course(
        steps,
        order,
        chance.choice([*Counting] if in_order else [Counting.BEST, Counting.FIRST]),
        chance.choice(WINDOWS),
        tuple(chance.choice(WINDOWS) for _ in range(steps)) if in_order and chance.random() < 0.5 else (),
        tuple(optional),
        tuple(exclusions),
    )
    kinds = range(steps + len(exclusions))
    return course, Marking(tuple(frozenset(chance.sample(CODES, chance.choice([1, 1, 2]))) for _ in kinds))


def _excluded(chance: random.Random, ends: Sequence[int], in_order: bool) -> ExcludedRange:
    first, last = sorted(chance.sample(ends, 2)) if in_order else (ends[0], ends[-1])
    return ExcludedRange(first, last, chance.choice(list(ExclusionEffect)))


def marks(path: Sequence[Seen], course: Course, marking: Marking, fits: Fits = lambda place, touch: True) -> list[Mark]:
    """Say of each touch of a path what it is to a funnel; `fits` judges the rule of a step or exclusion."""
    return [
        Mark(
            touch.at,
            frozenset(_served(touch, range(course.steps), marking, fits)),
            frozenset(
                place - course.steps for place in _served(touch, range(course.steps, len(marking.codes)), marking, fits)
            ),
            touch.touchpoint or 0,
            touch.day,
        )
        for touch in path
    ]


def _served(touch: Seen, places: range, marking: Marking, fits: Fits) -> list[int]:
    return [place for place in places if touch.touchpoint in marking.codes[place] and fits(place, touch)]
