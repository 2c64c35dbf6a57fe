"""Objections (Art. 21 GDPR): who objects to which purpose, since when, and how it became known.

An objection is kept beside identifiers, not beside the number of a person: whoever has one of them objects, so that it
follows when persons are joined or split. It needs no reason. Withdrawing one leaves it in the history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from wegmarke.domain import Clock
from wegmarke.domain.objections import ObjectionPurpose
from wegmarke.privacy.audit import note
from wegmarke.privacy.tables import objection_identifiers, objections
from wegmarke.state import Database

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class KeptObjection:
    """One objection as it is kept: instants are µs since 1970, UTC; `withdrawn_at` is 0 while it holds."""

    number: int
    purpose: ObjectionPurpose
    since: int
    source: str
    who: str
    withdrawn_at: int
    identifiers: tuple[int, ...]


def add_objection(
    database: Database, clock: Clock, *, purpose: ObjectionPurpose, identifiers: Collection[int], since: datetime,
    source: str, who: str, person: int,
) -> int:  # fmt: skip
    """Keep an objection with its audit entry; returns its number."""
    values = {
        "purpose": purpose.value, "since": _us(since), "source": source, "at": _us(clock.now()), "who": who,
        "withdrawn_at": 0, "withdrawn_by": "",
    }  # fmt: skip
    with database.write() as connection:
        kept = connection.execute(objections.insert(), values)
        assert kept.inserted_primary_key is not None, "the table numbers its rows"
        number = int(kept.inserted_primary_key[0])
        rows = [{"objection": number, "identifier": one} for one in sorted(identifiers)]
        connection.execute(objection_identifiers.insert(), rows)
        what = {"person": person, "purpose": purpose.value, "objection": number}
        note(connection, clock, by=who, act="objected", subject="person", what=what)
    return number


def withdraw_objections(database: Database, clock: Clock, numbers: Iterable[int], *, who: str, person: int) -> None:
    """Take objections back, with an audit entry; what was withdrawn stays withdrawn as it was."""
    wanted = sorted(numbers)
    change = (
        objections.update()
        .where(objections.c.number.in_(wanted), objections.c.withdrawn_at == 0)
        .values(withdrawn_at=_us(clock.now()), withdrawn_by=who)
    )
    with database.write() as connection:
        connection.execute(change)
        what: dict[str, object] = {"person": person, "objections": wanted}
        note(connection, clock, by=who, act="objection_withdrawn", subject="person", what=what)


def read_objections(database: Database, *, holding: bool = False) -> list[KeptObjection]:
    """Return all objections, newest first; with `holding` only those that were not withdrawn."""
    asked = sa.select(objections).order_by(objections.c.number.desc())
    if holding:
        asked = asked.where(objections.c.withdrawn_at == 0)
    with database.read() as connection:
        rows = connection.execute(asked).all()
        marks = connection.execute(sa.select(objection_identifiers)).all()
    named: dict[int, list[int]] = {}
    for mark in marks:
        named.setdefault(mark.objection, []).append(mark.identifier)
    return [
        KeptObjection(
            row.number, ObjectionPurpose(row.purpose), row.since, row.source, row.who, row.withdrawn_at,
            tuple(sorted(named.get(row.number, ()))),
        )
        for row in rows
    ]  # fmt: skip


def _us(at: datetime) -> int:
    return int(at.timestamp() * _MICROSECONDS)
