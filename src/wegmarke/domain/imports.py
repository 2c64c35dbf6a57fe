"""Values of the import assistant: an uploaded file, what its columns are taken for, and what became of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from wegmarke.domain.numbers import Money
from wegmarke.domain.views import ImportReport, RejectedGroup


class Part(enum.StrEnum):
    """What a column of a file says about an event."""

    WHEN = "time"  # when it happened
    EVENT = "event"  # what happened
    ID = "id"  # what makes it unique
    PERSON = "person"  # identifies a person
    ACCOUNT = "account"  # identifies an account
    PERSON_LABEL = "person_label"  # how people call the person
    ACCOUNT_LABEL = "account_label"  # how people call the account
    VALUE = "value"  # how much it is worth
    CURRENCY = "currency"  # in which currency
    CHANNEL = "channel"  # kind of contact
    PROPERTY = "property"  # worth keeping
    LEFT_OUT = "left_out"  # not kept


SINGLE_PARTS = (
    Part.WHEN, Part.EVENT, Part.ID, Part.PERSON_LABEL, Part.ACCOUNT_LABEL, Part.VALUE, Part.CURRENCY, Part.CHANNEL,
)  # fmt: skip
"""Parts that one column plays at most."""

NAMED_PARTS = (Part.PERSON, Part.ACCOUNT, Part.PROPERTY)
"""Parts that carry a name: the kind of the identifier, or the name of the property."""


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """One column and the part it plays.

    Attributes:
        column: its name in the file.
        part: what it says about an event.
        name: kind of the identifier or name of the property; empty for the usual one.
        holds: what its values are: `time`, `number`, `email` …
        reason: why the guess chose its part; empty where a person chose.
        examples: its most frequent values.
    """

    column: str
    part: Part
    name: str = ""
    holds: str = ""
    reason: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventDraft:
    """A value of the column that says what happened, and the event it stands for; an empty name leaves it out."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A recipe as a form shows it.

    Attributes:
        source: name of the system.
        columns: all columns of the file, in order.
        event: name of the events where no column says what happened.
        events: names of the events where a column does.
        time_zone: zone of times without an offset.
        currency: of amounts without their own.
        rows: rows that were looked at.
        bad: rows among them that cannot be read.
        is_local: whether times lack an offset, so that the zone matters.
        notices: things to know about the file.
    """

    source: str
    columns: tuple[ColumnDraft, ...]
    event: str = ""
    events: tuple[EventDraft, ...] = ()
    time_zone: str = ""
    currency: str = ""
    rows: int = 0
    bad: int = 0
    is_local: bool = False
    notices: tuple[str, ...] = ()

    def of(self, part: Part) -> list[ColumnDraft]:
        """Return the columns that play a part, in order."""
        return [column for column in self.columns if column.part is part]

    def first(self, part: Part) -> str:
        """Return the name of the column that plays a part, empty if none does."""
        return next((column.column for column in self.of(part)), "")


class ImportStatus(enum.StrEnum):
    """Where the import of an uploaded file stands."""

    READY = "ready"  # uploaded; nothing of it is stored
    CHECKING = "checking"  # read as a whole, nothing is stored
    IMPORTING = "importing"  # being stored
    DONE = "done"  # stored; the uploaded file is removed
    CANCELLED = "cancelled"  # stopped by a person; what was accepted is stored
    INTERRUPTED = "interrupted"  # the server ended meanwhile; what was accepted is stored
    FAILED = "failed"  # stopped by an error; what was accepted is stored

    @property
    def is_running(self) -> bool:
        """Whether somebody works on it now."""
        return self in (ImportStatus.CHECKING, ImportStatus.IMPORTING)

    @property
    def can_resume(self) -> bool:
        """Whether an import that began can go on."""
        return self in (ImportStatus.CANCELLED, ImportStatus.INTERRUPTED, ImportStatus.FAILED)


class Stage(enum.StrEnum):
    """What a running import is doing."""

    WAITING = "waiting"  # for another import to end
    READING = "reading"  # the rows of the file
    ACCEPTING = "accepting"  # events, or judging them in a check
    STORING = "storing"  # and bringing the touches up to date
    STOPPING = "stopping"  # was cancelled, and ends the packet at hand


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far a running import is.

    Attributes:
        stage: what it is doing.
        done: rows or events of this stage so far.
        total: of how many; 0 where nobody knows.
        share: of the whole work, 0 to 1; None where nobody knows.
        seconds_left: estimate; None where there is none yet.
    """

    stage: Stage
    done: int = 0
    total: int = 0
    share: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class FileImport:
    """An uploaded file and what became of it.

    Attributes:
        id: names it in addresses.
        file: name of the file.
        size: bytes.
        created_at: when it was uploaded.
        changed_at: when its status last changed.
        status: where it stands.
        source: name of the system, once a recipe says it.
        recipe: name under which its recipe is saved.
        is_text: whether the recipe was written as text, so that the form does not hold it.
        has_file: whether the uploaded file is still there.
        progress: how far it is, while it runs.
        report: what the check or the import found, without content of rows once it is done.
        failure: why it stopped.
        problems: single problems of the recipe or the file.
    """

    id: str
    file: str
    size: int
    created_at: datetime
    changed_at: datetime
    status: ImportStatus = ImportStatus.READY
    source: str = ""
    recipe: str = ""
    is_text: bool = False
    has_file: bool = True
    progress: ImportProgress | None = None
    report: ImportReport | None = None
    failure: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewEvent:
    """One event as it would be stored; identifiers of people are shown in part only."""

    line: int
    occurred_at: datetime
    precision: str
    name: str
    person: tuple[tuple[str, str], ...]
    person_label: str
    account: tuple[tuple[str, str], ...]
    account_label: str
    channel: str | None
    value: Money | None
    properties: dict[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file as events.

    Attributes:
        rows: rows that were read.
        events: the first events, in the order of the file.
        found: events among the rows.
        rejects: rows that cannot become events, by reason.
        removed: properties that are personal and would not be stored.
    """

    rows: int
    events: tuple[PreviewEvent, ...]
    found: int
    rejects: tuple[RejectedGroup, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedRecipe:
    """A recipe kept in the workspace.

    Attributes:
        name: its file's name without the ending.
        source: the system it is for; empty where the recipe has problems.
        events: names of the events it makes.
        changed_at: when it was saved.
        text: the document.
    """

    name: str
    source: str
    events: tuple[str, ...]
    changed_at: datetime
    text: str
