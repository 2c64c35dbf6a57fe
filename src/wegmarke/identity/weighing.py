"""Links about which a guard may have something to say are weighed again with everything they hang together with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.identity.clusters import SAME_EVENT, About, Evidence, Identifier, Settled, is_stated, settle
from wegmarke.identity.known import Numbers

_CHUNK = 500
_STATE = "UPDATE link SET state = ?, guard = ? WHERE subject = ? AND identifier = ? AND other = ?"
_TOUCH = "UPDATE identifier SET changed = ? WHERE subject = ? AND identifier = ?"
_GIVE = "UPDATE identifier SET owner = ?, changed = ? WHERE subject = ? AND identifier = ?"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What weighing came to.

    Attributes:
        numbers: all identifiers that hang together, rising.
        owners: whom each belongs to now.
        guarded: identifiers whose clusters must be weighed again when another link comes.
        changed: identifiers that belong to somebody else now.
        turned: links of which something else becomes, with the guard before and after, None where they join; what
            happens on a device may be somebody else's for that, even where nobody belongs to somebody else.
    """

    numbers: Numbers
    owners: Numbers
    guarded: Numbers
    changed: tuple[int, ...]
    turned: dict[tuple[int, int], tuple[str | None, str | None]]

    @property
    def touched(self) -> Numbers:
        """Identifiers of which a link turned, rising."""
        return np.unique(np.array([*self.turned], dtype=np.int64).ravel())


def weigh(
    connection: sa.Connection, subject: str, clusters: Iterable[int], change: int, rules: IdentityRules
) -> Weighed:
    """Weigh all links of clusters and of whatever hangs together with them; write who belongs together now.

    Args:
        connection: a write transaction of the state database; it holds all links.
        subject: `person` or `account`.
        clusters: owners, in any order.
        change: number of this change.
        rules: limits.
    """
    found = Reach(connection, subject, rules)
    found.follow(set(clusters))
    settled = settle(list(found.identifiers.values()), list(found.links.values()), found.about(), rules)
    turned = _write_states(connection, subject, found, settled)
    touched = sorted({number for pair in turned for number in pair})
    _write(connection, _TOUCH, [(change, subject, number) for number in touched])
    changed = {number: owner for number, owner in settled.owner.items() if found.owner[number] != owner}
    _write(connection, _GIVE, [(owner, change, subject, number) for number, owner in changed.items()])
    numbers = sorted(settled.owner)
    return Weighed(
        numbers=np.array(numbers, dtype=np.int64),
        owners=np.array([settled.owner[number] for number in numbers], dtype=np.int64),
        guarded=np.array(sorted(_guarded(found, settled)), dtype=np.int64),
        changed=tuple(sorted(changed)),
        turned=turned,
    )


def _guarded(found: Reach, settled: Settled) -> set[int]:
    pairs = {
        pair for pair, link in found.links.items() if link.reason != SAME_EVENT or is_stated(link, found.identifiers)
    }
    return {number for pair in pairs | settled.held.keys() for number in pair}


class Reach:
    """Identifiers that hang together over links, whether these join or are held; shared ones lead nowhere.

    Attributes:
        identifiers: identifiers by number.
        owner: owner of each, as it is written.
        links: evidence by pair, without what was removed.
        states: state of each link, as it is written.
        neighbours: with how many others each identifier was named together.
        seen: time of the earliest evidence of each.
    """

    def __init__(self, connection: sa.Connection, subject: str, rules: IdentityRules) -> None:
        self.identifiers: dict[int, Identifier] = {}
        self.owner: dict[int, int] = {}
        self.links: dict[tuple[int, int], Evidence] = {}
        self.states: dict[tuple[int, int], tuple[str, str | None]] = {}
        self.neighbours: dict[int, int] = {}
        self.seen: dict[int, int] = {}
        self._connection = connection
        self._subject = subject
        self._rules = rules

    def about(self) -> About:
        """Return what all links say about each identifier."""
        rows = self._connection.exec_driver_sql(
            "SELECT identifier FROM blocked_identifier WHERE subject = ?", (self._subject,)
        )
        return About(self.neighbours, self.seen, frozenset(row[0] for row in rows))

    def follow(self, clusters: set[int]) -> None:
        """Add clusters and all that can be reached from them."""
        met: set[int] = set()
        while clusters:
            met |= clusters
            fresh = self._add_identifiers(sorted(clusters))
            ends = self._add_links(fresh)
            clusters = self._owners_of(sorted(ends - self.identifiers.keys())) - met

    def _add_identifiers(self, clusters: list[int]) -> list[int]:
        fresh = []
        rows = self._asked(
            "SELECT identifier, kind, hash, owner FROM identifier WHERE subject = ? AND owner IN", clusters
        )
        for number, kind, digest, owner in rows:
            self.identifiers[number] = Identifier(number, kind, digest)
            self.owner[number] = owner
            fresh.append(number)
        return fresh

    def _add_links(self, numbers: list[int]) -> set[int]:
        """Add links of identifiers; returns the ends of those that lead on."""
        ends: set[int] = set()
        for near in ("identifier", "other"):
            counted = (
                f"SELECT {near}, count(*), min(observed_at) FROM link "
                f"WHERE state != 'removed' AND subject = ? AND {near} IN"
            )
            for number, count, since in self._asked(counted, numbers, f"GROUP BY {near}"):
                self.neighbours[number] = self.neighbours.get(number, 0) + count
                self.seen[number] = min(since, self.seen.get(number, since))
        leading = [number for number in numbers if self.neighbours.get(number, 0) <= self._rules.most_neighbours]
        for near in ("identifier", "other"):
            query = (
                "SELECT identifier, other, reason, observed_at, state, guard FROM link "
                f"WHERE state != 'removed' AND subject = ? AND {near} IN"
            )
            for one, other, reason, at, state, guard in self._asked(query, leading):
                self.links[one, other] = Evidence(one, other, reason, at)
                self.states[one, other] = (state, guard)
                ends |= {one, other}
        return ends

    def _owners_of(self, numbers: list[int]) -> set[int]:
        rows = self._asked("SELECT owner FROM identifier WHERE subject = ? AND identifier IN", numbers)
        return {row[0] for row in rows}

    def _asked(self, query: str, numbers: Sequence[int], rest: str = "") -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(numbers), _CHUNK):
            part = list(numbers[start : start + _CHUNK])
            places = ", ".join("?" * len(part))
            found += self._connection.exec_driver_sql(f"{query} ({places}) {rest}", (self._subject, *part)).fetchall()
        return found


def _write_states(
    connection: sa.Connection, subject: str, found: Reach, settled: Settled
) -> dict[tuple[int, int], tuple[str | None, str | None]]:
    rows, turned = [], {}
    for pair in found.links:
        guard = settled.held.get(pair)
        state = ("joined", None) if guard is None else ("held", guard.value)
        if found.states[pair] != state:
            rows.append((*state, subject, *pair))
            turned[pair] = (found.states[pair][1], state[1])
    _write(connection, _STATE, rows)
    return turned


def _write(connection: sa.Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)
