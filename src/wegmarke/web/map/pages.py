"""Handlers of the place *Map*."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from wegmarke.domain import Unit
from wegmarke.domain.views import MapSummary
from wegmarke.web.map.figures import Writer
from wegmarke.web.map.file_pages import IMPORT_MAP
from wegmarke.web.map.header import build_footer, build_header
from wegmarke.web.map.making_pages import NEW_MAP
from wegmarke.web.map.sheet import build_sheet
from wegmarke.web.map.tabs import map_head
from wegmarke.web.reader import Reader
from wegmarke.web.selection import period_text
from wegmarke.web.site import Page
from wegmarke.web.words import STATUSES, word


@dataclass(frozen=True, slots=True)
class MapLine:
    """One line of the list of maps."""

    url: str
    title: str
    status: str
    status_code: str
    phases: str
    touchpoints: str
    updated: str


@get("/maps", sync_to_thread=True)
def map_list(page: NamedDependency[Page]) -> Response[str]:
    """Show all maps."""
    lines = [map_line(summary, page.reader) for summary in page.front.maps.list()]
    return page.render(
        "map/list.html",
        title=page.reader.t.gettext("Journey maps"),
        place="map",
        lines=lines,
        new_url=NEW_MAP,
        import_url=IMPORT_MAP,
    )


@get("/map", sync_to_thread=True)
def live_map(page: NamedDependency[Page]) -> Redirect:
    """Lead to the live map, to the only map, or to the list."""
    maps = page.front.maps.list()
    chosen = [summary.id for summary in maps if summary.status == "live"] or [
        summary.id for summary in maps if len(maps) == 1
    ]
    return Redirect(f"/maps/{chosen[0]}" if chosen else "/", status_code=303)


@get("/maps/{map_id:str}", sync_to_thread=True)
def map_sheet(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show one map with what was measured at its places."""
    document = page.front.maps.get(map_id)
    selection = page.selection()
    numbers = page.front.maps.numbers(map_id, by=selection.by.value, start=selection.start, end=selection.end)
    writer = Writer(page.reader, selection.by, page.front.settings.small_n)
    header = build_header(document, page.reader)
    return page.render(
        "map/sheet.html",
        title=header.title,
        place="map",
        head=map_head(document, "", page.reader),
        header=header,
        sheet=build_sheet(document, numbers, writer),
        footer=build_footer(numbers, period_text(selection, page.reader), page.front.settings.time_zone, page.reader),
        writer=writer,
        by_person=selection.by is Unit.PERSON,
        period=page.period(selection),
        unit=page.unit(selection),
    )


def map_line(summary: MapSummary, reader: Reader) -> MapLine:
    """Write one line of the list of maps."""
    return MapLine(
        url=f"/maps/{summary.id}",
        title=summary.title.get(reader.language),
        status=word(STATUSES, summary.status, reader.t),
        status_code=summary.status,
        phases=reader.formats.number(summary.phases),
        touchpoints=reader.formats.number(summary.touchpoints),
        updated=reader.formats.day(summary.updated_at, reader.zone),
    )
