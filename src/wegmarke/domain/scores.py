"""Scores as values: documents by version, what a score is made of, who has which, and what saving would change.

Points and values have two digits behind the point and are `Decimal`, so that what is shown adds up exactly.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wegmarke.domain.text import LocalizedText


class ScoreKind(enum.StrEnum):
    """What a score says."""

    ENGAGEMENT = "engagement"  # how much somebody did lately
    FIT = "fit"  # how well somebody fits, by what is known of them
    GRADE = "grade"  # both: a letter for the fit, a digit for the engagement


class ScoreUnit(enum.StrEnum):
    """Who has a score."""

    PERSON = "person"  # one human, as we resolved them
    ACCOUNT = "account"  # the company we sell to
    BUYING_GROUP = "buying_group"  # who decides on one solution at one account


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a score, for readers.

    Attributes:
        rule: which events or which subjects, in words.
        points: of one event, or of a subject that satisfies the rule.
        most_per_day: how many events of one person and day count; None for all.
        half_life_days, window_days: how points fade, and for how many days they count; None where they do not fade.
    """

    id: str
    title: LocalizedText
    rule: LocalizedText
    points: Decimal
    most_per_day: int | None = None
    half_life_days: Decimal | None = None
    window_days: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreThreshold:
    """A threshold with hysteresis: entered at one value, left below another.

    Attributes:
        inside: how many are inside now, where somebody counted them.
    """

    id: str
    title: LocalizedText
    of: ScoreUnit
    enter_at: Decimal
    leave_below: Decimal
    inside: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreVersion:
    """One version of a score document; a version is never changed.

    Attributes:
        version: counts from 1; 0 is what the product brings along.
        text: the document, in canonical YAML.
        content_hash: SHA-256 of the text.
        who, why: as stated when it was saved.
        reads: the scores that a grade is made of: fit, then engagement.
        letters_from, digits_from: from which fit on A, B and C begin, and from which engagement on 1, 2 and 3.
    """

    score: str
    kind: ScoreKind
    title: LocalizedText
    version: int
    created_at: datetime | None
    text: str
    content_hash: str
    who: str
    why: str
    parts: tuple[ScorePart, ...] = ()
    thresholds: tuple[ScoreThreshold, ...] = ()
    reads: tuple[str, ...] = ()
    letters_from: tuple[Decimal, ...] = ()
    digits_from: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoredEvent:
    """An event behind a contribution.

    Attributes:
        points: what it adds now; 0 where the daily cap left it out.
    """

    event_id: str
    name: str
    occurred_at: datetime
    points: Decimal


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part adds to a score; a member of a buying group is a part of its score.

    Attributes:
        part: id of the part, or the number of a person.
        points: before bounding; those of all contributions add up to the points of the score.
        share: of the bounded value; those of all contributions add up to the value.
        events: how many events count.
        words: the contribution as a sentence.
        behind: newest events first, at most ten.
    """

    part: str
    title: LocalizedText
    points: Decimal
    share: Decimal
    events: int
    words: LocalizedText
    behind: tuple[ScoredEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Crossing:
    """A threshold that was entered or left."""

    threshold: str
    at: datetime
    is_inside: bool
    value: Decimal


@dataclass(frozen=True, slots=True)
class SubjectScore:
    """The score of one subject at an instant, with what it is made of.

    Attributes:
        unit: what the subject is.
        subject: number of the person or account; of a buying group its account.
        solution: of a buying group; empty for others.
        label: how the subject is called, as far as the role of the reader goes.
        points: before bounding; of a fit score the points of all parts that hold.
        value: 0 to 100; of a grade the engagement.
        grade: such as A1; empty for scores that are no grade.
        contributions: largest first; of a grade those of fit and engagement.
        crossings: of thresholds, oldest first.
    """

    score: str
    kind: ScoreKind
    title: LocalizedText
    unit: ScoreUnit
    subject: int
    solution: str
    label: str
    at: datetime
    points: Decimal
    value: Decimal
    grade: str
    contributions: tuple[Contribution, ...]
    crossings: tuple[Crossing, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One subject in a list of scores."""

    subject: int
    solution: str
    label: str
    value: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class ScorePage:
    """Subjects with the highest scores first, and how many there are in all."""

    total: int
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True, slots=True)
class ScoreDistribution:
    """How a score is spread over all subjects at an instant.

    Attributes:
        total: subjects that there are.
        counts: subjects per label: for values the ten ranges `0` to `9` (0–10, 10–20, …), for grades `A1` to `D4`.
    """

    unit: ScoreUnit
    at: datetime
    total: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One difference between two versions of a document; an empty side is nothing."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """What saving a document would mean.

    Attributes:
        is_new: whether it would make a version; an unchanged document makes none.
        subjects: persons that there are.
        changed: those whose value or grade would be another one now.
        before, after: distributions over persons; `before` is None for a new score.
        enters, leaves: how many would enter and leave each threshold at once.
        differences: in the document.
    """

    score: str
    kind: ScoreKind
    version: int
    is_new: bool
    subjects: int
    changed: int
    before: ScoreDistribution | None
    after: ScoreDistribution
    enters: Mapping[str, int]
    leaves: Mapping[str, int]
    differences: tuple[ScoreChange, ...] = ()
