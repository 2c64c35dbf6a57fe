"""Puts a page together: the template, the reader, the frame around it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response
from litestar.datastructures import State

from wegmarke.domain import Language, Unit
from wegmarke.i18n import marked
from wegmarke.web.front import Analytics, Front
from wegmarke.web.reader import Reader, reader_of
from wegmarke.web.selection import (
    PEOPLE_UNITS,
    Chooser,
    Selection,
    period_chooser,
    read_selection,
    unit_chooser,
    with_params,
)
from wegmarke.web.sessions import Sessions

STATIC_FOLDER = Path(__file__).parent / "static"

_IMPORT = re.compile(rb'from "\./([\w-]+\.js)"')


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the rail."""

    name: str
    url: str
    label: tuple[str, str]


# The rail holds eight places in the end; those that do not exist yet are not shown.
PLACES = (
    Place("start", "/", marked("place", "Home")),
    Place("map", "/maps", marked("place", "Map")),
    Place("explore", "/explore/paths", marked("place", "Explore")),
    Place("people", "/people", marked("place", "People")),
    Place("settings", "/settings", marked("place", "Settings")),
)


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share."""

    front: Front
    sessions: Sessions

    def reader(self, cookies: Mapping[str, str], accept_language: str) -> Reader:
        """Make the reader of a request."""
        settings = self.front.settings
        default = Language(settings.language) if settings.language in set(Language) else Language.DE
        return reader_of(cookies, accept_language, default=default, zone=ZoneInfo(settings.time_zone))


@dataclass(frozen=True, slots=True)
class Page:
    """One request for a page, and the way to answer it."""

    site: Site
    reader: Reader
    path: str
    params: dict[str, str]

    @property
    def front(self) -> Front:
        """Return the workspace behind the pages."""
        return self.site.front

    @property
    def analytics(self) -> Analytics:
        """Return the analyses, about the segment and the rule that stand in the URL."""
        segment, where = self.params.get("segment", ""), self.params.get("where", "")
        return self.front.analytics.about(segment or None, where or None) if segment or where else self.front.analytics

    def selection(self) -> Selection:
        """Read unit and period from the URL."""
        return read_selection(self.params, self.reader.zone)

    def period(self, selection: Selection) -> Chooser:
        """Build the period chooser over the data there is."""
        return period_chooser(selection, self.path, self.params, self.reader, self.front.span())

    def unit(self, selection: Selection, units: Sequence[Unit] = PEOPLE_UNITS) -> Chooser:
        """Build the unit chooser."""
        return unit_chooser(selection, self.path, self.params, self.reader, units)

    def render(
        self, template: str, *, title: str, place: str = "", status: int = 200, **values: object
    ) -> Response[str]:
        """Answer with a page inside the frame."""
        html = render(template, self.reader, self.here, title=title, place=place, name=self.front.name, **values)
        return Response(html, media_type=MediaType.HTML, status_code=status)

    @property
    def here(self) -> str:
        """Return the page's own address, for coming back to it."""
        return with_params(self.path, self.params)


def page_of(request: Request[object, object, State]) -> Page:
    """Make the page of a request; handlers receive it as `page`."""
    site: Site = request.app.state.site
    reader = site.reader(request.cookies, request.headers.get("accept-language", ""))
    return Page(site, reader, request.url.path, dict(request.query_params.items()))


def render(template: str, reader: Reader, here: str, **values: object) -> str:
    """Write a page; templates get texts ready-made and only repeat and choose."""
    t = reader.t
    return (
        environment()
        .get_template(template)
        .render(
            reader=reader,
            here=here,
            gettext=t.gettext,
            pgettext=t.pgettext,
            ngettext=t.ngettext,
            f=reader.formats,
            places=[(place.name, place.url, t.label(place.label)) for place in PLACES],
            asset=static_url,
            **values,
        )
    )


@cache
def environment() -> Environment:
    """Return the template engine: everything is escaped, and a missing value is an error."""
    return Environment(
        loader=PackageLoader("wegmarke.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def static_files() -> dict[str, bytes]:
    """Read the style sheets, the scripts and the icons once; no request ever names a path on disk.

    A script that imports another one names it with its digest, as pages do: else a browser would keep an old one.
    """
    found = {file.name: file.read_bytes() for file in sorted(STATIC_FOLDER.iterdir()) if file.is_file()}
    whole: dict[str, bytes] = {}
    return {name: _with_imports(name, found, whole) for name in found}


def _with_imports(name: str, found: Mapping[str, bytes], whole: dict[str, bytes]) -> bytes:
    if name not in whole:
        whole[name] = _IMPORT.sub(
            lambda line: b'from "%s"' % _address(line[1].decode(), _with_imports(line[1].decode(), found, whole)),
            found[name],
        )
    return whole[name]


@cache
def static_url(name: str) -> str:
    """Return the address of a static file; it changes with the content, so browsers may keep it for ever."""
    return _address(name, static_files()[name]).decode()


def _address(name: str, content: bytes) -> bytes:
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}".encode()
