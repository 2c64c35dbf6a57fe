"""Versions of score documents: kept for ever; the newest one holds, also when a score is asked for the past."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa

from wegmarke.domain import NotFound, UsageError
from wegmarke.segments.scores.days import instant_of, microseconds
from wegmarke.segments.scores.document import Score
from wegmarke.segments.scores.library import DEFAULTS, default_score
from wegmarke.segments.scores.native import dump_score, load_score
from wegmarke.segments.scores.tables import said_crossings, score_documents
from wegmarke.state import Database

MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as it is kept; version 0 is what the product brings along."""

    score: Score
    version: int
    text: str
    created_at: datetime | None = None
    who: str = ""
    why: str = ""

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of the document."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def score_ids(state: Database) -> list[str]:
    """Return the ids of all scores, those that the product brings along first."""
    return [*DEFAULTS, *(name for name in saved_ids(state) if name not in DEFAULTS)]


def saved_ids(state: Database) -> list[str]:
    """Return the ids of scores that somebody saved."""
    with state.read() as connection:
        column = score_documents.c.score
        return list(connection.scalars(sa.select(column).distinct().order_by(column)))


def read_versions(state: Database, name: str) -> list[Kept]:
    """Return all versions of a score, oldest first.

    Raises:
        NotFound: naming the scores that are there.
    """
    c = score_documents.c
    with state.read() as connection:
        rows = connection.execute(sa.select(score_documents).where(c.score == name).order_by(c.version)).all()
    brought = [_brought_along(name)] if name in DEFAULTS else []
    if not rows and not brought:
        raise NotFound(f"score: expected one of {', '.join(score_ids(state))}; got {name[:60]!r}.")
    kept = [
        Kept(_loaded(row.document), row.version, row.document, instant_of(row.created_at), row.who, row.why)
        for row in rows
    ]
    return [*brought, *kept]


def offered(state: Database, text: str) -> tuple[list[Kept], Kept]:
    """Return the versions there are, and the one that a document would make: the last one where nothing differs.

    Raises:
        DocumentInvalid: with every problem of the document.
        UsageError: when a score of this id is of another kind, or a grade reads a score of another kind.
    """
    score = load_score(text)
    _check_reads(state, score)
    try:
        versions = read_versions(state, score.id)
    except NotFound:
        return [], Kept(score, 1, dump_score(score))
    last = versions[-1]
    if last.score.kind is not score.kind:
        raise UsageError(
            f"score {score.id!r}: expected the kind {last.score.kind}, as in version {last.version}; got {score.kind}. "
            "Give the document another id."
        )
    canonical = dump_score(score)
    return versions, last if canonical == last.text else Kept(score, last.version + 1, canonical)


def keep_version(
    state: Database, text: str, *, now: datetime, who: str, why: str, base: int | None = None
) -> tuple[Kept, bool]:
    """Keep a document as a new version; returns it, or the last one where nothing differs, and whether it is new.

    Raises:
        DocumentInvalid: with every problem of the document; nothing was kept.
        UsageError: when another version than `base` is the last one, or a text is too long; nothing was kept.
    """
    for name, words in (("who", who), ("why", why)):
        if len(words) > MOST_WORDS:
            raise UsageError(f"{name}: expected at most {MOST_WORDS} characters; got {len(words)}. Shorten it.")
    with state.write() as connection:
        versions, found = offered(state, text)
        last = versions[-1].version if versions else 0
        if base is not None and base != last:
            raise UsageError(
                f"score {found.score.id!r}: expected a text written from version {last}, got one written from version "
                f"{base}. Somebody changed the score meanwhile: open the newest version and make the change there."
            )
        if versions and found is versions[-1]:
            return found, False
        connection.execute(
            score_documents.insert().values(
                score=found.score.id,
                version=found.version,
                document=found.text,
                content_hash=found.content_hash,
                created_at=microseconds(now),
                who=who,
                why=why,
            )
        )
    return Kept(found.score, found.version, found.text, now, who, why), True


def remove(state: Database, name: str) -> None:
    """Remove all versions of a score and what was said of its thresholds; one that was brought along holds again.

    Raises:
        NotFound: naming the scores that are there.
        UsageError: when a grade reads it, or nothing of it was saved.
    """
    with state.write() as connection:
        versions = read_versions(state, name)
        if versions[-1].version == 0:
            raise UsageError(f"score {name!r}: expected a score that was saved; this one is brought along and stays.")
        readers = [other for other in score_ids(state) if name in _reads(read_versions(state, other)[-1].score)]
        if readers and name not in DEFAULTS:
            raise UsageError(
                f"score {name!r}: expected one that no grade reads; {', '.join(readers)} does. Change that one first."
            )
        connection.execute(score_documents.delete().where(score_documents.c.score == name))
        connection.execute(said_crossings.delete().where(said_crossings.c.score == name))


def _reads(score: Score) -> tuple[str, ...]:
    return (score.fit, score.engagement) if score.kind == "grade" else ()  # type: ignore[union-attr]


def _check_reads(state: Database, score: Score) -> None:
    for kind, name in zip(("fit", "engagement"), _reads(score), strict=False):
        found = read_versions(state, name)[-1].score
        if found.kind != kind:
            raise UsageError(f"{kind}: expected the id of a score of the kind {kind}; got {name!r}, a {found.kind}.")


def _brought_along(name: str) -> Kept:
    score = default_score(name)
    return Kept(score, 0, dump_score(score))


@lru_cache(maxsize=256)
def _loaded(text: str) -> Score:
    return load_score(text)
