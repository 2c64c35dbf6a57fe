"""What analyses read: the touch table of the open store, and the phases of a map."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TypeAlias, TypeVar

from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.engine import Session
from wegmarke.events import state_of_touches
from wegmarke.maps import JourneyMap, phase_model
from wegmarke.paths import KINDS, USUALLY_LEFT_OUT, Answers, Chosen, PhaseModel, Touches, index
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
    return stores.engine.in_one_state(lambda session: ask(touches_of(stores, state=state_of_touches(session))))


def _asked_of_index(stores: Stores, ask: Callable[[Touches], T], ready: Snapshots, session: Session) -> list[T]:
    """Return the answer, or nothing where the touches are of another state than the index."""
    state = _state(ready)
    return [ask(touches_of(stores, ready, state))] if state_of_touches(session) == state else []


def _state(ready: Snapshots) -> str:
    return next(iter(ready.values())).state


def touches_of(stores: Stores, indexes: Snapshots | None = None, state: str = "") -> Touches:
    """Return the tables behind every analysis, and the path indexes of the same state where there are some.

    Kinds of touches that are usually left out do not count, unless somebody chooses otherwise (`Touches.chosen`).
    What is found out about a `state` of the touches that has a name is kept for the next question to it.
    """
    answers = stores.answers.keep("touches", state, Answers) if state else Answers()
    units = stores.unit_paths.asked(indexes or {})
    codes = stores.engine.table("code")
    named = codes.filter(codes.kind == "touchpoint")
    return Touches(
        touches=stores.engine.table("touch"),
        events=stores.engine.table("event"),
        codes=codes,
        touchpoint_codes=named.select("code", touchpoint=named.text),
        indexes=units.indexes,
        unit_touches=units.touches,
        chosen=Chosen(left_out=left_out_of(stores, answers=answers)),
        answers=answers,
    )


def left_out_of(stores: Stores, including: Collection[str] = (), answers: Answers | None = None) -> frozenset[str]:
    """Return the kinds that do not count and occur: where none occurs, neighbours need not be looked for anew.

    Args:
        stores: the open stores.
        including: kinds that count although they are usually left out.
        answers: what was found out about this state of the touches.
    """
    if unknown := sorted(set(including) - set(KINDS)):
        raise unknown_value("including", ", ".join(unknown), sorted(KINDS))
    wanted = USUALLY_LEFT_OUT - set(including)
    if not wanted:
        return frozenset()
    return wanted & (answers or Answers()).keep("kinds that occur", None, lambda: _kinds_that_occur(stores))


def _kinds_that_occur(stores: Stores) -> frozenset[str]:
    kinds = sorted(USUALLY_LEFT_OUT)
    asked = ", ".join(f"coalesce(bool_or({kind}), false)" for kind in kinds)
    ((*occur,),) = stores.engine.rows(f"SELECT {asked} FROM touch")
    return frozenset(kind for kind, does in zip(kinds, occur, strict=True) if does)


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
