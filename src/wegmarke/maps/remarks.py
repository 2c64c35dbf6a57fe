"""Comments on the things of a map, in the state database; they belong to the map and not to a version of it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.map_drafts import MapComment
from wegmarke.maps.tables import map_comments
from wegmarke.maps.versions.store import instant, microseconds

MOST_CHARACTERS: Final = 4_000
_MENTION: Final = re.compile(r"(?<![\w@])@(\w[\w.-]{0,58}\w|\w)")


def mentions(text: str) -> tuple[str, ...]:
    """Return the names after an @, each once.

    >>> mentions("@Ada, please ask @b.meier (ada@example.org). @Ada?")
    ('Ada', 'b.meier')
    """
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def add(
    connection: sa.Connection, map_id: str, about: tuple[str, str], text: str, who: str, now: datetime
) -> MapComment:
    """Keep a comment.

    Raises:
        UsageError: when it is empty or longer than anybody reads.
    """
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise UsageError(f"text: expected 1 to {MOST_CHARACTERS} characters; got {len(text.strip())}. Write it again.")
    space, thing = about
    words = {"map": map_id, "space": space, "thing": thing, "text": text, "who": who, "at": microseconds(now)}
    number = connection.execute(map_comments.insert().values(**words)).inserted_primary_key
    assert number is not None
    return _by_number(connection, map_id, number[0])


def settle(connection: sa.Connection, map_id: str, number: int, who: str, now: datetime) -> MapComment:
    """Settle a comment; one that is settled already stays as it is.

    Raises:
        NotFound: when the map has no such comment.
    """
    c = map_comments.c
    here = (c.map == map_id) & (c.number == number) & c.resolved_at.is_(None)
    connection.execute(map_comments.update().where(here).values(resolved_at=microseconds(now), resolved_by=who))
    return _by_number(connection, map_id, number)


def of_map(connection: sa.Connection, map_id: str) -> list[MapComment]:
    """Return the comments of a map, oldest first."""
    c = map_comments.c
    return [_comment(row) for row in connection.execute(_all().where(c.map == map_id).order_by(c.number))]


def state_of(connection: sa.Connection, map_id: str) -> int:
    """Return a number that rises with every comment and every settling."""
    c = map_comments.c
    query = sa.select(sa.func.count(), sa.func.count(c.resolved_at)).where(c.map == map_id)
    said, settled = connection.execute(query).one()
    return int(said) + int(settled)


def _by_number(connection: sa.Connection, map_id: str, number: int) -> MapComment:
    c = map_comments.c
    row = connection.execute(_all().where(c.map == map_id, c.number == number)).one_or_none()
    if row is None:
        raise NotFound(f"comment: expected the number of one on map {map_id}; got {number}.")
    return _comment(row)


def _all() -> sa.Select[tuple[object, ...]]:
    return sa.select(map_comments)


def _comment(row: sa.Row[tuple[object, ...]]) -> MapComment:
    return MapComment(
        number=row.number, map=row.map, space=row.space, thing=row.thing, text=row.text, who=row.who,
        at=instant(row.at), mentions=mentions(row.text),
        resolved_at=None if row.resolved_at is None else instant(row.resolved_at), resolved_by=row.resolved_by or "",
    )  # fmt: skip
