"""Addresses that are no pages: the one-time link, static files, and the switches of the frame."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import Language
from wegmarke.domain.errors import unknown_value
from wegmarke.web.reader import LANGUAGE_COOKIE, RAIL_COOKIE, RAILS, THEME_COOKIE, THEMES
from wegmarke.web.refusals import refusal
from wegmarke.web.site import Page, static_files

_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
}

_YEAR = 365 * 24 * 3600

_SWITCHES = {
    "language": (LANGUAGE_COOKIE, tuple(language.value for language in Language)),
    "theme": (THEME_COOKIE, THEMES),
    "rail": (RAIL_COOKIE, RAILS),
}


@get("/open", sync_to_thread=False)
def open_session(page: NamedDependency[Page], token: FromQuery[str] = "") -> Response[str]:
    """Open a browser session with a one-time link and lead to the map."""
    sessions = page.site.sessions
    name = sessions.open(token)
    if name is None:
        return Response(refusal(401, page.reader), media_type="text/html", status_code=401)
    cookie = Cookie(key=sessions.cookie, value=name, httponly=True, samesite="strict", path="/")
    return Redirect("/map", status_code=303, cookies=[cookie])


@get("/static/{name:str}", sync_to_thread=False)
def static_file(name: FromPath[str]) -> Response[bytes]:
    """Serve a style sheet, the script or the icons; they hold nothing of the workspace."""
    content = static_files().get(name)
    if content is None:
        raise NotFoundException
    media_type = _MEDIA_TYPES[name.rpartition(".")[2]]
    return Response(content, media_type=media_type, headers={"cache-control": f"public, max-age={_YEAR}, immutable"})


class Switch(msgspec.Struct, frozen=True):
    """The form behind a switch: what to set, to which value, and where to go back to."""

    value: str
    back: str = "/"


@post("/switch/{name:str}", sync_to_thread=False, status_code=303)
def switch(name: FromPath[str], data: URLEncodedBody[Switch]) -> Redirect:
    """Remember a choice of language, look or rail in a cookie."""
    if name not in _SWITCHES:
        raise NotFoundException
    key, allowed = _SWITCHES[name]
    if data.value not in allowed:
        raise unknown_value(name, data.value, allowed)
    cookie = Cookie(key=key, value=data.value, httponly=True, samesite="strict", path="/", max_age=_YEAR)
    return Redirect(local_path(data.back), status_code=303, cookies=[cookie])


def local_path(wanted: str) -> str:
    r"""Return a path on this server; anything that a browser could read as another host leads home.

    >>> local_path("/maps?by=person"), local_path("//evil.example"), local_path("/\\evil.example")
    ('/maps?by=person', '/', '/')
    """
    parts = urlsplit(wanted)
    plain = wanted.startswith("/") and wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if plain and not parts.scheme and not parts.netloc else "/"
