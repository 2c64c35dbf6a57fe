"""Other rules: every link that they may judge otherwise is weighed again, and who belongs together follows.

Where a cluster holds no link, breaks no new limit, and none of its identifiers is shared or blocked, the rules have
nothing to say about it (`guards`); only the others are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from wegmarke.domain import Clock
from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.identity.acts import Act
from wegmarke.identity.directory import SUBJECTS, last_change, number_change
from wegmarke.identity.rules import read_rules, write_rules
from wegmarke.identity.weighing import weigh
from wegmarke.privacy import KeyRing, note
from wegmarke.state import Database

_MICROSECONDS = 1_000_000
_PERSONS = "SELECT count(DISTINCT owner) FROM identifier WHERE subject = 'person'"
_OWNERS = "SELECT DISTINCT owner FROM identifier WHERE subject = ? AND identifier IN "
_COUNTED = "SELECT owner, kind, count(*) FROM identifier WHERE subject = ? GROUP BY owner, kind HAVING count(*) > ?"
_TOTAL = "SELECT owner FROM identifier WHERE subject = ? GROUP BY owner HAVING count(*) > ?"
_HELD = (
    "SELECT identifier FROM link WHERE subject = ? AND state = 'held' "
    "UNION SELECT other FROM link WHERE subject = ? AND state = 'held'"
)
_SHARED = (
    "SELECT number FROM (SELECT identifier AS number FROM link WHERE subject = ? AND state != 'removed' "
    "UNION ALL SELECT other FROM link WHERE subject = ? AND state != 'removed') GROUP BY number HAVING count(*) > ?"
)
_FIND = "SELECT identifier FROM identifier WHERE subject = ? AND hash IN "
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Changed:
    """What other rules came to.

    Attributes:
        is_new: false where they say what holds already; nothing is changed then.
        persons_before: persons, as identifiers belonged together.
        persons_after: and as they do now.
        turned: how many links of persons have another guard, by guard before and after; None where they join.
    """

    is_new: bool
    persons_before: int
    persons_after: int
    turned: dict[tuple[str | None, str | None], int]


def change_rules(database: Database, keys: KeyRing, clock: Clock, act: Act, rules: IdentityRules) -> Changed:
    """Let other rules hold from now on, for everything that is stored; leaves an audit entry.

    Raises:
        DocumentInvalid: with every problem of the rules; nothing was changed.
    """
    checked = rules.check()
    with database.write() as connection:
        return _change(connection, keys, clock, act, checked)


def plan_rules(database: Database, keys: KeyRing, clock: Clock, rules: IdentityRules) -> Changed:
    """Return what `change_rules` would come to; nothing is changed.

    Raises:
        DocumentInvalid: with every problem of the rules.
    """
    checked = rules.check()
    with database.write() as connection:
        attempt = connection.begin_nested()
        found = _change(connection, keys, clock, Act("plan"), checked)
        attempt.rollback()
    return found


def _change(connection: sa.Connection, keys: KeyRing, clock: Clock, act: Act, rules: IdentityRules) -> Changed:
    before = read_rules(connection)[1]
    persons = int(connection.exec_driver_sql(_PERSONS).scalar_one())
    if rules == before.check():
        return Changed(False, persons, persons, {})
    change = last_change(connection) + 1
    version = write_rules(connection, rules, int(clock.now().timestamp() * _MICROSECONDS))
    turned: Counter[tuple[str | None, str | None]] = Counter()
    for subject in SUBJECTS:
        concerned = _concerned(connection, subject, rules) | _block(connection, keys, subject, rules)
        weighed = weigh(connection, subject, concerned, change, rules)
        if subject == "person":
            turned.update(weighed.turned.values())
    number_change(connection, change)
    what: dict[str, object] = {"version": version, "why": act.why, "links": turned.total()} | _difference(before, rules)
    note(connection, clock, by=act.by, act="rules_changed", subject="person", what=what)
    return Changed(True, persons, int(connection.exec_driver_sql(_PERSONS).scalar_one()), dict(turned))


def _difference(before: IdentityRules, after: IdentityRules) -> dict[str, object]:
    """Return the rules that are others now; of blocked values how many, since such a value may be somebody's."""
    names = ("most_identifiers", "most_neighbours", "most_accounts", "shared_devices", "look_back_days")
    found: dict[str, object] = {
        name: [getattr(before, name), getattr(after, name)]
        for name in names
        if getattr(before, name) != getattr(after, name)
    }
    limits = {
        kind: [f"{rules.limit(kind).most}/{rules.limit(kind).per}" for rules in (before, after)]
        for kind in sorted({*before.limits, *after.limits})
        if before.limit(kind) != after.limit(kind)
    }
    blocked = [len(before.blocked), len(after.blocked)]
    return found | ({"limits": limits} if limits else {}) | (
        {"blocked": blocked} if before.blocked != after.blocked else {}
    )  # fmt: skip


def _concerned(connection: sa.Connection, subject: str, rules: IdentityRules) -> set[int]:
    """Return clusters about which a guard may have something to say, before or from now on."""
    least = min(limit.most for limit in (*rules.limits.values(), rules.limit("*")))
    counted = connection.exec_driver_sql(_COUNTED, (subject, least))
    found = {owner for owner, kind, count in counted if count > rules.limit(kind).most}
    found |= {row[0] for row in connection.exec_driver_sql(_TOTAL, (subject, rules.most_identifiers))}
    held = connection.exec_driver_sql(_HELD, (subject, subject))
    shared = connection.exec_driver_sql(_SHARED, (subject, subject, rules.most_neighbours))
    return found | _owners(connection, subject, {row[0] for row in (*held, *shared)})


def _block(connection: sa.Connection, keys: KeyRing, subject: str, rules: IdentityRules) -> set[int]:
    """Write down which known identifiers have a blocked value; returns the clusters of those and of former ones."""
    query = "SELECT identifier FROM blocked_identifier WHERE subject = ?"
    former = {int(row[0]) for row in connection.exec_driver_sql(query, (subject,))}
    kinds = connection.exec_driver_sql("SELECT DISTINCT kind FROM identifier WHERE subject = ?", (subject,))
    spellings = {form for value in rules.blocked for form in (value, value.upper(), value.title(), value.capitalize())}
    names = [f"{row[0]}\x1f{form}" for row in kinds for form in sorted(spellings)]
    hashes = list(keys.hash_identifiers(names)) if names else []
    now = {row for part in _parts(hashes) for row in _asked(connection, _FIND, subject, part)}
    connection.exec_driver_sql("DELETE FROM blocked_identifier WHERE subject = ?", (subject,))
    if now:
        rows = [(subject, number) for number in sorted(now)]
        connection.exec_driver_sql("INSERT INTO blocked_identifier VALUES (?, ?)", rows)
    return _owners(connection, subject, former | now)


def _owners(connection: sa.Connection, subject: str, numbers: set[int]) -> set[int]:
    parts = _parts(sorted(numbers))
    return {row for part in parts for row in _asked(connection, _OWNERS, subject, part)}


def _parts(values: list[bytes] | list[int]) -> list[list[bytes] | list[int]]:
    return [values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK)]


def _asked(connection: sa.Connection, query: str, subject: str, part: list[bytes] | list[int]) -> Sequence[int]:
    places = ", ".join("?" * len(part))
    return connection.exec_driver_sql(f"{query} ({places})", (subject, *part)).scalars().all()
