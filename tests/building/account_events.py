"""Facts of a CRM as events, by days from a noon: `started(…)`, `changed(…)`, `described(…)`, `assigned(…)`."""

from __future__ import annotations

import hashlib
import itertools
from datetime import datetime, timedelta

from event_builders import NOON, OpenStores, an_event

from wegmarke.identity import read_labels

# Beyond the numbers that tests name themselves: two facts with one number are one fact.
_numbers = itertools.count(1_000_000)


def on(day: float) -> datetime:
    return NOON + timedelta(days=day)


def fact(
    name: str,
    day: float,
    person: str | None = None,
    account: str | None = None,
    *,
    amount: int | None = None,
    number: int | None = None,
    sequence: int = 1,
    **properties: str,
) -> dict[str, object]:
    """Return an event whose person and account are called as their identifiers."""
    return an_event(
        source_event_id=str(next(_numbers) if number is None else number),
        name=name,
        occurred_at=on(day),
        sequence=sequence,
        person=person,
        account=account,
        person_label=person,
        account_label=account,
        value_minor=amount,
        currency="EUR" if amount is not None else None,
        properties=[*properties.items()],
    )


def started(day: float, person: str | None, account: str | None, **more: object) -> dict[str, object]:
    return fact("membership_started", day, person, account, **more)  # type: ignore[arg-type]


def ended(day: float, person: str | None, account: str | None, **more: object) -> dict[str, object]:
    return fact("membership_ended", day, person, account, **more)  # type: ignore[arg-type]


def changed(day: float, opportunity: str, account: str | None = "acme", **more: object) -> dict[str, object]:
    return fact("opportunity_changed", day, None, account, opportunity=opportunity, **more)  # type: ignore[arg-type]


def described(day: float, account: str, **more: object) -> dict[str, object]:
    return fact("account_described", day, None, account, **more)  # type: ignore[arg-type]


def assigned(day: float, person: str, account: str | None, role: str, **more: object) -> dict[str, object]:
    return fact("buying_role_assigned", day, person, account, role=role, **more)  # type: ignore[arg-type]


def removed(day: float, person: str, account: str | None, role: str, **more: object) -> dict[str, object]:
    return fact("buying_role_removed", day, person, account, role=role, **more)  # type: ignore[arg-type]


def id_of(event: dict[str, object]) -> str:
    """Return the id under which the event store knows an event."""
    digest = hashlib.sha256(f"{event['source']}\x1f{event['source_event_id']}".encode()).hexdigest()[:32]
    return "-".join([digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]])


def names(stores: OpenStores, subject: str) -> dict[int | None, str]:
    """Return how persons or accounts are called, by number."""
    return {**read_labels(stores.state, stores.keys, subject)}


def account_number(stores: OpenStores, label: str) -> int:
    return next(number for number, text in names(stores, "account").items() if text == label and number is not None)
