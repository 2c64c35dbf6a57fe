"""The seam between rules and what they are judged over: narrow questions, answered for sets of subjects with arrays.

A rule is compiled to *questions* about behaviour and *tests* of fields. Whoever stores touches answers the questions:
the tables of the analytic engine do it here (`touch_tables`), an index in path order can do it elsewhere. Everything
else, comparing and combining, is the same for all of them (`judging`).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from wegmarke.rules.subjects.field_values import FIRST_US
from wegmarke.rules.subjects.history import Event, Fields, SubjectKind
from wegmarke.rules.subjects.spans import microseconds, read_instant, span_microseconds
from wegmarke.rules.subjects.tree import Behaviour, FieldTest, Selection
from wegmarke.rules.tree import Rule

Numbers: TypeAlias = npt.NDArray[np.int64]
Truths: TypeAlias = npt.NDArray[np.bool_]
Column: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.float64] | npt.NDArray[np.bool_]

NOBODY: Final = -1
"""Stands for the account of a person that has none."""
NEVER: Final = int(np.iinfo(np.int64).min)
"""Stands for the instant of an event that did not happen."""


@dataclass(frozen=True)
class Subjects:
    """A set of subjects.

    Attributes:
        kind: persons or accounts.
        numbers: who they are, ascending, each once.
        accounts: the account of each, NOBODY where there is none; those of accounts are their own numbers.
        are_all: True where these are all there are, so that a source need not look for them among others.
    """

    kind: SubjectKind
    numbers: Numbers
    accounts: Numbers
    are_all: bool = False

    @classmethod
    def of_accounts(cls, numbers: Numbers, *, are_all: bool = False) -> Subjects:
        """Make a set of accounts; the numbers may come in any order."""
        ordered = np.unique(np.asarray(numbers, dtype=np.int64))
        return cls(SubjectKind.ACCOUNT, ordered, ordered, are_all)

    @classmethod
    def of_persons(cls, numbers: Numbers, accounts: Numbers, *, are_all: bool = False) -> Subjects:
        """Make a set of persons, each with an account or NOBODY, in any order."""
        ordered, places = np.unique(np.asarray(numbers, dtype=np.int64), return_index=True)
        return cls(SubjectKind.PERSON, ordered, np.asarray(accounts, dtype=np.int64)[places], are_all)

    def units(self, behaviour: Behaviour) -> tuple[SubjectKind, Numbers]:
        """Return whose paths a behaviour looks at: the kind of unit, and the unit of every subject."""
        if self.kind is SubjectKind.PERSON and not behaviour.at_account:
            return SubjectKind.PERSON, self.numbers
        return SubjectKind.ACCOUNT, self.accounts

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a rule is judged, and where.

    Attributes:
        as_of: nothing after this instant exists; carries a zone.
        zone: in which days begin and dates are meant.
    """

    as_of: datetime
    zone: tzinfo = UTC

    @property
    def last(self) -> int:
        """Return the last microsecond (since 1970, UTC) whose events exist."""
        return microseconds(self.as_of)

    def period(self, behaviour: Behaviour) -> tuple[int, int]:
        """Return the first and the last microsecond (since 1970, UTC) whose events a behaviour counts."""
        now = microseconds(self.as_of)
        first, last = FIRST_US, now
        if behaviour.within is not None:
            first = now - span_microseconds(behaviour.within) + 1
        if isinstance(behaviour.since, str):
            first = max(first, self._stated(behaviour.since))
        if isinstance(behaviour.before, str):
            last = min(last, self._stated(behaviour.before) - 1)
        return first, last

    def _stated(self, text: str) -> int:
        instant = read_instant(text, self.zone)
        assert instant is not None, text  # checked with the rule
        return microseconds(instant)


class Quantity(enum.StrEnum):
    """What can be asked of the events of a behaviour; answers for no events in brackets."""

    COUNT = "count"  # int64: events, or of a sequence the events with which one ends (0)
    DAYS = "days"  # int64: distinct days of the zone (0)
    NUMBERS = "numbers"  # int64: events whose number counts (0)
    SUM = "sum"  # float64: of minor units, or of millionths of a property (0.0)
    MINIMUM = "minimum"  # float64: likewise (NaN)
    MAXIMUM = "maximum"  # float64: likewise (NaN)
    FIRST_AT = "first_at"  # int64: microseconds since 1970, UTC (NEVER)
    LAST_AT = "last_at"  # int64: likewise (NEVER)
    FIRST_HAS = "first_has"  # bool: the first event in path order satisfies `has` (False)
    LAST_HAS = "last_has"  # bool: the last one (False)


@dataclass(frozen=True, slots=True)
class Question:
    """One quantity of one behaviour.

    Attributes:
        behaviour: which events count; read `Moment.period` for the time and `Subjects.units` for whose path it is.
        quantity: what is asked.
        of: `value` or the name of a property with its prefix, for sum, minimum, maximum and numbers.
        currency: only values in this currency count, where `of` is `value`.
        has: rule on the first or last event.
    """

    behaviour: Behaviour
    quantity: Quantity
    of: str = ""
    currency: str | None = None
    has: Rule | None = None

    @property
    def selections(self) -> tuple[Selection, ...]:
        """Return the distinct selections of events that it needs, its own first."""
        behaviour = self.behaviour
        moments = [moment for moment in (behaviour.since, behaviour.before) if isinstance(moment, Selection)]
        steps = [step.selection for step in behaviour.then]
        return tuple(dict.fromkeys([behaviour.selection, *moments, *steps]))


def no_answer(question: Question, length: int) -> Column:
    """Return the answers for subjects without any event that counts."""
    match question.quantity:
        case Quantity.SUM:
            return np.zeros(length, dtype=np.float64)
        case Quantity.MINIMUM | Quantity.MAXIMUM:
            return np.full(length, np.nan)
        case Quantity.FIRST_AT | Quantity.LAST_AT:
            return np.full(length, NEVER, dtype=np.int64)
        case Quantity.FIRST_HAS | Quantity.LAST_HAS:
            return np.zeros(length, dtype=np.bool_)
        case _:
            return np.zeros(length, dtype=np.int64)


class BehaviourSource(Protocol):
    """Whatever knows the touches of persons and accounts in path order."""

    def answers(self, questions: Sequence[Question], subjects: Subjects, moment: Moment) -> list[Column]:
        """Answer each question with one array in the order of the subjects."""
        ...

    def events_of(self, subjects: Subjects, moment: Moment) -> list[Event]:
        """Return all events of these subjects and their accounts up to the moment, in any order, each once."""
        ...

    def roles_at(self, account: int) -> dict[int, frozenset[str]]:
        """Return the roles in an account's buying groups, by person."""
        ...


class FieldSource(Protocol):
    """Whatever knows fields of subjects, their accounts and opportunities, their stages and consents."""

    def holds(self, test: FieldTest, subjects: Subjects, moment: Moment) -> Truths:
        """Tell for each subject whether a comparison holds, in the order of the subjects."""
        ...

    def fields_of(self, subject: int, moment: Moment) -> Fields:
        """Return the fields of one subject by name."""
        ...
