"""Which identifiers are of our own: those with a mail address in a named domain, and those that were named themselves.

Known identifiers are marked when somebody names a domain (`internal`), others when they come; either way it depends on
their text alone, so that the order does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from wegmarke.domain.internal_names import InternalKind, InternalName
from wegmarke.identity.known import Flags, Numbers
from wegmarke.state import Database, read_rows

MAIL_KIND = "email"
DOMAIN_KIND = "domain"
"""Kinds of identifiers that say a domain: of persons, and of accounts."""

_DOMAINS = "SELECT name FROM internal_name WHERE kind = 'domain'"
_MARK = "INSERT OR IGNORE INTO internal_identifier (subject, identifier, kind, name) VALUES (?, ?, ?, ?)"
_ALL = "SELECT DISTINCT subject, identifier FROM internal_identifier ORDER BY 1, 2"
_SCHEMA = pa.schema([("subject", pa.string()), ("identifier", pa.int64())])


def internal_domains(connection: sa.Connection) -> frozenset[str]:
    """Return the mail domains of one's own."""
    return frozenset(str(name) for name in connection.exec_driver_sql(_DOMAINS).scalars())


def internal_identifiers(database: Database) -> pa.Table:
    """Return (subject, identifier) of everything that is one of our own."""
    with database.read() as connection:
        rows = read_rows(connection, _ALL, ())
    subjects, numbers = zip(*rows, strict=True) if rows else ((), ())
    return pa.table([list(subjects), list(numbers)], schema=_SCHEMA)


def mark(connection: sa.Connection, subject: str, numbers: Iterable[int], name: InternalName) -> None:
    """Write down that identifiers are of our own by a name."""
    rows = [(subject, number, name.kind.value, name.name) for number in numbers]
    if rows:
        connection.exec_driver_sql(_MARK, rows)


def mark_new(
    connection: sa.Connection, subject: str, domains: Collection[str], flat: pa.Table, numbers: Numbers, is_new: Flags
) -> bool:
    """Mark identifiers that came, in the transaction that writes them down; tells whether any is one of our own.

    Args:
        connection: the transaction.
        subject: `person` or `account`.
        domains: mail domains of one's own.
        flat: kind and value of identifiers as events name them.
        numbers: of these identifiers.
        is_new: which of them were not known.
    """
    if not domains or not is_new.any():
        return False
    new, found = flat.filter(pa.array(is_new)), numbers[is_new]
    is_any = False
    for domain in sorted(domains):
        is_own = _is_of(subject, domain, new)
        mark(connection, subject, np.unique(found[is_own]).tolist(), InternalName(InternalKind.DOMAIN, domain))
        is_any |= bool(is_own.any())
    return is_any


def forms(domain: str) -> list[str]:
    """Return the spellings under which an account's domain is known as this one."""
    return sorted({domain, domain.upper(), domain.title(), domain.capitalize()})


def is_mail_at(address: str, domain: str) -> bool:
    """Tell whether a mail address is one of a domain; subdomains are domains of their own.

    >>> is_mail_at("ada@ours.example", "ours.example"), is_mail_at("ada@eu.ours.example", "ours.example")
    (True, False)
    """
    mailbox, at, host = address.rpartition("@")
    return bool(mailbox and at) and host == domain


def _is_of(subject: str, domain: str, identifiers: pa.Table) -> Flags:
    """Tell which identifiers say a domain."""
    if subject == "person":
        says = pc.ends_with(identifiers["value"], f"@{domain}")
        says = pc.and_(says, pc.greater(pc.utf8_length(identifiers["value"]), len(domain) + 1))
        is_of = pc.and_(pc.equal(identifiers["kind"], MAIL_KIND), says)
    else:
        says = pc.is_in(identifiers["value"], value_set=pa.array(forms(domain)))
        is_of = pc.and_(pc.equal(identifiers["kind"], DOMAIN_KIND), says)
    return np.asarray(is_of.to_numpy(), dtype=bool)
