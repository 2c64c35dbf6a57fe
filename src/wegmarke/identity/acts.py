"""What somebody decides by hand: two are one, or a link is wrong. Everything downstream follows, and can be undone.

An act changes a link, and who belongs together follows from the links; the identifiers themselves, the events and
what the vault holds stay as they are. Each act leaves an audit entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from wegmarke.domain import Clock, NotFound, UsageError
from wegmarke.identity.clusters import BY_HAND
from wegmarke.identity.components import components
from wegmarke.identity.directory import last_change, number_change
from wegmarke.identity.rules import read_rules
from wegmarke.identity.weighing import Weighed, weigh
from wegmarke.privacy import note
from wegmarke.state import Database

_MICROSECONDS = 1_000_000
_FOUND = "SELECT reason, state FROM link WHERE subject = ? AND identifier = ? AND other = ?"
_MADE = (
    "INSERT OR REPLACE INTO link (subject, identifier, other, source, reason, observed_at, confidence, state) "
    "VALUES (?, ?, ?, ?, ?, ?, 1.0, 'joined')"
)
_REMOVED = "UPDATE link SET state = 'removed', guard = NULL WHERE subject = ? AND identifier = ? AND other = ?"
_TOUCHED = "UPDATE identifier SET changed = ? WHERE subject = ? AND identifier = ?"
_BACK = "UPDATE link SET state = 'joined' WHERE subject = ? AND identifier = ? AND other = ?"


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody decides something.

    Attributes:
        by: who.
        why: in their words; kept with the entry, so it must name nobody.
        subject: `person` or `account`.
    """

    by: str
    why: str = ""
    subject: str = "person"


def join(database: Database, clock: Clock, act: Act, first: int, second: int) -> tuple[int, ...]:
    """Make one of two persons or accounts; returns the identifiers that belong to somebody else now.

    Raises:
        NotFound: when there is no such person or account.
        UsageError: when both are the same already.
    """
    with database.write() as connection:
        for number in (first, second):
            _owned(connection, act.subject, number)
        if first == second:
            raise UsageError(f"{act.subject} {first}: expected two different ones; got the same twice. Choose another.")
        pair = (min(first, second), max(first, second))
        at = int(clock.now().timestamp() * _MICROSECONDS)
        connection.exec_driver_sql(_MADE, (act.subject, *pair, act.by, BY_HAND, at))
        return _follow(connection, clock, act, "joined", [pair], {first, second})


def remove_link(database: Database, clock: Clock, act: Act, one: int, other: int) -> tuple[int, ...]:
    """Say that a link is wrong: it joins nobody any more, whoever states it again.

    Returns:
        The identifiers that belong to somebody else now.

    Raises:
        NotFound: when there is no such link.
    """
    with database.write() as connection:
        return _remove(connection, clock, act, one, other)


def owners_without(database: Database, clock: Clock, act: Act, one: int, other: int) -> dict[int, int]:
    """Return whom the identifiers would belong to that would change hands without a link; nothing is changed.

    Raises:
        NotFound: when there is no such link.
    """
    return _tried(database, act, lambda connection: _remove(connection, clock, act, one, other))


def restore_link(database: Database, clock: Clock, act: Act, one: int, other: int) -> tuple[int, ...]:
    """Take the removal of a link back; guards have their say again.

    Raises:
        NotFound: when there is no such link.
    """
    with database.write() as connection:
        return _restore(connection, clock, act, one, other)


def owners_with(database: Database, clock: Clock, act: Act, one: int, other: int) -> dict[int, int]:
    """Return whom the identifiers would belong to that would change hands with a removed link; nothing is changed.

    Raises:
        NotFound: when there is no such link.
    """
    return _tried(database, act, lambda connection: _restore(connection, clock, act, one, other))


def split_off(database: Database, clock: Clock, act: Act, owner: int, numbers: Collection[int]) -> tuple[int, ...]:
    """Make a person or account of its own of some identifiers of another, by removing every link between them.

    Raises:
        NotFound: when there is no such person or account.
        UsageError: when the identifiers are not some, but not all, of those that belong to it.
    """
    with database.write() as connection:
        return _part(connection, clock, act, owner, numbers)


def owners_parted(
    database: Database, clock: Clock, act: Act, owner: int, numbers: Collection[int]
) -> tuple[dict[int, int], tuple[tuple[int, int], ...]]:
    """Return whom identifiers would belong to that splitting some off would move, and the links it would remove.

    Raises:
        NotFound: when there is no such person or account.
        UsageError: when the identifiers are not some, but not all, of those that belong to it.
    """
    changed = _tried(database, act, lambda connection: _part(connection, clock, act, owner, numbers))
    with database.read() as connection:
        owned = _owned(connection, act.subject, owner)
        return changed, tuple(_crossing(connection, act.subject, owned, set(numbers)))


def _remove(connection: sa.Connection, clock: Clock, act: Act, one: int, other: int) -> tuple[int, ...]:
    pair = (min(one, other), max(one, other))
    if _found(connection, act.subject, pair).state == "removed":
        return ()
    clusters = _owners(connection, act.subject, pair)
    connection.exec_driver_sql(_REMOVED, (act.subject, *pair))
    return _follow(connection, clock, act, "link_removed", [pair], clusters)


def _restore(connection: sa.Connection, clock: Clock, act: Act, one: int, other: int) -> tuple[int, ...]:
    pair = (min(one, other), max(one, other))
    if _found(connection, act.subject, pair).state != "removed":
        return ()
    connection.exec_driver_sql(_BACK, (act.subject, *pair))
    return _follow(connection, clock, act, "link_restored", [pair], _owners(connection, act.subject, pair))


def _part(connection: sa.Connection, clock: Clock, act: Act, owner: int, numbers: Collection[int]) -> tuple[int, ...]:
    owned = _owned(connection, act.subject, owner)
    if not numbers or not set(numbers) < owned:
        raise UsageError(
            f"{act.subject} {owner}: expected some of its identifiers, but not all, to be split off; got "
            f"{len(set(numbers) & owned)} of {len(owned)}. Choose again."
        )
    crossing = _crossing(connection, act.subject, owned, set(numbers))
    for pair in crossing:
        connection.exec_driver_sql(_REMOVED, (act.subject, *pair))
    at = int(clock.now().timestamp() * _MICROSECONDS)
    for part in (set(numbers), owned - set(numbers)):
        for pair in _loose(connection, act.subject, part):
            connection.exec_driver_sql(_MADE, (act.subject, *pair, act.by, BY_HAND, at))
    return _follow(connection, clock, act, "split", crossing, {owner})


def _tried(database: Database, act: Act, change: Callable[[sa.Connection], tuple[int, ...]]) -> dict[int, int]:
    """Do something in a transaction that is taken back; returns the owners of identifiers that changed hands in it."""
    query = "SELECT owner FROM identifier WHERE subject = ? AND identifier = ?"
    with database.write() as connection:
        attempt = connection.begin_nested()
        changed = change(connection)
        found = {number: connection.exec_driver_sql(query, (act.subject, number)).scalar_one() for number in changed}
        attempt.rollback()
    return found


def _follow(
    connection: sa.Connection, clock: Clock, act: Act, name: str, pairs: list[tuple[int, int]], clusters: set[int]
) -> tuple[int, ...]:
    change = last_change(connection) + 1
    _, rules = read_rules(connection)
    # What happens on a device may be somebody else's for a link alone, even where nobody changes hands.
    if pairs:
        connection.exec_driver_sql(_TOUCHED, [(change, act.subject, number) for pair in pairs for number in pair])
    weighed: Weighed = weigh(connection, act.subject, clusters, change, rules)
    number_change(connection, change)
    what = {"links": [list(pair) for pair in pairs], "why": act.why, "changed": len(weighed.changed)}
    note(connection, clock, by=act.by, act=name, subject=act.subject, what=what)
    return weighed.changed


def _loose(connection: sa.Connection, subject: str, part: set[int]) -> list[tuple[int, int]]:
    """Return links that are missing to keep together what was together through the other part alone."""
    query = "SELECT identifier, other FROM link WHERE subject = ? AND identifier = ? AND state = 'joined'"
    inside = [
        (one, other)
        for number in sorted(part)
        for one, other in connection.exec_driver_sql(query, (subject, number))
        if other in part
    ]
    # A pair of each with itself, so that those without a link are named as well.
    numbers, root = components(np.array([*inside, *((number, number) for number in part)], dtype=np.int64))
    first = min(part)
    return [(first, number) for number in np.unique(root[numbers != first]).tolist() if number != first]


def _crossing(connection: sa.Connection, subject: str, owned: set[int], part: set[int]) -> list[tuple[int, int]]:
    query = (
        "SELECT l.identifier, l.other FROM link l "
        "JOIN identifier i ON i.subject = l.subject AND i.identifier = l.identifier "
        "WHERE l.subject = ? AND i.owner = ? AND l.state != 'removed'"
    )
    rows = connection.exec_driver_sql(query, (subject, min(owned))).fetchall()
    return [(one, other) for one, other in rows if other in owned and (one in part) != (other in part)]


def _found(connection: sa.Connection, subject: str, pair: tuple[int, int]) -> sa.Row[tuple[str, str]]:
    found = connection.exec_driver_sql(_FOUND, (subject, *pair)).one_or_none()
    if found is None:
        raise NotFound(
            f"{subject} link: expected two identifiers that are linked; got {pair[0]} and {pair[1]}. See the {subject}."
        )
    return found


def _owners(connection: sa.Connection, subject: str, pair: tuple[int, int]) -> set[int]:
    query = "SELECT owner FROM identifier WHERE subject = ? AND identifier IN (?, ?)"
    return {row[0] for row in connection.exec_driver_sql(query, (subject, *pair))}


def _owned(connection: sa.Connection, subject: str, owner: int) -> set[int]:
    query = "SELECT identifier FROM identifier WHERE subject = ? AND owner = ?"
    owned = {row[0] for row in connection.exec_driver_sql(query, (subject, owner))}
    if not owned:
        raise NotFound(f"{subject} {owner}: expected the number of a {subject}; there is none. See the list.")
    return owned
