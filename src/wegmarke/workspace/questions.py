"""What analyses read: the touch table of the open store, and the phases of a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias, TypeVar

from wegmarke.domain import Unit, UsageError
from wegmarke.engine import Session
from wegmarke.events import state_of_touches
from wegmarke.maps import JourneyMap, phase_model
from wegmarke.paths import PhaseModel, Touches, index
from wegmarke.workspace.stores import Stores

T = TypeVar("T")
Snapshots: TypeAlias = Mapping[Unit, index.Snapshot]

_MOST_WAITS, _WAIT_SECONDS = 5, 0.5


def ask_in_one_state(stores: Stores, ask: Callable[[Touches], T]) -> T:
    """Ask an analysis that sees one state of the touches only, by the path index where it is ready.

    The index is of the newest state a moment after the touches are: that is waited for.
    """
    for _ in range(_MOST_WAITS):
        ready = stores.paths.ready
        if not ready:
            break
        answers = stores.engine.in_one_state(partial(_asked_of_index, stores, ask, ready))
        if answers:
            return answers[0]
        stores.paths.wait_past(_state(ready), _WAIT_SECONDS)
    return stores.engine.in_one_state(lambda _: ask(touches_of(stores)))


def _asked_of_index(stores: Stores, ask: Callable[[Touches], T], ready: Snapshots, session: Session) -> list[T]:
    """Return the answer, or nothing where the touches are of another state than the index."""
    return [ask(touches_of(stores, ready))] if state_of_touches(session) == _state(ready) else []


def _state(ready: Snapshots) -> str:
    return next(iter(ready.values())).state


def touches_of(stores: Stores, indexes: Snapshots | None = None) -> Touches:
    """Return the tables behind every analysis, and the path indexes of the same state where there are some."""
    codes = stores.engine.table("code")
    named = codes.filter(codes.kind == "touchpoint")
    return Touches(
        touches=stores.engine.table("touch"),
        events=stores.engine.table("event"),
        codes=codes,
        touchpoint_codes=named.select("code", touchpoint=named.text),
        indexes=indexes or {},
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
