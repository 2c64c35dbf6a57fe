"""Identifiers that the workspace gives itself: what somebody says by hand must name persons and accounts, too.

The value of an account's identifiers is kept as a hash alone, so that an account cannot be named by what its sources
call it. It is given an identifier of the kind `wegmarke` whose value follows from its number and the workspace's key:
nobody outside can guess it. A person is named by one of its own identifiers, which the vault holds; another one would
weigh on the guards that keep strangers apart.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import sqlalchemy as sa

from wegmarke.domain import Clock, NotFound, UsageError
from wegmarke.identity.acts import Act
from wegmarke.identity.clusters import BY_HAND
from wegmarke.identity.directory import last_change, number_change
from wegmarke.identity.reading import identifiers_of
from wegmarke.identity.rules import read_rules
from wegmarke.identity.vault import open_identifier, read_identifiers
from wegmarke.identity.weighing import weigh
from wegmarke.privacy import KeyRing, note
from wegmarke.state import Database, read_rows

OWN_KIND = "wegmarke"
"""Kind of identifiers that the workspace gives itself."""

_KNOWN = "SELECT identifier FROM identifier WHERE subject = ? AND owner = ? AND kind = ? ORDER BY identifier LIMIT 1"
_NEXT = "SELECT max(identifier) + 1 FROM identifier WHERE subject = ?"
_GIVEN = "INSERT INTO identifier (subject, identifier, kind, hash, owner, changed) VALUES (?, ?, ?, ?, ?, ?)"
_LINKED = (
    "INSERT INTO link (subject, identifier, other, source, reason, observed_at, confidence, state) "
    "VALUES (?, ?, ?, ?, ?, ?, 1.0, 'joined')"
)
_KNOWN_OF_SOME = """
SELECT owner, min(identifier) FROM identifier WHERE subject = 'account' AND kind = ? AND owner IN ({}) GROUP BY owner
"""
# Of the bare columns beside min() SQLite takes those of the row that has it.
_READABLE = """
SELECT owner, min(identifier), kind, wrapped, sealed FROM identifier
WHERE subject = 'person' AND sealed IS NOT NULL AND owner IN ({}) GROUP BY owner
"""
_CHUNK = 10_000
_MICROSECONDS = 1_000_000


def name_account(database: Database, keys: KeyRing, clock: Clock, act: Act, account: int) -> tuple[str, str]:
    """Return kind and value by which an event of the workspace itself names an account; one is given if need be.

    Raises:
        NotFound: when there is no such account.
        UsageError: when the account has as many identifiers as guards allow.
    """
    with database.write() as connection:
        number = connection.exec_driver_sql(_KNOWN, ("account", account, OWN_KIND)).scalar()
        if number is None:
            number = _give(connection, keys, clock, act, account)
    return OWN_KIND, _value(keys, number)


def name_person(database: Database, keys: KeyRing, person: int) -> tuple[str, str]:
    """Return kind and value by which an event of the workspace itself names a person.

    Raises:
        NotFound: when there is no such person.
        UsageError: when nothing but devices identifies the person.
    """
    kinds = dict(identifiers_of(database, "person", person))
    if not kinds:
        raise NotFound(f"person {person}: expected the number of a person; there is none. See the list.")
    readable = read_identifiers(database, keys, person)
    if not readable:
        raise UsageError(
            f"person {person}: expected somebody who is known by more than devices; got {len(kinds)} identifiers of "
            "devices. Wait until the person is identified, or treat it as one with a known person first."
        )
    number = min(readable)
    return kinds[number], readable[number]


def _give(connection: sa.Connection, keys: KeyRing, clock: Clock, act: Act, account: int) -> int:
    if connection.exec_driver_sql(_KNOWN.replace(" AND kind = ?", ""), ("account", account)).scalar() is None:
        raise NotFound(f"account {account}: expected the number of an account; there is none. See the list.")
    number = int(connection.exec_driver_sql(_NEXT, ("account",)).scalar_one())
    change = last_change(connection) + 1
    (digest,) = keys.hash_identifiers([f"{OWN_KIND}\x1f{_value(keys, number)}"])
    at = int(clock.now().timestamp() * _MICROSECONDS)
    connection.exec_driver_sql(_GIVEN, ("account", number, OWN_KIND, digest, account, change))
    connection.exec_driver_sql(_LINKED, ("account", account, number, act.by, BY_HAND, at))
    if weigh(connection, "account", {account}, change, read_rules(connection)[1]).changed:
        raise UsageError(
            f"account {account}: expected an account with room for one more identifier; got one with as many as "
            "guards allow. Look at its held links first."
        )
    number_change(connection, change)
    what = {"accounts": [account], "identifier": number}
    note(connection, clock, by=act.by, act="identifier_given", subject="account", what=what)
    return number


def _value(keys: KeyRing, number: int) -> str:
    (digest,) = keys.hash_identifiers([f"{OWN_KIND} account\x1f{number}"])
    return digest.hex()


def name_persons(database: Database, keys: KeyRing, persons: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return kind and value by which events of the workspace itself name persons; those nobody can name are left out.

    They are the ones `name_person` refuses: persons of whom nothing but devices is known.
    """
    found: dict[int, tuple[str, str]] = {}
    with database.read() as connection:
        for start in range(0, len(persons), _CHUNK):
            part = list(persons[start : start + _CHUNK])
            rows = read_rows(connection, _READABLE.format(", ".join("?" * len(part))), part)
            for owner, number, kind, wrapped, sealed in rows:
                found[owner] = kind, open_identifier(keys, number, wrapped, sealed)
    return found


def name_accounts(
    database: Database, keys: KeyRing, clock: Clock, act: Act, accounts: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """Return the same of accounts, giving identifiers where need be; those that have no room for one are left out."""
    found: dict[int, tuple[str, str]] = {}
    with database.write() as connection:
        for start in range(0, len(accounts), _CHUNK):
            part = list(accounts[start : start + _CHUNK])
            known = _KNOWN_OF_SOME.format(", ".join("?" * len(part)))
            found.update(
                (owner, (OWN_KIND, _value(keys, number)))
                for owner, number in read_rows(connection, known, (OWN_KIND, *part))
            )
    for account in accounts:
        if account not in found:
            with contextlib.suppress(NotFound, UsageError):
                found[account] = name_account(database, keys, clock, act, account)
    return found
