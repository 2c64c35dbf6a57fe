"""Objections as values: who objects to which purpose, since when, and how it became known."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class ObjectionPurpose(enum.StrEnum):
    """What a person objects to."""

    PROFILING = "profiling"  # being scored, and being learnt from, by models


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection.

    Attributes:
        number: of the objection.
        person: number of whom it is about now; None where nobody has the identifiers any more.
        label: name, as far as the reader may see it.
        since: from when on it holds.
        source: how it became known: mail, phone, form, …
        by: who wrote it down.
        withdrawn_at: when it was taken back; None while it holds.
    """

    number: int
    person: int | None
    label: str
    purpose: ObjectionPurpose
    since: datetime
    source: str
    by: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ObjectionPlan:
    """What an objection, or taking it back, would change.

    Attributes:
        person: number.
        purpose: to what.
        is_new: false where it holds already, or nothing is to be taken back.
        touches: how many touches models would no longer learn from, or learn from again.
        accounts: at how many accounts.
        models: how many models were fitted before, which keep what they learnt until they are fitted again.
    """

    person: int
    purpose: ObjectionPurpose
    is_new: bool
    touches: int
    accounts: int
    models: int
