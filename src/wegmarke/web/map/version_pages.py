"""Handlers of the pages about versions: the list, what differs, and moves with their plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.map_versions import MapMovePlan, MapVersion
from wegmarke.web.map.tabs import MOST_WORDS, map_address, map_head
from wegmarke.web.map.versions import (
    MOVES,
    RESTORE,
    act_line,
    difference_line,
    digest,
    plan_view,
    read_move,
    version_line,
)
from wegmarke.web.selection import with_params
from wegmarke.web.settings.numbers import version_number
from wegmarke.web.site import Page
from wegmarke.web.words import STATUSES, word

_MOST_IN_A_PLAN = 30


class MoveForm(msgspec.Struct, frozen=True):
    """Who moves a version and why, and the plan that was shown."""

    who: str = ""
    why: str = ""
    seen: str = ""


@get("/maps/{map_id:str}/versions", sync_to_thread=True)
def map_versions(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show all versions of a map and what happened to them."""
    maps, reader = page.front.maps, page.reader
    versions = maps.versions(map_id)
    return page.render(
        "map/versions.html",
        title=maps.get(map_id).title.get(reader.language),
        place="map",
        head=map_head(maps.get(map_id), "/versions", reader),
        lines=[version_line(version, versions[0].version, reader) for version in versions],
        acts=[act_line(act, reader) for act in reversed(maps.acts(map_id))],
        before=versions[1].version if len(versions) > 1 else versions[0].version,
        after=versions[0].version,
        others=_others(page, map_id),
        done=version_number(page.params, "done"),
        done_status=_status_of(versions, version_number(page.params, "done"), page),
        zone=page.front.settings.time_zone,
    )


@get("/maps/{map_id:str}/compare", sync_to_thread=True)
def compare_versions(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show what differs between two versions of a map, or between two maps."""
    maps, reader = page.front.maps, page.reader
    versions = maps.versions(map_id)
    other = page.params.get("with", "")
    after_versions = maps.versions(other) if other else versions
    after = version_number(page.params, "to") or after_versions[0].version
    before = version_number(page.params, "from") or _earlier(versions, after, other)
    sides = [_side(versions, before), _side(after_versions, after)]
    found = [difference_line(one, reader) for one in maps.differences(map_id, before, after, other or None)]
    return page.render(
        "map/compare.html",
        title=reader.t.pgettext("title", "What differs"),
        place="map",
        head=map_head(maps.get(map_id), "/versions", reader),
        sides=[version_line(side, 0, reader) for side in sides],
        lines=[version_line(version, 0, reader) for version in versions],
        after_lines=[version_line(version, 0, reader) for version in after_versions],
        before=before,
        after=after,
        other=other,
        others=_others(page, map_id),
        differences=found,
        counted=reader.t.ngettext("%(n)s difference", "%(n)s differences", len(found)),
    )


@get("/maps/{map_id:str}/versions/{version:int}/{move:str}", sync_to_thread=True)
def ask_before_moving(
    map_id: FromPath[str], version: FromPath[int], move: FromPath[str], page: NamedDependency[Page]
) -> Response[str]:
    """Show what moving or restoring a version would do."""
    return _plan(page, map_id, _rehearsed(page, map_id, version, read_move(move)), move, MoveForm())


@post("/maps/{map_id:str}/versions/{version:int}/{move:str}/confirmed", sync_to_thread=True, status_code=200)
def move_version(
    map_id: FromPath[str],
    version: FromPath[int],
    move: FromPath[str],
    page: NamedDependency[Page],
    data: URLEncodedBody[MoveForm],
) -> Response[str] | Redirect:
    """Move or restore a version, once its plan was shown."""
    maps = page.front.maps
    plan = _rehearsed(page, map_id, version, read_move(move))
    if data.seen != digest(plan, move):
        return _plan(page, map_id, plan, move, data)
    try:
        if move == RESTORE:
            moved = maps.restore(map_id, version, data.who, data.why)
        else:
            moved = maps.move(map_id, version, MOVES[move].value, data.who, data.why)
    except UsageError as error:
        return _plan(page, map_id, plan, move, data, message=str(error))
    return Redirect(with_params(f"{map_address(map_id)}/versions", {"done": str(moved.version)}), status_code=303)


def _rehearsed(page: Page, map_id: str, version: int, move: str) -> MapMovePlan:
    if move == RESTORE:
        return page.front.maps.rehearse_restore(map_id, version)
    return page.front.maps.rehearse_move(map_id, version, MOVES[move].value)


def _plan(page: Page, map_id: str, plan: MapMovePlan, move: str, form: MoveForm, *, message: str = "") -> Response[str]:
    address = f"{map_address(map_id)}/versions/{plan.version}/{move}"
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=address, params={})
    reader = page.reader
    view = plan_view(plan, move, reader, _MOST_IN_A_PLAN)
    return page.render(
        "map/move.html",
        title=view.question,
        place="map",
        status=422 if message else 200,
        head=map_head(page.front.maps.get(map_id), "/versions", reader),
        plan=view,
        address=f"{address}/confirmed",
        compared=_compared(plan, page),
        more=len(plan.differences) > len(view.differences),
        form=form,
        most_words=MOST_WORDS,
        message=message,
        changed=bool(form.seen) and not message,
    )


def _compared(plan: MapMovePlan, page: Page) -> str:
    if plan.makes is not None:
        return page.reader.t.pgettext("map version", "What it changes in the newest version")
    return page.reader.t.pgettext(
        "map version", "What it changes in version %(number)s, which stands for the map now", number=plan.stood
    )


def _side(versions: Sequence[MapVersion], number: int) -> MapVersion:
    for version in versions:
        if version.version == number:
            return version
    there = ", ".join(str(version.version) for version in versions)
    raise NotFound(f"version: expected one of {there}; got {number}.")


def _earlier(versions: Sequence[MapVersion], after: int, other: str) -> int:
    """Return what a version is compared with unless somebody says otherwise: what it was written from."""
    if other:
        return versions[0].version
    return _side(versions, after).based_on or after


def _others(page: Page, map_id: str) -> list[tuple[str, str]]:
    """Return id and title of the other maps, for as-is beside to-be."""
    reader = page.reader
    return [
        (summary.id, summary.title.get(reader.language)) for summary in page.front.maps.list() if summary.id != map_id
    ]


def _status_of(versions: Sequence[MapVersion], number: int | None, page: Page) -> str:
    """Return the status of a version that was just moved; empty where there is none of this number."""
    found = [version.status for version in versions if version.version == number]
    return word(STATUSES, found[0], page.reader.t) if found else ""
