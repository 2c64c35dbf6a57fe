"""How a thing of the library read over time: touchpoints and personas mean the same on every map that names them.

A version of a map holds its things as they were. So a renamed touchpoint is a new revision, told from the versions, and
no older version changes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wegmarke.domain import LocalizedText, NotFound
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.map_versions import ThingRevision
from wegmarke.maps.document import JourneyMap, Persona, Touchpoint

KINDS: Final = ("touchpoint", "persona")


@dataclass(frozen=True, slots=True)
class Said:
    """A version of a map and when it was kept."""

    map: str
    version: int
    at: datetime
    document: JourneyMap


def revisions_of(kind: str, thing: str, versions: Sequence[Said]) -> list[ThingRevision]:
    """Return the revisions of a touchpoint or persona, oldest first, each with the versions of maps that hold it.

    Args:
        kind: touchpoint or persona.
        thing: its id.
        versions: all versions of all maps, in the order in which they were kept.

    Raises:
        UsageError: for another kind.
        NotFound: when no version has it.
    """
    if kind not in KINDS:
        raise unknown_value("kind", kind, KINDS)
    found: dict[Touchpoint | Persona, list[Said]] = {}
    for said in versions:
        for one in said.document.touchpoints if kind == "touchpoint" else said.document.personas:
            if one.id == thing:
                found.setdefault(one, []).append(said)
    if not found:
        raise NotFound(f"{kind}: expected one that a version of a map has; got {thing[:60]!r}.")
    newest: dict[str, int] = {}
    for said in versions:
        newest[said.map] = max(said.version, newest.get(said.map, 0))
    return [
        ThingRevision(
            kind=kind,
            id=thing,
            revision=number,
            title=_title(one),
            since=held[0].at,
            held_by=tuple((said.map, said.version) for said in held),
            is_in_newest=any(newest[said.map] == said.version for said in held),
        )
        for number, (one, held) in enumerate(found.items(), 1)
    ]


def _title(one: Touchpoint | Persona) -> LocalizedText:
    return one.title if isinstance(one, Touchpoint) else one.name
