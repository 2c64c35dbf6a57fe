"""The maps of a workspace and the touchpoints they bring along.

The *reference map* gives touches their phase: the live map, or else the map that was imported first.
A touchpoint id means the same touchpoint on every map; where two maps disagree about its rule, the
reference map wins, then the older map.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import Clock, NotFound
from wegmarke.domain.views import MapSummary
from wegmarke.events import Recogniser, Recognition
from wegmarke.maps import JourneyMap, dump_map, load_map
from wegmarke.maps.tables import maps
from wegmarke.state import Database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Brought:
    """A touchpoint that can be recognised, and the map that brings its rule."""

    recogniser: Recogniser
    document: JourneyMap


class Library:
    """Keeps map documents and knows which one is the reference."""

    def __init__(self, state: Database, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._read: dict[str, tuple[str, JourneyMap]] = {}

    def put(self, document: JourneyMap) -> bool:
        """Keep a map in place of the one with the same id; returns False when nothing changed.

        Making a map live takes another live map down to approved: one map is the reference.
        """
        with self._state.write() as connection:
            if document.status == "live":
                for other in self._live(connection):
                    if other.id != document.id:
                        self._write(connection, msgspec.structs.replace(other, status="approved"))
            return self._write(connection, document)

    def _live(self, connection: sa.Connection) -> list[JourneyMap]:
        texts = connection.scalars(sa.select(maps.c.document).where(maps.c.status == "live")).all()
        return [load_map(text) for text in texts]

    def _write(self, connection: sa.Connection, document: JourneyMap) -> bool:
        text = dump_map(document)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if connection.scalar(sa.select(maps.c.content_hash).where(maps.c.id == document.id)) == digest:
            return False
        last = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(maps.c.position), 0))) or 0
        values = {
            "status": document.status,
            "document": text,
            "content_hash": digest,
            "updated_at": int(self._clock.now().timestamp() * 1_000_000),
        }
        statement = insert(maps).values(id=document.id, position=int(last) + 1, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
        return True

    def get(self, map_id: str) -> JourneyMap:
        """Return a map.

        Raises:
            NotFound: naming the maps that are there.
        """
        with self._state.read() as connection:
            query = sa.select(maps.c.content_hash, maps.c.document).where(maps.c.id == map_id)
            row = connection.execute(query).one_or_none()
        if row is None:
            there = ", ".join(summary.id for summary in self.summaries()) or "none yet"
            raise NotFound(f"map: expected one of the maps of this workspace ({there}); got {map_id!r}.")
        digest, known = self._read.get(map_id, ("", None))
        if known is None or digest != row[0]:
            known = load_map(row[1])
            self._read[map_id] = (row[0], known)
        return known

    def summaries(self) -> list[MapSummary]:
        """Return one line per map, the reference map first."""
        with self._state.read() as connection:
            query = sa.select(maps.c.id, maps.c.status, maps.c.updated_at).order_by(
                maps.c.status != "live", maps.c.position
            )
            rows = connection.execute(query).all()
        return [self._summary(*row) for row in rows]

    def reference(self) -> JourneyMap | None:
        """Return the live map, or the oldest one; None while there is no map."""
        summaries = self.summaries()
        return self.get(summaries[0].id) if summaries else None

    def recognition(self, instead: JourneyMap | None = None) -> Recognition:
        """Return the touchpoints that have a rule, those of the reference map first.

        Args:
            instead: a map that is taken as if it were kept.
        """
        return Recognition(tuple(brought.recogniser for brought in self.brought(instead)))

    def brought(self, instead: JourneyMap | None = None) -> list[Brought]:
        """Return the touchpoints that have a rule in order of priority, and which map brings each."""
        found: dict[str, Brought] = {}
        for place, document in enumerate(self.documents(instead)):
            numbers = {phase.id: number for number, phase in enumerate(document.phases, 1)}
            phases = document.phase_of_touchpoint() if place == 0 else {}
            for touchpoint in document.touchpoints:
                if touchpoint.rule is not None:
                    phase = numbers.get(phases.get(touchpoint.id, ""))
                    recogniser = Recogniser(touchpoint.id, touchpoint.rule, phase)
                    found.setdefault(touchpoint.id, Brought(recogniser, document))
        return list(found.values())

    def documents(self, instead: JourneyMap | None = None) -> list[JourneyMap]:
        """Return all maps, the reference map first; `instead` stands where it would if it were kept."""
        kept = [self.get(summary.id) for summary in self.summaries()]
        if instead is None:
            return kept
        if instead.id not in {document.id for document in kept}:
            kept.append(instead)
        # where one map becomes live, the others no longer are
        others_stay = instead.status != "live"
        replaced = [instead if document.id == instead.id else document for document in kept]
        live = {
            document.id for document in replaced if document.status == "live" and (others_stay or document is instead)
        }
        order = self._positions()
        return sorted(replaced, key=lambda document: (document.id not in live, order.get(document.id, len(order) + 1)))

    def _positions(self) -> dict[str, int]:
        with self._state.read() as connection:
            rows = connection.execute(sa.select(maps.c.id).order_by(maps.c.position)).all()
        return {row[0]: place for place, row in enumerate(rows)}

    def _summary(self, map_id: str, status: str, updated_at: int) -> MapSummary:
        document = self.get(map_id)
        return MapSummary(
            id=map_id,
            title=document.title,
            status=status,
            phases=len(document.phases),
            touchpoints=len(document.touchpoints),
            updated_at=_EPOCH + timedelta(microseconds=updated_at),
        )
