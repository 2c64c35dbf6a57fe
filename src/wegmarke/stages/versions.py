"""Versions of stage models: kept for ever, and which of them judges an event of which time.

The version that holds at a time is the newest one that begins at or before it. So a version that begins in the past
takes the place of the older ones from there on, and they stay readable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from wegmarke.domain import NotFound, UsageError
from wegmarke.stages.document import StageModel
from wegmarke.stages.library import DEFAULTS, default_model
from wegmarke.stages.native import dump_model, load_model
from wegmarke.stages.tables import stage_models
from wegmarke.state import Database

MOST_WORDS = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as it is kept.

    Attributes:
        version: from 1; 0 is what the product brings along.
        valid_from: None for all of the past.
    """

    model: StageModel
    version: int
    text: str
    valid_from: datetime | None = None
    created_at: datetime | None = None
    who: str = ""
    why: str = ""

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of the document."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which one version judges what happens; half-open, None is open."""

    version: int
    model: StageModel
    start: datetime | None = None
    end: datetime | None = None


def model_ids(state: Database) -> list[str]:
    """Return the ids of all models, those that the product brings along first."""
    with state.read() as connection:
        saved = connection.scalars(sa.select(stage_models.c.model).distinct().order_by(stage_models.c.model)).all()
    return [*DEFAULTS, *(name for name in saved if name not in DEFAULTS)]


def read_versions(state: Database, name: str) -> list[Kept]:
    """Return all versions of a model, oldest first.

    Raises:
        NotFound: naming the models that are there.
    """
    c = stage_models.c
    with state.read() as connection:
        rows = connection.execute(sa.select(stage_models).where(c.model == name).order_by(c.version)).all()
    brought = [_brought_along(name)] if name in DEFAULTS else []
    if not rows and not brought:
        there = ", ".join(model_ids(state))
        raise NotFound(f"stage model: expected one of {there}; got {name[:60]!r}.")
    return [*brought, *map(_kept, rows)]


def offered(state: Database, text: str) -> tuple[list[Kept], Kept]:
    """Return the versions there are, and the one that a document would make: the last one where nothing differs.

    Raises:
        DocumentInvalid: with every problem of the document.
        UsageError: when a model of this id belongs to other subjects.
    """
    model = load_model(text)
    try:
        versions = read_versions(state, model.id)
    except NotFound:
        return [], Kept(model, 1, dump_model(model))
    last = versions[-1]
    if last.model.subject is not model.subject:
        raise UsageError(
            f"stage model {model.id!r}: expected the subject {last.model.subject}, as in version {last.version}; got "
            f"{model.subject}. Give the document another id."
        )
    canonical = dump_model(model)
    return versions, last if canonical == last.text else Kept(model, last.version + 1, canonical)


def keep_version(
    state: Database,
    text: str,
    *,
    now: datetime,
    who: str,
    why: str,
    base: int | None = None,
    valid_from: datetime | None = None,
    from_beginning: bool = False,
) -> tuple[Kept, bool]:
    """Keep a document as a new version; returns it, or the last one where nothing differs, and whether it is new.

    Args:
        state: the state database.
        text: YAML or JSON document.
        now: the time.
        who: says who it was, for the list of versions.
        why: the reason, likewise.
        base: the version the text was written from; None to build upon whatever is last.
        valid_from: when it begins to hold; without it and without `from_beginning` now, or for the first version of
            a model from the beginning on.
        from_beginning: it judges all of the past.

    Raises:
        DocumentInvalid: with every problem of the document; nothing was kept.
        UsageError: when another version is the last one, or a text is too long; nothing was kept.
    """
    for name, words in (("who", who), ("why", why)):
        if len(words) > MOST_WORDS:
            raise UsageError(f"{name}: expected at most {MOST_WORDS} characters; got {len(words)}. Shorten it.")
    if valid_from is not None and from_beginning:
        raise UsageError("valid_from, from_beginning: expected at most one of them; got both. Choose one.")
    with state.write() as connection:
        versions, found = offered(state, text)
        last = versions[-1].version if versions else 0
        if base is not None and base != last:
            raise UsageError(
                f"stage model {found.model.id!r}: expected a text written from version {last}, got one written from "
                f"version {base}. Somebody changed the model meanwhile: open the newest version and make the change "
                "there."
            )
        if versions and found is versions[-1]:
            return found, False
        begins = first_instant(versions, now, valid_from, from_beginning=from_beginning)
        connection.execute(
            stage_models.insert().values(
                model=found.model.id,
                version=found.version,
                document=found.text,
                content_hash=found.content_hash,
                valid_from=_microseconds(begins),
                created_at=_microseconds(now),
                who=who,
                why=why,
            )
        )
    return Kept(found.model, found.version, found.text, begins, now, who, why), True


def first_instant(
    versions: Sequence[Kept], now: datetime, valid_from: datetime | None, *, from_beginning: bool
) -> datetime | None:
    """Return when a new version begins to hold; None for all of the past."""
    if from_beginning or (valid_from is None and not versions):
        return None
    return valid_from if valid_from is not None else now


def spans_of(versions: Sequence[Kept]) -> list[Span]:
    """Cut time into the stretches in which one version judges, oldest first."""
    spans: list[Span] = []
    end: datetime | None = None
    for kept in reversed(versions):
        if spans and end is None:
            break
        if end is None or kept.valid_from is None or kept.valid_from < end:
            spans.append(Span(kept.version, kept.model, kept.valid_from, end))
            end = kept.valid_from
    return spans[::-1]


def _brought_along(name: str) -> Kept:
    model = default_model(name)
    return Kept(model, 0, dump_model(model))


def _kept(row: sa.Row[Any]) -> Kept:
    return Kept(
        model=_loaded(row.document),
        version=row.version,
        text=row.document,
        valid_from=_instant(row.valid_from),
        created_at=_instant(row.created_at),
        who=row.who,
        why=row.why,
    )


@lru_cache(maxsize=256)
def _loaded(text: str) -> StageModel:
    return load_model(text)


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def _microseconds(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // timedelta(microseconds=1)
