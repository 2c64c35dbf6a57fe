"""Who is one of our own: mail domains, accounts and persons that a workspace names, and what naming them changes."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wegmarke.domain.errors import DocumentInvalid, Problem

_LABEL: Final = r"[^\W_](?:[^\W_]|-)*"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.[^\W\d_](?:[^\W_]|-)+")
_MOST_SIGNS: Final = 253
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


class InternalKind(enum.StrEnum):
    """What is named."""

    DOMAIN = "domain"  # everybody with a mail address there
    ACCOUNT = "account"  # what happened at it
    PERSON = "person"  # what one human did


@dataclass(frozen=True, slots=True)
class InternalName:
    """A name of one of our own.

    Attributes:
        kind: what is named.
        name: the domain in small letters, or the number of the account or person.
    """

    kind: InternalKind
    name: str

    @property
    def number(self) -> int:
        """Return the number of an account or person; 0 for a domain."""
        return 0 if self.kind is InternalKind.DOMAIN else int(self.name)

    def check(self) -> InternalName:
        """Return the name in its one form.

        >>> InternalName(InternalKind.DOMAIN, " @Ours.example ").check().name
        'ours.example'

        Raises:
            DocumentInvalid: when it can be no such name.
        """
        text = self.name.strip()
        if self.kind is InternalKind.DOMAIN:
            text = text.lower().removeprefix("@").removesuffix(".")
            is_fine = len(text) <= _MOST_SIGNS and _DOMAIN.fullmatch(text) is not None
            expected = "a mail domain, as it stands behind the @ of an address: ours.example"
        else:
            is_fine = _NUMBER.fullmatch(text) is not None
            expected = f"the number of {'an account' if self.kind is InternalKind.ACCOUNT else 'a person'}"
        if not is_fine:
            raise refused(self.kind, expected, repr(self.name[:80]), "Correct it.")
        return InternalName(self.kind, text)


@dataclass(frozen=True, slots=True)
class InternalLine:
    """One name as lists show it.

    Attributes:
        kind: what is named.
        name: the domain, or the number that the account or person has now.
        label: how an account or person is called; empty for a domain, and where the role does not see it.
        persons: how many known persons a domain is about; 1 for a person, 0 for an account.
        at: when it was named.
        by: who named it.
        why: in their words.
    """

    kind: InternalKind
    name: str
    label: str
    persons: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class InternalPlan:
    """What naming somebody, or taking the name back, changes.

    Attributes:
        name: what is named, in its one form.
        is_new: false where that holds already; nothing changes then.
        persons: persons some of whose events are flagged otherwise.
        touches: touches that are.
        events: all events that are, those that no rule recognises included.
    """

    name: InternalName
    is_new: bool
    persons: int
    touches: int
    events: int


def refused(kind: InternalKind, expected: str, got: str, remedy: str) -> DocumentInvalid:
    """Return the error for a name that cannot be taken."""
    return DocumentInvalid("internal: nothing was changed.", problems=[Problem(kind, expected, got, remedy)])
