"""What a workspace sets about who is who: how much one person may have, and whose the time on a shared device is."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from wegmarke.domain.errors import DocumentInvalid, Problem

_DEFAULT_LIMIT: Final = "*"
_KIND = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_MOST_NUMBER: Final = 1_000
_MOST_DAYS: Final = 3_650
_MOST_BLOCKED: Final = 1_000
_LONGEST: Final = 200


class Period(enum.StrEnum):
    """In which time a limit counts."""

    EVER = "ever"  # all identifiers of the kind together
    WEEK = "week"  # any 7 days
    MONTH = "month"  # any 30 days
    YEAR = "year"  # any 365 days

    @property
    def length(self) -> timedelta | None:
        """Return how long it is; None stands for all of time."""
        days = {Period.WEEK: 7, Period.MONTH: 30, Period.YEAR: 365}
        return timedelta(days=days[self]) if self in days else None


class SharedDevices(enum.StrEnum):
    """Whose is what happens on a device without a name, where somebody known uses it."""

    DEVICE_SPLIT = "device_split"  # of whoever was known on it last before; before anybody was, of the first
    LAST_AUTH = "last_auth"  # all of it of whoever was known on it last of all
    RESET = "reset"  # of whoever becomes known on it next; nobody inherits what comes behind


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many identifiers of a kind whose first evidence lies in one period.

    The period slides: no stretch of time of its length may hold more (Segment, identity resolution settings).
    """

    most: int
    per: Period = Period.EVER


def _default_limits() -> dict[str, Limit]:
    return {"user_id": Limit(1), "email": Limit(3), _DEFAULT_LIMIT: Limit(5, Period.WEEK)}


class BlockedKind(enum.StrEnum):
    """What a blocked value looks like."""

    MAIL = "mail"  # a mail address
    NUMBER = "number"  # digits, and what stands between them
    TEXT = "text"  # anything else


@dataclass(frozen=True, slots=True)
class BlockedValue:
    """A value that identifies nobody, kept so that it is recognised and cannot be read.

    Attributes:
        digest: keyed hash, as hexadecimal text.
        kind: what it looks like.
        shown: so much of it that whoever entered it knows which one it is; begins with its first character.
    """

    digest: str
    kind: BlockedKind
    shown: str


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """The limits of a workspace; the defaults are Segment's (user id 1, others 5 per week) and the alarm of clusters.

    Attributes:
        limits: per kind of identifier; `*` stands for all other kinds.
        most_identifiers: how many of all kinds together.
        most_neighbours: an identifier that was named together with more others is shared, and joins nobody.
        most_accounts: whoever belongs to more accounts at once stands in quarantine.
        blocked: values that identify nobody, beside those that never do, whatever the kind; values are blocked and
            unblocked by their text (`Blocking`), which is kept nowhere.
        shared_devices: whose the time on a device is.
        look_back_days: how far before the first login what happened on a device belongs to somebody known.
    """

    limits: Mapping[str, Limit] = field(default_factory=_default_limits)
    most_identifiers: int = 20
    most_neighbours: int = 20
    most_accounts: int = 2
    blocked: tuple[BlockedValue, ...] = ()
    shared_devices: SharedDevices = SharedDevices.DEVICE_SPLIT
    look_back_days: int = 30

    def limit(self, kind: str) -> Limit:
        """Return the limit of a kind."""
        return self.limits.get(kind) or self.limits.get(_DEFAULT_LIMIT) or Limit(5, Period.WEEK)

    def check(self) -> IdentityRules:
        """Return the rules in one form: limits by kind, blocked values once each in the order of what is shown.

        Raises:
            DocumentInvalid: with every problem.
        """
        blocked = tuple(sorted(set(self.blocked), key=lambda value: (value.shown, value.digest)))
        problems = [
            *_outside("most_identifiers", self.most_identifiers, 1, _MOST_NUMBER),
            *_outside("most_neighbours", self.most_neighbours, 1, _MOST_NUMBER),
            *_outside("most_accounts", self.most_accounts, 1, _MOST_NUMBER),
            *_outside("look_back_days", self.look_back_days, 0, _MOST_DAYS),
            *(found for kind, limit in sorted(self.limits.items()) for found in _wrong_limit(kind, limit)),
            *_outside("blocked", len(blocked), 0, _MOST_BLOCKED),
        ]
        if problems:
            raise DocumentInvalid("identity rules: nothing was changed.", problems=problems)
        limits = _default_limits() | dict(self.limits)
        return IdentityRules(
            limits=dict(sorted(limits.items())),
            most_identifiers=self.most_identifiers,
            most_neighbours=self.most_neighbours,
            most_accounts=self.most_accounts,
            blocked=blocked,
            shared_devices=self.shared_devices,
            look_back_days=self.look_back_days,
        )


@dataclass(frozen=True, slots=True)
class Blocking:
    """Values to block and to unblock, as somebody typed them.

    Attributes:
        add: values that identify nobody from now on.
        remove: values that may identify somebody again.
    """

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def check(self) -> Blocking:
        """Return both without spaces around them, in small letters, once each.

        Raises:
            DocumentInvalid: when a value is too long.
        """
        checked = Blocking(_compared(self.add), _compared(self.remove))
        long = sum(len(value) > _LONGEST for value in checked.add)
        if long:
            expected = f"values of at most {_LONGEST} characters"
            problem = Problem("blocked", expected, f"{long} longer ones", "Shorten them.")
            raise DocumentInvalid("identity rules: nothing was changed.", problems=[problem])
        return checked


@dataclass(frozen=True, slots=True)
class HeldChange:
    """How many links change what becomes of them, by guard; None stands for a link that joins."""

    before: str | None
    after: str | None
    links: int


@dataclass(frozen=True, slots=True)
class IdentityPlan:
    """What other rules would change.

    Attributes:
        is_new: false where they say what holds already.
        persons_before: persons, as identifiers belong together now.
        persons_after: and as they would.
        changes: what becomes of links, most first.
        devices: devices whose time would be somebody else's.
        events: events without a name on them that would belong to somebody else.
    """

    is_new: bool
    persons_before: int
    persons_after: int
    changes: tuple[HeldChange, ...]
    devices: int
    events: int


def parse_limit(text: str) -> tuple[str, Limit]:
    """Read `kind=5` or `kind=5/week`.

    >>> parse_limit("crm_contact=5/week")
    ('crm_contact', Limit(most=5, per=<Period.WEEK: 'week'>))

    Raises:
        DocumentInvalid: when it is neither.
    """
    found = re.fullmatch(r"\s*([^=\s]+)\s*=\s*([0-9]{1,4})\s*(?:/\s*([a-z]+))?\s*", text)
    if found is None or found[3] not in (None, *Period):
        expected = "kind=5 or kind=5/week (ever, week, month, year)"
        problem = Problem("limit", expected, repr(text[:80]), "Correct it.")
        raise DocumentInvalid("limit: nothing was changed.", problems=[problem])
    return found[1], Limit(int(found[2]), Period(found[3] or "ever"))


def _outside(name: str, number: int, least: int, most: int) -> list[Problem]:
    if least <= number <= most:
        return []
    return [Problem(name, f"a whole number from {least} to {most}", str(number), "Choose another number.")]


def _wrong_limit(kind: str, limit: Limit) -> list[Problem]:
    wrong = _outside(f"limits.{kind[:80]}", limit.most, 1, _MOST_NUMBER)
    if kind != _DEFAULT_LIMIT and not _KIND.fullmatch(kind):
        expected = "a kind of identifier, or * for all others"
        wrong.append(Problem("limits", expected, repr(kind[:80]), "Correct it."))
    return wrong


def _compared(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({value.strip().lower() for value in values if value.strip()}))
