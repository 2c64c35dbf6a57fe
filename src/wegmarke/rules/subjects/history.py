"""What is known of one subject: its fields and the events of its account, as plain values."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

FieldValue: TypeAlias = str | int | float | bool | datetime | None
Fields: TypeAlias = Mapping[str, FieldValue | Sequence[FieldValue]]


class SubjectKind(enum.StrEnum):
    """What a rule is judged for."""

    PERSON = "person"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event as rules see it; instants are UTC and carry a zone."""

    event_id: UUID
    occurred_at: datetime
    name: str
    person: int | None = None
    account: int | None = None
    sequence: int = 0
    source: str = ""
    channel: str | None = None
    touchpoint: str | None = None
    value_minor: int | None = None
    currency: str | None = None
    properties: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def place(self) -> tuple[datetime, int, int]:
        """What orders a path: the instant, then the order in the source, then the id."""
        return (self.occurred_at, self.sequence, self.event_id.int)

    @property
    def read_by_rules(self) -> Mapping[str, object]:
        """The event as rules on events read it."""
        return {
            "name": self.name,
            "source": self.source,
            "channel": self.channel,
            "value_minor": self.value_minor,
            "currency": self.currency,
            "properties": self.properties,
        }


@dataclass(frozen=True, slots=True)
class History:
    """One subject with everything that rules may ask about it.

    Attributes:
        kind: person or account.
        subject: number of the person or account.
        account: the account of a person, None without one; an account is its own.
        events: events of the person and of the account, in any order, each once.
        roles: roles in the account's buying groups, by person.
        fields: values by name of the field; a list holds several at once, an absent name none.
    """

    kind: SubjectKind
    subject: int
    account: int | None = None
    events: Sequence[Event] = ()
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
