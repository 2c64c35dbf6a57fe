"""Six kinds of deviation, told by hand-made paths; fitness, small numbers, drift."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from process_logs import drawn, helpdesk_map, log_touches, truth_of
from recognised_touches import Happening, recognise

from wegmarke.domain import UsageError
from wegmarke.domain.map_conformance import DeviationKind
from wegmarke.maps import JourneyMap, load_map
from wegmarke.maps.conformance import beside

BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def a_map() -> JourneyMap:
    """Ask, then a quote within five days by e-mail that must not fail, then sign; a call may happen, a fax must not."""
    content = {
        "id": "small",
        "title": "Small",
        "personas": [{"id": "buyer", "name": "Buyer", "roles": ["buyer"]}],
        "phases": [
            {"id": "lead", "title": "Lead", "canonical": "consideration"},
            {"id": "won", "title": "Won", "canonical": "decision"},
        ],
        "steps": [
            {"id": "ask", "phase": "lead", "title": "Ask"},
            {"id": "offer", "phase": "lead", "title": "Offer"},
            {"id": "sign", "phase": "won", "title": "Sign"},
        ],
        "touchpoints": [
            {"id": name, "title": name.title(), "rule": {"event": name}}
            for name in ("form", "visit", "quote", "call", "fax", "deal")
        ],
        "placements": [
            {"id": "ask-form", "step": "ask", "touchpoint": "form"},
            {"id": "ask-visit", "step": "ask", "touchpoint": "visit"},
            {
                "id": "offer-quote",
                "step": "offer",
                "touchpoint": "quote",
                "expectation": {
                    "occurrence": "must",
                    "max_count": 1,
                    "after": ["ask-form"],
                    "max_delay_days": 5,
                    "failure_rule": {"field": "properties.result", "is": "bounced"},
                },
            },
            {"id": "offer-call", "step": "offer", "touchpoint": "call", "expectation": {"occurrence": "may"}},
            {"id": "offer-fax", "step": "offer", "touchpoint": "fax", "expectation": {"occurrence": "must_not"}},
            {"id": "sign-deal", "step": "sign", "touchpoint": "deal", "personas": ["buyer"]},
        ],
    }
    return load_map(json.dumps(content))


def happened(path: Sequence[str], account: int = 1, days: float = 1, **properties: str) -> list[Happening]:
    return [
        Happening(BEGUN + timedelta(days=days * place, hours=account), name, account, properties=properties)
        for place, name in enumerate(path)
    ]


def told(path: Sequence[str], **more: object) -> set[tuple[str, str, str | None]]:
    found = beside(a_map(), recognise(a_map(), happened(path)), **more).answer  # type: ignore[arg-type]
    return {(one.kind.value, one.phase, one.touchpoint or one.step) for one in found.deviations if
            one.touchpoint or one.step}  # fmt: skip


def test_a_path_that_follows_the_map_has_fitness_one_and_no_deviation():
    answer = beside(a_map(), recognise(a_map(), happened(["form", "call", "quote", "call", "deal"]))).answer

    assert (answer.fitness, answer.fitting.part, answer.deviations) == (1.0, 1, ())


def test_any_touchpoint_of_a_step_will_do_and_a_step_is_missing_where_there_was_none():
    assert told(["visit", "quote", "deal"]) == set()
    assert told(["quote", "deal"]) == {("missing", "lead", "ask")}


def test_what_lies_ahead_is_missing_only_where_paths_are_over():
    assert told(["form"]) == set()
    assert told(["form"], whole=True) == {("missing", "lead", "quote"), ("missing", "won", "deal")}


def test_what_must_not_occur_and_what_occurs_too_often_is_unplanned():
    assert told(["form", "fax", "quote", "deal"]) == {("ad_hoc", "lead", "fax")}
    assert told(["form", "quote", "quote", "deal"]) == {("ad_hoc", "lead", "quote")}


def test_a_touch_at_the_wrong_place_is_out_of_sequence_and_not_missing_besides():
    assert told(["form", "deal", "quote"]) in (
        {("out_of_sequence", "won", "quote")},
        {("out_of_sequence", "lead", "deal")},
    )
    assert told(["quote", "form", "deal"]) in (
        {("out_of_sequence", "lead", "quote")},
        {("out_of_sequence", "lead", "form")},
    )


def test_late_counts_from_the_last_placement_it_follows():
    slow = [*happened(["form"]), Happening(BEGUN + timedelta(days=6, hours=2), "quote")]
    again = [*happened(["form", "form", "form"]), Happening(BEGUN + timedelta(days=6, hours=2), "quote")]

    assert _kinds(slow) == [DeviationKind.LATE]
    assert _kinds(again) == []


def test_failing_by_the_rule_of_the_placement():
    assert _kinds(happened(["form", "quote"], result="bounced")) == [DeviationKind.FAILING]
    assert _kinds(happened(["form", "quote"], result="opened")) == []


def test_wrong_actor_where_the_role_is_known_and_not_where_it_is_not():
    touches = recognise(a_map(), happened(["form", "quote", "deal"]))

    wrong = beside(a_map(), touches, roles={1: frozenset({"end_user"})}).answer
    right = beside(a_map(), touches, roles={1: frozenset({"buyer", "end_user"})}).answer
    unknown = beside(a_map(), touches, roles={}).answer

    assert [(one.kind, one.touchpoint) for one in wrong.deviations if one.touchpoint] == [(DeviationKind.WRONG, "deal")]
    assert (right.deviations, unknown.deviations) == ((), ())


def test_units_count_once_touches_as_often_as_they_are_and_few_units_are_not_told():
    happenings = [one for account in range(1, 5) for one in happened(["form", "fax", "fax"], account)]
    touches = recognise(a_map(), [*happenings, *happened(["form", "quote"], 9)])

    open_ = beside(a_map(), touches)
    shut = beside(a_map(), touches, small_n=5)

    (deviation,) = (one for one in open_.answer.deviations if one.touchpoint)
    assert (deviation.units, deviation.touches, deviation.share.value) == (4, 8, 0.8)
    assert [one.unit for one in open_.units("ad_hoc", "lead", "fax").units] == [1, 2, 3, 4]
    (hidden,) = (one for one in shut.answer.deviations if one.touchpoint)
    assert (hidden.suppressed, hidden.share.value) == (True, None)
    assert shut.units("ad_hoc", "lead", "fax").suppressed
    with pytest.raises(UsageError, match="kind: expected one of missing"):
        open_.units("strange", "lead", None)


def test_drift_is_told_where_the_last_complete_month_stands_out():
    def month(number: int, path: Sequence[str], units: int) -> list[Happening]:
        first = datetime(2026, number, 3, tzinfo=UTC)
        return [
            Happening(first + timedelta(hours=place), name, number * 1000 + unit)
            for unit in range(units)
            for place, name in enumerate(path)
        ]

    good, bad = ["form", "quote", "deal"], ["fax", "fax", "deal"]
    last = month(5, good, 3)
    changed = beside(a_map(), recognise(a_map(), [*month(3, good, 30), *month(4, bad, 30), *last])).answer
    same = beside(a_map(), recognise(a_map(), [*month(3, good, 30), *month(4, good, 30), *last])).answer
    few = beside(a_map(), recognise(a_map(), [*month(3, good, 30), *month(4, bad, 9), *last])).answer

    assert changed.drift
    assert changed.drift.is_alert
    assert changed.drift.after < changed.drift.before
    assert [point.is_complete for point in changed.trend] == [True, True, False]
    assert same.drift
    assert same.drift.p == 1.0
    assert not same.drift.is_alert
    assert few.drift
    assert few.drift.p is None


def test_no_touches_are_no_units_and_no_fitness():
    answer = beside(a_map(), recognise(a_map(), [Happening(BEGUN, "other")])).answer

    assert (answer.units, answer.fitness, answer.trend, answer.drift) == (0, None, (), None)


@pytest.mark.shared_data
def test_the_help_desk_beside_its_map(shared_data):
    folder = shared_data / "helpdesk_tickets"
    found = beside(helpdesk_map(), log_touches(folder), others=True, whole=True)

    assert found.answer.units == truth_of(folder, "cases, events")[0]
    assert found.answer.variants == truth_of(folder, "variants by")[0]
    assert found.answer.frequent[0].units == truth_of(folder, "variants by")[1]
    assert found.answer.frequent[0].fitness == 1.0
    per_activity = truth_of(folder, "per activity")
    totals = dict.fromkeys(("create_sw_anomaly", "invalid", "duplicate", "resolved", "verified"), 0)
    for one in found.answer.deviations:
        if one.touchpoint in totals:
            totals[one.touchpoint] += one.touches
    spelled = {"create_sw_anomaly": "Create SW anomaly"} | {name: name.upper() for name in list(totals)[1:]}
    assert totals == {name: per_activity[spelled[name]][0] for name in totals}


def test_a_map_drawn_in_a_row_is_followed_by_its_own_row():
    document = drawn("row", [("one", ["a", "b?"]), ("two", ["c*"])])
    answer = beside(document, recognise(document, happened(["a", "c", "c"]))).answer

    assert answer.fitness == 1.0


def _kinds(happenings: list[Happening]) -> list[DeviationKind]:
    return [one.kind for one in beside(a_map(), recognise(a_map(), happenings)).answer.deviations if one.touchpoint]
