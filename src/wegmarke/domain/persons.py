"""Persons as people read them: lists, one person's page, and the plans of what would change."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wegmarke.domain.views import TimelineEntry

ANONYMOUS_KINDS: Final = frozenset(
    {"anonymous_id", "client_id", "cookie", "device", "device_id", "earlier_use", "ip", "session_id", "visitor_id"}
)
"""Kinds of identifiers that name a device or a browser. Whoever has no other identifier is anonymous."""


class Guard(enum.StrEnum):
    """What speaks against treating two persons as one."""

    BOTH_KNOWN = "both_known"  # both have an identifier of their own, so they may be two people
    LABELS_DIFFER = "labels_differ"  # the sources call them differently
    MANY_IDENTIFIERS = "many_identifiers"  # together more than the rules of identity allow one person
    MANY_ADDRESSES = "many_addresses"  # together more mail addresses than these allow
    MANY_ACCOUNTS = "many_accounts"  # together at more accounts than these allow
    TWO_ACCOUNTS = "two_accounts"  # they are at different accounts now


class HeldBy(enum.StrEnum):
    """Why a link joins nobody although it was observed."""

    MOST_IDENTIFIERS = "most_identifiers"  # together they would have too many identifiers
    MOST_OF_A_KIND = "most_of_a_kind"  # together they would have too many of one kind
    KNOWN_TWICE = "known_twice"  # a device is no evidence that two known persons are one
    SHARED = "shared"  # one of the two was named together with too many others
    BLOCKED = "blocked"  # the value of one of the two identifies nobody


class Figure(enum.StrEnum):
    """A number that a plan changes."""

    PERSONS = "persons"  # all persons of the workspace
    ACCOUNTS = "accounts"  # all accounts of the workspace
    PERSONS_AT_ACCOUNT = "persons_at_account"  # persons with touches at one account
    TOUCHES = "touches"  # touches of the person named
    TOUCHES_AT_ACCOUNT = "touches_at_account"  # touches at one account


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account by number, as it is called; an empty label where no source named it."""

    account: int
    label: str


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Which persons are meant; None or an empty text leaves a field open.

    Attributes:
        search: stands in the label of the person or of the present account, or is an identifier's exact value.
        account: persons with touches at this account.
        has_account: whether the person is at an account now.
        start, end: the last touch lies in this half-open period.
        is_anonymous: True for persons without any identifier but those of devices.
    """

    search: str = ""
    account: int | None = None
    has_account: bool | None = None
    start: datetime | None = None
    end: datetime | None = None
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line in the list of persons.

    Attributes:
        label: empty where no source named the person.
        account: where the person is now.
        earlier: how many other accounts the person had touches at.
        touches: recognised ones.
        identifiers: how many identify the person.
    """

    person: int
    label: str
    account: AccountName | None
    earlier: int
    touches: int
    identifiers: int
    is_anonymous: bool
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A page of the list of persons, with the number of all that match.

    `names_withheld` tells that the role of the reader keeps names from being shown.
    """

    total: int
    lines: tuple[PersonLine, ...]
    names_withheld: bool = False


@dataclass(frozen=True, slots=True)
class IdentifierLine:
    """One identifier of a person.

    Attributes:
        text: its value, where the reader may see it and the vault holds it.
        is_withheld: whether the role of the reader keeps it from being shown.
        first_at: when an event was first identified by it; None where another one was always stronger.
        events: how many events it identified.
    """

    identifier: int
    kind: str
    first_at: datetime | None
    events: int
    text: str | None = None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A field of the vault.

    Attributes:
        field: name under which the source stated it; `label` is how the person is called.
        kind: the kind that rights are given for (see `rights`).
        text: the newest value; None where it is withheld from the role of the reader.
    """

    field: str
    kind: str
    text: str | None


@dataclass(frozen=True, slots=True)
class AccountSpell:
    """A stretch of a person's path during which all touches belong to one account, or to none.

    `first_at` and `last_at` are the first and the last touch of the stretch.
    """

    account: AccountName | None
    first_at: datetime
    last_at: datetime
    touches: int


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Evidence that two identifiers are one person.

    Attributes:
        source: where the evidence comes from.
        reason, observed_at, confidence, state: None where the workspace does not keep them.
        confidence: between 0 and 1.
        state: `joined`, `held` or `removed`.
    """

    identifier: int
    kind: str
    other: int
    other_kind: str
    source: str
    reason: str | None = None
    observed_at: datetime | None = None
    confidence: float | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A link that a guard holds.

    Attributes:
        identifier, other: the two identifiers, by number.
        first, second: the persons that they belong to; the labels are empty where no source named them.
        observed_at: the earliest event that says it; None where nobody wrote it down.
    """

    identifier: int
    kind: str
    other: int
    other_kind: str
    first: int
    first_label: str
    second: int
    second_label: str
    held_by: HeldBy
    source: str
    observed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CrowdedPerson:
    """Somebody who belongs to more accounts at once than the rules allow."""

    person: int
    label: str
    accounts: tuple[AccountName, ...]


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page of held links, the latest first, with the number of all, and how many each guard holds."""

    total: int
    lines: tuple[HeldLine, ...]
    counts: dict[HeldBy, int]


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person with its history; `entries` is one page of `total` events in path order, newest last.

    `known` is what the vault holds of the person.
    """

    person: PersonLine
    sessions: int
    spells: tuple[AccountSpell, ...]
    identifiers: tuple[IdentifierLine, ...]
    links: tuple[LinkLine, ...]
    total: int
    entries: tuple[TimelineEntry, ...]
    known: tuple[KnownValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonAtAccount:
    """A person with touches at one account; all numbers are of that account."""

    person: int
    label: str
    touches: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class PeopleAtAccount:
    """Persons with touches at one account, last touch first; `total` counts all of them."""

    total: int
    persons: tuple[PersonAtAccount, ...]


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many identifiers of a kind somebody has."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class PlanSide:
    """A person as a plan finds it or would leave it.

    Attributes:
        person: the number; None for somebody who would get a new one.
        touches: recognised ones, at all accounts.
    """

    person: int | None
    label: str
    identifiers: tuple[KindCount, ...]
    accounts: tuple[AccountName, ...]
    touches: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A number before and after; `account` where the number is that of an account."""

    figure: Figure
    before: int
    after: int
    account: AccountName | None = None


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What treating two persons as one would change; nothing is changed yet.

    Attributes:
        first, second: the persons as they are.
        result: the one person; keeps the smaller number.
        guards: what speaks against it, in the order of the enumeration.
        figures: numbers of analyses that would change.
    """

    first: PlanSide
    second: PlanSide
    result: PlanSide
    guards: tuple[Guard, ...]
    figures: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What removing links, or restoring one, would change; nothing is changed yet.

    Attributes:
        links: the links that would be removed or restored.
        before: the persons that the links concern, as they are.
        after: who would be left; as many as before where nothing would move.
        figures: numbers of analyses that would change.
    """

    links: tuple[LinkLine, ...]
    before: tuple[PlanSide, ...]
    after: tuple[PlanSide, ...]
    figures: tuple[FigureChange, ...]
