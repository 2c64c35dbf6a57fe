"""Versions of maps in the state database: added, moved, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from wegmarke.domain import NotFound, StoreDamaged, UsageError
from wegmarke.domain.map_versions import MapAct, MapStatus
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.native import content_hash, dump_map, load_map
from wegmarke.maps.tables import map_acts, map_numbers, map_versions, maps

MOST_WORDS = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """A version without its document."""

    map: str
    version: int
    status: MapStatus
    content_hash: str | None
    based_on: int | None
    created_at: datetime
    changed_at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, why and when."""

    who: str
    why: str
    now: datetime

    def __post_init__(self) -> None:
        """Refuse words nobody reads."""
        for name, words in (("who", self.who), ("why", self.why)):
            if len(words) > MOST_WORDS:
                raise UsageError(f"{name}: expected at most {MOST_WORDS} characters; got {len(words)}. Shorten it.")


def map_ids(connection: sa.Connection) -> list[str]:
    """Return the ids of all maps in the order of their first import."""
    return [*connection.scalars(sa.select(maps.c.id).order_by(maps.c.position))]


def kept_versions(connection: sa.Connection, map_id: str | None = None) -> list[Kept]:
    """Return the versions of a map, or of all maps, oldest first."""
    c = map_versions.c
    columns = (c.map, c.version, c.status, c.content_hash, c.based_on, c.created_at, c.changed_at, c.who, c.why)
    query = sa.select(*columns).order_by(c.map, c.version)
    rows = connection.execute(query if map_id is None else query.where(c.map == map_id)).all()
    return [
        Kept(name, version, MapStatus(status), digest, base, instant(made), instant(changed), who, why)
        for name, version, status, digest, base, made, changed, who, why in rows
    ]


def read_document(connection: sa.Connection, kept: Kept) -> JourneyMap:
    """Return what a version says.

    Raises:
        StoreDamaged: when it no longer says what it said when it was kept.
    """
    c = map_versions.c
    query = sa.select(c.document).where(c.map == kept.map, c.version == kept.version)
    journey_map = load_map(connection.execute(query).scalar_one())
    if kept.content_hash is not None and content_hash(journey_map) != kept.content_hash:
        raise StoreDamaged(
            f"map {kept.map}, version {kept.version}: expected what was kept under the hash {kept.content_hash[:12]}…; "
            "got other words. Restore the workspace from a backup."
        )
    return journey_map


def add_version(connection: sa.Connection, journey_map: JourneyMap, act: Act, based_on: int | None = None) -> Kept:
    """Keep a map as its next version, standing where the document says."""
    c = map_versions.c
    last = connection.scalar(sa.select(sa.func.max(c.version)).where(c.map == journey_map.id)) or 0
    if not last and connection.scalar(sa.select(maps.c.id).where(maps.c.id == journey_map.id)) is None:
        position = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(maps.c.position), 0))) or 0
        connection.execute(maps.insert().values(id=journey_map.id, position=int(position) + 1))
    status = MapStatus(journey_map.status)
    digest = content_hash(journey_map)
    kept = Kept(journey_map.id, int(last) + 1, status, digest, based_on, act.now, act.now, act.who, act.why)
    connection.execute(
        map_versions.insert().values(
            map=kept.map, version=kept.version, status=status.value, document=dump_map(journey_map),
            content_hash=digest, based_on=based_on, created_at=microseconds(act.now), changed_at=microseconds(act.now),
            who=act.who, why=act.why,
        )
    )  # fmt: skip
    _note(connection, kept.map, kept.version, None, status, act)
    return kept


def set_status(connection: sa.Connection, kept: Kept, after: MapStatus, act: Act) -> None:
    """Move a version and note who did it."""
    c = map_versions.c
    here = (c.map == kept.map) & (c.version == kept.version)
    connection.execute(map_versions.update().where(here).values(status=after.value, changed_at=microseconds(act.now)))
    _note(connection, kept.map, kept.version, kept.status, after, act)


def read_acts(connection: sa.Connection, map_id: str) -> list[MapAct]:
    """Return what happened to the versions of a map, oldest first."""
    c = map_acts.c
    query = sa.select(c.version, c.at, c.before, c.after, c.who, c.why).where(c.map == map_id).order_by(c.number)
    return [
        MapAct(version, instant(at), MapStatus(before) if before else None, MapStatus(after), who, why)
        for version, at, before, after, who, why in connection.execute(query)
    ]


def freeze_numbers(connection: sa.Connection, map_id: str, version: int, numbers: str, now: datetime) -> None:
    """Keep what was measured when a version was approved, in place of an earlier approval's."""
    c = map_numbers.c
    connection.execute(map_numbers.delete().where((c.map == map_id) & (c.version == version)))
    connection.execute(map_numbers.insert().values(map=map_id, version=version, at=microseconds(now), numbers=numbers))


def frozen_numbers(connection: sa.Connection, map_id: str) -> dict[int, str]:
    """Return the frozen numbers of a map by version, as JSON."""
    c = map_numbers.c
    rows = connection.execute(sa.select(c.version, c.numbers).where(c.map == map_id)).all()
    return {row.version: row.numbers for row in rows}


def choose(versions: list[Kept], version: int) -> Kept:
    """Return one of the versions of a map.

    Raises:
        NotFound: naming those that are there.
    """
    for kept in versions:
        if kept.version == version:
            return kept
    there = ", ".join(str(kept.version) for kept in versions)
    raise NotFound(f"map {versions[0].map}: expected one of the versions {there}; got {version}.")


def instant(at: int) -> datetime:
    """Read a stored time."""
    return _EPOCH + timedelta(microseconds=at)


def microseconds(at: datetime) -> int:
    """Write a time to be stored."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _note(
    connection: sa.Connection, map_id: str, version: int, before: MapStatus | None, after: MapStatus, act: Act
) -> None:
    connection.execute(
        map_acts.insert().values(
            map=map_id, version=version, at=microseconds(act.now), before=before.value if before else None,
            after=after.value, who=act.who, why=act.why,
        )
    )  # fmt: skip
