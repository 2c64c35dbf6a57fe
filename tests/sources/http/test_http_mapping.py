"""From messages of the Segment specification to events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from http_builders import RECEIVED, a_message, event_of, read_batch, read_body

from wegmarke.sources import http

ARRIVED = datetime(2025, 3, 3, 12, 0, tzinfo=UTC)


def test_builder_and_clock_agree():
    assert datetime.fromtimestamp(RECEIVED / 1e6, UTC) == ARRIVED


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("Quote Sent", "quote_sent"),
        ("quote_sent", "quote_sent"),
        ("QuoteSent", "quote_sent"),
        ("PDFDownloaded", "pdf_downloaded"),
        ("  quote -- sent ", "quote_sent"),
        ("Angebot geöffnet (Größe)", "angebot_geoeffnet_groesse"),
        ("Café", "cafe"),
        ("见面", "见面"),
        ("!!!", "unnamed"),
    ],
)
def test_event_names_become_ours(given, stored):
    assert http.event_name(given) == stored
    assert http.event_name(stored) == stored


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("page", "page_viewed"),
        ("screen", "screen_viewed"),
        ("identify", "person_identified"),
        ("group", "account_assigned"),
        ("alias", "identifier_linked"),
    ],
)
def test_other_calls_have_names_of_their_own(call, name):
    assert event_of(a_message(type=call, event=None))["name"] == name


def test_source_is_the_name_of_the_key_and_id_the_message_id():
    event = event_of(a_message(messageId="abc"))

    assert (event["source"], event["source_event_id"]) == ("shop", "abc")


def test_identifiers_stand_strongest_first():
    message = a_message(
        type="identify", event=None, userId=77, anonymousId="a9", groupId="g", traits={"email": " Ada@Example.com "}
    )

    event = event_of(message)

    assert event["person_identifiers"] == [
        {"kind": "user_id", "value": "77"},
        {"kind": "anonymous_id", "value": "a9"},
        {"kind": "email", "value": "Ada@Example.com"},
    ]
    assert event["account_identifiers"] == [{"kind": "group_id", "value": "g"}]


def test_alias_links_both_ids():
    event = event_of(a_message(type="alias", event=None, previousId="old"))

    assert [pair["value"] for pair in event["person_identifiers"]] == ["u1", "old", "old"]


def test_context_names_person_and_account_of_a_track_call():
    context = {"traits": {"email": "ada@example.com", "name": "Ada"}, "groupId": 5, "userAgent": "x" * 65_536}

    event = event_of(a_message(context=context))

    assert event["person_identifiers"][1] == {"kind": "email", "value": "ada@example.com"}
    assert event["person_label"] == "Ada"
    assert event["account_identifiers"] == [{"kind": "group_id", "value": "5"}]


def test_address_of_a_group_is_no_person():
    event = event_of(
        a_message(type="group", event=None, groupId="g", traits={"name": "ACME", "email": "info@acme.example"})
    )

    assert event["person_identifiers"] == [{"kind": "user_id", "value": "u1"}]
    assert (event["account_label"], event["person_label"]) == ("ACME", None)


@pytest.mark.parametrize(
    ("traits", "label"),
    [
        ({"name": "Ada L."}, "Ada L."),
        ({"firstName": "Ada", "lastName": "L."}, "Ada L."),
        ({"first_name": "Ada"}, "Ada"),
    ],
)
def test_names_of_people_become_labels_and_no_properties(traits, label):
    event = event_of(a_message(type="identify", event=None, traits={**traits, "plan": "pro"}))

    assert event["person_label"] == label
    assert event["properties"] == [("plan", "pro")]


def test_personal_members_never_become_properties():
    personal = {
        "email": "a@b.de", "Phone": "1", "first_name": "A", "address": {"city": "X"}, "birthday": "1.1.70",
        "e-mail": "y",
    }  # fmt: skip
    nested = {"contact": {"email": "a@b.de", "role": "buyer"}, "rows": [{"phone": "1", "size": 2}]}

    event = event_of(a_message(properties={**personal, **nested, "origin": "fair"}))

    assert event["properties"] == [("contact.role", "buyer"), ("rows", '[{"size":2}]'), ("origin", "fair")]


def test_properties_are_flat_texts():
    given = {
        "a.b": 1,
        "$c": 1.50,
        "d": {"e": True, "f": {"g": 1}},
        "h": [1, "x"],
        "i": None,
        "j": 1e21,
        "k": 100.0,
        "ü": "ß",
    }

    event = event_of(a_message(properties=given))

    assert event["properties"] == [
        ("a.b", "1"), ("$c", "1.5"), ("d.e", "true"), ("d.f", '{"g":1}'), ("h", '[1,"x"]'),
        ("j", "1000000000000000000000"), ("k", "100"), ("ü", "ß"),
    ]  # fmt: skip


def test_name_of_a_page_is_a_property():
    event = event_of(a_message(type="page", event=None, name="Pumps", category="Docs", properties={"path": "/p"}))

    assert event["properties"] == [("name", "Pumps"), ("category", "Docs"), ("path", "/p")]


@pytest.mark.parametrize(
    ("properties", "worth"),
    [
        ({"revenue": 199.5, "currency": "eur"}, (19950, "EUR")),
        ({"value": "1250.50", "currency": "EUR"}, (125050, "EUR")),
        ({"total": -3, "currency": "JPY"}, (-3, "JPY")),
        ({"revenue": 0.1 + 0.2, "currency": "EUR"}, (30, "EUR")),
        ({"revenue": 2.675, "currency": "EUR"}, (268, "EUR")),
        ({"revenue": 1.0005, "currency": "KWD"}, (1000, "KWD")),
        ({"revenue": None, "value": 7, "currency": "EUR"}, (700, "EUR")),
        ({"value": 7}, (None, None)),
        ({"currency": "EUR"}, (None, None)),
    ],
)
def test_amounts_are_exact_minor_units(properties, worth):
    event = event_of(a_message(properties=properties))

    assert (event["value_minor"], event["currency"]) == worth


def test_amount_and_currency_are_no_properties_as_well():
    assert event_of(a_message(properties={"revenue": 1, "currency": "EUR", "a": 1}))["properties"] == [("a", "1")]


@pytest.mark.parametrize(("medium", "channel"), [("email", "email"), ("Search_Ad", "search_ad"), ("cpc", None)])
def test_known_medium_of_a_campaign_is_the_channel(medium, channel):
    assert event_of(a_message(context={"campaign": {"medium": medium}}))["channel"] == channel


def test_clock_that_runs_ahead_is_corrected():
    # The sender's clock is ten minutes fast; it sent two minutes after the event.
    event = event_of(a_message(timestamp="2025-03-03T12:08:00Z", sentAt="2025-03-03T12:10:00Z"))

    assert event["occurred_at"] == ARRIVED - timedelta(minutes=2)
    assert event["stated_at"] == datetime(2025, 3, 3, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamps", "occurred_at"),
    [
        ({"timestamp": "2025-03-01T08:00:00.5+02:00"}, datetime(2025, 3, 1, 6, 0, 0, 500_000, tzinfo=UTC)),
        ({"sentAt": "2025-03-01T08:00:00Z"}, ARRIVED),
        ({}, ARRIVED),
        # After the sending: the correction would lie ahead.
        (
            {"timestamp": "2025-03-03T12:30:00Z", "sentAt": "2025-03-03T12:10:00Z"},
            datetime(2025, 3, 3, 12, 30, tzinfo=UTC),
        ),
        (
            {"originalTimestamp": "2025-03-01T08:00:00Z", "timestamp": "2020-01-01T00:00:00Z"},
            datetime(2025, 3, 1, 8, tzinfo=UTC),
        ),
        ({"timestamp": "2025-03-01T08:00:00.123456789Z"}, datetime(2025, 3, 1, 8, 0, 0, 123_456, tzinfo=UTC)),
        ({"timestamp": "2025-03-01T08:00:00"}, datetime(2025, 3, 1, 7, tzinfo=UTC)),
        ({"timestamp": "2025-03-01T08:00:00Z", "sentAt": "soon"}, datetime(2025, 3, 1, 8, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_times_without_correction(stamps, occurred_at):
    assert event_of(a_message(**stamps))["occurred_at"] == occurred_at


def test_date_alone_is_a_day_at_local_midnight():
    event = event_of(a_message(timestamp="2025-07-01", sentAt="2025-07-01T10:00:00Z"))

    assert event["precision"] == "day"
    assert event["occurred_at"] == datetime(2025, 6, 30, 22, tzinfo=UTC)


def test_batch_gives_its_sending_time_and_context_to_all():
    body = {
        "batch": [a_message(timestamp="2025-03-03T12:08:00Z"), a_message(messageId="m2", context={"ip": "1"})],
        "sentAt": "2025-03-03T12:10:00Z",
        "context": {"campaign": {"medium": "email"}},
    }

    events = read_body(body, call="batch").events.to_pylist()

    assert events[0]["occurred_at"] == ARRIVED - timedelta(minutes=2)
    assert [event["channel"] for event in events] == ["email", None]


def test_ends_of_time_are_read_and_left_to_the_inbox():
    portion = read_batch(
        [a_message(timestamp="0001-01-01T00:00:00+02:00"), a_message(messageId="m2", timestamp="9999-12-31T23:59:59Z")]
    )

    assert portion.events.num_rows == 2
    assert portion.events["occurred_at"].cast("int64").to_pylist() == [-62_135_596_800_000_000, 253_402_300_799_000_000]


def test_requests_of_one_source_share_a_table():
    parcels = [
        http.Parcel(http.Sender(source), "track", RECEIVED, b'{"messageId":"%d","event":"x"}' % number)
        for number, source in enumerate(["a", "b", "a"])
    ]

    first, second = http.read_round(parcels, http.Habits("UTC"), lambda _: False)

    assert (first.source, first.events["source_event_id"].to_pylist()) == ("a", ["0", "2"])
    assert [summary.number for summary in first.summaries] == [0, 2]
    assert second.events["source_event_id"].to_pylist() == ["1"]
