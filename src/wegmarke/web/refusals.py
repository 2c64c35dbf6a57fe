"""Pages for requests that get no page: what was expected, what came, and what to do next."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from litestar import MediaType, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from wegmarke.domain import NotAllowed, NotFound, UsageError, WegmarkeError
from wegmarke.web.reader import Reader
from wegmarke.web.site import Page, page_of, render

_LOG = logging.getLogger("wegmarke.web")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal says."""

    status: int
    title: str
    text: str
    remedy: str
    detail: str = ""


def refusal(status: int, reader: Reader, *, plain: bool = False, detail: str = "") -> str:
    """Write the page (or for a wrong host only the plain words) for a status."""
    words = _words(status, reader, detail)
    if plain:
        return f"{words.title}. {words.text} {words.remedy}\n"
    return render("refusal.html", reader, "/", title=words.title, place="", name="", refusal=words)


def refuse(request: Request[object, object, State], error: Exception) -> Response[str]:
    """Answer a request that failed; anything we did not foresee is logged and shown as a 500."""
    page = page_of(request)
    if isinstance(error, NotAllowed):
        return _answer(page, _not_allowed(page.reader, str(error)))
    status, detail = _status(error)
    if status >= 500:
        # No message of the exception and no URL: both may carry personal values.
        _LOG.error("page failed", extra={"route": request.scope.get("path_template", "")}, exc_info=error)
    return _answer(page, _words(status, page.reader, detail))


def _answer(page: Page, words: Refusal) -> Response[str]:
    html = render("refusal.html", page.reader, "/", title=words.title, place="", name=page.front.name, refusal=words)
    return Response(html, media_type=MediaType.HTML, status_code=words.status)


def _not_allowed(reader: Reader, detail: str) -> Refusal:
    t = reader.t
    return Refusal(
        403,
        t.gettext("Your role has no right to this"),
        t.gettext("What a role may see and take away is decided under Settings · Rights."),
        t.gettext("Ask whoever runs the workspace."),
        detail,
    )


def _status(error: Exception) -> tuple[int, str]:
    match error:
        case NotFound():
            return 404, str(error)
        case UsageError():
            return 400, str(error)
        case WegmarkeError():
            return 503 if error.retryable else 500, str(error)
        case RecursionError():  # JSON that nests deeper than anything we know
            return 400, ""
        case HTTPException():
            return error.status_code, ""
        case _:
            return 500, ""


def _words(status: int, reader: Reader, detail: str) -> Refusal:
    t = reader.t
    match status:
        case 401:
            return Refusal(
                401,
                t.gettext("This browser has no open session"),
                t.gettext("Pages are shown only to a browser that was opened with a link of the server."),
                t.gettext(
                    "Use the link that the server printed when it was started. Each link works once and opens one "
                    "browser session; a session ends after 30 minutes without use. For a new link, start "
                    "“wegmarke serve” for the same folder once more in another terminal: "
                    "the running server then prints one."
                ),
            )
        case 403:
            return Refusal(
                403,
                t.gettext("The request came from another page"),
                t.gettext("Changes are accepted only from the pages of this server."),
                t.gettext("Open the page here and try again."),
            )
        case 404:
            return Refusal(
                404,
                t.gettext("There is nothing at this address"),
                t.gettext("The page, map or account does not exist, or no longer exists."),
                t.gettext("Check the address, or begin again on the home page."),
                detail,
            )
        case 421:
            return Refusal(
                421,
                t.gettext("Wrong host name"),
                t.gettext("This server answers only as 127.0.0.1 or localhost, with its port."),
                t.gettext("Use the link that the server printed."),
            )
        case 503:
            return Refusal(
                503,
                t.gettext("The workspace is busy"),
                t.gettext("Another task holds the workspace at the moment."),
                t.gettext("Reload the page in a few seconds."),
                detail,
            )
        case _ if 400 <= status < 500:
            return Refusal(
                status,
                t.gettext("The request cannot be answered"),
                t.gettext("A part of the address or of the form is not what this page expects."),
                t.gettext("Correct the address, or begin again on the page itself."),
                detail,
            )
        case _:
            return _failure(status, reader, detail)


def _failure(status: int, reader: Reader, detail: str) -> Refusal:
    t = reader.t
    return Refusal(
        status,
        t.gettext("The page could not be made"),
        t.gettext("The fault lies with the server; nothing was changed."),
        t.gettext("Reload the page. If it fails again, “wegmarke check” says what is wrong with the folder."),
        detail,
    )
