"""Files of maps: in which formats they come, what a format leaves behind, what taking one in would change."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.domain.map_versions import MapDifference
from wegmarke.domain.text import LocalizedText


@dataclass(frozen=True, slots=True)
class MapFileFormat:
    """A format of maps.

    Attributes:
        endings: of its files, the usual one first.
        can_read: whether a map can be taken in from it.
    """

    name: str
    endings: tuple[str, ...]
    title: LocalizedText
    can_read: bool


@dataclass(frozen=True, slots=True)
class MapLoss:
    """Something a format cannot hold.

    Attributes:
        where: path in the document, or place in the file.
    """

    where: str
    text: LocalizedText


@dataclass(frozen=True, slots=True)
class MapFile:
    """A map as the content of a file."""

    name: str
    content: bytes
    losses: tuple[MapLoss, ...] = ()


@dataclass(frozen=True, slots=True)
class MapImportPlan:
    """What taking in a file would do; nothing was changed.

    Attributes:
        map: id of the map.
        is_new: whether there is no map of this id yet.
        base: number of the version it would follow; None for a new map.
        differences: to that version; of a new map none.
        losses: what of the file a map cannot hold.
        seen: names the plan: another file, or another state of the map, has another one.
    """

    map: str
    title: LocalizedText
    is_new: bool
    phases: int
    touchpoints: int
    base: int | None
    differences: tuple[MapDifference, ...]
    losses: tuple[MapLoss, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class ObservedPaths:
    """What stands in a file of observed paths."""

    units: int
    touches: int
    bytes: int
