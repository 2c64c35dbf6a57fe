"""Which identifier a message of a browser keeps, read without a server."""

from __future__ import annotations

from dataclasses import replace

import pytest
from http_builders import BROWSER, SERVER, a_message, read_batch, read_body

TODAY = "day-" + "0f" * 16
SENDER = replace(BROWSER, of_today=TODAY)
GRANTED, REFUSED = ({"consent": {"categoryPreferences": {"web_tracking": said}}} for said in (True, False))


def a_page(**changes: object) -> dict[str, object]:
    return a_message(**{"type": "page", "event": None, "userId": None, **changes})


def identifiers(portion) -> list[list[tuple[str, str]]]:
    found = portion.events["person_identifiers"].to_pylist()
    return [[(one["kind"], one["value"]) for one in each] for each in found]


@pytest.mark.parametrize(
    ("page", "value"),
    [
        (a_page(), TODAY),
        (a_page(anonymousId="a"), TODAY),
        (a_page(anonymousId="null"), TODAY),
        (a_page(anonymousId=""), TODAY),
        (a_page(anonymousId="a", context=None), TODAY),
        (a_page(anonymousId="a", context={}), TODAY),
        (a_page(anonymousId="a", context=REFUSED), TODAY),
        (a_page(anonymousId=7, context=GRANTED), TODAY),
        (a_page(anonymousId="day-a", context=GRANTED), TODAY),
        (a_page(context=GRANTED), TODAY),
        (a_page(anonymousId="a", context=GRANTED), "a"),
        # A name that no reader knows sends a body the slower way.
        (a_page(anonymousId="a", context=GRANTED, unknown=1), "a"),
        (a_page(anonymousId="a", unknown=1), TODAY),
    ],
)
def test_message_keeps_its_id_with_consent_alone(page, value):
    portion = read_body(page, call="page", sender=SENDER)

    assert identifiers(portion) == [[("anonymous_id", value)]]


def test_consent_of_a_batch_holds_where_a_message_says_nothing_else():
    batch = [a_page(anonymousId="a"), a_page(messageId="m2", anonymousId="a", context=REFUSED)]

    portion = read_body({"batch": batch, "context": GRANTED}, call="batch", sender=SENDER)

    assert identifiers(portion) == [[("anonymous_id", "a")], [("anonymous_id", TODAY)]]


def test_cloud_event_of_a_browser_names_nobody():
    event = {"specversion": "1.0", "id": "1", "source": "/", "type": "Quote Requested", "anonymousid": "a"}
    headers = {"content-type": "application/cloudevents+json"}

    portion = read_body(event, call="events", sender=SENDER, headers=headers)

    assert identifiers(portion) == [[("anonymous_id", TODAY)]]


def test_rejected_message_does_not_keep_an_id_that_nobody_consented_to():
    portion = read_batch([a_page(type="screen", anonymousId="kept-without-consent")], sender=SENDER)

    (refusal,) = portion.summaries[0].refusals
    assert "kept-without-consent" not in refusal.payload


def test_without_an_identifier_of_the_day_there_is_none():
    assert identifiers(read_body(a_page(anonymousId="a"), call="page", sender=BROWSER)) == [[]]


def test_server_says_who_it_is_as_before():
    assert identifiers(read_batch([a_page(anonymousId="a")], sender=SERVER)) == [[("anonymous_id", "a")]]
