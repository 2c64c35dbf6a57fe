"""Who may see what of a person: roles of those who read, kinds of fields, and the ways values leave the vault.

A field of the vault belongs to one kind; rights are given for kinds. What is not named in the rights is the rest.
"""

from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

UNNAMED: Final = "operator"
"""Whoever opened the pages with the link of the workspace, or works at its command line: nobody signs in yet."""

NAME: Final = "name"
MAIL: Final = "mail"
PHONE: Final = "phone"
ADDRESS: Final = "address"
IDENTIFIERS: Final = "identifiers"
REST: Final = "*"
KINDS: Final = (NAME, MAIL, PHONE, ADDRESS, IDENTIFIERS, REST)
"""Kinds of fields that every workspace has; `*` is whatever has no line of its own."""

MOST_ROWS: Final = 10_000
"""Persons that one export may hold where nobody decided otherwise."""


class Role(enum.StrEnum):
    """What somebody reads a workspace as."""

    ADMINISTRATOR = "administrator"  # runs the workspace
    MARKETING = "marketing"  # plans and writes
    SALES = "sales"  # talks to people
    ANALYST = "analyst"  # counts; needs no names
    DATA_PROTECTION = "data_protection"  # watches over all of it (Art. 37-39 GDPR)


class Way(enum.StrEnum):
    """How a value leaves the vault."""

    PAGE = "page"  # shown in the browser
    EXPORT = "export"  # a table of many persons
    COMMAND = "command"  # the command line, and Python


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who reads.

    Attributes:
        name: as audit entries call them.
        role: what they read as.
        way: how they read.
    """

    name: str
    role: Role
    way: Way = Way.COMMAND


Grant = tuple[Role, Way, str]
"""A role sees a kind of field on a way."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Which kinds of fields are shown to whom; whatever is not granted is withheld.

    Attributes:
        grants: what is shown.
        exporters: roles that may export persons at all.
        most_rows: persons that one export may hold.
        kinds: kinds with a line of their own, the rest last.
    """

    grants: frozenset[Grant]
    exporters: frozenset[Role]
    most_rows: int = MOST_ROWS
    kinds: tuple[str, ...] = KINDS

    def shows(self, viewer: Viewer, field: str) -> bool:
        """Tell whether a viewer sees a field of the vault in clear."""
        return (viewer.role, viewer.way, self.line_of(kind_of_field(field))) in self.grants

    def shows_identifier(self, viewer: Viewer, kind: str) -> bool:
        """Tell whether a viewer sees identifiers of a kind in clear; a mail address is one as an identifier too."""
        return (viewer.role, viewer.way, kind_of_identifier(kind)) in self.grants

    def may_export(self, viewer: Viewer) -> bool:
        """Tell whether a viewer may take a table of persons away."""
        return viewer.role in self.exporters

    def line_of(self, kind: str) -> str:
        """Return the line that decides about a kind."""
        return kind if kind in self.kinds else REST


@dataclass(frozen=True, slots=True)
class RightsVersion:
    """Rights as they held from an instant on; version 0 are those that a workspace begins with."""

    version: int
    at: datetime | None
    by: str
    rights: Rights


def default_rights() -> Rights:
    """Return the rights that a workspace begins with."""
    seen_by_sales = {Role.SALES: (NAME, MAIL, PHONE), Role.MARKETING: (NAME, MAIL)}
    grants = {
        (role, way, kind) for role, kinds in seen_by_sales.items() for way in (Way.PAGE, Way.COMMAND) for kind in kinds
    }
    everything = (Role.ADMINISTRATOR, Role.DATA_PROTECTION)
    grants |= {(role, way, kind) for role in everything for way in Way for kind in KINDS}
    return Rights(frozenset(grants), frozenset(everything))


_SIGNS = re.compile(r"[\s_$-]+")
_NAMES = ("name", "label", "vorname", "nachname", "anrede", "salutation")
_MAILS = ("mail", "mailaddress", "mailadresse")
_PHONES = ("phone", "phonenumber", "telephone", "telefon", "telefonnummer", "mobile", "mobil", "mobilnummer", "handy",
           "handynummer", "fax", "faxnumber", "faxnummer", "cell")  # fmt: skip
_PLACES = ("address", "adresse", "anschrift", "street", "strasse", "straße", "hausnummer", "housenumber", "city",
           "postalcode", "zip", "zipcode", "plz", "postanschrift", "latitude", "longitude")  # fmt: skip


@functools.lru_cache(maxsize=10_000)
def kind_of_field(field: str) -> str:
    """Return the kind of a field of the vault: one of `KINDS`, or the field's own name in plain letters.

    >>> kind_of_field("customerEmail"), kind_of_field("address.city"), kind_of_field("Job-Title")
    ('mail', 'address', 'jobtitle')
    """
    parts = _SIGNS.sub("", field.casefold()).split(".")
    last = parts[-1]
    # A mail address is no postal one.
    if last.endswith(_MAILS):
        return MAIL
    if any(part.endswith(_PLACES) for part in parts):
        return ADDRESS
    if last.endswith(_PHONES):
        return PHONE
    if last.endswith(_NAMES):
        return NAME
    return IDENTIFIERS if last in ("id", "userid") else ".".join(parts)


def kind_of_identifier(kind: str) -> str:
    """Return the kind of field that identifiers of a kind are.

    >>> kind_of_identifier("email"), kind_of_identifier("crm_contact")
    ('mail', 'identifiers')
    """
    found = kind_of_field(kind)
    return found if found in (MAIL, PHONE) else IDENTIFIERS
