"""Handlers of the pages about conformance: the overlay with its lists, and the units behind a deviation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.map_conformance import MapConformance
from wegmarke.i18n import marked
from wegmarke.web.map.conformance import ConformanceWriter, trend_picture
from wegmarke.web.map.tabs import map_address, map_head
from wegmarke.web.selection import Choice, Selection
from wegmarke.web.site import Page
from wegmarke.web.words import UNITS_MANY

_LENGTHS = {
    "month": marked("conformance", "months"),
    "quarter": marked("conformance", "quarters"),
    "week": marked("conformance", "weeks"),
}
_OWN = ("whole", "others", "length")
_PLACES: Mapping[Unit, str] = {Unit.ACCOUNT: "/people/accounts/", Unit.PERSON: "/people/persons/"}


@get("/maps/{map_id:str}/conformance", sync_to_thread=True)
def map_conformance(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show how far observed paths follow a map, and where they leave it."""
    document, selection, reader = page.front.maps.get(map_id), page.selection(), page.reader
    length = _length(page)
    try:
        found, refusal = _conformance(page, map_id, selection, length), ""
    except UsageError as error:
        if page.params.get("length") not in (None, *_LENGTHS):
            raise
        found, refusal = None, str(error)
    writer = ConformanceWriter(document, map_address(map_id), page.params, reader)
    values = _values(page, found, writer, length) if found is not None else {}
    return page.render(
        "map/conformance.html",
        title=document.title.get(reader.language),
        place="map",
        head=map_head(document, "/conformance", reader),
        period=page.period(selection),
        unit=page.unit(selection),
        units=reader.t.label(UNITS_MANY[selection.by]),
        found=found,
        refusal=refusal,
        kept={name: value for name, value in page.params.items() if name not in _OWN},
        is_whole=_is_on(page, "whole"),
        has_others=_is_on(page, "others"),
        lengths=[Choice(reader.t.label(words), name, name == length) for name, words in _LENGTHS.items()],
        small_n=page.front.settings.small_n,
        **values,
    )


@get("/maps/{map_id:str}/conformance/units", sync_to_thread=True)
def map_deviation(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show the units behind a deviation, by name as far as the reader may see it."""
    document, selection, reader = page.front.maps.get(map_id), page.selection(), page.reader
    writer = ConformanceWriter(document, map_address(map_id), page.params, reader)
    kind, phase = page.params.get("kind", ""), page.params.get("phase", "")
    touchpoint, step = page.params.get("touchpoint") or None, page.params.get("step") or None
    if phase not in writer.phases:
        raise unknown_value("phase", phase[:60], list(writer.phases))
    found = page.front.maps.deviating_units(
        map_id, kind, phase, touchpoint, selection.by.value, selection.start, selection.end,
        _is_on(page, "whole"), _is_on(page, "others"), None, step,
    )  # fmt: skip
    f = reader.formats
    place = _PLACES.get(selection.by)
    lines = [
        (
            one.name or f"{one.unit}",
            f"{place}{one.unit}" if place else "",
            f.decimals(one.fitness, 2),
            f.number(one.touches),
        )
        for one in found.units
    ]
    asked = {name: value for name, value in page.params.items() if name not in ("kind", "phase", "touchpoint", "step")}
    return page.render(
        "map/deviation.html",
        title=document.title.get(reader.language),
        place="map",
        head=map_head(document, "/conformance", reader),
        kind=writer.kind(kind),
        phase=writer.phases[phase],
        at=writer.place(touchpoint, step),
        lines=lines,
        found=found,
        counted=f.number(found.found),
        units=reader.t.label(UNITS_MANY[selection.by]),
        kept=asked,
        small_n=page.front.settings.small_n,
    )


def _conformance(page: Page, map_id: str, selection: Selection, length: str) -> MapConformance:
    return page.front.maps.conformance(
        map_id,
        selection.by.value,
        selection.start,
        selection.end,
        _is_on(page, "whole"),
        _is_on(page, "others"),
        length,
    )


def _values(page: Page, found: MapConformance, writer: ConformanceWriter, length: str) -> dict[str, Any]:
    reader, f = page.reader, page.reader.formats
    return {
        "fitness": "–" if found.fitness is None else f.decimals(found.fitness, 2),
        "interval": f"{f.decimals(found.low, 2)}–{f.decimals(found.high, 2)}"
        if found.low is not None and found.high is not None
        else "",
        "fitting": "–" if found.fitting.value is None else f.percent(found.fitting.value),
        "fitting_units": f.number(found.fitting.part),
        "counts": [f.number(one) for one in (found.units, found.touches, found.variants)],
        "columns": writer.columns(found),
        "lines": writer.lines(found),
        "legend": writer.legend(),
        "variants": writer.variants(found.frequent),
        "drift": writer.drift(found.drift),
        "picture": trend_picture(found.trend, length, reader),
        "definition": " ".join(sentence.get(reader.language) for sentence in found.definition),
    }


def _length(page: Page) -> str:
    length = page.params.get("length") or "month"
    if length not in _LENGTHS:
        raise unknown_value("length", length[:40], list(_LENGTHS))
    return length


def _is_on(page: Page, name: str) -> bool:
    return page.params.get(name, "") == "1"
