"""Versions of maps: what was said when, what differs, who approved it, and what was measured then."""

from __future__ import annotations

import msgspec

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.map_versions import (
    MapAct,
    MapDifference,
    MapMovePlan,
    MapStatus,
    MapTemplate,
    MapVersion,
    ThingRevision,
)
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import JourneyMap, content_hash, difference, new_map_from_template, revisions, template_contents
from wegmarke.maps import versions as map_versions
from wegmarke.workspace import move_plans
from wegmarke.workspace.library import Library
from wegmarke.workspace.map_numbers import measured
from wegmarke.workspace.operation import Door, operation


class MapVersionsDoor(Door):
    """Versions by map and number."""

    @operation("maps")
    def versions(self, map_id: str) -> list[MapVersion]:
        """Return all versions of a map, newest first.

        Raises:
            NotFound: naming the maps that are there.
        """
        return _versions(self.stores.library, map_id)

    @operation("maps")
    def acts(self, map_id: str) -> list[MapAct]:
        """Return what happened to the versions of a map, oldest first.

        Raises:
            NotFound: naming the maps that are there.
        """
        self.stores.library.versions(map_id)
        return self.stores.library.acts(map_id)

    @operation("maps")
    def rehearse_move(self, map_id: str, version: int, status: str) -> MapMovePlan:
        """Say what `move` would do; nothing is changed.

        Raises:
            NotFound: naming what is there.
            UsageError: when it cannot go there from where it stands.
        """
        return move_plans.plan_of_move(self.stores.library, map_id, version, _status(status))

    @operation("maps")
    def rehearse_restore(self, map_id: str, version: int) -> MapMovePlan:
        """Say what `restore` would do; nothing is changed.

        Raises:
            NotFound: naming what is there.
        """
        return move_plans.plan_of_restore(self.stores.library, map_id, version)

    @operation("maps")
    def move(self, map_id: str, version: int, status: str, who: str = "", why: str = "") -> MapVersion:
        """Move a version to another status: in_review, approved, live, retired, or back to draft.

        With an approval its metrics are measured and frozen. A version that becomes live retires the one that was,
        takes another live map down to approved, and its touchpoints are recognised in all events.

        Raises:
            NotFound: naming what is there.
            UsageError: when it cannot go there from where it stands.
        """
        stores, after = self.stores, _status(status)
        numbers = ""
        if after is MapStatus.APPROVED:
            document = stores.library.get(map_id, version)
            numbers = msgspec.json.encode(measured(stores, document, "account")).decode()
        with stores.work:
            if stores.library.move(map_id, version, after, who=who, why=why, numbers=numbers):
                stores.state_of_data += 1
                stores.settle()
        return _chosen(_versions(stores.library, map_id), version)

    @operation("maps")
    def restore(self, map_id: str, version: int, who: str = "", why: str = "") -> MapVersion:
        """Keep what a version says as a new draft.

        Raises:
            NotFound: naming what is there.
        """
        stores = self.stores
        with stores.work:
            kept = stores.library.restore(map_id, version, who=who, why=why)
            stores.state_of_data += 1
            stores.settle()
        return _chosen(_versions(stores.library, map_id), kept.version)

    @operation("maps")
    def differences(
        self, map_id: str, before: int | None = None, after: int | None = None, other: str | None = None
    ) -> list[MapDifference]:
        """List what differs between two versions of a map, or between two maps.

        Args:
            map_id: the map.
            before: the first version; without it the one that stands for the map.
            after: the second version; without it the newest, or what stands for `other`.
            other: the map of the second version, for as-is beside to-be.

        Raises:
            NotFound: naming what is there.
        """
        library = self.stores.library
        if after is None and other is None:
            after = library.versions(map_id)[-1].version
        return [*difference.spoken_changes(library.get(map_id, before), library.get(other or map_id, after))]

    @operation("maps")
    def frozen(self, map_id: str, version: int) -> MapNumbers | None:
        """Return what was measured when a version was approved; None where nothing was frozen.

        Raises:
            NotFound: naming what is there.
        """
        self.stores.library.get(map_id, version)
        text = self.stores.library.frozen(map_id).get(version)
        return msgspec.json.decode(text, type=MapNumbers) if text else None

    @operation("maps")
    def revisions(self, kind: str, thing: str) -> list[ThingRevision]:
        """Return how a touchpoint or persona read over time on all maps, oldest first.

        Args:
            kind: touchpoint or persona.
            thing: its id.

        Raises:
            UsageError: for another kind.
            NotFound: when no version of any map has it.
        """
        return revisions.revisions_of(kind, thing, _dated(self.stores.library))

    @operation("maps")
    def templates(self) -> list[MapTemplate]:
        """Return what maps can begin with."""
        return [*template_contents()]

    @operation("maps")
    def new(self, template: str, map_id: str, title: str = "", who: str = "", language: str = "") -> MapVersion:
        """Make a map from a template, as a draft.

        Args:
            template: one of the templates.
            map_id: the id of the new map.
            title: in the customer's words; without it the template's.
            who: says who it was.
            language: of the title, `de` or `en`; without it the title holds for both.

        Raises:
            NotFound: when there is no such template.
            UsageError: when there is a map of this id.
            DocumentInvalid: when the id or the title cannot be used.
        """
        stores = self.stores
        document = new_map_from_template(template, map_id, title, language)
        with stores.work:
            if map_id in {summary.id for summary in stores.library.summaries()}:
                raise UsageError(f"map: expected an id that no map has yet; {map_id!r} is there. Choose another one.")
            stores.library.put(document, who=who, why=f"{template}")
            stores.state_of_data += 1
            stores.settle()
        return _versions(stores.library, map_id)[0]


def _status(name: str) -> MapStatus:
    if name not in [*MapStatus]:
        raise UsageError(f"status: expected one of {', '.join(MapStatus)}; got {name!r}.")
    return MapStatus(name)


def _versions(library: Library, map_id: str) -> list[MapVersion]:
    kept, acts, frozen = library.versions(map_id), library.acts(map_id), library.frozen(map_id)
    return [
        _version(one, library.get(map_id, one.version), [act for act in acts if act.version == one.version], frozen)
        for one in reversed(kept)
    ]


def _version(kept: map_versions.Kept, document: JourneyMap, acts: list[MapAct], frozen: dict[int, str]) -> MapVersion:
    approvals = [act for act in acts if act.after is MapStatus.APPROVED and act.before is not MapStatus.LIVE]
    lives = [act for act in acts if act.after is MapStatus.LIVE]
    ends = [act for act in acts if act.before is MapStatus.LIVE]
    return MapVersion(
        map=kept.map,
        version=kept.version,
        status=kept.status,
        state=document.state,
        title=document.title,
        content_hash=content_hash(document),
        based_on=kept.based_on,
        created_at=kept.created_at,
        who=kept.who,
        why=kept.why,
        approved_by=approvals[-1].who if approvals else None,
        approved_at=approvals[-1].at if approvals else None,
        valid_from=lives[-1].at if lives else None,
        valid_to=ends[-1].at if ends and kept.status is not MapStatus.LIVE else None,
        has_numbers=kept.version in frozen,
    )


def _chosen(there: list[MapVersion], version: int) -> MapVersion:
    found = next((one for one in there if one.version == version), None)
    if found is None:
        raise NotFound(f"version: expected one of {', '.join(str(one.version) for one in there)}; got {version}.")
    return found


def _dated(library: Library) -> list[revisions.Said]:
    return [revisions.Said(kept.map, kept.version, kept.created_at, text) for kept, text in library.all_versions()]
