"""Values that the workspace hands to its surfaces: pages, command line, notebooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wegmarke.domain.numbers import Money
from wegmarke.domain.text import LocalizedText


@dataclass(frozen=True, slots=True)
class MapSummary:
    """One line in the list of maps."""

    id: str
    title: LocalizedText
    status: str
    phases: int
    touchpoints: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """The bookkeeping of one source: received = stored + duplicate + conflict + rejected."""

    source: str
    received: int
    stored: int
    duplicate: int
    conflict: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a workspace holds."""

    name: str
    events: int
    touches: int
    persons: int
    accounts: int
    first_at: datetime | None
    last_at: datetime | None
    waiting: int
    sources: tuple[SourceSummary, ...] = ()
    maps: tuple[MapSummary, ...] = ()
    unrecognised: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedGroup:
    """Rejected rows that share file and reason."""

    source: str
    file: str
    reason: str
    message: str
    rows: int
    first_line: int | None
    last_line: int | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that was not accepted, with what it held."""

    source: str
    file: str
    line: int | None
    reason: str
    message: str
    payload: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line in the list of accounts."""

    account: int
    label: str
    touches: int
    persons: int
    first_at: datetime
    last_at: datetime
    phase: str | None
    values: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page of the list of accounts, with the number of all that match."""

    total: int
    lines: tuple[AccountLine, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event at an account, as people read it.

    `touchpoint` and `phase` are ids of the reference map, None where nothing recognised the event.
    `precision` is `instant` or `day`.
    """

    occurred_at: datetime
    precision: str
    event: str
    touchpoint: str | None
    phase: str | None
    channel: str | None
    person: int | None
    person_label: str
    value: Money | None
    properties: dict[str, str] = field(default_factory=dict)
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All events of one account in path order, newest last; `entries` is one page of `total`."""

    account: AccountLine
    total: int
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        rows: rows read from all files.
        received, stored, duplicate, conflict, rejected: events; received is the sum of the others
            (0 for stored, duplicate and conflict in a dry run).
        events: stored events by event name; in a dry run the events that would be offered.
        notices: things a careful reader should know, one sentence each.
        rejects: rejected rows grouped by file and reason.
        dry_run: True when nothing was written.
    """

    rows: int
    received: int
    stored: int
    duplicate: int
    conflict: int
    rejected: int
    events: dict[str, int]
    notices: tuple[str, ...]
    rejects: tuple[RejectedGroup, ...]
    dry_run: bool
    seconds: float
