"""Observed paths beside a map: how far they follow it, and what they propose for it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from wegmarke.accounts import buying_groups
from wegmarke.domain import TOUCH_UNITS, UsageError
from wegmarke.domain.map_conformance import DeviatingUnits, MapConformance
from wegmarke.domain.map_discovery import DiscoveryParameters, MapDiscovery
from wegmarke.domain.map_versions import MapDifference, MapStatus
from wegmarke.maps import JourneyMap, difference
from wegmarke.maps import conformance as map_conformance
from wegmarke.maps import discovery as map_discovery
from wegmarke.maps import versions as map_versions
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.questions import ask_in_one_state
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores


class MapConformanceDoor(Door):
    """Conformance of paths with maps."""

    @operation("maps")
    def conformance(
        self,
        map_id: str,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        whole: bool = False,
        others: bool = False,
        length: str = "month",
        version: int | None = None,
    ) -> MapConformance:
        """Return how far observed paths follow a map, and where they leave it.

        Args:
            map_id: the map.
            by: unit of analysis.
            start: touches before do not count.
            end: touches from here on do not count.
            whole: paths count as over, so that what they lack at their end is missing.
            others: touches at touchpoints that the map does not know count, as unplanned.
            length: of the periods of the trend: week, month or quarter.
            version: its number; the one that stands for the map without.

        Raises:
            NotFound: naming what is there.
            UsageError: when the map expects nothing, or has too many states.
        """
        return self._beside(map_id, by, start, end, whole, others, length, version).answer

    @operation("maps")
    def deviating_units(
        self,
        map_id: str,
        kind: str,
        phase: str,
        touchpoint: str | None = None,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        whole: bool = False,
        others: bool = False,
        version: int | None = None,
        step: str | None = None,
    ) -> DeviatingUnits:
        """Return the units behind a deviation, those that follow the map least first, with names the viewer may see.

        Args:
            map_id: the map.
            kind: of the deviation.
            phase: id of the phase.
            touchpoint: its id; None for all of the phase.
            step: id of the step, where any of several touchpoints is missing.
            by: unit of analysis.
            start: as of the conformance, like all below.
            end: likewise.
            whole: likewise.
            others: likewise.
            version: likewise.

        Raises:
            NotFound: naming what is there.
            UsageError: for a kind that does not exist.
        """
        found = self._beside(map_id, by, start, end, whole, others, "month", version).units(
            kind, phase, touchpoint, step
        )
        if by not in TOUCH_UNITS:
            return found
        names = shown_labels(self.stores, [one.unit for one in found.units], by)
        named = tuple(dataclasses.replace(one, name=names.get(one.unit, "")) for one in found.units)
        return dataclasses.replace(found, units=named)

    @operation("maps")
    def discovery(
        self,
        map_id: str,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        asked: DiscoveryParameters = DiscoveryParameters(),  # noqa: B008  # frozen
    ) -> MapDiscovery:
        """Propose what observed paths say about a map, beside its newest version; nothing is changed.

        Args:
            map_id: the map.
            by: unit of analysis.
            start: touches before do not count.
            end: touches from here on do not count.
            asked: method and thresholds.

        Raises:
            NotFound: naming the maps that are there.
            UsageError: for thresholds that make no proposal.
        """
        return _discovered(self.stores, map_id, by, start, end, asked)

    @operation("maps")
    def rehearse_accept(
        self,
        map_id: str,
        pieces: tuple[str, ...],
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        asked: DiscoveryParameters = DiscoveryParameters(),  # noqa: B008  # frozen
    ) -> list[MapDifference]:
        """Say what accepting some pieces would change, with those they need; nothing is changed.

        Raises:
            NotFound: naming the maps that are there.
            UsageError: for a piece that the proposal does not have.
        """
        found = _discovered(self.stores, map_id, by, start, end, asked)
        draft, _ = _newest(self.stores, map_id)
        return [*difference.spoken_changes(draft, _accepted(draft, found, pieces))]

    @operation("maps")
    def accept(
        self,
        map_id: str,
        pieces: tuple[str, ...],
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        asked: DiscoveryParameters = DiscoveryParameters(),  # noqa: B008  # frozen
        seen: str = "",
        who: str = "",
        why: str = "",
    ) -> int:
        """Put pieces of a proposal, and those they need, into a new draft version; returns its number.

        Args:
            map_id: the map.
            pieces: ids of pieces.
            by: as of the discovery, like the four below.
            start: likewise.
            end: likewise.
            asked: likewise.
            seen: name of the proposal that was shown; without it nobody looked.
            who: says who it was.
            why: the reason.

        Raises:
            NotFound: naming the maps that are there.
            UsageError: when nothing is chosen, the proposal is another one by now, or has no such piece; nothing was
                kept.
            DocumentInvalid: when the pieces do not fit the draft; nothing was kept.
        """
        stores = self.stores
        if not pieces:
            raise UsageError("pieces: expected at least one piece of the proposal; got none. Choose some.")
        with stores.work:
            found = _discovered(stores, map_id, by, start, end, asked)
            if seen and seen != found.seen:
                raise UsageError("pieces: data or map changed since the proposal was shown. Look at it again.")
            draft, base = _newest(stores, map_id)
            document = _accepted(draft, found, pieces)
            if stores.library.put(document, who=who, why=why or "discovery", base=base):
                stores.state_of_data += 1
                stores.settle()
        return stores.library.versions(map_id)[-1].version

    def _beside(
        self,
        map_id: str,
        by: str,
        start: datetime | None,
        end: datetime | None,
        whole: bool,
        others: bool,
        length: str,
        version: int | None,
    ) -> map_conformance.Beside:
        """Return the alignments of one map; those that were asked for last are kept, for they are large."""
        stores = self.stores
        number = version if version is not None else map_versions.standing(stores.library.versions(map_id))
        document = stores.library.get(map_id, number)
        asked = (number, by, start, end, whole, others, length)

        def ask() -> map_conformance.Beside:
            roles = _roles(stores) if any(one.roles or one.personas for one in document.placements) else {}
            return ask_in_one_state(
                stores,
                lambda touches: map_conformance.beside(
                    document,
                    touches,
                    by=by,
                    start=start,
                    end=end,
                    zone=stores.settings.time_zone,
                    whole=whole,
                    others=others,
                    length=length,
                    small_n=stores.settings.small_n,
                    roles=roles,
                ),
            )

        return stores.answers.keep(("map beside paths", map_id), (stores.state_of_data, *asked), ask)


def _discovered(
    stores: Stores,
    map_id: str,
    by: str,
    start: datetime | None,
    end: datetime | None,
    asked: DiscoveryParameters,
) -> MapDiscovery:
    draft, base = _newest(stores, map_id)
    known = [one for document in stores.library.documents() for one in document.touchpoints if document.id != map_id]
    return stores.answers.keep(
        ("map from paths", map_id),
        (stores.state_of_data, base, by, start, end, asked),
        lambda: ask_in_one_state(
            stores,
            lambda touches: map_discovery.discover(
                draft,
                touches,
                by=by,
                start=start,
                end=end,
                zone=stores.settings.time_zone,
                asked=asked,
                known=known[::-1],
                small_n=stores.settings.small_n,
                base=base,
            ),
        ),
    )


def _newest(stores: Stores, map_id: str) -> tuple[JourneyMap, int]:
    number = stores.library.versions(map_id)[-1].version
    return stores.library.get(map_id, number), number


def _accepted(draft: JourneyMap, found: MapDiscovery, pieces: Sequence[str]) -> JourneyMap:
    document = map_discovery.accept(draft, map_discovery.with_needed(found.pieces, pieces))
    return msgspec.structs.replace(document, status=MapStatus.DRAFT.value)


def _roles(stores: Stores) -> dict[int, frozenset[str]]:
    """Return the roles that persons are known to hold, in any buying group."""
    held: defaultdict[int, set[str]] = defaultdict(set)
    rows = buying_groups.role_holders(stores.engine)
    for person, role in zip(rows["person"].to_pylist(), rows["role"].to_pylist(), strict=True):
        if person is not None and role is not None:
            held[person].add(role)
    return {person: frozenset(roles) for person, roles in held.items()}
