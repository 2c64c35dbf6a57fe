"""Changed rules recognise stored touches again: the rows are those of a full derivation, and plans say what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from event_builders import NOON, OpenStores, an_event, open_stores_in, recognition
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.events import Recogniser, Recognition, derive, name_coverage, rebuild, rehearse_recognition
from wegmarke.rules import parse_rule

SHARE = "wegmarke.events.recognised_again._MOST_SHARE"
REBUILD = "wegmarke.events.touches._rebuild"
RANGE = "wegmarke.events.recognised_again._RANGE_TOUCHES"
NAMES = ("quote_sent", "page_viewed", "thing_happened")
RULES = (
    {"event": "quote_sent"},
    {"event": ["page_viewed", "thing_happened"]},
    {"all": [{"event": "page_viewed"}, {"field": "channel", "is": "email"}]},
    {"field": "channel", "exists": False},
    {"field": "properties.origin", "is": "fair"},
    {"field": "properties.origin", "is_not": "fair"},
    {"field": "value", "at_least": 1},
    {"field": "source", "is": "crm"},
)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStores]:
    """Stores that every example finds empty."""
    opened = open_stores_in(tmp_path_factory.mktemp("many"))
    yield opened
    opened.close()


def everything(stores: OpenStores) -> dict[str, list[dict[str, object]]]:
    """Return every row and column of what is derived."""
    keys = {"touch": "event_id", "person_end": "person", "account_end": "account", "event_total": "event, touchpoint"}
    return {name: stores.engine.query(f"SELECT * FROM {name} ORDER BY {key}").to_pylist() for name, key in keys.items()}


RECOGNITIONS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(RULES), st.sampled_from([None, 1, 2])),
    max_size=4,
    unique_by=lambda drawn: drawn[0],
).map(lambda drawn: Recognition(tuple(Recogniser(name, parse_rule(rule), phase) for name, rule, phase in drawn)))
ROW = st.tuples(
    st.sampled_from(NAMES),
    st.integers(0, 6),  # quarters of an hour: many ties
    st.sampled_from(["p1", "p2", "p3", None]),
    st.sampled_from(["a1", "a2", None]),
    st.sampled_from(["email", None]),
    st.sampled_from([{}, {"origin": "fair"}, {"origin": "web"}]),
)


def made(rows: list[tuple[object, ...]]) -> list[dict[str, object]]:
    return [
        an_event(
            source_event_id=str(number),
            sequence=number % 2,
            name=name,
            occurred_at=NOON + timedelta(minutes=15 * quarter),
            person=person,
            account=account,
            channel=channel,
            properties=list(properties.items()),
        )
        for number, (name, quarter, person, account, channel, properties) in enumerate(rows)
    ]


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(ROW, min_size=1, max_size=25),
    cut=st.integers(0, 25),
    seen=st.lists(RECOGNITIONS, min_size=2, max_size=4),
    size=st.sampled_from([2_000_000, 3]),
)
def test_rules_that_change_give_the_rows_of_a_full_derivation(
    many: OpenStores, rows: list[tuple[object, ...]], cut: int, seen: list[Recognition], size: int
) -> None:
    stores, events = many, made(rows)
    stores.empty()
    stores.take_in(events[:cut])
    with patch(SHARE, 9.0), patch(RANGE, size):
        for number, recognised in enumerate(seen):
            if number == 1:
                stores.take_in(events[cut:])
            derive(stores.engine, recognised)
    again = everything(stores)

    rebuild(stores.engine, seen[-1])

    assert again == everything(stores)


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=25), before=RECOGNITIONS, after=RECOGNITIONS)
def test_a_plan_counts_what_a_full_derivation_changes(
    many: OpenStores, rows: list[tuple[object, ...]], before: Recognition, after: Recognition
) -> None:
    stores = many
    stores.empty()
    stores.take_in(made(rows))
    derive(stores.engine, before)
    held = places(stores)

    plan = rehearse_recognition(stores.engine, before, after)

    assert places(stores) == held
    rebuild(stores.engine, after)
    pairs = [(one, other) for one, other in zip(held, places(stores), strict=True) if one != other]
    moved = Counter((one["touchpoint"], other["touchpoint"]) for one, other in pairs)
    assert {(move.before, move.after): move.touches for move in plan.moves} == {
        pair: touches for pair, touches in moved.items() if pair[0] != pair[1]
    }
    assert plan.touches + plan.phases == len(pairs)
    assert plan.persons == len({one["person"] for one, _ in pairs} - {None})
    assert plan.accounts == len({one["account"] for one, _ in pairs} - {None})
    assert plan.recognised_before == sum(one["touchpoint"] is not None for one in held)
    assert plan.recognised_after == sum(one["touchpoint"] is not None for one in places(stores))


def places(stores: OpenStores) -> list[dict[str, object]]:
    query = """
        SELECT event_id, person, account, c.text AS touchpoint, phase
        FROM touch LEFT JOIN code c ON c.kind = 'touchpoint' AND c.code = touchpoint ORDER BY event_id
    """
    return list(stores.engine.query(query).to_pylist())


def some_events(stores: OpenStores) -> None:
    names = ["quote_sent", *["page_viewed"] * 5, "thing_happened", "thing_happened"]
    stores.take_in(
        [an_event(source_event_id=str(n), person="p1", account="a1", name=name) for n, name in enumerate(names)]
    )


def test_a_small_change_does_not_derive_everything(stores: OpenStores) -> None:
    some_events(stores)
    derive(stores.engine, recognition(quote_sent=1, page_viewed=1))

    with patch(REBUILD, side_effect=AssertionError("everything was derived")):
        derive(stores.engine, recognition(quote_sent=1, page_viewed=1, thing_happened=2))

    assert [row["phase"] for row in places(stores)].count(2) == 2


def test_a_change_of_most_touches_derives_everything(stores: OpenStores) -> None:
    some_events(stores)
    derive(stores.engine, recognition(quote_sent=1, page_viewed=1))

    derive(stores.engine, recognition(quote_sent=1))

    assert [row["touchpoint"] for row in places(stores)].count(None) == 7


def test_touches_of_a_version_that_wrote_no_rules_down_are_derived_anew(stores: OpenStores) -> None:
    some_events(stores)
    derive(stores.engine, recognition(quote_sent=1))
    with stores.engine.write() as session:
        session.run("DELETE FROM marker WHERE name = 'recognisers'")

    derive(stores.engine, recognition(thing_happened=2))

    assert [row["touchpoint"] for row in places(stores)].count("thing_happened") == 2


def test_the_first_rule_wins_after_rules_changed_places(stores: OpenStores) -> None:
    stores.take_in([an_event(person="p1", name="quote_sent")])
    one, other = (
        Recogniser("one", parse_rule({"event": "quote_sent"})),
        Recogniser("other", parse_rule({"field": "source", "exists": True})),
    )
    derive(stores.engine, Recognition((one, other)))

    with patch(SHARE, 9.0):
        derive(stores.engine, Recognition((other, one)))

    assert [row["touchpoint"] for row in places(stores)] == ["other"]


def test_a_phase_that_moves_changes_no_touchpoint(stores: OpenStores) -> None:
    some_events(stores)
    before = recognition(quote_sent=1, page_viewed=1)
    derive(stores.engine, before)
    after = Recognition(tuple(replace(recogniser, phase=2) for recogniser in before.recognisers))

    plan = rehearse_recognition(stores.engine, before, after)

    assert (plan.is_new, plan.touches, plan.phases) == (True, 0, 6)


def test_names_with_most_unrecognised_events_come_first(stores: OpenStores) -> None:
    some_events(stores)
    derive(stores.engine, recognition(quote_sent=1))

    coverage = name_coverage(stores.engine, most=2)

    assert [(name.name, name.unrecognised) for name in coverage.names] == [("page_viewed", 5), ("thing_happened", 2)]
    assert (coverage.events, coverage.recognised, coverage.share) == (8, 1, 0.125)
