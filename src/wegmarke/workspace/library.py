"""The maps of a workspace and the touchpoints they bring along.

The *reference map* gives touches their phase: the live map, or else the map that was imported first.
A touchpoint id means the same touchpoint on every map; where two maps disagree about its rule, the
reference map wins, then the older map.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from wegmarke.domain import Clock, NotFound, UsageError
from wegmarke.domain.map_versions import MapAct, MapStatus
from wegmarke.domain.views import MapSummary
from wegmarke.events import Recogniser, Recognition
from wegmarke.maps import JourneyMap, content_hash
from wegmarke.maps import versions as map_versions
from wegmarke.state import Database

_MOST_READ = 64


@dataclass(frozen=True, slots=True)
class Brought:
    """A touchpoint that can be recognised, and the map that brings its rule."""

    recogniser: Recogniser
    document: JourneyMap


class Library:
    """Keeps versions of map documents, and knows which map is the reference and which version stands for its map.

    A map's live version stands for it; while there is none, its newest one that was not retired.
    """

    def __init__(self, state: Database, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._read: OrderedDict[tuple[str, int], JourneyMap] = OrderedDict()

    def put(self, document: JourneyMap, *, who: str = "", why: str = "", base: int | None = None) -> bool:
        """Keep a map as a new version; returns False when nothing changed.

        A document that says the same as the newest version makes none; where it stands further along, that version
        moves there. Making a version live retires the one that was, and takes another map down to approved: one map
        is the reference.

        Args:
            document: the map, standing where it says.
            who: says who it was.
            why: the reason.
            base: the version it was written from; None to build upon whatever is newest.

        Raises:
            UsageError: when another version is the newest; nothing was kept.
        """
        act = self._act(who, why)
        status = MapStatus(document.status)
        with self._state.write() as connection:
            there = map_versions.kept_versions(connection, document.id)
            newest = there[-1] if there else None
            if newest is not None and base is not None and base != newest.version:
                raise UsageError(
                    f"map {document.id}: expected a text written from version {newest.version}, got one written from "
                    f"version {base}. Somebody changed the map meanwhile: open the newest version and make the change "
                    "there."
                )
            if newest is not None and content_hash(self._document(connection, newest)) == content_hash(document):
                if not map_versions.is_forward(newest.status, status):
                    return False
                self._make_room(connection, newest, status, act)
                map_versions.set_status(connection, newest, status, act)
                return True
            kept = map_versions.add_version(connection, document, act, newest.version if newest else None)
            self._make_room(connection, kept, status, act)
        return True

    def move(self, map_id: str, version: int, status: MapStatus, *, who: str, why: str, numbers: str = "") -> bool:
        """Move a version to another status; returns whether the map that gives touches their phase may have changed.

        Args:
            map_id: the map.
            version: its version.
            status: where it shall stand.
            who: says who it was.
            why: the reason.
            numbers: what was measured, to be frozen with it.

        Raises:
            NotFound: naming what is there.
            UsageError: when it cannot go there from where it stands.
        """
        act = self._act(who, why)
        with self._state.write() as connection:
            there = self._there(connection, map_id)
            before = map_versions.standing(there)
            kept = map_versions.choose(there, version)
            map_versions.check_move(map_id, version, kept.status, status)
            self._make_room(connection, kept, status, act)
            map_versions.set_status(connection, kept, status, act)
            if numbers:
                map_versions.freeze_numbers(connection, map_id, version, numbers, act.now)
            after = map_versions.standing(map_versions.kept_versions(connection, map_id))
        return MapStatus.LIVE in (kept.status, status) or before != after

    def restore(self, map_id: str, version: int, *, who: str, why: str) -> map_versions.Kept:
        """Keep what a version says as a new draft.

        Raises:
            NotFound: naming what is there.
        """
        with self._state.write() as connection:
            kept = map_versions.choose(self._there(connection, map_id), version)
            document = msgspec.structs.replace(self._document(connection, kept), status=MapStatus.DRAFT.value)
            return map_versions.add_version(connection, document, self._act(who, why), version)

    def in_the_way(self, map_id: str, version: int, status: MapStatus) -> list[tuple[map_versions.Kept, MapStatus]]:
        """Return what would be taken down, and to where, if a version came to stand somewhere."""
        with self._state.read() as connection:
            return self._in_the_way(connection, map_id, version, status)

    def _make_room(
        self, connection: sa.Connection, kept: map_versions.Kept, status: MapStatus, act: map_versions.Act
    ) -> None:
        """Take down what is live elsewhere, before a version becomes it."""
        for other, down in self._in_the_way(connection, kept.map, kept.version, status):
            map_versions.set_status(connection, other, down, act)

    def _in_the_way(
        self, connection: sa.Connection, map_id: str, version: int, status: MapStatus
    ) -> list[tuple[map_versions.Kept, MapStatus]]:
        if status is not MapStatus.LIVE:
            return []
        return [
            (other, MapStatus.RETIRED if other.map == map_id else MapStatus.APPROVED)
            for other in map_versions.kept_versions(connection)
            if other.status is MapStatus.LIVE and (other.map, other.version) != (map_id, version)
        ]

    def get(self, map_id: str, version: int | None = None) -> JourneyMap:
        """Return a version of a map; the one that stands for it where none is named.

        Raises:
            NotFound: naming what is there.
        """
        with self._state.read() as connection:
            there = self._there(connection, map_id)
            kept = map_versions.choose(there, map_versions.standing(there) if version is None else version)
            return self._standing_where(self._document(connection, kept), kept)

    def versions(self, map_id: str) -> list[map_versions.Kept]:
        """Return the versions of a map, oldest first.

        Raises:
            NotFound: naming the maps that are there.
        """
        with self._state.read() as connection:
            return self._there(connection, map_id)

    def acts(self, map_id: str) -> list[MapAct]:
        """Return what happened to the versions of a map, oldest first."""
        with self._state.read() as connection:
            return map_versions.read_acts(connection, map_id)

    def frozen(self, map_id: str) -> dict[int, str]:
        """Return the numbers that were frozen with approvals, by version, as JSON."""
        with self._state.read() as connection:
            return map_versions.frozen_numbers(connection, map_id)

    def all_versions(self) -> list[tuple[map_versions.Kept, JourneyMap]]:
        """Return every version of every map with what it says, in the order in which they were kept."""
        with self._state.read() as connection:
            kept = sorted(
                map_versions.kept_versions(connection), key=lambda one: (one.created_at, one.map, one.version)
            )
            return [(one, self._document(connection, one)) for one in kept]

    def summaries(self) -> list[MapSummary]:
        """Return one line per map, the reference map first."""
        with self._state.read() as connection:
            chosen = self._standing(connection)
            chosen.sort(key=lambda kept: kept.status is not MapStatus.LIVE)
            return [_summary(kept, self._document(connection, kept)) for kept in chosen]

    def _standing(self, connection: sa.Connection) -> list[map_versions.Kept]:
        """Return the version that stands for each map, in the order of first import."""
        there: dict[str, list[map_versions.Kept]] = {map_id: [] for map_id in map_versions.map_ids(connection)}
        for kept in map_versions.kept_versions(connection):
            there[kept.map].append(kept)
        return [map_versions.choose(some, map_versions.standing(some)) for some in there.values()]

    def _there(self, connection: sa.Connection, map_id: str) -> list[map_versions.Kept]:
        there = map_versions.kept_versions(connection, map_id)
        if not there:
            known = ", ".join(map_versions.map_ids(connection)) or "none yet"
            raise NotFound(f"map: expected one of the maps of this workspace ({known}); got {map_id!r}.")
        return there

    def _document(self, connection: sa.Connection, kept: map_versions.Kept) -> JourneyMap:
        key = (kept.map, kept.version)
        known = self._read.get(key)
        if known is None:
            known = self._read[key] = map_versions.read_document(connection, kept)
            while len(self._read) > _MOST_READ:
                self._read.popitem(last=False)
        return known

    def _standing_where(self, document: JourneyMap, kept: map_versions.Kept) -> JourneyMap:
        if document.status == kept.status:
            return document
        return msgspec.structs.replace(document, status=kept.status.value)

    def _act(self, who: str, why: str) -> map_versions.Act:
        return map_versions.Act(who, why, self._clock.now())

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
        """Return what stands for each map, the reference map first; `instead` as if it were kept."""
        with self._state.read() as connection:
            kept = [self._standing_where(self._document(connection, one), one) for one in self._standing(connection)]
        if instead is not None:
            kept = _with(instead, kept)
        return sorted(kept, key=lambda document: document.status != MapStatus.LIVE)


def _with(instead: JourneyMap, kept: list[JourneyMap]) -> list[JourneyMap]:
    """Return what would stand for each map if a document were kept: a draft does not take the place of a live map."""
    there = {document.id: document for document in kept}
    is_live = instead.status == MapStatus.LIVE
    before = there.get(instead.id)
    if before is not None and before.status == MapStatus.LIVE and not is_live:
        return kept
    if is_live:
        there = {name: _taken_down(document) for name, document in there.items()}
    return [*(there | {instead.id: instead}).values()]


def _taken_down(document: JourneyMap) -> JourneyMap:
    if document.status != MapStatus.LIVE:
        return document
    return msgspec.structs.replace(document, status=MapStatus.APPROVED.value)


def _summary(kept: map_versions.Kept, document: JourneyMap) -> MapSummary:
    return MapSummary(
        id=kept.map,
        title=document.title,
        status=kept.status.value,
        phases=len(document.phases),
        touchpoints=len(document.touchpoints),
        updated_at=kept.changed_at,
    )
