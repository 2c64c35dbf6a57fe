"""The life of a version: draft, in review, approved, live, retired, and which way leads where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from wegmarke.domain import UsageError
from wegmarke.domain.map_versions import MapStatus

MOVES: Final[Mapping[MapStatus, tuple[MapStatus, ...]]] = {
    MapStatus.DRAFT: (MapStatus.IN_REVIEW, MapStatus.RETIRED),
    MapStatus.IN_REVIEW: (MapStatus.APPROVED, MapStatus.DRAFT, MapStatus.RETIRED),
    MapStatus.APPROVED: (MapStatus.LIVE, MapStatus.DRAFT, MapStatus.RETIRED),
    MapStatus.LIVE: (MapStatus.APPROVED, MapStatus.RETIRED),
    MapStatus.RETIRED: (),
}
"""Where somebody may move a version. What was retired comes back as a new draft only."""

_FORWARD: Final = (MapStatus.DRAFT, MapStatus.IN_REVIEW, MapStatus.APPROVED, MapStatus.LIVE)


class Standing(Protocol):
    """A version, as far as its status goes."""

    @property
    def version(self) -> int:
        """Return its number."""
        ...

    @property
    def status(self) -> MapStatus:
        """Return where it stands."""
        ...


def check_move(map_id: str, version: int, before: MapStatus, after: MapStatus) -> None:
    """Refuse a move that leads nowhere.

    Raises:
        UsageError: naming the moves that are possible.
    """
    if after in MOVES[before]:
        return
    possible = ", ".join(MOVES[before])
    remedy = f"Possible: {possible}." if possible else "Restore it: that makes a new draft that says the same."
    raise UsageError(f"map {map_id}, version {version}: it is {before} and cannot become {after}. {remedy}")


def is_forward(before: MapStatus, after: MapStatus) -> bool:
    """Tell whether a document that says the same as a kept one stands further along."""
    return before in _FORWARD and after in _FORWARD and _FORWARD.index(after) > _FORWARD.index(before)


def standing(versions: Sequence[Standing]) -> int:
    """Return the number of the version that stands for its map: the live one, else the newest that is not retired.

    Args:
        versions: at least one, in any order.
    """
    newest_first = sorted(versions, key=lambda one: -one.version)
    for one in newest_first:
        if one.status is MapStatus.LIVE:
            return one.version
    kept = [one for one in newest_first if one.status is not MapStatus.RETIRED]
    return (kept or newest_first)[0].version
