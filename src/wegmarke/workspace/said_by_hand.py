"""What somebody says by hand becomes events like all others: through the inbox, stored once, found again and erased."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pyarrow as pa

from wegmarke.domain import Precision, UsageError
from wegmarke.identity import Act, name_account, name_person
from wegmarke.privacy import note
from wegmarke.sources import EVENT_SCHEMA
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.viewing import the_viewer

BY_HAND = "by_hand"
"""Source of events that somebody says on a page or in Python."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One event that somebody says.

    Attributes:
        name: a reserved name.
        at: an instant, or a day of the workspace's zone.
        place: order among what is said at the same time; negative, so that it goes before whatever a source says then.
    """

    name: str
    person: int
    account: int
    at: datetime | date
    place: int
    properties: Mapping[str, str] = field(default_factory=dict)


def say(stores: Stores, act: str, why: str, statements: Sequence[Statement], what: Mapping[str, object]) -> None:
    """Keep statements as events and bring every analysis up to date; an audit entry says who did it and why.

    Args:
        stores: the open stores.
        act: name of the act in the audit entry.
        why: in the words of whoever does it; stays with the entry.
        statements: what is said.
        what: numbers of those concerned, for the entry.

    Raises:
        UsageError: when the inbox does not take one of them, such as one of a day to come; nothing is kept then.
    """
    with stores.work:
        events = _checked(stores, statements, Act(the_viewer().name, why, "account"))
        # The entry is on the disk once the inbox has the events: a power cut before that leaves no entry of an act
        # that did not happen. Said again, the events are there once and the entry is written.
        with stores.state.write() as connection:
            note(connection, stores.clock, by=the_viewer().name, act=act, subject="person", what={**what, "why": why})
            stores.inbox.accept(BY_HAND, events, origins=BY_HAND)
        stores.settle()


def midnight(stores: Stores, day: date) -> datetime:
    """Return when a day begins in the workspace's zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(stores.settings.time_zone)).astimezone(UTC)


def _checked(stores: Stores, statements: Sequence[Statement], act: Act) -> pa.Table:
    events = pa.Table.from_pylist([_event(stores, said, act) for said in statements], schema=EVENT_SCHEMA)
    _, refused = stores.inbox.check(events, origins=BY_HAND)
    if refused.num_rows:
        raise UsageError(str(refused["message"][0].as_py()))
    return events


def _event(stores: Stores, said: Statement, act: Act) -> dict[str, object]:
    is_instant = isinstance(said.at, datetime)
    at = said.at if isinstance(said.at, datetime) else midnight(stores, said.at)
    person = name_person(stores.state, stores.keys, said.person)
    account = name_account(stores.state, stores.keys, stores.clock, act, said.account)
    properties = sorted(said.properties.items())
    return {
        "source": BY_HAND,
        "source_event_id": digest(said.name, said.person, said.account, at.isoformat(), properties),
        "name": said.name,
        "occurred_at": at,
        "precision": Precision.INSTANT if is_instant else Precision.DAY,
        "sequence": said.place,
        "person_identifiers": [dict(zip(("kind", "value"), person, strict=True))],
        "account_identifiers": [dict(zip(("kind", "value"), account, strict=True))],
        "properties": properties,
    }


def digest(*parts: object) -> str:
    """Return a short text that follows from its parts: what is said twice is the same event."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
