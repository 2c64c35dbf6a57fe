"""Traits that say who somebody is go to the vault: the person's and the account's, whatever their form."""

from __future__ import annotations

import pytest
from http_builders import a_message, event_of, read_batch

from wegmarke.sources import ACCOUNT_PERSONAL, PERSONAL

RESERVED = {
    "address": {"street": "Am Weg 1", "city": "Ulm", "postalCode": "89073", "state": "BW", "country": "DE"},
    "age": 36,
    "avatar": "https://x.example/a.png",
    "birthday": "1985-12-10",
    "description": "Likes pumps",
    "email": "ada@x.example",
    "firstName": "Ada",
    "gender": "female",
    "id": "8801",
    "lastName": "Lovelace",
    "phone": "030 1",
    "title": "Head of Pumps",
    "username": "ada",
    "website": "https://ada.example",
}
"""Reserved traits of the Segment specification that are personal."""


def identified(**traits: object) -> dict[str, object]:
    return event_of(a_message(type="identify", event=None, traits=traits))


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_reserved_trait_goes_to_the_vault_and_not_to_the_event(name: str) -> None:
    value = RESERVED[name]

    event = identified(**{name: value, "plan": "pro"})

    flat = {f"address.{part}": text for part, text in value.items()} if isinstance(value, dict) else {name: str(value)}
    assert event["properties"] == [("plan", "pro")]
    assert dict(event[PERSONAL]) == flat


@pytest.mark.parametrize("name", ["employees", "industry", "plan", "createdAt"])
def test_trait_that_is_not_personal_stays_a_property(name: str) -> None:
    event = identified(**{name: "x"})

    assert event["properties"] == [(name, "x")]
    assert PERSONAL not in event


@pytest.mark.parametrize("name", ["password", "token", "secret", "ip", "address.ip"])
def test_secret_is_kept_nowhere(name: str) -> None:
    event = identified(**{name: "hush", "plan": "pro"})

    assert "hush" not in str(event)


def test_personal_part_of_a_nested_trait_goes_to_the_vault() -> None:
    event = identified(boss={"email": "b@x.example", "level": 2}, rows=[{"phone": "1", "size": 2, "token": "t"}])

    assert event["properties"] == [("boss.level", "2"), ("rows", '[{"size":2}]')]
    assert event[PERSONAL] == [("boss.email", "b@x.example"), ("rows", '[{"phone":"1","size":2}]')]


def test_traits_of_the_context_say_who_somebody_is() -> None:
    event = event_of(a_message(context={"traits": {"phone": "030 1", "plan": "pro"}}))

    assert event[PERSONAL] == [("phone", "030 1")]


def test_traits_of_a_group_are_the_accounts_and_not_the_persons() -> None:
    message = a_message(
        type="group", event=None, groupId="g1", traits={"phone": "030 9", "website": "https://g.example"}
    )

    event = event_of(message)

    assert event[ACCOUNT_PERSONAL] == [("phone", "030 9")]
    assert PERSONAL not in event
    assert event["properties"] == [("website", "https://g.example")]


def test_message_that_is_refused_tells_nothing() -> None:
    bad = a_message(messageId="b", type="identify", event=None, traits={"phone": "1", "notes": "x" * 100_001})
    good = a_message(messageId="g", type="identify", event=None, traits={"phone": "2"})

    portion = read_batch([bad, good, a_message(messageId="t")])

    assert portion.events["source_event_id"].to_pylist() == ["g", "t"]
    assert portion.events[PERSONAL].to_pylist() == [[("phone", "2")], None]


def test_personal_value_without_end_is_refused() -> None:
    message = a_message(type="identify", event=None, traits={"avatar": "x" * 100_001})

    (refusal,) = read_batch([message]).summaries[0].refusals

    assert refusal.reason == "long_value"
