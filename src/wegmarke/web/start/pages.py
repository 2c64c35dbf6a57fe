"""Handlers of the place *Home*."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get
from litestar.di import NamedDependency

from wegmarke.domain.views import RejectedRow
from wegmarke.web.listing import read_search
from wegmarke.web.map.pages import map_line
from wegmarke.web.reader import Reader
from wegmarke.web.site import Page
from wegmarke.web.start.overview import group_lines, period_of_data, source_lines, totals, unrecognised

_MOST_ROWS = 500
_LONGEST_PAYLOAD = 2000


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """One rejected row."""

    file: str
    line: str
    reason: str
    message: str
    payload: str
    at: str


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


@get("/rejected", sync_to_thread=True)
def rejected(page: NamedDependency[Page]) -> Response[str]:
    """Show the rejected rows themselves, in the order of their files."""
    search = read_search(page.params)
    file, reason = page.params.get("file", ""), page.params.get("reason", "")
    rows = [
        row
        for row in page.front.rejected.rows(limit=_MOST_ROWS)
        if (not file or row.file == file)
        and (not reason or row.reason == reason)
        and search.casefold() in f"{row.file}\n{row.message}\n{row.payload}".casefold()
    ]
    return page.render(
        "start/rejected.html",
        title=page.reader.t.gettext("Rejected rows"),
        place="start",
        lines=[_line(row, page.reader) for row in rows],
        search=search,
        narrowed=bool(file or reason or search),
        kept={name: value for name, value in page.params.items() if name != "q"},
        most=page.reader.formats.number(_MOST_ROWS),
    )


def _line(row: RejectedRow, reader: Reader) -> RejectedLine:
    return RejectedLine(
        file=row.file,
        line=reader.formats.number(row.line),
        reason=row.reason.replace("_", " "),
        message=row.message,
        payload=row.payload[:_LONGEST_PAYLOAD],
        at=reader.formats.instant(row.at, reader.zone),
    )
