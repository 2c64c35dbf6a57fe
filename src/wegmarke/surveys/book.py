"""Keep and find surveys."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from wegmarke.domain import LocalizedText, NotFound
from wegmarke.domain.errors import DocumentInvalid, Problem
from wegmarke.domain.surveys import Survey, SurveyKind, SurveyLine
from wegmarke.state import Database
from wegmarke.surveys.tables import survey_links, surveys

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_SURVEYS: Final = 1_000


def keep(connection: sa.Connection, survey: Survey, at: datetime, *, is_new: bool) -> None:
    """Keep a checked survey in a transaction at hand; its kind stays what it was when links were made.

    Raises:
        DocumentInvalid: when a new one has an id that is taken, or there are too many.
        NotFound: when one that is changed is not there.
    """
    document = json.dumps(asdict(survey), sort_keys=True, ensure_ascii=False)
    known = connection.scalar(sa.select(surveys.c.document).where(surveys.c.id == survey.id))
    if is_new:
        if known is not None:
            raise _refused("id", "one that no survey has yet", survey.id, "Write another one.")
        if (connection.scalar(sa.select(sa.func.count()).select_from(surveys)) or 0) >= _MOST_SURVEYS:
            raise _refused("id", f"at most {_MOST_SURVEYS} surveys", "one more", "Remove one first.")
        connection.execute(surveys.insert().values(id=survey.id, document=document, made_at=_micros(at)))
        return
    if known is None:
        raise _unknown(survey.id)
    if (before := _survey(known).kind) is not survey.kind:
        raise _refused("kind", f"{before.value}, as it was made", survey.kind.value, "Make another survey.")
    connection.execute(surveys.update().where(surveys.c.id == survey.id).values(document=document))


def get(state: Database, name: str) -> Survey:
    """Return a survey, or raise `NotFound`."""
    with state.read() as connection:
        document = connection.scalar(sa.select(surveys.c.document).where(surveys.c.id == name))
    if document is None:
        raise _unknown(name)
    return _survey(document)


def find(state: Database) -> list[SurveyLine]:
    """Return all surveys, the newest first."""
    count = sa.func.count(survey_links.c.link)
    answered = sa.func.coalesce(sa.func.sum(survey_links.c.answers > 0), 0)
    query = (
        sa.select(surveys.c.document, surveys.c.made_at, count, answered)
        .outerjoin(survey_links, survey_links.c.survey == surveys.c.id)
        .group_by(surveys.c.id)
        .order_by(surveys.c.made_at.desc(), surveys.c.id)
    )
    with state.read() as connection:
        rows = connection.execute(query).all()
    return [SurveyLine(_survey(document), instant(at), links, int(done)) for document, at, links, done in rows]


def remove(connection: sa.Connection, name: str) -> None:
    """Remove a survey and its links in a transaction at hand; answers that were given stay.

    Raises:
        NotFound: when there is none of this id.
    """
    if not connection.execute(surveys.delete().where(surveys.c.id == name)).rowcount:
        raise _unknown(name)
    connection.execute(survey_links.delete().where(survey_links.c.survey == name))


def instant(micros: int) -> datetime:
    """Return the instant of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=micros)


def _survey(document: str) -> Survey:
    given: dict[str, Any] = json.loads(document)
    texts = {name: LocalizedText(**given[name]) for name in ("question", "thanks")}
    return Survey(**{**given, **texts, "kind": SurveyKind(given["kind"])})


def _refused(place: str, expected: str, came: str, what_to_do: str) -> DocumentInvalid:
    problem = Problem(place, expected, came, what_to_do)
    return DocumentInvalid("This survey cannot be used; nothing was kept.", problems=[problem])


def _unknown(name: str) -> NotFound:
    return NotFound(f"survey: expected the id of a survey; got {name[:50]!r}. See the list.")


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
