"""Handlers of the touchpoint library: all touchpoints of all maps, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.domain import NotFound
from wegmarke.domain.recognition import TouchpointRule
from wegmarke.web.listing import heads, read_search, read_sort
from wegmarke.web.map.touchpoints import LibraryLine, bars, library_line, named_by, strips, traits, uses
from wegmarke.web.recognition.lines import TOUCHPOINTS
from wegmarke.web.site import Page
from wegmarke.workspace import JourneyMap, Touchpoint

LIBRARY: Final = "/touchpoints"
_MONTHS: Final = 13
_NUMBERS: Final = frozenset({"maps", "touches", "last"})


@get(LIBRARY, sync_to_thread=True)
def touchpoint_library(page: NamedDependency[Page]) -> Response[str]:
    """List the touchpoints of all maps."""
    t, reader = page.reader.t, page.reader
    labels = {
        "title": t.pgettext("touchpoint", "Touchpoint"),
        "channel": t.pgettext("touchpoint", "Channel"),
        "mode": t.pgettext("touchpoint", "Place"),
        "phase": t.pgettext("lane", "Phase"),
        "maps": t.pgettext("touchpoint", "Maps"),
        "touches": t.pgettext("measure", "Touches"),
        "last": t.pgettext("recognition", "Last"),
    }
    sort, search = read_sort(page.params, tuple(labels)), read_search(page.params)
    documents = _documents(page)
    known = _known(documents)
    rules = [rule for rule in page.front.recognition.touchpoints() if rule.touchpoint in known]
    chosen = [rule for rule in rules if search.casefold() in _searched(rule)]
    found = [(rule, library_line(known[rule.touchpoint], rule, _maps(documents, rule), reader)) for rule in chosen]
    return page.render(
        "map/touchpoints.html",
        title=t.gettext("Touchpoints"),
        place="map",
        lines=[line for _, line in sorted(found, key=lambda pair: _order(pair, sort, documents))],
        heads=heads(labels, sort, page.path, page.params, numbers=_NUMBERS),
        search=search,
        total=len(rules),
    )


@get(f"{LIBRARY}/{{touchpoint:str}}", sync_to_thread=True)
def touchpoint_page(touchpoint: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show one touchpoint: its rule, its trend, where it is used, and what is planned and processed there."""
    reader, documents = page.reader, _documents(page)
    known = _known(documents).get(touchpoint)
    rule = next((one for one in page.front.recognition.touchpoints() if one.touchpoint == touchpoint), None)
    if known is None:
        raise NotFound(f"touchpoint: expected one of a map; got {touchpoint[:40]!r}. See the list of touchpoints.")
    has_rule = rule is not None and bool(rule.rule)
    return page.render(
        "map/touchpoint.html",
        title=known.title.get(reader.language) or touchpoint,
        place="map",
        library=LIBRARY,
        description=known.description.get(reader.language),
        is_moment=known.moment_of_truth,
        traits=traits(known, reader),
        words=rule.words.get(reader.language) if rule else "",
        has_rule=has_rule,
        touches=reader.formats.number(rule.touches if rule else 0),
        edit_url=f"{TOUCHPOINTS}/{touchpoint}/edit",
        bars=bars(page.front.recognition.months(touchpoint, _MONTHS), reader) if has_rule else (),
        uses=uses(documents, touchpoint, reader),
        named=named_by(documents, touchpoint, reader),
        strips=strips(documents, touchpoint, reader),
        zone=page.front.settings.time_zone,
    )


def _documents(page: Page) -> list[JourneyMap]:
    maps = page.front.maps
    return [maps.get(summary.id) for summary in maps.list()]


def _known(documents: Sequence[JourneyMap]) -> Mapping[str, Touchpoint]:
    """Return the touchpoints by id; where two maps describe one, the first map does."""
    found: dict[str, Touchpoint] = {}
    for document in documents:
        for one in document.touchpoints:
            found.setdefault(one.id, one)
    return found


def _maps(documents: Sequence[JourneyMap], rule: TouchpointRule) -> int:
    return sum(any(one.id == rule.touchpoint for one in document.touchpoints) for document in documents)


def _searched(rule: TouchpointRule) -> str:
    return " ".join((rule.touchpoint, rule.title.de, rule.title.en)).casefold()


def _order(pair: tuple[TouchpointRule, LibraryLine], sort: str, documents: Sequence[JourneyMap]) -> tuple[float, str]:
    rule, line = pair
    numbers = {
        "maps": _maps(documents, rule),
        "touches": rule.touches,
        "last": rule.last_at.timestamp() if rule.last_at else 0.0,
    }
    if sort in numbers:
        return -float(numbers[sort]), line.title.casefold()
    return 0.0, str(getattr(line, sort)).casefold()
