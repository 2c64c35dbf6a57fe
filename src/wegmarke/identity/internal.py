"""Somebody names who is one of our own, or takes it back: a mail domain, an account, a person.

A name is kept beside the identifiers it is about, and whoever one of them belongs to is one of our own; so it follows
when persons or accounts are joined or split. Taking a name back removes what it marked and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from wegmarke.domain import Clock, NotFound
from wegmarke.domain.internal_names import InternalKind, InternalName, refused
from wegmarke.identity.acts import Act
from wegmarke.identity.directory import SUBJECTS, last_change, number_change
from wegmarke.identity.internal_marks import DOMAIN_KIND, MAIL_KIND, forms, is_mail_at, mark
from wegmarke.identity.vault import open_identifier
from wegmarke.privacy import KeyRing, note
from wegmarke.state import Database, read_parts

_MOST_NAMES = 1_000
_MICROSECONDS = 1_000_000
_ADD = "INSERT INTO internal_name (kind, name, at, who, why) VALUES (?, ?, ?, ?, ?)"
_KNOWN = "SELECT count(*) FROM internal_name WHERE kind = ? AND name = ?"
_MAILS = (
    "SELECT identifier, wrapped, sealed FROM identifier WHERE subject = 'person' AND kind = ? AND sealed IS NOT NULL"
)
_DOMAINS = "SELECT identifier FROM identifier WHERE subject = 'account' AND kind = ? AND hash IN ({})"
_OWNER = "SELECT owner FROM identifier WHERE subject = ? AND identifier = ?"
_OWNERS = (
    "SELECT DISTINCT i.owner FROM internal_identifier n "
    "JOIN identifier i ON i.subject = n.subject AND i.identifier = n.identifier WHERE n.subject = ? ORDER BY 1"
)
_SAME = (
    "SELECT n.name FROM internal_name n JOIN identifier i ON i.subject = n.kind AND i.identifier = CAST(n.name AS INT) "
    "WHERE n.kind = ? AND i.owner = ?"
)
_LINES = (
    "SELECT n.kind, n.name, n.at, n.who, n.why, "
    "       (SELECT i.owner FROM identifier i WHERE i.subject = n.kind AND i.identifier = CAST(n.name AS INT)), "
    "       (SELECT count(DISTINCT i.owner) FROM internal_identifier m "
    "        JOIN identifier i ON i.subject = m.subject AND i.identifier = m.identifier "
    "        WHERE m.kind = n.kind AND m.name = n.name AND m.subject = 'person') "
    "FROM internal_name n ORDER BY n.kind = 'person', n.kind = 'account', n.at, n.name"
)
Owners = dict[str, npt.NDArray[np.int64]]
"""By subject, the numbers of those who are one of our own, ascending."""


@dataclass(frozen=True, slots=True)
class Internal:
    """One name as it is kept.

    Attributes:
        name: what is named; an account or person by the number it has now.
        at: when it was named, µs since 1970, UTC.
        by: who named it.
        why: in their words.
        persons: how many known persons it is about.
    """

    name: InternalName
    at: int
    by: str
    why: str
    persons: int


def internal_names(database: Database) -> list[Internal]:
    """Return all names: domains, accounts, persons, each in the order in which they were named."""
    with database.read() as connection:
        rows = connection.exec_driver_sql(_LINES).all()
    return [
        Internal(InternalName(InternalKind(kind), str(owner or name)), at, who, why, persons)
        for kind, name, at, who, why, owner, persons in rows
    ]


def internal_owners(database: Database) -> Owners:
    """Return who is one of our own now."""
    with database.read() as connection:
        return _owners(connection)


def add_internal(database: Database, keys: KeyRing, clock: Clock, act: Act, name: InternalName) -> bool:
    """Name one of our own; leaves an audit entry. Tells whether that was new.

    Raises:
        NotFound: when there is no such account or person.
        DocumentInvalid: when there are too many names.
    """
    with database.write() as connection:
        return _add(connection, keys, clock, act, name)


def remove_internal(database: Database, clock: Clock, act: Act, name: InternalName) -> bool:
    """Take a name back; leaves an audit entry. Tells whether it was there."""
    with database.write() as connection:
        return _remove(connection, clock, act, name)


def planned_internal(
    database: Database, keys: KeyRing, clock: Clock, name: InternalName, *, is_removed: bool
) -> tuple[bool, Owners]:
    """Return whether naming somebody, or taking the name back, would be new, and who would be one of our own then.

    Raises:
        NotFound: when there is no such account or person.
        DocumentInvalid: when there are too many names.
    """
    act = Act("plan")
    if is_removed:
        return _tried(database, lambda connection: _remove(connection, clock, act, name))
    return _tried(database, lambda connection: _add(connection, keys, clock, act, name))


def _tried(database: Database, change: Callable[[sa.Connection], bool]) -> tuple[bool, Owners]:
    with database.write() as connection:
        attempt = connection.begin_nested()
        is_new = change(connection)
        owners = _owners(connection)
        attempt.rollback()
    return is_new, owners


def _add(connection: sa.Connection, keys: KeyRing, clock: Clock, act: Act, name: InternalName) -> bool:
    if name.kind is InternalKind.DOMAIN:
        if connection.exec_driver_sql(_KNOWN, (name.kind.value, name.name)).scalar_one():
            return False
    elif _names_of(connection, name):
        return False
    if connection.exec_driver_sql("SELECT count(*) FROM internal_name").scalar_one() >= _MOST_NAMES:
        raise refused(name.kind, f"at most {_MOST_NAMES} names", "one more", "Take one back first.")
    at = int(clock.now().timestamp() * _MICROSECONDS)
    connection.exec_driver_sql(_ADD, (name.kind.value, name.name, at, act.by, act.why))
    if name.kind is InternalKind.DOMAIN:
        mark(connection, "person", _mails_at(connection, keys, name.name), name)
        mark(connection, "account", _accounts_with(connection, keys, name.name), name)
    else:
        mark(connection, name.kind.value, [name.number], name)
    _follow(connection, clock, act, "internal_named", name)
    return True


def _remove(connection: sa.Connection, clock: Clock, act: Act, name: InternalName) -> bool:
    kept = [name.name] if name.kind is InternalKind.DOMAIN else _names_of(connection, name)
    removed = 0
    for one in kept:
        place = (name.kind.value, one)
        removed += connection.exec_driver_sql("DELETE FROM internal_name WHERE kind = ? AND name = ?", place).rowcount
        connection.exec_driver_sql("DELETE FROM internal_identifier WHERE kind = ? AND name = ?", place)
    if removed:
        _follow(connection, clock, act, "internal_taken_back", name)
    return bool(removed)


def _follow(connection: sa.Connection, clock: Clock, act: Act, done: str, name: InternalName) -> None:
    # The event store copies what changed when this number is another one.
    number_change(connection, last_change(connection) + 1)
    what: dict[str, object] = {"kind": name.kind.value, "name": name.name, "why": act.why}
    subject = "account" if name.kind is InternalKind.ACCOUNT else "person"
    note(connection, clock, by=act.by, act=done, subject=subject, what=what)


def _names_of(connection: sa.Connection, name: InternalName) -> list[str]:
    """Return the names by which an account or person was named; two of them where two that were named are one now.

    Raises:
        NotFound: when there is no such account or person.
    """
    kind = name.kind.value
    if connection.exec_driver_sql(_OWNER, (kind, name.number)).scalar() != name.number:
        raise NotFound(f"{kind}: expected the number of {_a(kind)}; got {name.number}. See the list.")
    return [str(found) for found in connection.exec_driver_sql(_SAME, (kind, name.number)).scalars()]


def _a(kind: str) -> str:
    return "an account" if kind == "account" else "a person"


def _mails_at(connection: sa.Connection, keys: KeyRing, domain: str) -> list[int]:
    """Open the mail addresses of all persons; returns the identifiers that are at a domain."""
    return [
        number
        for rows in read_parts(connection, _MAILS, (MAIL_KIND,))
        for number, wrapped, sealed in rows
        if is_mail_at(open_identifier(keys, number, wrapped, sealed), domain)
    ]


def _accounts_with(connection: sa.Connection, keys: KeyRing, domain: str) -> list[int]:
    hashes = keys.hash_identifiers(f"{DOMAIN_KIND}\x1f{form}" for form in forms(domain))
    query = _DOMAINS.format(", ".join("?" * len(hashes)))
    return list(connection.exec_driver_sql(query, (DOMAIN_KIND, *hashes)).scalars())


def _owners(connection: sa.Connection) -> Owners:
    return {
        subject: np.array(list(connection.exec_driver_sql(_OWNERS, (subject,)).scalars()), dtype=np.int64)
        for subject in SUBJECTS
    }
