"""Inputs that break readers: each becomes a refusal with a reason, and costs no other message anything."""

from __future__ import annotations

import gzip
import json

import pytest
from http_builders import BROWSER, a_message, read_batch, read_body, reason_of
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.sources import http
from wegmarke.sources.http import strict_json
from wegmarke.sources.http.columns import Habits
from wegmarke.sources.http.limits import MOST_EVENT_NAMES

GOOD = json.dumps(a_message())


def with_properties(text: str) -> bytes:
    return b'{"type":"track","messageId":"m","event":"x","properties":' + text.encode() + b"}"


MESSAGES = [
    (with_properties('{"a":NaN}'), "not_a_number"),
    (with_properties('{"a":-Infinity}'), "not_a_number"),
    (with_properties('{"a":1e400}'), "number_too_large"),
    (with_properties('{"a":1,"a":2}'), "duplicate_name"),
    (with_properties('{"a":{"b":1,"b":2}}'), "duplicate_name"),
    (with_properties('{"a" :1,"b":2,"b":3}'), "duplicate_name"),
    (with_properties('{"x":"\\u0022:","b":1,"b":2}'), "duplicate_name"),
    (b'{"messageId":"m","event":"x","event":"y"}', "duplicate_name"),
    (with_properties("[" * 5000 + "]" * 5000), "too_deep"),
    (with_properties('{"a":' + "[" * 60 + "]" * 60 + "}"), "too_deep"),
    (with_properties('{"a":' + "9" * 5000 + "}"), "number_too_long"),
    (with_properties('{"a":"\\ud800"}'), "bad_encoding"),
    (with_properties('{"\\udfff":1}'), "bad_encoding"),
    (b'{"messageId":"m","event":"x","properties":{"a":"\xff"}}', "bad_encoding"),
    (with_properties('{"a":"\\u0000"}'), "nul_character"),
    (with_properties('{"a.b":1,"a":{"b":2}}'), "duplicate_property"),
    (with_properties('{"%s":1}' % ("n" * 201)), "long_name"),
    (with_properties('{"a":"%s"}' % ("v" * 100_001)), "long_value"),
    (with_properties(json.dumps({str(number): 1 for number in range(1001)})), "too_many_properties"),
    (with_properties('{"currency":"EUR","value":"much"}'), "bad_amount"),
    (with_properties('{"currency":"MARK","value":1}'), "bad_amount"),
    (with_properties('{"currency":"EUR","value":1e17}'), "bad_amount"),
    (with_properties('{"currency":["EUR"],"value":1}'), "bad_amount"),
    (with_properties('{"currency":"EUR","value":true}'), "bad_amount"),
    (with_properties('"text"'), "bad_field"),
    (json.dumps(a_message(messageId=None)).encode(), "missing_id"),
    (json.dumps(a_message(messageId="")).encode(), "missing_id"),
    (json.dumps(a_message(messageId="x" * 10_240)).encode(), "long_id"),
    (json.dumps(a_message(messageId=7)).encode(), "bad_field"),
    (json.dumps(a_message(userId="x" * 1001)).encode(), "long_id"),
    (json.dumps(a_message(userId="null")).encode(), "illegal_id"),
    (json.dumps(a_message(anonymousId="Guest ")).encode(), "illegal_id"),
    (json.dumps(a_message(userId=1.5)).encode(), "bad_field"),
    (json.dumps(a_message(event=None)).encode(), "missing_event"),
    (json.dumps(a_message(event=" ")).encode(), "missing_event"),
    (json.dumps(a_message(event="e" * 201)).encode(), "long_name"),
    (json.dumps(a_message(timestamp="yesterday")).encode(), "bad_time"),
    (json.dumps(a_message(timestamp="2025-02-30T00:00:00Z")).encode(), "bad_time"),
    (json.dumps(a_message(timestamp=1741003200)).encode(), "bad_field"),
    (b"[]", "not_an_object"),
    (b"7", "not_an_object"),
    (b"NaN", "not_a_number"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "reason"), MESSAGES, ids=[f"{number}-{reason}" for number, (_, reason) in enumerate(MESSAGES)]
)
def test_bad_message_has_its_reason(body, reason):
    assert reason_of(body) == reason


@pytest.mark.parametrize(
    ("body", "reason"), MESSAGES, ids=[f"{number}-{reason}" for number, (_, reason) in enumerate(MESSAGES)]
)
def test_one_bad_message_among_a_thousand_good_costs_no_other(body, reason):
    good = [json.dumps(a_message(messageId=f"g{number}")).encode() for number in range(40)]
    body = body.replace(b'{"messageId"', b'{"type":"track","messageId"')

    portion = read_body(b'{"batch":[' + b",".join([*good[:20], body, *good[20:]]) + b"]}", call="batch")

    assert portion.events.num_rows == 40
    ((refusal,),) = [summary.refusals for summary in portion.summaries]
    assert (refusal.place, refusal.reason) == (20, reason)
    assert refusal.message.startswith(("Expected", "This"))
    refusal.payload.encode()


def test_999_of_1000_are_events():
    messages = [a_message(messageId=str(number)) for number in range(1000)]
    messages[500] = a_message(messageId=None)

    portion = read_batch(messages)

    assert portion.events.num_rows == 999
    assert [refusal.place for refusal in portion.summaries[0].refusals] == [500]


WHOLE = [
    (b"", 400, "not_json"),
    (b"{", 400, "not_json"),
    (b'{"batch":[{}', 400, "not_json"),
    (b"\xff\xfe{\x00}\x00", 400, "not_json"),
    (b'{"batch":[]}', 400, "empty_batch"),
    (b"[]", 400, "not_an_object"),
    (b"{}", 400, "bad_field"),
    (b'{"batch":{}}', 400, "bad_field"),
    (b'{"batch":[],"batch":[]}', 400, "duplicate_name"),
    (b'{"batch":[{}],"sentAt":NaN}', 400, "not_a_number"),
    (b'{"batch":[{}],"sentAt":7}', 400, "bad_field"),
    (b'{"batch":[' + b",".join([b"{}"] * 10_001) + b"]}", 413, "too_many_items"),
    (b'{"batch":[' + b",".join([b'{"x" :1}'] * 100_000) + b"]}", 413, "too_many_items"),
    (b" " * (http.MOST_BYTES + 1), 413, "body_too_large"),
]


@pytest.mark.parametrize(
    ("body", "status", "reason"), WHOLE, ids=[f"{number}-{one[2]}" for number, one in enumerate(WHOLE)]
)
def test_bad_body_is_one_refusal_with_a_status(body, status, reason):
    portion = read_body(body, call="batch")

    (summary,) = portion.summaries
    assert (summary.whole, summary.count, [refusal.reason for refusal in summary.refusals]) == (status, 1, [reason])


def test_byte_order_mark_is_passed_over():
    assert read_body(b"\xef\xbb\xbf" + GOOD.encode()).events.num_rows == 1


def test_odd_but_sound_bodies_are_read():
    spaced = json.dumps(a_message(properties={"a : b": '":', "ü": "\u2028"}), indent=3, separators=(" ,", " : "))

    (event,) = read_body(spaced.encode()).events.to_pylist()

    assert event["properties"] == [("a : b", '":'), ("ü", "\u2028")]


def test_members_nobody_knows_are_passed_over():
    assert read_body(a_message(library="x", nested={"a": [1]})).events.num_rows == 1


def test_name_that_changes_with_each_event_is_refused_after_many():
    habits = Habits("UTC", {f"n{number}" for number in range(MOST_EVENT_NAMES - 1)})
    bodies = [json.dumps(a_message(messageId=name, event=name)).encode() for name in ("new_a", "new_b", "n1")]

    (portion,) = http.read_round(
        [http.Parcel(http.Sender("s"), "track", 0, body) for body in bodies], habits, lambda _: False
    )

    assert portion.events["name"].to_pylist() == ["new_a", "n1"]
    assert [[one.reason for one in summary.refusals] for summary in portion.summaries] == [[], ["too_many_names"], []]


def test_message_that_makes_the_reader_fail_is_kept_and_the_others_go_on(monkeypatch):
    from wegmarke.sources.http import columns

    real = columns._channel
    seen = []

    def fail_on_one(context):
        seen.append(context)
        if context.group == "bomb":
            raise ZeroDivisionError("boom")
        return real(context)

    monkeypatch.setattr(columns, "_channel", fail_on_one)

    portion = read_batch(
        [a_message(), a_message(messageId="m2", context={"groupId": "bomb"}), a_message(messageId="m3")]
    )

    assert portion.events["source_event_id"].to_pylist() == ["m1", "m3"]
    ((refusal,),) = [summary.refusals for summary in portion.summaries]
    assert (refusal.place, refusal.reason) == (1, "crashed")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (a_message(event="Quote Requested"), "identity_not_allowed"),
        (a_message(event="Quote Requested", userId=None, traits={}), "identity_not_allowed"),
        (a_message(event="Quote Requested", userId=None, groupId="g"), "identity_not_allowed"),
        (a_message(event="Quote Requested", userId=None, context={"traits": {"email": "a@b"}}), "identity_not_allowed"),
        (a_message(event="Quote Requested", userId=None, context={"groupId": "g"}), "identity_not_allowed"),
        (a_message(event="Quote Requested", userId=None, context={"consent": {"ads": True}}), "consent_not_allowed"),
        (a_message(event="Deal Won", userId=None), "event_not_allowed"),
        (a_message(type="identify", event=None, userId=None), "identity_not_allowed"),
        (a_message(type="alias", event=None, userId=None), "identity_not_allowed"),
        (a_message(type="screen", event=None, userId=None), "type_not_allowed"),
    ],
)
def test_browser_key_may_do_little(message, reason):
    assert reason_of(message, call=message["type"], sender=BROWSER) == reason


def test_browser_key_sends_pages_and_listed_events():
    messages = [
        a_message(type="page", event=None, userId=None),
        a_message(event="Quote Requested", userId=None, anonymousId="a"),
    ]

    assert read_batch(messages, sender=BROWSER).events["name"].to_pylist() == ["page_viewed", "quote_requested"]


def test_context_of_a_batch_is_no_way_around():
    portion = read_body(
        {"batch": [a_message(type="page", event=None, userId=None)], "context": {"traits": {"email": "a@b"}}},
        call="batch",
        sender=BROWSER,
    )

    assert (portion.summaries[0].whole, portion.events.num_rows) == (422, 0)


def test_gzip_is_unpacked_up_to_a_limit():
    assert http.gunzip(gzip.compress(b"abc") + gzip.compress(b"def"), 6) == b"abcdef"
    assert http.gunzip(gzip.compress(b"x" * 1000), 999) is None
    assert http.gunzip(gzip.compress(b"x" * 1000), 1000) == b"x" * 1000


# Without a time of day in them, so that every process that collects the tests calls them the same.
DAMAGED = (b"no gzip", gzip.compress(b"x" * 1000, mtime=0)[:-9], gzip.compress(b"x", mtime=0) + b"more")


@pytest.mark.parametrize("body", DAMAGED)
def test_damaged_gzip_is_said(body):
    with pytest.raises(http.NotGzip):
        http.gunzip(body, 1000)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\x00", "\ud800", "null"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(
    ["type", "messageId", "event", "userId", "anonymousId", "groupId", "traits", "properties", "context", "timestamp",
     "sentAt", "integrations", "batch", "x"]
)  # fmt: skip
MESSAGE = (
    st.dictionaries(MEMBERS, JSON | st.sampled_from(["track", "identify", "2025-01-01T00:00:00Z"]), max_size=8) | JSON
)


@settings(max_examples=150, deadline=None)
@given(
    messages=st.lists(MESSAGE | st.just(a_message()), min_size=1, max_size=6),
    cut=st.integers(0, 30),
    call=st.sampled_from(http.CALLS),
)
def test_every_body_is_accounted_for(messages, cut, call):
    text = json.dumps({"batch": messages} if call == "batch" else messages[0])

    portion = read_body(text[: len(text) - (cut if cut > 25 else 0)].encode(), call=call)

    (summary,) = portion.summaries
    assert summary.count == portion.events.num_rows + len(summary.refusals)
    assert summary.whole or summary.count == (len(messages) if call == "batch" else 1)


@settings(max_examples=200, deadline=None)
@given(
    value=st.dictionaries(st.text(max_size=3), JSON, max_size=4), twice=st.booleans(), spaces=st.sampled_from(["", " "])
)
def test_counting_never_vouches_for_a_name_that_stands_twice(value, twice, spaces):
    import msgspec

    text = json.dumps({**value, "k": 1}, separators=(",", spaces + ":"))
    body = (text[:-1] + ',"k":2}' if twice else text).encode()
    try:
        again = msgspec.json.encode(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeError):
        return

    assert not (twice and strict_json.is_counted(body, again))
    if twice:
        assert strict_json.flaw_of(strict_json.parse(body)) == "duplicate_name"
