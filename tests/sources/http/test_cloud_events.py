from __future__ import annotations

import base64
import json

import pytest
from http_builders import BROWSER, read_body

STRUCTURED = {"content-type": "application/cloudevents+json; charset=utf-8"}
BATCH = {"content-type": "application/cloudevents-batch+json"}


def an_event(**changes: object) -> dict[str, object]:
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "/crm",
        "type": "quote_sent",
        "time": "2025-03-01T08:00:00Z",
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def read(body, headers):
    return read_body(body, call="events", headers=headers)


def test_structured_event_is_named_by_source_and_id():
    (event,) = read(an_event(data={"a": 1, "userId": 7}, groupid="g"), STRUCTURED).events.to_pylist()

    assert (event["source_event_id"], event["name"], event["properties"]) == ("/crm 1", "quote_sent", [("a", "1")])
    assert event["person_identifiers"] == [{"kind": "user_id", "value": "7"}]
    assert event["account_identifiers"] == [{"kind": "group_id", "value": "g"}]
    assert f"{event['occurred_at']:%Y-%m-%dT%H}" == "2025-03-01T08"


def test_binary_event_stands_in_headers():
    headers = {
        "content-type": "application/json", "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/crm",
        "ce-type": "de.acme.QuoteSent", "ce-userid": "%C3%84da",
    }  # fmt: skip

    (event,) = read(b'{"a":{"b":2}}', headers).events.to_pylist()

    assert (event["name"], event["properties"]) == ("de_acme_quote_sent", [("a.b", "2")])
    assert event["person_identifiers"][0]["value"] == "Äda"


def test_binary_event_may_have_no_data():
    headers = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/crm", "ce-type": "x"}

    assert read(b"", headers).events.num_rows == 1


def test_batch_answers_for_each():
    portion = read([an_event(), an_event(id=None), an_event(id="3", data={"a": float("nan")}), an_event(id="4")], BATCH)

    assert portion.events["source_event_id"].to_pylist() == ["/crm 1", "/crm 4"]
    (summary,) = portion.summaries
    assert [(one.place, one.reason) for one in summary.refusals] == [(1, "missing_id"), (2, "not_a_number")]
    assert summary.is_batch


def test_data_may_be_base64():
    data = base64.b64encode(b'{"a":1}').decode()

    (event,) = read(an_event(data_base64=data), STRUCTURED).events.to_pylist()

    assert event["properties"] == [("a", "1")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"specversion": "0.3"}, "cloudevent"),
        ({"id": ""}, "missing_id"),
        ({"id": 7}, "missing_id"),
        ({"source": None}, "cloudevent"),
        ({"type": " "}, "cloudevent"),
        ({"data": "text"}, "cloudevent"),
        ({"data": [1]}, "cloudevent"),
        ({"data": {}, "datacontenttype": "text/xml"}, "cloudevent"),
        ({"data_base64": "%"}, "cloudevent"),
        ({"data_base64": base64.b64encode(b'{"a":NaN}').decode()}, "not_a_number"),
        ({"time": "noon"}, "bad_time"),
        ({"time": 7}, "bad_field"),
        ({"data": {"userId": "null"}}, "illegal_id"),
        ({"userid": [1]}, "bad_field"),
    ],
)
def test_bad_event_has_its_reason(change, reason):
    portion = read(an_event(**change), STRUCTURED)

    assert [one.reason for one in portion.summaries[0].refusals] == [reason]


@pytest.mark.parametrize(
    ("body", "headers", "status", "reason"),
    [
        (b"{", STRUCTURED, 400, "not_json"),
        (b"{}", BATCH, 400, "cloudevent"),
        (b"[]", BATCH, 400, "empty_batch"),
        (json.dumps([{}] * 10_001).encode(), BATCH, 413, "too_many_items"),
        (b"{", {"ce-id": "1"}, 400, "not_json"),
    ],
)
def test_bad_body_is_refused_whole(body, headers, status, reason):
    (summary,) = read(body, headers).summaries

    assert (summary.whole, summary.refusals[0].reason) == (status, reason)


def test_browser_keys_are_held_to_their_list():
    portion = read_body(an_event(data={"userId": 1}), call="events", headers=STRUCTURED, sender=BROWSER)

    assert portion.summaries[0].refusals[0].reason == "identity_not_allowed"
