"""What analyses read: the touch table of the open store, and the phases of a map."""

from __future__ import annotations

from wegmarke.domain import UsageError
from wegmarke.maps import JourneyMap, phase_model
from wegmarke.paths import PhaseModel, Touches
from wegmarke.workspace.stores import Stores


def touches_of(stores: Stores) -> Touches:
    """Return the tables behind every analysis."""
    codes = stores.engine.table("code")
    named = codes.filter(codes.kind == "touchpoint")
    return Touches(
        touches=stores.engine.table("touch"),
        events=stores.engine.table("event"),
        codes=codes,
        touchpoint_codes=named.select("code", touchpoint=named.text),
    )


def map_in_question(stores: Stores, map_id: str | None) -> JourneyMap:
    """Return the named map, or the reference map.

    Raises:
        UsageError: when no map is named and there is none.
    """
    if map_id is not None:
        return stores.library.get(map_id)
    reference = stores.library.reference()
    if reference is None:
        raise UsageError(
            "This question goes over the phases of a map, and the workspace has none yet. "
            "Import one with `wegmarke map import DIR FILE`."
        )
    return reference


def model_and_zone(stores: Stores, map_id: str | None) -> tuple[PhaseModel, str]:
    """Return the phases of a map and the zone its calendar goes by."""
    document = map_in_question(stores, map_id)
    return phase_model(document), document.time_zone or stores.settings.time_zone
