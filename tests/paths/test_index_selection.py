"""A selection answers as if nothing else had happened: the oracle is an index of the selected touches alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from path_engines import implementation
from unit_histories import histories

from wegmarke.domain import Unit
from wegmarke.paths import index

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
QUESTIONS = {
    "transitions": lambda snapshot, **asked: index.transitions(snapshot, **asked).to_pylist(),
    "transition units": lambda snapshot, **asked: index.transition_units(snapshot, **asked).to_pylist(),
    "variants": lambda snapshot, **asked: index.variants(snapshot, **asked).table.to_pylist(),
    "transition waits": lambda snapshot, **asked: index.transition_waits(snapshot, **asked).to_pylist(),
    "sessions": lambda snapshot, **asked: index.sessions(snapshot, **asked).sort_by("unit").to_pylist(),
    "time in phase": lambda snapshot, **asked: index.time_in_phase(snapshot, **asked).to_pylist(),
    "counts": lambda snapshot, **asked: index.windowed_counts(snapshot, **asked).touches.tolist(),
}


@pytest.mark.parametrize("question", list(QUESTIONS))
@FEW
@given(histories())
def test_touches_that_are_not_selected_have_not_happened(question, history):
    ask, kernels = QUESTIONS[question], implementation("base and delta")
    alone = ask(kernels.snapshot([touch for touch in history if touch.event == 5], Unit.ACCOUNT))
    snapshot = kernels.snapshot(history, Unit.ACCOUNT)

    assert ask(snapshot, selection=index.select_codes(snapshot, "event", [5])) == alone


@pytest.mark.parametrize("question", list(QUESTIONS))
@FEW
@given(histories())
def test_units_that_are_not_selected_are_not_there(question, history):
    ask, kernels = QUESTIONS[question], implementation("base and delta")
    alone = ask(kernels.snapshot([touch for touch in history if touch.person in (20, -30)], Unit.PERSON))
    snapshot = kernels.snapshot(history, Unit.PERSON)
    selection = index.select_units(snapshot, np.array([-30, 20, 999])) & index.everything(snapshot)

    assert ask(snapshot, selection=selection) == alone


@FEW
@given(histories())
def test_transitions_are_those_of_neighbours(history):
    from collections import Counter
    from itertools import pairwise

    from unit_histories import paths_in

    from wegmarke.paths import Period

    hops, units = Counter(), Counter()
    for path in paths_in(history, Unit.PERSON, Period()).values():
        codes = [0, *(touch.touchpoint for touch in path), 0]
        hops.update(pairwise(codes))
        units.update(set(pairwise(codes)))
    snapshot = implementation("base and delta").snapshot(history, Unit.PERSON)

    counted = index.transitions(snapshot).to_pylist()
    by_unit = index.transition_units(snapshot).to_pylist()

    assert {(row["from_code"], row["to_code"]): row["transitions"] for row in counted} == hops
    assert {(row["from_code"], row["to_code"]): row["units"] for row in by_unit} == units
