"""Whose touches are internal although their events do not say so: a copy of what identity says is one of our own.

A touch is internal when its event says so, or its person or account is one of our own. Whoever becomes that, or ceases
to be it, is derived again like somebody whose identifiers changed hands; everybody else's touches stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.engine import Engine, Session
from wegmarke.events.walk import Numbers
from wegmarke.events.walked import numbers_of

_OWNED = """
SELECT n.subject, n.identifier, o.owner FROM named n JOIN {subject}_owner o ON o.identifier = n.identifier
WHERE n.subject = '{subject}'
"""
_WITH_TOUCHES = "SELECT '{subject}' AS subject, {subject} AS owner FROM {subject}_end WHERE {subject} IN ({owners})"
_OWNERS = "SELECT DISTINCT subject, owner FROM internal_identifier"
_DIFFERING = """
SELECT count(*) AS events, count(touchpoint) AS touches, count(DISTINCT person) AS persons FROM touch
WHERE internal != (says_internal
    OR coalesce(person IN (SELECT owner FROM own WHERE subject = 'person'), false)
    OR coalesce(account IN (SELECT owner FROM own WHERE subject = 'account'), false))
"""
_SCHEMA = pa.schema([("subject", pa.string()), ("owner", pa.int64())])
_SUBJECTS = ("person", "account")


@dataclass(frozen=True, slots=True)
class InternalOwners:
    """Persons and accounts of our own, by number."""

    persons: pa.Array
    accounts: pa.Array

    def flagged(self, rows: pa.Table) -> pa.Table:
        """Add the column `internal` to rows of a walk along persons."""
        of_own = pc.or_(
            pc.is_in(rows["person"], value_set=self.persons), pc.is_in(rows["account"], value_set=self.accounts)
        )
        return rows.append_column("internal", pc.or_(rows["says_internal"], of_own))


def read_internal(session: Session, identifiers: int) -> InternalOwners:
    """Return who is one of our own; `identifiers` says how many identifiers that is about."""
    rows = session.rows(_OWNERS) if identifiers else []
    found = [pa.array([owner for subject, owner in rows if subject == one], pa.int64()) for one in _SUBJECTS]
    return InternalOwners(*found)


def follow_internal(session: Session, named: pa.Table) -> None:
    """Write down which identifiers are of our own; whose touches are flagged otherwise for it is derived again.

    Args:
        session: the transaction at hand; it knows whom these identifiers belong to.
        named: (subject, identifier), all of them.
    """
    before = {(str(subject), int(str(owner))) for subject, owner in session.rows(_OWNERS)}
    if not before and not named.num_rows:
        return
    with session.lend(named=named):
        now = session.query(" UNION ALL ".join(_OWNED.format(subject=subject) for subject in _SUBJECTS))
    after = set(zip(now["subject"].to_pylist(), now["owner"].to_pylist(), strict=True))
    # Nothing empty is inserted: DuckDB 2.0 loses values of an insert that follows one of no rows.
    for subject in _SUBJECTS:
        owners = ", ".join(str(owner) for one, owner in sorted(before ^ after) if one == subject)
        if owners and (moved := session.query(_WITH_TOUCHES.format(subject=subject, owners=owners))).num_rows:
            with session.lend(moving=moved):
                session.run("INSERT INTO moved SELECT subject, owner FROM moving")
    session.run("DELETE FROM internal_identifier")
    if now.num_rows:
        with session.lend(owned=now):
            session.run("INSERT INTO internal_identifier SELECT subject, identifier, owner FROM owned")


def rehearse_internal(engine: Engine, owners: Mapping[str, Numbers]) -> tuple[int, int, int]:
    """Return how many persons, touches and events would be flagged otherwise; nothing is changed.

    Args:
        engine: the event store; everything that was accepted is stored and derived.
        owners: by subject, who would be one of our own.
    """
    subjects = np.repeat(np.array(_SUBJECTS), [len(owners[subject]) for subject in _SUBJECTS])
    numbers = np.concatenate([owners[subject] for subject in _SUBJECTS])
    with engine.snapshot(own=pa.table([pa.array(subjects.tolist(), pa.string()), numbers], schema=_SCHEMA)) as session:
        found = session.query(_DIFFERING)
    persons, touches, events = (int(numbers_of(found, name)[0]) for name in ("persons", "touches", "events"))
    return persons, touches, events
