"""Links to surveys: for whom, how often they were answered, and who does not want any more of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from wegmarke.identity.tables import identifiers
from wegmarke.state import Database
from wegmarke.surveys.tables import survey_links, survey_refusals
from wegmarke.surveys.tokens import Token

MOST_ANSWERS: Final = 20
"""So often one link may be answered anew."""
_LINK_BYTES: Final = 16
_CHUNK: Final = 500
_MICROSECONDS_PER_MINUTE: Final = 60_000_000
_PERSON: Final = "person"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is kept.

    Attributes:
        token: what it says.
        person: the person it belongs to now; None for nobody known.
        made_at: µs since 1970, UTC.
        answers: how often it was answered.
        score: the last answer; None before the first.
    """

    token: Token
    person: int | None
    made_at: int
    answers: int = 0
    score: int | None = None


def make_links(
    connection: sa.Connection, survey: str, persons: Sequence[int | None], language: str, *, at: int, days: int
) -> list[Link]:
    """Make a link for each person, None for nobody known, in a transaction at hand."""
    expires_at = at // _MICROSECONDS_PER_MINUTE + days * 24 * 60
    made = [Link(Token(survey, os.urandom(_LINK_BYTES), language, expires_at), person, at) for person in persons]
    rows = [
        {
            "link": link.token.link, "survey": survey, "identifier": link.person, "language": language, "made_at": at,
            "expires_at": expires_at, "answers": 0, "score": None,
        }
        for link in made
    ]  # fmt: skip
    if rows:
        connection.execute(survey_links.insert(), rows)
    return made


def links_of(state: Database, survey: str, *, most: int, after: int = 0) -> list[Link]:
    """Return links of a survey, the newest first."""
    query = _query().where(survey_links.c.survey == survey)
    query = query.order_by(survey_links.c.made_at.desc(), survey_links.c.link).limit(most).offset(after)
    with state.read() as connection:
        return [_link(row) for row in connection.execute(query)]


def kept_link(connection: sa.Connection, token: Token) -> Link | None:
    """Return the link of a token; None where it was removed, as that of a person who was erased."""
    row = connection.execute(_query().where(survey_links.c.link == token.link)).one_or_none()
    return None if row is None or row.survey != token.survey else _link(row)


def answered(connection: sa.Connection, token: Token, score: int) -> None:
    """Write down that a link was answered."""
    connection.execute(
        survey_links.update()
        .where(survey_links.c.link == token.link)
        .values(answers=survey_links.c.answers + 1, score=score)
    )


def refuse(connection: sa.Connection, link: Link, *, at: int) -> None:
    """Write down that the person of a link does not want to be asked, by all their identifiers."""
    if link.person is None:
        return
    theirs = sa.select(identifiers.c.hash).where(
        identifiers.c.subject == _PERSON, identifiers.c.owner == link.person
    )  # fmt: skip
    marks = set(connection.execute(theirs).scalars())
    known = set(connection.execute(sa.select(survey_refusals.c.hash)).scalars())
    if marks - known:
        connection.execute(survey_refusals.insert(), [{"hash": one, "at": at} for one in sorted(marks - known)])


def refused_among(state: Database, persons: Sequence[int]) -> set[int]:
    """Return those of some persons who do not want to be asked: one of their identifiers says so."""
    found: set[int] = set()
    with state.read() as connection:
        for some in _parts(persons):
            query = (
                sa.select(identifiers.c.owner)
                .join(survey_refusals, survey_refusals.c.hash == identifiers.c.hash)
                .where(identifiers.c.subject == _PERSON, identifiers.c.owner.in_(some))
            )
            found.update(connection.execute(query).scalars())
    return found


def erase_persons(connection: sa.Connection, numbers: Iterable[int]) -> int:
    """Erase the links of persons, by the numbers of all their identifiers, in a transaction at hand.

    Tokens that are out stay valid and open the page of nobody known. That somebody does not want to be asked stays, as
    a hash. Returns how many links there were.
    """
    erased = 0
    for some in _parts(list(numbers)):
        erased += connection.execute(survey_links.delete().where(survey_links.c.identifier.in_(some))).rowcount
    return erased


def _query() -> sa.Select[tuple[object, ...]]:
    columns = survey_links.c
    return sa.select(
        columns.link, columns.survey, columns.language, columns.expires_at, columns.made_at, columns.answers,
        columns.score, identifiers.c.owner,
    ).outerjoin(
        identifiers, sa.and_(identifiers.c.subject == _PERSON, identifiers.c.identifier == columns.identifier)
    )  # fmt: skip


def _link(row: sa.Row[tuple[object, ...]]) -> Link:
    token = Token(row.survey, bytes(row.link), row.language, row.expires_at)
    return Link(token, row.owner, row.made_at, row.answers, row.score)


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK))
