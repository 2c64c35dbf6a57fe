"""What was measured at the places of a map, asked in one state of the touches."""

from __future__ import annotations

from datetime import datetime

from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import JourneyMap, measure_map
from wegmarke.workspace.questions import ask_in_one_state
from wegmarke.workspace.stores import Stores


def measured(
    stores: Stores, document: JourneyMap, by: str, start: datetime | None = None, end: datetime | None = None
) -> MapNumbers:
    """Measure a map in a half-open period."""
    return ask_in_one_state(
        stores,
        lambda touches: measure_map(
            document,
            touches,
            by=by,
            zone=stores.settings.time_zone,
            start=start,
            end=end,
            small_n=stores.settings.small_n,
        ),
    )
