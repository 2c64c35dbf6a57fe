"""Versions of maps: what the workspace hands to its surfaces."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from wegmarke.domain.text import LocalizedText


class MapStatus(enum.StrEnum):
    """Where a version of a map stands."""

    DRAFT = "draft"  # somebody works on it
    IN_REVIEW = "in_review"  # others look at it
    APPROVED = "approved"  # it may become live
    LIVE = "live"  # the reference, for its map and for touches
    RETIRED = "retired"  # it was replaced or given up


@dataclass(frozen=True, slots=True)
class MapVersion:
    """One version of a map; what it says never changes, where it stands does.

    Attributes:
        version: from 1.
        based_on: the version it was written from; None for the first.
        created_at: when it was kept.
        who, why: of whoever kept it.
        approved_by, approved_at: the last approval; None where there was none.
        valid_from, valid_to: while it was live; open ends are None.
        has_numbers: whether its metrics were frozen with an approval.
    """

    map: str
    version: int
    status: MapStatus
    state: str
    title: LocalizedText
    content_hash: str
    based_on: int | None
    created_at: datetime
    who: str
    why: str
    approved_by: str | None = None
    approved_at: datetime | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    has_numbers: bool = False


@dataclass(frozen=True, slots=True)
class MapAct:
    """One change of where a version stands."""

    version: int
    at: datetime
    before: MapStatus | None
    after: MapStatus
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class MapDifference:
    """One difference between two maps, as a row of a table and in a sentence.

    Attributes:
        act: added, removed, changed or moved.
        collection, id: of the thing it concerns; empty for the map itself.
        thing, title: what it is and what it is called.
        field: which field; empty where the whole thing came or went.
    """

    act: str
    collection: str
    id: str
    thing: LocalizedText
    title: LocalizedText
    field: LocalizedText
    before: LocalizedText
    after: LocalizedText
    text: LocalizedText


@dataclass(frozen=True, slots=True)
class MapMovePlan:
    """What a move or a restoring would do; nothing of it was done.

    Attributes:
        version: the version in question.
        before: where it stands.
        after: where it would stand; of a restoring where the new version would.
        makes: number of the version that a restoring makes; None for a move.
        retires: version of the same map that would be retired.
        takes_down: (map, version) that is live and would be approved again.
        stands: the version that would stand for the map.
        stood: the version that stands for it now.
        freezes: whether the numbers of now would be kept with the version.
        differences: from what stands for the map now to what the version says; of a restoring from the newest version.
    """

    map: str
    version: int
    before: MapStatus
    after: MapStatus
    makes: int | None
    retires: int | None
    takes_down: tuple[str, int] | None
    stands: int
    stood: int
    freezes: bool
    differences: tuple[MapDifference, ...]


@dataclass(frozen=True, slots=True)
class MapTemplate:
    """What a map begins with.

    Attributes:
        name: what it is chosen by.
        phases, touchpoints, personas, initiatives: their titles, in the order of the map.
        steps: how many there are.
    """

    name: str
    title: LocalizedText
    scenario: LocalizedText
    phases: tuple[LocalizedText, ...]
    steps: int
    touchpoints: tuple[LocalizedText, ...]
    personas: tuple[LocalizedText, ...]
    initiatives: tuple[LocalizedText, ...]


@dataclass(frozen=True, slots=True)
class ThingRevision:
    """How a touchpoint or persona read, from when on, and in which versions of which maps.

    Attributes:
        revision: from 1, in the order in which they first appeared.
        held_by: (map, version) of every version that reads so.
        is_in_newest: whether the newest version of any map reads so.
    """

    kind: str
    id: str
    revision: int
    title: LocalizedText
    since: datetime
    held_by: tuple[tuple[str, int], ...]
    is_in_newest: bool


@dataclass(frozen=True, slots=True)
class RolledMetric:
    """A metric of a map, from the maps that look closer where these have one of the same code.

    Attributes:
        is_rolled: whether the value comes from closer maps.
    """

    id: str
    code: str
    title: LocalizedText
    measure: str
    value: float | None
    n: int
    is_rolled: bool


@dataclass(frozen=True, slots=True)
class MapBranch:
    """A map with the maps that look closer at it.

    Attributes:
        phase: the phase of the parent it looks at; empty at the root and where it names none.
        emotion: -2 to +2; None where nothing is expected anywhere below.
        open_pains: of the map and all below it.
    """

    map: str
    title: LocalizedText
    level: str
    state: str
    phase: str
    emotion: float | None
    open_pains: int
    metrics: tuple[RolledMetric, ...]
    closer: tuple[MapBranch, ...]
