"""Handlers of the pages about discovery: the proposal with its pieces, its plan, and accepting."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, UsageError
from wegmarke.domain.map_discovery import DiscoveryParameters, MapDiscovery
from wegmarke.i18n import marked
from wegmarke.web.map.discovery import order_lines, path_lines, piece_lines
from wegmarke.web.map.tabs import MOST_WORDS, map_address, map_head
from wegmarke.web.map.versions import difference_line
from wegmarke.web.selection import Choice, with_params
from wegmarke.web.site import Page
from wegmarke.web.words import UNITS_MANY

_SHARES = ("least", "usual", "loop", "clear")
_TICKS = ("others", "events")
_OWN = (*_SHARES, *_TICKS, "phases", "count", "answers", "done")
_METHODS = {
    "": marked("discovery", "of the map where it has any"),
    "map": marked("discovery", "of the map"),
    "order": marked("discovery", "cut from the order"),
}


class AcceptForm(msgspec.Struct, frozen=True):
    """What somebody chose of a proposal, and the proposal that was shown."""

    piece: tuple[str, ...] = ()
    seen: str = ""
    confirmed: str = ""
    who: str = ""
    why: str = ""


@get("/maps/{map_id:str}/discovery", sync_to_thread=True)
def map_discovery(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show what observed paths propose for a map."""
    return _proposal(page, map_id, AcceptForm())


@post("/maps/{map_id:str}/discovery/accept", status_code=200)
async def accept_pieces(
    map_id: FromPath[str], page: NamedDependency[Page], request: Request[object, object, State]
) -> Response[str] | Redirect:
    """Show what accepting the chosen pieces would change, and accept them once that was seen."""
    data = await request.form()
    form = AcceptForm(
        piece=tuple(str(one) for one in data.getall("piece", [])),
        seen=str(data.get("seen", "")),
        confirmed=str(data.get("confirmed", "")),
        who=str(data.get("who", "")),
        why=str(data.get("why", "")),
    )
    return await asyncio.to_thread(_accept, page, map_id, form)


def _accept(page: Page, map_id: str, form: AcceptForm) -> Response[str] | Redirect:
    page = dataclasses.replace(page, path=f"{map_address(map_id)}/discovery")
    selection, maps = page.selection(), page.front.maps
    about = (selection.by.value, selection.start, selection.end)
    try:
        asked = _asked(page.params)
        found = maps.discovery(map_id, *about, asked)
        if not form.piece:
            missing = page.reader.t.gettext("Choose at least one piece.")
            return _proposal(page, map_id, form, message=missing)
        if form.confirmed and form.seen == found.seen:
            number = maps.accept(map_id, form.piece, *about, asked, form.seen, form.who, form.why)
            return Redirect(with_params(page.path, {**page.params, "done": str(number)}), status_code=303)
        differences = maps.rehearse_accept(map_id, form.piece, *about, asked)
    except (UsageError, DocumentInvalid) as error:
        return _proposal(page, map_id, form, message=str(error))
    document, reader = maps.get(map_id), page.reader
    return page.render(
        "map/accept.html",
        title=document.title.get(reader.language),
        place="map",
        head=map_head(document, "/discovery", reader),
        form=form,
        seen=found.seen,
        changed=bool(form.seen) and form.seen != found.seen,
        address=with_params(f"{page.path}/accept", page.params),
        back=with_params(page.path, page.params),
        differences=[difference_line(one, reader) for one in differences],
        most_words=MOST_WORDS,
    )


def _proposal(page: Page, map_id: str, form: AcceptForm, *, message: str = "") -> Response[str]:
    maps, reader, selection = page.front.maps, page.reader, page.selection()
    document = maps.get(map_id)
    found: MapDiscovery | None = None
    try:
        found = maps.discovery(map_id, selection.by.value, selection.start, selection.end, _asked(page.params))
    except UsageError as error:
        message = message or str(error)
    values = _values(found, page, map_id, form.piece) if found is not None else {}
    return page.render(
        "map/discovery.html",
        title=document.title.get(reader.language),
        place="map",
        status=422 if message else 200,
        head=map_head(document, "/discovery", reader),
        period=page.period(selection),
        unit=page.unit(selection),
        units=reader.t.label(UNITS_MANY[selection.by]),
        found=found,
        message=message,
        done=page.params.get("done", "") if page.params.get("done", "").isdecimal() else "",
        kept={name: value for name, value in page.params.items() if name not in _OWN},
        asked=_typed(page.params),
        methods=[Choice(reader.t.label(words), name, name == page.params.get("phases", "")) for name, words in
                 _METHODS.items()],
        **values,
    )  # fmt: skip


def _values(found: MapDiscovery, page: Page, map_id: str, chosen: Sequence[str]) -> dict[str, Any]:
    reader, f = page.reader, page.reader.formats
    document = page.front.maps.get(map_id)
    params = {name: value for name, value in page.params.items() if name != "done"}
    return {
        "pieces": piece_lines(found, chosen, reader),
        "paths": path_lines(found, document, reader),
        "order": order_lines(found, document, reader),
        "differences": [difference_line(one, reader) for one in found.differences],
        "address": with_params(f"{map_address(map_id)}/discovery/accept", params),
        "counts": [f.number(one) for one in (found.units, found.touches, found.variants)],
        "left_out": f.number(found.left_out),
        "definition": " ".join(sentence.get(reader.language) for sentence in found.definition),
    }


def _asked(params: Mapping[str, str]) -> DiscoveryParameters:
    """Read method and thresholds from an address; shares stand there in percent."""
    usual = DiscoveryParameters()
    count = params.get("count", "").strip()
    if count and not (count.isdecimal() and len(count) < 3):
        raise UsageError(f"count: expected a number of phases from 1 to 7; got {count[:20]!r}.")
    return DiscoveryParameters(
        phases=params.get("phases", ""),
        count=int(count) if count else None,
        least=_share(params, "least", usual.least),
        usual=_share(params, "usual", usual.usual),
        loop=_share(params, "loop", usual.loop),
        clear=_share(params, "clear", usual.clear),
        others=params.get("others") == "1",
        events=params.get("events") == "1",
        answers=params.get("answers", "").strip()[:100],
    )


def _share(params: Mapping[str, str], name: str, usual: float) -> float:
    text = params.get(name, "").strip().replace(",", ".")
    try:
        return float(text) / 100 if text else usual
    except ValueError:
        raise UsageError(f"{name}: expected a share in percent such as 5; got {text[:20]!r}.") from None


def _typed(params: Mapping[str, str]) -> dict[str, str]:
    usual = DiscoveryParameters()
    shares = {name: params.get(name, "") or f"{getattr(usual, name) * 100:g}" for name in _SHARES}
    return {**shares, **{name: params.get(name, "") for name in (*_TICKS, "phases", "count", "answers")}}
