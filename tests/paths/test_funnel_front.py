"""The front of attempts at a funnel: rules, a held property and labels, by the index and without it."""

from __future__ import annotations

import os
import random
from dataclasses import replace

from funnel_questions import marks, questions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from path_fronts import TOUCHPOINTS, both_ways
from slow_funnel import as_row, slow_attempts
from unit_histories import histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS
from wegmarke.paths import Counting, primitives
from wegmarke.paths.primitives import Served
from wegmarke.rules import parse_rule

EXAMPLES = 400 if os.environ.get("WEGMARKE_NIGHTLY") else 10
SOME = settings(max_examples=EXAMPLES, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
RULE = parse_rule({"field": "properties.plan", "is": "pro"})


def said_of(history, seed):
    """Properties of events, made from a seed."""
    chance = random.Random(seed)
    values = {"plan": ["pro", "free", None], "order": ["1", "1", "2", None]}
    drawn = {touch.event_id: {name: chance.choice(some) for name, some in values.items()} for touch in history}
    return {event: {name: value for name, value in said.items() if value} for event, said in drawn.items()}


def expected_rows(path, unit, course, marking, said, ruled, hold, label):
    parts = {}
    for place, touch in enumerate(path):
        value = said[touch.event_id].get(hold) if hold else ""
        if value is not None:
            parts.setdefault(value, []).append((place, touch))
    found = []
    for part in parts.values():
        touches = [touch for _, touch in part]
        fits = lambda place, touch: place not in ruled or said[touch.event_id].get("plan") == "pro"  # noqa: E731
        seen = [
            replace(mark, label=said[touch.event_id].get(label) if label else None)
            for mark, touch in zip(marks(touches, course, marking, fits), touches, strict=True)
        ]
        for taken in slow_attempts(seen, course):
            row = as_row(unit, seen, taken, course.steps, labels=label is not None)
            found.append((max(taken), part[taken[0]][0], row))
    if course.counting is Counting.BEST:
        found = sorted(found, key=lambda one: (-one[0], one[1]))[:1]
    elif course.counting is Counting.FIRST:
        found = sorted(found, key=lambda one: one[1])[:1]
    return [row for _, _, row in found]


def key(row):
    return str(sorted(row.items()))


@SOME
@given(
    histories(), st.sampled_from(TOUCH_UNITS), periods(), questions(), st.integers(0, 99),
    st.sampled_from([None, "order"]), st.sampled_from([None, "plan"]),
)  # fmt: skip
def test_attempts(history, by, period, question, seed, hold, label):
    course, marking = question
    said = said_of(history, seed)
    ruled = {place for place in range(len(marking.codes)) if (seed >> place) & 1}
    served = [
        Served(tuple(TOUCHPOINTS[code] for code in sorted(codes)), RULE if place in ruled else None)
        for place, codes in enumerate(marking.codes)
    ]
    expected = [
        row
        for unit, path in paths_in(history, by, period).items()
        for row in expected_rows(path, unit, course, marking, said, ruled, hold, label)
    ]
    for row in expected:
        row["next_touchpoint"] = TOUCHPOINTS.get(row.pop("next_code"))

    for touches in both_ways(history, said):
        rows = primitives.funnel_attempts(touches, by, period, course, served, hold=hold, label=label).to_pylist()

        assert sorted(map(key, rows)) == sorted(map(key, expected))


@SOME
@given(histories(), st.sampled_from(TOUCH_UNITS), periods())
def test_count_of_paths(history, by, period):
    for touches in both_ways(history):
        assert primitives.count_paths(touches, by, period) == len(paths_in(history, by, period))
