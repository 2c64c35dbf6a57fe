"""Stages as values: versions of a model, the history of a subject, counts, and what does not fit.

A subject is what stages belong to: an account, a person or an opportunity. It is written as text, as it stands in
addresses and on the command line: the number of an account or person, or the source's id of an opportunity.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wegmarke.domain.text import LocalizedText


class StageSubject(enum.StrEnum):
    """What stages belong to."""

    ACCOUNT = "account"  # the company we sell to
    PERSON = "person"  # one human, as we resolved them
    OPPORTUNITY = "opportunity"  # a deal in the CRM, named by the property `opportunity`


class FindingCode(enum.StrEnum):
    """What a history may show that somebody should look at; nothing is dropped for it."""

    WENT_BACK = "went_back"  # entered a stage that does not stand behind the one reached
    NOT_ALLOWED = "not_allowed"  # a transition that the model does not list
    UNKNOWN_STAGE = "unknown_stage"  # a source calls a stage by a name that the model does not know
    NO_OPPORTUNITY = "no_opportunity"  # an event of the CRM that does not say which opportunity it means


@dataclass(frozen=True, slots=True)
class StageSummary:
    """One stage of a model as readers need it.

    Attributes:
        rule: in words, by language.
        goes_to: ids of the stages one may go to from here, in the order of the model.
        side: it stands beside the order.
        sign: its events count only where one may go from the present stage to this one.
    """

    id: str
    title: LocalizedText
    rule: LocalizedText
    goes_to: tuple[str, ...]
    side: bool
    sign: bool


@dataclass(frozen=True, slots=True)
class StageModelVersion:
    """One version of a stage model; a version is never changed.

    Attributes:
        version: counts from 1; 0 is the model the product brings along.
        valid_from: when it begins to hold; None for all of the past.
        text: the document, in canonical YAML.
        content_hash: SHA-256 of the text.
        who, why: as stated when it was saved.
    """

    model: str
    subject: StageSubject
    title: LocalizedText
    version: int
    valid_from: datetime | None
    created_at: datetime | None
    text: str
    content_hash: str
    who: str
    why: str
    stages: tuple[StageSummary, ...]


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stay of a subject in a stage.

    Attributes:
        left_at: when it entered the next one; None while it is there.
        previous: the stage before; None at the beginning.
        event_id: the event that is the reason.
        event, source: name and source of that event.
        went_back: the stage does not stand behind the one reached before.
        is_allowed: the model lists this transition.
        is_skipped: it was passed over; such a stay lasts no time and counts nowhere.
        version: of the model, by which the event was judged.
    """

    subject: str
    stage: str
    entered_at: datetime
    left_at: datetime | None
    previous: str | None
    event_id: str
    event: str
    source: str
    went_back: bool
    is_allowed: bool
    is_skipped: bool
    version: int


@dataclass(frozen=True, slots=True)
class StageHistory:
    """The stays of one subject, oldest first."""

    model: str
    subject: str
    label: str
    rows: tuple[StageRow, ...]


@dataclass(frozen=True, slots=True)
class StageCount:
    """Subjects in a stage at an instant.

    Attributes:
        began: first local day of the period that ends at the instant; None for an instant by itself.
        entered: subjects that entered the stage in the period, each once; 0 for an instant by itself.
    """

    at: datetime
    stage: str
    subjects: int
    began: date | None = None
    entered: int = 0


@dataclass(frozen=True, slots=True)
class StageTransition:
    """How often subjects went from one stage to another; `previous` is None for the first stage."""

    previous: str | None
    stage: str
    transitions: int
    subjects: int
    went_back: bool
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class StageFinding:
    """Something in the data that does not fit the model; everything about it is stored all the same.

    Attributes:
        subject: whom it concerns; empty where the event does not say.
        label: how the subject is called.
        values: what the text names: stages, event, source, event_id, time.
        text: in words.
    """

    code: FindingCode
    subject: str
    label: str
    at: datetime
    values: Mapping[str, str]
    text: LocalizedText


@dataclass(frozen=True, slots=True)
class StageFindings:
    """Findings of a model, newest first, with how many there are of each code."""

    counts: Mapping[FindingCode, int]
    findings: tuple[StageFinding, ...]


@dataclass(frozen=True, slots=True)
class StageChange:
    """Subjects whose stage now would be another one; None stands for no stage."""

    before: str | None
    after: str | None
    subjects: int


@dataclass(frozen=True, slots=True)
class StageDifference:
    """One difference between two versions of a model.

    Attributes:
        stage: id of the stage; empty where it concerns the model as a whole.
        field: what differs: `stage`, `order`, or a field of the stage.
        before, after: as they are written; empty where there is nothing.
    """

    stage: str
    field: str
    before: LocalizedText
    after: LocalizedText


@dataclass(frozen=True, slots=True)
class StagePlan:
    """What saving a document would mean.

    Attributes:
        is_new: whether it would make a version; an unchanged document makes none.
        subjects: subjects with a stage, now or afterwards.
        changes: those whose stage would be another one, by pair, most frequent first.
        rewritten: subjects whose past stages would read differently.
    """

    model: str
    subject: StageSubject
    version: int
    is_new: bool
    valid_from: datetime | None
    subjects: int
    rewritten: int
    changes: tuple[StageChange, ...] = ()
    differences: tuple[StageDifference, ...] = field(default=())

    @property
    def changed(self) -> int:
        """Return how many subjects would be in another stage."""
        return sum(change.subjects for change in self.changes)
