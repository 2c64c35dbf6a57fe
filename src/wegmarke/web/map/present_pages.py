"""The map on a wall: one phase after the other in large type, walked by links or arrow keys."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.web.map.tabs import map_address
from wegmarke.web.site import Page
from wegmarke.workspace import map_in_rows


@dataclass(frozen=True, slots=True)
class Slide:
    """One phase: its rows, and the slides before and after it."""

    number: int
    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    before: int
    after: int


@get("/maps/{map_id:str}/present", sync_to_thread=True)
def present_map(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show what stands for a map, slide by slide."""
    document, reader = page.front.maps.get(map_id), page.reader
    language = reader.language
    rows = [row for row in map_in_rows(document, None, language) if not row.is_empty]
    last = len(document.phases)
    slides = [
        Slide(
            number,
            phase.title.get(language),
            tuple((row.label, tuple(row.cells[number - 1])) for row in rows if row.cells[number - 1]),
            max(0, number - 1),
            min(last, number + 1),
        )
        for number, phase in enumerate(document.phases, start=1)
    ]
    return page.render(
        "map/present.html",
        title=document.title.get(language),
        place="map",
        address=map_address(map_id),
        scenario=document.scenario.get(language),
        goal=document.customer_goal.get(language),
        phases=[(slide.number, slide.title) for slide in slides],
        slides=slides,
    )
