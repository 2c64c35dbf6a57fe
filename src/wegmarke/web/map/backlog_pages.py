"""Handlers of the pages about what a map asks for: its backlog, and the maps that look closer at it."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.map_backlog import InitiativeEffect
from wegmarke.web.map.backlog import BacklogWriter
from wegmarke.web.map.figures import Writer
from wegmarke.web.map.hierarchy import branch_lines, top_of
from wegmarke.web.map.tabs import map_head
from wegmarke.web.selection import Choice, with_params
from wegmarke.web.site import Page
from wegmarke.workspace import Initiative, JourneyMap

_DAYS = (30, 90, 180, 365)
_USUAL_DAYS = 90


@get("/maps/{map_id:str}/backlog", sync_to_thread=True)
def map_backlog(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show the improvements of a map by worth, and what initiatives changed."""
    document = page.front.maps.get(map_id)
    selection, days = page.selection(), _days(page)
    writer = BacklogWriter(document, Writer(page.reader, selection.by, page.front.settings.small_n))
    ranked = page.front.maps.backlog(map_id, selection.by.value)
    return page.render(
        "map/backlog.html",
        title=document.title.get(page.reader.language),
        place="map",
        head=map_head(document, "/backlog", page.reader),
        unit=page.unit(selection),
        lines=[writer.improvement(rank, one) for rank, one in enumerate(ranked, 1)],
        initiatives=[
            writer.initiative(one.id, _effect(page, document, one, days, selection.by.value))
            for one in document.initiatives
        ],
        spans=_spans(page, days),
    )


@get("/maps/{map_id:str}/hierarchy", sync_to_thread=True)
def map_hierarchy(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show the maps around a map from the life cycle down, with what rolls up."""
    maps = page.front.maps
    document, selection = maps.get(map_id), page.selection()
    writer = Writer(page.reader, selection.by, page.front.settings.small_n)
    there = {summary.id: maps.get(summary.id) for summary in maps.list()}
    tree = maps.tree(top_of(map_id, there), selection.by.value)
    return page.render(
        "map/hierarchy.html",
        title=document.title.get(page.reader.language),
        place="map",
        head=map_head(document, "/hierarchy", page.reader),
        unit=page.unit(selection),
        lines=branch_lines(tree, map_id, there, writer),
    )


def _effect(page: Page, document: JourneyMap, initiative: Initiative, days: int, by: str) -> InitiativeEffect | None:
    """Return what an initiative changed; None while there is nothing to compare."""
    if initiative.shipped is None or initiative.metric is None:
        return None
    try:
        return page.front.maps.effect(document.id, initiative.id, days, by)
    except UsageError:
        # It shipped today or will ship: the page says so in its own words.
        return None


def _days(page: Page) -> int:
    text = page.params.get("days", "") or str(_USUAL_DAYS)
    if text not in {str(days) for days in _DAYS}:
        raise unknown_value("days", text, [str(days) for days in _DAYS])
    return int(text)


def _spans(page: Page, chosen: int) -> list[Choice]:
    """Return the lengths of the periods before and after."""
    t = page.reader.t
    return [
        Choice(
            t.ngettext("%(n)s day", "%(n)s days", days),
            with_params(page.path, {**page.params, "days": str(days)}),
            days == chosen,
        )
        for days in _DAYS
    ]
