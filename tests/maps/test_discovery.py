"""A map proposed from real paths has the order and the loops that the ground truth counts; accepting is idempotent."""

from __future__ import annotations

import itertools
import os
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from process_logs import drawn, log_touches, touchpoint, truth_of

from wegmarke.domain import UsageError
from wegmarke.domain.map_discovery import DiscoveryParameters, MapDiscovery, PieceKind
from wegmarke.maps import load_map
from wegmarke.maps.conformance import beside
from wegmarke.maps.discovery import accept, cut_order, discover, edits, with_needed
from wegmarke.paths import Touches, from_data

BARE = load_map("{id: bare, title: Bare}")


def touches_of(*paths: str, times: int = 30) -> Touches:
    """Each path given as letters, taken by so many units."""
    rows = [
        (f"{number}-{again}", letter, place)
        for number, path in enumerate(paths)
        for again in range(times)
        for place, letter in enumerate(path)
    ]
    return from_data(
        pa.table(
            {
                "unit": [unit for unit, _, _ in rows],
                "touchpoint": [letter for _, letter, _ in rows],
                "time": pa.array([1_700_000_000_000_000 + place * 3_600_000_000 for *_, place in rows],
                                 pa.timestamp("us", "UTC")),
            }
        )
    )  # fmt: skip


def loops(found: MapDiscovery) -> set[str]:
    return {piece.id for piece in found.pieces if piece.kind in (PieceKind.LOOP, PieceKind.REPEATABLE)}


@pytest.mark.shared_data
def test_help_desk_main_path_and_loops_are_those_of_the_ground_truth(shared_data):
    folder = shared_data / "helpdesk_tickets"
    found = discover(BARE, log_touches(folder))
    follows = truth_of(folder, "directly-follows")[1]
    cases = truth_of(folder, "per activity")

    assert [one.touchpoint for one in found.order] == [
        "assign_seriousness", "take_in_charge_ticket", "wait", "resolve_ticket", "closed"
    ]  # fmt: skip
    assert {one.touchpoint: (one.touches, one.units) for one in found.order} == {
        touchpoint(name): tuple(counts) for name, counts in cases.items() if counts[1] >= 0.05 * 4580
    }
    assert found.paths[0].touchpoints == (
        "assign_seriousness", "take_in_charge_ticket", "resolve_ticket", "closed"
    )  # fmt: skip
    # what follows against the order, or itself, among the most frequent pairs of the truth
    order = [one.touchpoint for one in found.order]
    back = {
        (a, b)
        for a, b in (tuple(map(touchpoint, pair.split(" -> "))) for pair in follows)
        if order.index(b) <= order.index(a)
    }
    assert back == {("wait", "take_in_charge_ticket"), ("assign_seriousness", "assign_seriousness")}
    assert {"loop:back-at-wait-at-take_in_charge_ticket", "repeatable:at-assign_seriousness"} <= loops(found)


@pytest.mark.shared_data
@pytest.mark.skipif(not os.environ.get("WEGMARKE_NIGHTLY"), reason="a log of 262,200 events takes five seconds to read")
def test_loan_main_path_and_loops_are_those_of_the_ground_truth(shared_data):
    folder = shared_data / "bpic2012_loan_applications"
    found = discover(BARE, log_touches(folder))
    order = [one.touchpoint for one in found.order]
    funnel = (
        "A_SUBMITTED A_PARTLYSUBMITTED A_PREACCEPTED A_ACCEPTED A_FINALIZED O_SENT O_SENT_BACK O_ACCEPTED A_ACTIVATED"
    )
    places = [order.index(touchpoint(name)) for name in funnel.split()]
    follows = truth_of(folder, "directly-follows")[1]
    itself = {touchpoint(pair.split(" -> ")[0]) for pair in follows if len(set(pair.split(" -> "))) == 1}

    assert places == sorted(places)
    assert itself == {"w_completeren_aanvraag", "w_nabellen_offertes", "w_nabellen_incomplete_dossiers",
                      "w_afhandelen_leads"}  # fmt: skip
    assert {f"repeatable:at-{name}" for name in itself} <= loops(found)
    assert "loop:back-at-w_nabellen_offertes-at-o_selected" in loops(found)
    for pair in follows:
        before, after = map(touchpoint, pair.split(" -> "))
        assert order.index(before) <= order.index(after), pair
    document = accept(BARE, found.pieces)
    assert beside(document, log_touches(folder)).answer.fitness > 0.8


def test_accepting_is_idempotent_in_any_order_and_piece_by_piece():
    touches = touches_of("abcd", "abbcbd", "acd", "badc")
    draft = drawn("draft", [("one", ["a", "b"]), ("two", ["c"])])
    found = discover(draft, touches, asked=DiscoveryParameters(others=True))
    whole = accept(draft, found.pieces)
    one_by_one = draft
    for piece in found.pieces:
        one_by_one = accept(one_by_one, with_needed(found.pieces, [piece.id]))
    shuffled = [*found.pieces]
    random.Random(3).shuffle(shuffled)

    assert found.pieces
    assert accept(whole, found.pieces) == whole
    assert accept(accept(draft, shuffled), found.pieces) == accept(draft, shuffled)
    assert {step.id for step in one_by_one.steps} == {step.id for step in whole.steps}
    assert discover(whole, touches, asked=DiscoveryParameters(others=True)).pieces == ()


def test_what_a_person_wrote_stays():
    draft = drawn("draft", [("one", ["a", "b"]), ("two", ["c"])])
    found = discover(draft, touches_of("abcd", "abd"), asked=DiscoveryParameters(others=True))

    document = accept(draft, found.pieces)

    assert {step.id: step.title for step in draft.steps}.items() <= {s.id: s.title for s in document.steps}.items()
    assert document.phases == draft.phases
    assert [placement.touchpoint for placement in document.placements] == ["a", "b", "c", "d"]


def test_a_piece_takes_along_what_it_needs_and_an_unknown_one_is_refused():
    found = discover(BARE, touches_of("abcd"))

    taken = with_needed(found.pieces, ["placement:seen-a"])

    assert {piece.id for piece in taken} == {"placement:seen-a", "step:at-a", "touchpoint:a", "phase:phase-1"}
    with pytest.raises(UsageError, match="pieces: expected ids of pieces of the proposal; got 'phase:nine'"):
        with_needed(found.pieces, ["phase:nine"])


def test_rare_touchpoints_are_noise_and_the_thresholds_are_told():
    found = discover(BARE, touches_of(*["abc"] * 30, "axc", times=1))
    asked = DiscoveryParameters(least=0.01)

    assert [one.touchpoint for one in found.order] == ["a", "b", "c"]
    assert (found.left_out, found.parameters["least_units"]) == (1, "2")
    assert "x" in [
        one.touchpoint for one in discover(BARE, touches_of(*["abc"] * 30, "axc", times=1), asked=asked).order
    ]


def test_the_same_data_give_the_same_proposal_and_other_thresholds_another():
    touches = touches_of("abcd", "acbd", "abd")

    assert discover(BARE, touches) == discover(BARE, touches)
    assert discover(BARE, touches).seen != discover(BARE, touches, asked=DiscoveryParameters(usual=0.1)).seen


def test_order_that_is_not_decided_stands_side_by_side():
    found = discover(BARE, touches_of("abcd", "acbd"), asked=DiscoveryParameters(count=1))

    assert {piece.thing for piece in found.pieces if piece.kind is PieceKind.PARALLEL} == {"at-b", "at-c"}
    assert beside(accept(BARE, found.pieces), touches_of("abcd", "acbd")).answer.fitness == 1.0


def test_no_paths_propose_nothing():
    found = discover(BARE, touches_of("a"), by="person")

    assert (found.units, found.pieces, found.paths) == (0, (), ())


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"phases": "guess"}, "phases: expected map or order"), ({"count": 9}, "count: expected 1 to 7"),
     ({"clear": 0.2}, "clear: expected a share from 0.5 to 1"), ({"least": -1.0}, "least: expected a share")],
)  # fmt: skip
def test_parameters_that_make_no_proposal_are_refused(asked, words):
    with pytest.raises(UsageError, match=words):
        DiscoveryParameters(**asked)


@given(st.lists(st.integers(0, 40), min_size=16, max_size=16), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_the_cut_has_the_greatest_modularity_of_all_cuts(flat, phases):
    import numpy as np

    hops = np.array(flat, np.int64).reshape(4, 4)
    flow = hops - np.diag(np.diag(hops))
    total = max(flow.sum(), 1)

    def modularity(cut: list[int]) -> float:
        same = np.equal.outer(cut, cut)
        chance = np.outer(flow.sum(axis=1), flow.sum(axis=0)) / total**2
        return float(((flow / total - chance) * same).sum())

    cuts = [list(itertools.accumulate((0, *steps))) for steps in itertools.product((0, 1), repeat=3)]
    best = max(modularity(cut) for cut in cuts if cut[-1] == phases - 1)

    assert modularity(cut_order(hops, phases)) == pytest.approx(best)


@given(st.lists(st.integers(0, 3), max_size=6), st.lists(st.integers(0, 3), max_size=6))
@settings(max_examples=60, deadline=None)
def test_edit_distance_is_that_of_its_definition(one, other):
    def slow(a: tuple[int, ...], b: tuple[int, ...]) -> int:
        if not a or not b:
            return len(a) + len(b)
        return min(slow(a[1:], b) + 1, slow(a, b[1:]) + 1, slow(a[1:], b[1:]) + (a[0] != b[0]))

    assert edits(tuple(one), tuple(other)) == slow(tuple(one), tuple(other))
