"""Handlers of the pages that put a map into words: the map as text, and its value proposition canvases."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.web.map.canvas import canvas_views
from wegmarke.web.map.tabs import map_head
from wegmarke.web.selection import period_text
from wegmarke.web.site import Page
from wegmarke.workspace import narrate_map


@get("/maps/{map_id:str}/text", sync_to_thread=True)
def map_text(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Tell a map and what was measured on it in sentences."""
    document, selection = page.front.maps.get(map_id), page.selection()
    numbers = page.front.maps.numbers(map_id, by=selection.by.value, start=selection.start, end=selection.end)
    narrative = narrate_map(document, numbers, page.reader.language)
    return page.render(
        "map/text.html",
        title=narrative.title,
        place="map",
        head=map_head(document, "/text", page.reader),
        narrative=narrative,
        period=page.period(selection),
        unit=page.unit(selection),
        period_text=period_text(selection, page.reader),
    )


@get("/maps/{map_id:str}/canvas", sync_to_thread=True)
def map_canvas(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show the value proposition canvases of a map, with what is answered in which phase."""
    document = page.front.maps.get(map_id)
    return page.render(
        "map/canvas.html",
        title=document.title.get(page.reader.language),
        place="map",
        head=map_head(document, "/canvas", page.reader),
        canvases=canvas_views(document, page.reader),
        sheet=map_head(document, "", page.reader).address,
    )
