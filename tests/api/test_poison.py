"""Inputs that break other doors, sent to a real server: each has its answer, and nothing is ever stuck."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from http_builders import Served, a_message

from wegmarke.domain.views import RejectedChoice
from wegmarke.workspace import Workspace, open_workspace

Headers = dict[str, str]
ACCEPTED = ""
STRUCTURED = {"Content-Type": "application/cloudevents+json"}
BINARY = {"ce-specversion": "1.0", "ce-source": "/crm", "ce-type": "quote_sent"}


def message(**changes: object) -> bytes:
    return json.dumps(a_message(**{"messageId": str(uuid.uuid4()), **changes})).encode()


def with_properties(text: str) -> bytes:
    return b'{"messageId":"%s","event":"x","userId":"u","properties":%s}' % (uuid.uuid4().hex.encode(), text.encode())


def with_traits(**traits: object) -> bytes:
    return message(type="identify", event=None, traits=traits)


def cloud_event(**changes: object) -> bytes:
    event = {"specversion": "1.0", "id": uuid.uuid4().hex, "source": "/crm", "type": "quote_sent", **changes}
    return json.dumps(event).encode()


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


POISONS: dict[str, tuple[str, bytes, Headers, int, str]] = {
    "NaN": ("track", with_properties('{"a":NaN}'), {}, 422, "not_a_number"),
    "Infinity": ("track", with_properties('{"a":[Infinity]}'), {}, 422, "not_a_number"),
    "minus Infinity": ("identify", with_traits(a=float("-inf")), {}, 422, "not_a_number"),
    "number beyond a double": ("track", with_properties('{"a":-1e999}'), {}, 422, "number_too_large"),
    "number of 5,000 digits": ("track", with_properties('{"a":%s}' % ("7" * 5000)), {}, 422, "number_too_long"),
    "id of 5,000 digits": ("track", message().replace(b'"u1"', b"7" * 5000), {}, 422, "number_too_long"),
    "name twice": ("track", with_properties('{"a":1,"a":2}'), {}, 422, "duplicate_name"),
    "message id twice": ("track", b'{"messageId":"a","messageId":"b","event":"x"}', {}, 422, "duplicate_name"),
    "property twice when flat": ("track", with_properties('{"a.b":1,"a":{"b":1}}'), {}, 422, "duplicate_property"),
    "50 levels": ("track", with_properties(nested(50)), {}, 422, "too_deep"),
    "100,000 levels": ("track", with_properties(nested(100_000)), {}, 422, "too_deep"),
    "100,000 open lists": ("batch", b"[" * 100_000, {}, 400, "not_json"),
    "lone surrogate": ("track", with_properties('{"a":"\\ud83d"}'), {}, 422, "bad_encoding"),
    "lone surrogate in a name": ("track", with_properties('{"\\udc00":1}'), {}, 422, "bad_encoding"),
    "lone surrogate in the id": ("track", message(messageId="\ud800"), {}, 422, "bad_encoding"),
    "NUL": ("track", with_properties('{"a":"\\u0000"}'), {}, 422, "nul_character"),
    "NUL in the person's id": ("track", message(userId="a\x00b"), {}, 422, "nul_character"),
    "NUL between": ("track", message() + b"\x00", {}, 400, "not_json"),
    "a byte of Latin-1": ("track", with_properties('{"a":"?"}').replace(b"?", b"\xfc"), {}, 422, "bad_encoding"),
    "UTF-16": ("track", message().decode().encode("utf-16"), {}, 400, "not_json"),
    "byte order mark": ("track", b"\xef\xbb\xbf" + message(), {}, 200, ACCEPTED),
    "empty body": ("track", b"", {}, 400, "not_json"),
    "half a body": ("track", message()[:-9], {}, 400, "not_json"),
    "empty batch": ("batch", b'{"batch":[]}', {}, 400, "empty_batch"),
    "100,000 items": ("batch", b'{"batch":[%s]}' % b",".join([b'{"a":1}'] * 100_000), {}, 413, "too_many_items"),
    "no id": ("track", message(messageId=None), {}, 422, "missing_id"),
    "empty id": ("track", message(messageId=""), {}, 422, "missing_id"),
    "id of 10 kB": ("track", message(messageId="x" * 10_240), {}, 422, "long_id"),
    "id that is a number": ("track", message(messageId=7), {}, 422, "bad_field"),
    "person's id of 10 kB": ("track", message(userId="x" * 10_240), {}, 422, "long_id"),
    "person null": ("track", message(userId="null"), {}, 422, "illegal_id"),
    "person guest": ("track", message(userId="GUEST"), {}, 422, "illegal_id"),
    "person undefined": ("track", message(anonymousId="undefined"), {}, 422, "illegal_id"),
    "person of noughts": ("track", message(userId="00000000-0000-0000-0000-000000000000"), {}, 422, "illegal_id"),
    "person [object Object]": ("track", message(userId="[object Object]"), {}, 422, "illegal_id"),
    "account null": ("group", message(type="group", event=None, groupId="null"), {}, 422, "illegal_id"),
    "previous id null": ("alias", message(type="alias", event=None, previousId="null"), {}, 422, "illegal_id"),
    "year 1": ("track", message(timestamp="0001-01-01T00:00:00Z"), {}, 422, "ancient_time"),
    "before year 1": ("track", message(timestamp="0001-01-01T00:00:00+14:00"), {}, 422, "ancient_time"),
    "year 1 in the batch's clock": ("track", message(timestamp="0001-01-01", sentAt="9999-12-31"), {}, 422,
                                    "ancient_time"),
    "year 9999": ("track", message(timestamp="9999-12-31T23:59:59Z"), {}, 422, "future_time"),
    "after year 9999": ("track", message(timestamp="9999-12-31T23:59:59-14:00"), {}, 422, "future_time"),
    "clock of year 9999": ("track", message(timestamp="2026-01-01T00:00:00Z", sentAt="9999-12-31T23:59:59-14:00"), {},
                           422, "ancient_time"),
    "clock of year 1": ("track", message(timestamp="2026-01-01T00:00:00Z", sentAt="0001-01-01T00:00:00+14:00"), {},
                        200, ACCEPTED),
    "time that is none": ("track", message(timestamp="tomorrow"), {}, 422, "bad_time"),
    "time that is a number": ("track", message(timestamp=1e300), {}, 422, "bad_field"),
    "amount beyond": ("track", with_properties('{"currency":"EUR","value":1e300}'), {}, 422, "bad_amount"),
    "amount below nothing": ("track", with_properties('{"currency":"EUR","value":-12.5}'), {}, 200, ACCEPTED),
    "dots and dollars in names": ("track", with_properties('{"$set.a.b":1,"$":2,".":3,"a..b":{"$c":4}}'), {}, 200,
                                  ACCEPTED),
    "name of no characters": ("track", with_properties('{"":1}'), {}, 200, ACCEPTED),
    "e-mail of an umlaut domain": ("identify", with_traits(email="anna@müller.example"), {}, 200, ACCEPTED),
    "user agent of 64 kB": ("track", message(context={"userAgent": "M" * 65_536}), {}, 200, ACCEPTED),
    "user agent of 60 kB as header": ("track", message(), {"User-Agent": "M" * 61_440}, 200, ACCEPTED),
    "text of 1 MB": ("track", message(properties={"a": "v" * 1_000_000}), {}, 422, "long_value"),
    "10,000 properties": ("track", message(properties={f"p{n}": n for n in range(10_000)}), {}, 422,
                          "too_many_properties"),
    "no object": ("track", b'"track"', {}, 422, "not_an_object"),
    "cloud event with NaN": ("events", cloud_event(data={"a": float("nan")}), STRUCTURED, 422, "not_a_number"),
    "cloud event too deep": ("events", b'{"data":%s}' % nested(60).encode(), STRUCTURED, 422, "too_deep"),
    "cloud event of 10 kB id": ("events", cloud_event(id="x" * 10_240), STRUCTURED, 422, "long_id"),
    "cloud event of year 9999": ("events", cloud_event(time="9999-12-31T23:59:59-14:00"), STRUCTURED, 422,
                                 "future_time"),
    "cloud event for nobody": ("events", cloud_event(userid="null"), STRUCTURED, 422, "illegal_id"),
    "NUL in a header": ("events", b"", {**BINARY, "ce-id": "a%00b"}, 422, "nul_character"),
    "no UTF-8 in a header": ("events", b"", {**BINARY, "ce-id": "%ff"}, 200, ACCEPTED),
    "no JSON behind headers": ("events", b"{", {**BINARY, "ce-id": "1"}, 400, "not_json"),
}  # fmt: skip


@pytest.fixture(scope="module")
def workspace(folder: Path, server: Served) -> Iterator[Workspace]:
    with open_workspace(folder) as opened:
        yield opened


def rejected(workspace: Workspace) -> dict[str, int]:
    counted: dict[str, int] = {}
    for group in workspace.rejected.groups():
        counted[group.reason] = counted.get(group.reason, 0) + group.rows
    return counted


@pytest.mark.parametrize("name", POISONS)
def test_poison_is_kept_with_its_reason_and_nothing_is_stuck(server: Served, workspace: Workspace, name: str):
    call, body, headers, expected, reason = POISONS[name]
    before = rejected(workspace)

    status, answer, _ = server.post(call, body, headers=headers)

    assert (status, answer.get("code", ACCEPTED)) == (expected, reason)
    after = rejected(workspace)
    assert {code: rows for code, rows in after.items() if rows != before.get(code, 0)} == (
        {reason: before.get(reason, 0) + 1} if reason else {}
    )
    assert_all_is_well(server, workspace)


def test_one_bad_item_among_a_thousand_costs_no_other(server: Served, workspace: Workspace):
    for name, (call, body, headers, status, reason) in POISONS.items():
        if call != "track" or status != 422 or headers:
            continue
        good = [message() for _ in range(999)]
        typed = body.replace(b"{", b'{"type":"track",', 1) if b'"type"' not in body else body

        found, answer, _ = server.post("batch", b'{"batch":[%s]}' % b",".join([*good[:500], typed, *good[500:]]))

        assert (found, answer["accepted"]) == (200, 999), name
        assert [(one["index"], one["reason"]) for one in answer["rejected"]] == [(500, reason)], name
    assert_all_is_well(server, workspace)


def test_same_id_for_two_people_is_kept_as_a_conflict(server: Served, workspace: Workspace):
    shared = uuid.uuid4().hex
    for person in ("ada", "bob", "ada"):
        assert (
            server.post("track", message(messageId=shared, userId=person, timestamp="2026-01-01T00:00:00Z"))[0] == 200
        )

    assert_all_is_well(server, workspace)
    rows = workspace.rejected.rows(choice=RejectedChoice(reason="conflict"))
    assert ["bob" in row.payload for row in rows if shared in row.payload] == [True]


def assert_all_is_well(server: Served, workspace: Workspace) -> None:
    """A good event passes and is stored, and the books balance."""
    events = workspace.overview().events
    status, answer, _ = server.post("track", message())
    assert (status, answer["accepted"]) == (200, 1)
    wait_until(lambda: workspace.overview().waiting == 0 and workspace.overview().events > events)
    assert workspace.check() == []


def wait_until(is_done: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_done():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
