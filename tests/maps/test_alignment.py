"""Alignments cost what a search without any cleverness finds, on random maps and by the rules of the map."""

from __future__ import annotations

import json
import os

import pytest
from aligned_by_force import ByForce
from hypothesis import given, settings
from hypothesis import strategies as st
from process_logs import drawn, helpdesk_map, loan_map, log_table, truth_of

from wegmarke.domain import UsageError
from wegmarke.maps import JourneyMap, load_map
from wegmarke.maps.conformance import FITS, MISSING, UNPLANNED, Aligner, expected_paths

LETTERS = "abcdef"


@st.composite
def small_maps(draw: st.DrawFn) -> JourneyMap:
    """Maps of up to four steps with everything an expectation and a way can say."""
    count = draw(st.integers(1, 4))
    steps, placements = [], []
    canonical = draw(st.sampled_from(["decision", "exit"]))
    for number in range(count):
        steps.append(
            {
                "id": f"s{number}",
                "phase": "last" if number == count - 1 and count > 1 else "first",
                "title": f"S{number}",
                "optional": draw(st.booleans()),
                "repeatable": draw(st.booleans()),
                "parallel_group": draw(st.sampled_from(["", "g"])),
            }
        )
        here: list[str] = []
        for letter in draw(
            st.lists(st.sampled_from(LETTERS[:5]), unique=True, min_size=0 if number else 1, max_size=3)
        ):
            told: dict[str, object] = {"occurrence": draw(st.sampled_from(["must", "should", "may", "must_not"]))}
            least, most = draw(st.sampled_from([(None, None), (None, 1), (2, None), (1, 2), (None, 2)]))
            told |= {} if least is None else {"min_count": least}
            told |= {} if most is None else {"max_count": most}
            if here and draw(st.booleans()):
                told["after"] = [draw(st.sampled_from(here))]
            placements.append({"id": f"s{number}-{letter}", "step": f"s{number}", "touchpoint": letter})
            if draw(st.booleans()):
                placements[-1]["expectation"] = told
            here.append(f"s{number}-{letter}")
    names = [step["id"] for step in steps]
    ways = draw(
        st.lists(
            st.tuples(
                st.sampled_from(names),
                st.sampled_from([*names, None]),
                st.sampled_from(["next", "branch", "loop", "exit"]),
            ),
            max_size=3,
            unique=True,
        )
    )
    return load_map(
        json.dumps(
            {
                "id": "small",
                "title": "Small",
                "phases": [
                    {"id": "first", "title": "First", "canonical": "awareness"},
                    {"id": "last", "title": "Last", "canonical": canonical},
                ],
                "steps": steps,
                "touchpoints": [{"id": letter, "title": letter} for letter in LETTERS],
                "placements": placements,
                "transitions": [{"from_step": a, "kind": kind} | ({"to_step": b} if b else {}) for a, b, kind in ways],
            }
        )
    )


paths = st.lists(st.sampled_from(LETTERS), max_size=7)


@given(small_maps(), st.lists(paths, min_size=1, max_size=6), st.booleans())
@settings(max_examples=120, deadline=None)
def test_cost_is_that_of_a_search_by_force(document, some_paths, whole):
    try:
        aligner = Aligner(expected_paths(document), whole=whole)
    except UsageError:
        return
    force = ByForce(document)
    try:
        shortest = force.cost([], whole=whole)
    except AssertionError:
        return  # a circle that never ends: nothing is over
    for path in some_paths:
        found = aligner.align(path)
        assert found.cost == force.cost(path, whole=whole), path
        assert found.worst == len(path) + shortest
        assert found.cost <= found.worst
        assert (found.fitness == 1) == (found.cost == 0)
        kinds = [move.kind for move in found.moves]
        assert found.cost == kinds.count(UNPLANNED) + kinds.count(MISSING)
        touched = [move for move in found.moves if move.kind != MISSING]
        assert [move.position for move in touched] == list(range(len(path)))
        places = expected_paths(document).places
        assert all(places[move.place].touchpoint == path[move.position] for move in touched if move.kind == FITS)


@given(small_maps(), paths, st.integers(0, 7), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_unplanned_touch_never_raises_fitness(document, path, place, whole):
    try:
        aligner = Aligner(expected_paths(document), whole=whole)
    except UsageError:
        return
    more = [*path[:place], "nowhere", *path[place:]]

    assert aligner.align(more).cost == aligner.align(path).cost + 1
    assert aligner.align(more).fitness <= aligner.align(path).fitness


def test_touches_in_no_order_beyond_all_bounds_are_refused_with_a_remedy():
    letters = [f"t{number}" for number in range(13)]
    document = load_map(
        json.dumps(
            {
                "id": "wide",
                "title": "Wide",
                "phases": [{"id": "all", "title": "All", "canonical": "decision"}],
                "steps": [{"id": "here", "phase": "all", "title": "Here"}],
                "touchpoints": [{"id": letter, "title": letter} for letter in letters],
                "placements": [
                    {"step": "here", "touchpoint": letter, "expectation": {"occurrence": "must"}} for letter in letters
                ],
            }
        )
    )

    with pytest.raises(UsageError, match=r"at most 4096 states.*13 touchpoints in no order.*`after`"):
        Aligner(expected_paths(document))


def test_a_map_without_placed_touchpoints_expects_nothing_and_says_so():
    with pytest.raises(UsageError, match="touchpoints that stand at steps; got none"):
        expected_paths(load_map("{id: bare, title: Bare}"))


def test_vectors_are_forgotten_when_they_take_too_much_room(monkeypatch):
    document = drawn("row", [("all", ["a", "b", "c?", "d*"])])
    kept = Aligner(expected_paths(document), whole=True)
    monkeypatch.setattr("wegmarke.maps.conformance.alignment._MOST_KEPT", 1)
    forgetful = Aligner(expected_paths(document), whole=True)

    for path in ("abcd", "dcba", "", "aabbd", "xyz", "abd"):
        assert forgetful.align(path) == kept.align(path)


@pytest.mark.shared_data
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    ("name", "document"), [("helpdesk_tickets", helpdesk_map()), ("bpic2012_loan_applications", loan_map())]
)
def test_real_paths_of_up_to_twelve_touches_cost_what_a_search_by_force_finds(shared_data, name, document, whole):
    if name != "helpdesk_tickets" and not os.environ.get("WEGMARKE_NIGHTLY"):
        pytest.skip("a log of 262,200 events takes five seconds to read; nightly")
    table = log_table(shared_data / name)
    paths: dict[str, list[str]] = {}
    for unit, place in zip(table["unit"].to_pylist(), table["touchpoint"].to_pylist(), strict=True):
        paths.setdefault(unit, []).append(place)
    short = {tuple(path[:12]) for path in paths.values()}  # longer ones up to there
    aligner, force = Aligner(expected_paths(document), whole=whole), ByForce(document)

    wrong = [path for path in sorted(short) if aligner.align(path).cost != force.cost(path, whole=whole)]

    assert not wrong
    assert len(paths) == truth_of(shared_data / name, "cases, events")[0]
    assert len(short) >= 80
