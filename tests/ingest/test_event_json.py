from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from event_builders import NOON, an_event, event_table
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.domain import DocumentInvalid
from wegmarke.ingest.event_json import event_text, is_event, read_event

EARLIEST = datetime(1900, 1, 1)  # noqa: DTZ001  # Hypothesis wants it so
LATEST = datetime(2100, 1, 1)  # noqa: DTZ001
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
identifiers = st.lists(st.fixed_dictionaries({"kind": texts, "value": texts}), max_size=3)
events = st.builds(
    an_event,
    source=texts.filter(str.strip),
    source_event_id=texts,
    name=texts.filter(str.strip),
    occurred_at=st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)),
    precision=st.sampled_from(["instant", "day"]),
    sequence=st.none() | st.integers(-(2**63) + 1, 2**63 - 1),
    person_identifiers=identifiers,
    person_label=st.none() | texts,
    channel=st.sampled_from([None, "email", "webshop"]),
    properties=st.dictionaries(texts, st.none() | texts, max_size=4).map(lambda found: list(found.items())),
)

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)


@settings(deadline=None)
@given(events)
def test_what_is_written_is_read_again(event):
    (row,) = event_table([event]).to_pylist()
    text = event_text(row)

    assert is_event(text)
    assert event_table([read_event(text)]).to_pylist() == [row]


@settings(deadline=None)
@given(st.text(max_size=200) | json_values.map(json.dumps))
def test_nothing_else_breaks_the_reader(text):
    with pytest.raises(DocumentInvalid) as caught:
        read_event(text)

    assert caught.value.problems
    assert not is_event(text)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2025-01-31T14:05:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"precision": "hour"}, "precision"),
        ({"name": "  "}, "name"),
        ({"source_event_id": 7}, "source_event_id"),
        ({"channel": "pigeon"}, "channel"),
        ({"value_minor": 1.5, "currency": "EUR"}, "value_minor"),
        ({"value_minor": 1, "currency": "Taler"}, "currency"),
        ({"value_minor": 1}, "value_minor"),
        ({"properties": {"seats": 3}}, "properties"),
        ({"properties": [["a", "1"], ["a", "2"]]}, "properties"),
        ({"person_identifiers": [{"kind": "crm"}]}, "person_identifiers"),
        ({"sequence": True}, "sequence"),
        ({"colour": "red"}, "colour"),
        ({"account_label": "a\x00b"}, "account_label"),
    ],
)
def test_each_problem_of_a_payload_has_its_place(change, where):
    text = json.dumps({**json.loads(event_text(an_event())), **change})

    with pytest.raises(DocumentInvalid) as caught:
        read_event(text)

    assert [problem.where for problem in caught.value.problems] == [where]


def test_all_problems_of_a_payload_are_reported_together():
    text = json.dumps({**json.loads(event_text(an_event())), "precision": "x", "name": "", "sequence": "y"})

    with pytest.raises(DocumentInvalid) as caught:
        read_event(text)

    assert {problem.where for problem in caught.value.problems} == {"precision", "name", "sequence"}


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 2}', "[" * 100_000, '"\\ud800"', "9" * 5_000, "[]", ""])
def test_poison_is_refused(text):
    with pytest.raises(DocumentInvalid):
        read_event(text)


def test_what_the_sender_stated_goes_along():
    text = event_text({**an_event(), "stated_at": NOON})

    assert is_event(text)
    assert read_event(text)["stated_at"] == NOON
    assert read_event(event_text(an_event()))["stated_at"] is None
    with pytest.raises(DocumentInvalid, match="stated_at"):
        read_event(text.replace('"stated_at": "2025', '"stated_at": "soon'))


def test_a_name_that_stands_twice_is_not_lost():
    row = an_event(occurred_at=NOON, properties=[("a", "1"), ("a", "2")])

    assert json.loads(event_text(row))["properties"] == [["a", "1"], ["a", "2"]]


def test_row_of_a_file_is_no_event():
    assert not is_event('{"name": "x", "datum": "31.02.2025"}')
