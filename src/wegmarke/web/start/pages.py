"""Handlers of the place *Home*."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from wegmarke.web.map.pages import map_line
from wegmarke.web.site import Page
from wegmarke.web.start.overview import group_lines, period_of_data, source_lines, totals, unrecognised


@get("/", sync_to_thread=True)
def overview(page: NamedDependency[Page]) -> Response[str]:
    """Show what the workspace holds."""
    found = page.front.overview()
    reader = page.reader
    return page.render(
        "start/overview.html",
        title=reader.t.pgettext("title", "Overview"),
        place="start",
        totals=totals(found, reader),
        period=period_of_data(found, reader),
        zone=page.front.settings.time_zone,
        waiting=found.waiting,
        sources=source_lines(found.sources, found.waiting, reader),
        unrecognised=unrecognised(found, reader),
        groups=group_lines(page.front.rejected.groups(), reader),
        maps=[map_line(summary, reader) for summary in found.maps],
        empty=not found.events,
    )
