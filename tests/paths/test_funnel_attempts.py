"""Attempts at a funnel: every implementation agrees with the definition read touch by touch."""

from __future__ import annotations

import os
from datetime import timedelta

import numpy as np
import pytest
from engine_suite import IMPLEMENTATIONS
from funnel_questions import marks, questions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from path_engines import implementation
from slow_funnel import as_row, slow_attempts
from unit_histories import histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS, UsageError
from wegmarke.paths import Course, Marking, index
from wegmarke.paths.index.columns import TOUCH_COLUMNS, no_columns

EXAMPLES = 600 if os.environ.get("WEGMARKE_NIGHTLY") else 5
MANY = settings(
    max_examples=EXAMPLES, phases=[Phase.reuse, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(params=IMPLEMENTATIONS)
def asked(request):
    return implementation(request.param)


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), questions())
def test_attempts(asked, history, by, period, question):
    course, marking = question
    expected = [
        as_row(unit, path, taken, course.steps)
        for unit, touches in paths_in(history, by, period).items()
        for path in [marks(touches, course, marking)]
        for taken in slow_attempts(path, course)
    ]

    rows = asked.funnel_attempts(history, by, period, course, marking)

    assert sorted(map(key, rows)) == sorted(map(key, expected))


def key(row):
    return str(sorted(row.items()))


def test_a_path_of_many_touches_costs_no_square():
    # thousands of starts, each of whose windows holds thousands of touches, and only the last start gets on
    size = 200_000
    codes = np.ones(size, np.uint16)
    codes[-1] = 2
    columns = {name: np.zeros(size, kind) for name, kind in TOUCH_COLUMNS.items()}
    columns |= {"occurred_at": np.arange(size) * 1_000_000, "touchpoint": codes}
    snapshot = index.Snapshot.of(index.Columns(np.array([1]), np.array([0, size]), **columns))
    hour = timedelta(hours=1)

    rows = index.funnel_attempts(snapshot, Course(3, window=hour), Marking(((1,), (2,), (3,)))).to_pylist()

    # of two billion steps that a walk from each start would take, none was needed to find the first that reaches it
    assert [(row["depth"], (row["at_1"] - row["at_0"])) for row in rows] == [(2, hour)]


def test_too_many_steps_are_refused():
    with pytest.raises(UsageError, match="steps: expected at most 63"):
        index.funnel_attempts(index.Snapshot.of(no_columns()), Course(64), Marking(((1,),) * 64))
