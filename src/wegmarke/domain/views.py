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
    """One row that was not accepted, with what it held.

    Attributes:
        payload: the row as it came.
        id: names it in addresses and commands.
        edited: the payload as somebody corrected it; None while it is as it came.
        is_event: whether the payload is an event that can be offered again; rows of files are not.
        replayed_at: when it was accepted after all.
        outcome: what became of it then: `accepted` (waits to be stored), `stored`, `duplicate` or `conflict`.
    """

    source: str
    file: str
    line: int | None
    reason: str
    message: str
    payload: str
    at: datetime
    id: str = ""
    edited: str | None = None
    is_event: bool = False
    replayed_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class RejectedChoice:
    """Which rejected rows are meant; an empty text leaves a field open.

    Attributes:
        search: stands in file, message or payload.
        state: `open` (not replayed), `replayed`, or empty for both.
    """

    source: str = ""
    reason: str = ""
    file: str = ""
    search: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class RejectedPage:
    """A page of rejected rows, with the number of all that match."""

    total: int
    rows: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What a replay did, in rows.

    Attributes:
        accepted: are on the disk now.
        refused: were not accepted again; they say why.
        skipped: were replayed before, or hold no event.
        messages: why rows were refused, each said once.
    """

    accepted: int
    refused: int
    skipped: int
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HourOfBooks:
    """The bookkeeping of one source in one hour of arrival.

    Received = stored + duplicate + conflict + rejected + waiting.

    Attributes:
        hour: hours since 1970, UTC.
    """

    source: str
    hour: int
    received: int
    stored: int
    duplicate: int
    conflict: int
    rejected: int
    waiting: int

    @property
    def is_balanced(self) -> bool:
        """Return whether every event that was received is accounted for."""
        return self.received == self.stored + self.duplicate + self.conflict + self.rejected + self.waiting


@dataclass(frozen=True, slots=True)
class Health:
    """How the workspace is.

    Attributes:
        at: when this was looked up.
        waiting: accepted events that are not stored yet.
        last_at: when an event was last accepted; None before the first.
        disk_free, disk_total: bytes on the volume of the workspace.
        rejected: rejected rows that were not replayed.
        rejected_days: days after which rejected rows are erased.
        books: per source over all hours.
        hours: hours with at least one arrival, of the last 48, oldest first.
        broken: books that do not balance, one sentence each.
        broken_sources: their sources.
    """

    at: datetime
    waiting: int
    last_at: datetime | None
    disk_free: int
    disk_total: int
    rejected: int
    rejected_days: int
    books: tuple[SourceSummary, ...]
    hours: tuple[HourOfBooks, ...]
    broken: tuple[str, ...] = ()
    broken_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """Which accounts are meant; None or an empty text leaves a field open.

    Attributes:
        search: stands in the label.
        phase: id of the phase of the last touch.
        start, end: the last touch lies in this half-open period.
    """

    search: str = ""
    phase: str = ""
    start: datetime | None = None
    end: datetime | None = None


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
