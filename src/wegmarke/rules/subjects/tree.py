"""A rule on subjects as a value: the words of its tree, and the typed parts that a checked tree is read into.

    {"all": [rule, …]}   {"any": [rule, …]}   {"not": rule}
    {"field": "account.industry", "is": "machinery"}
    {"did": {"event": "quote_sent", "within": "30 days", "at_least": 2}}   {"did_not": {…}}
    {"sum": {"event": "order_placed", "of": "value", "currency": "EUR", "more_than": 50000}}
    {"distinct_days": {"event": "page_viewed", "within": "4 weeks", "at_least": 5}}
    {"first": {"event": "form_submitted", "has": {"field": "properties.origin", "is": "fair"}}}

What each of them means stands in `reference`, which is the slow and readable form of the language.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias, cast

from wegmarke.rules.tree import EQUALITY, LISTS, ORDERS, TEXTS, Rule, Scalar, Tree

FIELD_PREFIXES: Final = ("person", "account", "opportunity", "stage", "consent")
DATES: Final = ("before", "since", "after")
SPANS: Final = ("within", "older_than", "in_next")
FIELD_OPERATORS: Final = (*EQUALITY, *LISTS, *TEXTS, *ORDERS, *DATES, *SPANS, "exists")
WHEN_OPERATORS: Final = (*DATES, "within", "older_than")
COUNTS: Final = ("is", *ORDERS)

AMOUNTS: Final = ("sum", "average", "minimum", "maximum")
ENDS: Final = ("first", "last")
BEHAVIOURS: Final = ("did", "did_not", *AMOUNTS, "distinct_days", *ENDS)
FORMS: Final = ("all", "any", "not", "field", *BEHAVIOURS)

SELECTION_KEYS: Final = ("event", "touchpoint", "where")
COMMON_KEYS: Final = (*SELECTION_KEYS, "by", "within", "since", "before")
AT_ACCOUNT: Final = "anybody_at_account"

Operand: TypeAlias = Scalar | bool | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class SubjectRule:
    """A checked rule on subjects in its canonical form; equal when it says the same in the same order."""

    text: str

    @property
    def tree(self) -> Tree:
        """Return a fresh copy of the canonical tree as plain dictionaries, lists, texts and numbers."""
        return cast("Tree", json.loads(self.text))


@dataclass(frozen=True, slots=True)
class Group:
    """All of several parts (`all`), or any of them."""

    word: str
    members: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """Holds where its part does not."""

    part: Part


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One field of the subject, his account, its opportunities, a stage or consent, with one comparison."""

    field: str
    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events: those that satisfy a rule on events and belong to one of the touchpoints, where such are named."""

    rule: Rule | None
    touchpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An event later in the path than the step before, at most `within` later where that is stated."""

    selection: Selection
    within: timedelta | None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Events of the subject, of anybody at his account, or of those with a role in its buying groups.

    Attributes:
        selection: which events.
        at_account: True for events of anybody at the account.
        roles: with `at_account`, only events of persons that have one of these roles; empty for anybody.
        within: only events later than this long before the instant of judgement, and not after it.
        since: only events from this date on, or after the last event of a selection.
        before: only events before this date, or before the first event of a selection.
        then: steps that must follow an event; empty for none.
    """

    selection: Selection
    at_account: bool = False
    roles: tuple[str, ...] = ()
    within: timedelta | None = None
    since: str | Selection | None = None
    before: str | Selection | None = None
    then: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison with a number."""

    operator: str
    number: int | float


@dataclass(frozen=True, slots=True)
class Did:
    """How often something was done."""

    behaviour: Behaviour
    bound: Bound


@dataclass(frozen=True, slots=True)
class DistinctDays:
    """On how many days something was done."""

    behaviour: Behaviour
    bound: Bound


@dataclass(frozen=True, slots=True)
class Amount:
    """Sum, average, minimum or maximum of a property, or of the value of events in one currency."""

    word: str
    behaviour: Behaviour
    of: str
    currency: str | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class End:
    """The first or last event of a behaviour: what it is like, and when it happened."""

    word: str
    behaviour: Behaviour
    has: Rule | None
    when: FieldTest | None


Part: TypeAlias = Group | Opposite | FieldTest | Did | DistinctDays | Amount | End
