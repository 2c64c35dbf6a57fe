"""What moving or restoring a version of a map would do, said before anything is done."""

from __future__ import annotations

from dataclasses import replace

from wegmarke.domain.map_versions import MapMovePlan, MapStatus
from wegmarke.maps import difference
from wegmarke.maps import versions as map_versions
from wegmarke.workspace.library import Library


def plan_of_move(library: Library, map_id: str, version: int, after: MapStatus) -> MapMovePlan:
    """Say what a move would do.

    Raises:
        NotFound: naming what is there.
        UsageError: when the version cannot go there from where it stands.
    """
    there = library.versions(map_id)
    chosen = map_versions.choose(there, version)
    map_versions.check_move(map_id, version, chosen.status, after)
    down = library.in_the_way(map_id, version, after)
    statuses = {other.version: to for other, to in down if other.map == map_id} | {version: after}
    stood = map_versions.standing(there)
    return MapMovePlan(
        map=map_id,
        version=version,
        before=chosen.status,
        after=after,
        makes=None,
        retires=next((other.version for other, _ in down if other.map == map_id), None),
        takes_down=next(((other.map, other.version) for other, _ in down if other.map != map_id), None),
        stands=map_versions.standing([replace(one, status=statuses.get(one.version, one.status)) for one in there]),
        stood=stood,
        freezes=after is MapStatus.APPROVED,
        differences=difference.spoken_changes(library.get(map_id, stood), library.get(map_id, version)),
    )


def plan_of_restore(library: Library, map_id: str, version: int) -> MapMovePlan:
    """Say what restoring a version would do.

    Raises:
        NotFound: naming what is there.
    """
    there = library.versions(map_id)
    chosen, newest = map_versions.choose(there, version), there[-1]
    made = replace(chosen, version=newest.version + 1, status=MapStatus.DRAFT)
    return MapMovePlan(
        map=map_id,
        version=version,
        before=chosen.status,
        after=MapStatus.DRAFT,
        makes=made.version,
        retires=None,
        takes_down=None,
        stands=map_versions.standing([*there, made]),
        stood=map_versions.standing(there),
        freezes=False,
        differences=difference.spoken_changes(library.get(map_id, newest.version), library.get(map_id, version)),
    )
