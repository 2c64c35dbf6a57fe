"""The maps of a workspace: documents in and out, and the numbers in their cells."""

from __future__ import annotations

from datetime import datetime

from wegmarke.domain.numbers import MapNumbers
from wegmarke.domain.views import MapSummary
from wegmarke.maps import JourneyMap, load_map, measure_map
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.questions import ask_in_one_state


class MapsDoor(Door):
    """Maps by id."""

    @operation("maps")
    def list(self) -> list[MapSummary]:
        """Return one line per map, the reference map first."""
        return self.stores.library.summaries()

    @operation("maps")
    def get(self, map_id: str) -> JourneyMap:
        """Return a map.

        Raises:
            NotFound: naming the maps that are there.
        """
        return self.stores.library.get(map_id)

    @operation("maps")
    def time_zone(self, map_id: str | None = None) -> str:
        """Return the zone by which the calendar of a map goes; without a name that of the reference map."""
        stores = self.stores
        document = stores.library.get(map_id) if map_id is not None else stores.library.reference()
        return (document.time_zone if document else None) or stores.settings.time_zone

    @operation("maps")
    def put(self, text: str) -> JourneyMap:
        """Keep a map document (native YAML or JSON) and recognise its touchpoints in all events.

        Raises:
            DocumentInvalid: with every problem of the document; nothing was kept.
        """
        document = load_map(text)
        if self.stores.library.put(document):
            self.stores.state_of_data += 1
            self.stores.settle()
        return document

    @operation("maps")
    def numbers(
        self, map_id: str, by: str = "account", start: datetime | None = None, end: datetime | None = None
    ) -> MapNumbers:
        """Return what was measured at the places of a map, in a half-open period."""
        stores = self.stores
        key = ("map numbers", map_id, by, start, end)
        return stores.answers.keep(
            key,
            stores.state_of_data,
            lambda: ask_in_one_state(
                stores,
                lambda touches: measure_map(
                    stores.library.get(map_id),
                    touches,
                    by=by,
                    zone=stores.settings.time_zone,
                    start=start,
                    end=end,
                    small_n=stores.settings.small_n,
                ),
            ),
        )
