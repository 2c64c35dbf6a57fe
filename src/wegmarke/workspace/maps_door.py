"""The maps of a workspace: documents in and out, and the numbers in their cells."""

from __future__ import annotations

from datetime import datetime

from wegmarke.domain.numbers import MapNumbers
from wegmarke.domain.views import MapSummary
from wegmarke.maps import JourneyMap, load_map
from wegmarke.workspace.map_backlog_door import MapBacklogDoor
from wegmarke.workspace.map_conformance_door import MapConformanceDoor
from wegmarke.workspace.map_coverage_door import MapCoverageDoor
from wegmarke.workspace.map_drafts_door import MapDraftsDoor
from wegmarke.workspace.map_files_door import MapFilesDoor
from wegmarke.workspace.map_numbers import measured
from wegmarke.workspace.map_sheet_door import MapOfWorkspace, MapSheetDoor
from wegmarke.workspace.map_versions_door import MapVersionsDoor
from wegmarke.workspace.operation import operation


class MapsDoor(
    MapVersionsDoor,
    MapBacklogDoor,
    MapSheetDoor,
    MapFilesDoor,
    MapConformanceDoor,
    MapCoverageDoor,
    MapDraftsDoor,
):
    """Maps by id."""

    def __getitem__(self, map_id: str) -> MapOfWorkspace:
        """Return one map, to render it; `NotFound` comes from whatever is then asked of it."""
        return MapOfWorkspace(self, map_id)

    @operation("maps")
    def list(self) -> list[MapSummary]:
        """Return one line per map, the reference map first."""
        return self.stores.library.summaries()

    @operation("maps")
    def get(self, map_id: str, version: int | None = None) -> JourneyMap:
        """Return a version of a map; without a number the one that stands for it: live, or else the newest.

        Raises:
            NotFound: naming what is there.
        """
        return self.stores.library.get(map_id, version)

    @operation("maps")
    def time_zone(self, map_id: str | None = None) -> str:
        """Return the zone by which the calendar of a map goes; without a name that of the reference map."""
        stores = self.stores
        document = stores.library.get(map_id) if map_id is not None else stores.library.reference()
        return (document.time_zone if document else None) or stores.settings.time_zone

    @operation("maps")
    def put(self, text: str, who: str = "", why: str = "", base: int | None = None) -> JourneyMap:
        """Keep a map document (native YAML or JSON) as a new version and recognise its touchpoints in all events.

        A document that says the same as the newest version makes none. Returns the document.

        Args:
            text: the document; its status says where the version stands.
            who: says who it was.
            why: the reason.
            base: the version it was written from; None to build upon whatever is newest.

        Raises:
            DocumentInvalid: with every problem of the document; nothing was kept.
            UsageError: when another version is the newest; nothing was kept.
        """
        document = load_map(text)
        if self.stores.library.put(document, who=who, why=why, base=base):
            self.stores.state_of_data += 1
            self.stores.settle()
        return document

    @operation("maps")
    def numbers(
        self,
        map_id: str,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        version: int | None = None,
    ) -> MapNumbers:
        """Return what was measured at the places of a map, in a half-open period."""
        stores = self.stores
        return stores.answers.keep(
            ("map numbers", map_id, by, start, end, version),
            stores.state_of_data,
            lambda: measured(stores, stores.library.get(map_id, version), by, start, end),
        )
