"""Handlers of the place *Explore*."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from wegmarke.domain import Unit
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.explore.sankey import draw, read_flows
from wegmarke.web.explore.transitions import NUMBERS, SORTS, Transition, choose, read_transitions, write_lines
from wegmarke.web.front import Result
from wegmarke.web.listing import heads, pager, read_page, read_search, read_sort
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection, period_text, with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles
from wegmarke.web.words import UNITS_MANY

PATHS = "/explore/paths"
_SIZE = 50
_POSITIONS = 6
_NAMED = 8


@get(PATHS, sync_to_thread=True)
def paths(page: NamedDependency[Page]) -> Response[str]:
    """Show observed paths as a picture and as a table of transitions."""
    selection = page.selection()
    search, sort, number = read_search(page.params), read_sort(page.params, SORTS), read_page(page.params)
    titles = reference_titles(page.front, page.reader)
    result = _transitions(page, selection)
    chosen = choose(read_transitions(result, titles), search, sort)
    shown = chosen[(number - 1) * _SIZE : number * _SIZE]
    t = page.reader.t
    labels = {
        "transitions": t.pgettext("paths", "Transitions"),
        "units": t.label(UNITS_MANY[selection.by]),
        "share": t.pgettext("paths", "Share"),
        "from": t.pgettext("paths", "From"),
        "to": t.pgettext("paths", "To"),
    }
    return page.render(
        "explore/paths.html",
        title=t.gettext("Paths"),
        place="explore",
        question=_question(selection, page.reader),
        sankey=draw(read_flows(_flows(page, selection)), titles, selection.by, page.reader),
        lines=write_lines(shown, page.front.settings.small_n, page.reader),
        heads=heads(labels, sort, PATHS, page.params, numbers=NUMBERS),
        search=search,
        kept={name: value for name, value in page.params.items() if name not in {"q", "page"}},
        pager=pager(number, _SIZE, len(chosen), PATHS, page.params, page.reader),
        definition=result.definition,
        excluded=_excluded(result, page.reader),
        units=t.label(UNITS_MANY[selection.by]),
        period_text=period_text(selection, page.reader),
        small_n=page.front.settings.small_n,
        transitions_csv=with_params(f"{PATHS}.csv", selection.params),
        sankey_csv=with_params("/explore/positions.csv", selection.params),
        period=page.period(selection),
        unit=page.unit(selection),
    )


@get(f"{PATHS}.csv", sync_to_thread=True)
def paths_csv(page: NamedDependency[Page]) -> Response[str]:
    """Download all transitions."""
    selection = page.selection()
    found = read_transitions(_transitions(page, selection), reference_titles(page.front, page.reader))
    header = ("from_touchpoint", "from_title", "to_touchpoint", "to_title", "transitions", "units", "share")
    return csv_response(f"wegmarke-paths-{selection.by.value}.csv", header, (_cells(line) for line in found))


@get("/explore/positions.csv", sync_to_thread=True)
def positions_csv(page: NamedDependency[Page]) -> Response[str]:
    """Download the flows behind the picture."""
    selection = page.selection()
    titles = reference_titles(page.front, page.reader)
    header = ("position", "from_touchpoint", "from_title", "to_position", "to_touchpoint", "to_title", "units")
    rows = (
        _flow_cells(row.position, row.came_from, row.went_to, row.units, titles)
        for row in read_flows(_flows(page, selection))
    )
    return csv_response(f"wegmarke-positions-{selection.by.value}.csv", header, rows)


def _transitions(page: NamedDependency[Page], selection: Selection) -> Result:
    return page.front.analytics.paths(by=selection.by.value, start=selection.start, end=selection.end)


def _flows(page: NamedDependency[Page], selection: Selection) -> Result:
    return page.front.analytics.sankey(
        by=selection.by.value, start=selection.start, end=selection.end, positions=_POSITIONS, top=_NAMED
    )


def _question(selection: Selection, reader: Reader) -> str:
    if selection.by is Unit.PERSON:
        return reader.t.gettext("Which ways do persons take over their first touches?")
    return reader.t.gettext("Which ways do accounts take over their first touches?")


def _excluded(result: Result, reader: Reader) -> list[tuple[str, str]]:
    t = reader.t
    reasons = {
        "unrecognised": t.gettext("events that no touchpoint of the map recognises"),
        "off_map": t.gettext("events at touchpoints that are not asked for"),
        "without_unit": t.gettext("events that belong to no unit"),
    }
    return [
        (reader.formats.number(count), reasons.get(reason, reason))
        for reason, count in result.excluded.items()
        if count
    ]


def _cells(line: Transition) -> tuple[object, ...]:
    return (line.came_from, line.from_title, line.went_to, line.to_title, line.transitions, line.units, line.share)


def _flow_cells(position: int, came_from: str, went_to: str, units: int, titles: Titles) -> tuple[object, ...]:
    return (
        position,
        came_from,
        titles.touchpoint(came_from),
        position + 1,
        went_to,
        titles.touchpoint(went_to),
        units,
    )
