"""Other rules: every link that they may judge otherwise is weighed again, and who belongs together follows.

Where a cluster holds no link, breaks no new limit, and none of its identifiers is shared or blocked, the rules have
nothing to say about it (`guards`); only the others are read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import sqlalchemy as sa

from wegmarke.domain import Clock
from wegmarke.domain.identity_rules import Blocking, IdentityRules
from wegmarke.identity.acts import Act
from wegmarke.identity.blocked import blocked_values, mark_blocked, unmark_blocked
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


def change_rules(
    database: Database, keys: KeyRing, clock: Clock, act: Act, rules: IdentityRules, blocking: Blocking | None = None
) -> Changed:
    """Let other rules hold from now on, for everything that is stored; leaves an audit entry.

    Args:
        database: the state database.
        keys: the workspace's keys.
        clock: tells when.
        act: by whom and why.
        rules: of blocked values those count that are blocked already.
        blocking: values to block beside these, and to unblock.

    Raises:
        DocumentInvalid: with every problem of the rules; nothing was changed.
    """
    with database.write() as connection:
        return _change(connection, keys, clock, act, rules, blocking or Blocking())


def plan_rules(
    database: Database, keys: KeyRing, clock: Clock, rules: IdentityRules, blocking: Blocking | None = None
) -> Changed:
    """Return what `change_rules` would come to; nothing is changed.

    Raises:
        DocumentInvalid: with every problem of the rules.
    """
    with database.write() as connection:
        attempt = connection.begin_nested()
        found = _change(connection, keys, clock, Act("plan"), rules, blocking or Blocking())
        attempt.rollback()
    return found


def _change(
    connection: sa.Connection, keys: KeyRing, clock: Clock, act: Act, wanted: IdentityRules, blocking: Blocking
) -> Changed:
    before = read_rules(connection)[1].check()
    added = blocking.check().add
    rules = _blocking(keys, before, wanted, blocking).check()
    persons = int(connection.exec_driver_sql(_PERSONS).scalar_one())
    if rules == before:
        return Changed(False, persons, persons, {})
    change = last_change(connection) + 1
    version = write_rules(connection, rules, int(clock.now().timestamp() * _MICROSECONDS))
    turned: Counter[tuple[str | None, str | None]] = Counter()
    for subject in SUBJECTS:
        free = unmark_blocked(connection, subject, set(before.blocked) - set(rules.blocked))
        concerned = free | mark_blocked(connection, keys, subject, added)
        clusters = _concerned(connection, subject, rules) | _owners(connection, subject, concerned)
        weighed = weigh(connection, subject, clusters, change, rules)
        if subject == "person":
            turned.update(weighed.turned.values())
    number_change(connection, change)
    what: dict[str, object] = {"version": version, "why": act.why, "links": turned.total()} | _difference(before, rules)
    note(connection, clock, by=act.by, act="rules_changed", subject="person", what=what)
    return Changed(True, persons, int(connection.exec_driver_sql(_PERSONS).scalar_one()), dict(turned))


def _blocking(keys: KeyRing, before: IdentityRules, wanted: IdentityRules, blocking: Blocking) -> IdentityRules:
    """Return the rules with the blocked values that are to hold."""
    checked = blocking.check()
    off = {value.digest for value in blocked_values(keys, checked.remove)}
    kept = {value.digest for value in wanted.blocked} - off
    blocked = {value.digest: value for value in before.blocked if value.digest in kept}
    blocked |= {value.digest: value for value in blocked_values(keys, checked.add) if value.digest not in off}
    return replace(wanted, blocked=tuple(blocked.values()))


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


def _owners(connection: sa.Connection, subject: str, numbers: set[int]) -> set[int]:
    ordered = sorted(numbers)
    found: set[int] = set()
    for start in range(0, len(ordered), _CHUNK):
        part = ordered[start : start + _CHUNK]
        query = f"{_OWNERS} ({', '.join('?' * len(part))})"
        found |= set(connection.exec_driver_sql(query, (subject, *part)).scalars())
    return found
