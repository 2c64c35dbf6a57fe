"""Who did what to whose data: entries are only ever added, and hold numbers and no names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from wegmarke.domain import Clock
from wegmarke.domain.rights import Viewer
from wegmarke.privacy.tables import audit_entries
from wegmarke.state import Database

_MICROSECONDS = 1_000_000
_MOST_NUMBERS = 1_000


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act.

    Attributes:
        at: when.
        by: who; `operator` until users sign in.
        act: `read`, `exported`, `link_removed`, `joined`, `rights_changed`, …
        subject: `person`, `account` or `rights`.
        what: numbers of those concerned, fields that were read, and what else belongs to the act.
    """

    at: datetime
    by: str
    act: str
    subject: str
    what: dict[str, object]


def note(connection: sa.Connection, clock: Clock, *, by: str, act: str, subject: str, what: dict[str, object]) -> None:
    """Add an entry, in the transaction that does what it says."""
    at = int(clock.now().timestamp() * _MICROSECONDS)
    values = {"at": at, "by": by, "act": act, "subject": subject, "what": json.dumps(what, sort_keys=True)}
    connection.execute(audit_entries.insert(), [values])


def note_reading(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    numbers: Iterable[int],
    *,
    fields: Iterable[str],
    withheld: Iterable[str] = (),
    act: str = "read",
) -> bool:
    """Add an entry that somebody asked for personal fields of persons: which were shown in clear, which withheld.

    Returns:
        False where the disk does not take the entry: nobody may be shown anything then.
    """
    shown = sorted(numbers)
    if not shown:
        return True
    what: dict[str, object] = {
        "persons": shown[:_MOST_NUMBERS],
        "count": len(shown),
        "fields": sorted(fields),
        "withheld": sorted(withheld),
        "role": viewer.role,
        "way": viewer.way,
    }
    try:
        with database.write() as connection:
            note(connection, clock, by=viewer.name, act=act, subject="person", what=what)
    except sa.exc.OperationalError:
        return False
    return True


def read_entries(database: Database, *, most: int = 100, subject: str = "person") -> list[AuditEntry]:
    """Return the youngest entries, newest first."""
    query = sa.select(audit_entries).where(audit_entries.c.subject == subject).order_by(audit_entries.c.id.desc())
    with database.read() as connection:
        rows = connection.execute(query.limit(most)).all()
    return [
        AuditEntry(
            datetime.fromtimestamp(row.at / _MICROSECONDS, UTC), row.by, row.act, row.subject, json.loads(row.what)
        )
        for row in rows
    ]
