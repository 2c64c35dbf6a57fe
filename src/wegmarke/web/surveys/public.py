"""The public page of a survey, as an application of its own: no session, no cookie, no script.

A link from a message may be fetched by whatever looks at messages: GET and HEAD change nothing. An answer is a POST of
a button, to another address. A link that is forged, over or of a survey that is gone opens one page that says so, and
that is the same for all of them. It is bare, because it takes few and small requests, and none of them needs more.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

from wegmarke.domain import Language, UsageError, WegmarkeError
from wegmarke.domain.addresses import client_address
from wegmarke.domain.surveys import SurveyAsked
from wegmarke.web.site import static_files
from wegmarke.web.surveys.front import Surveys
from wegmarke.web.surveys.public_words import PREFIX, SHEETS, View, language_of, page_of
from wegmarke.web.surveys.rates import Rates

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_MOST_BYTES: Final = 20_000
_DIGITS: Final = re.compile(r"[0-9]{1,2}")
_SEE: Final = frozenset({"GET", "HEAD"})
_SHOWN: Final = {"": "ask", "thanks": "thanks", "stop": "stop", "stopped": "stopped"}
_TAKEN: Final = ("answer", "comment", "no-more")
_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS: Final = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # The address opens the page: it goes to nobody else.
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_HTML: Final = b"text/html; charset=utf-8"


class Settings(Protocol):
    """The settings this application needs."""

    @property
    def language(self) -> str:
        """Return the language of the workspace."""
        ...

    @property
    def proxies(self) -> int:
        """Return how many reverse proxies stand in front."""
        ...


class Front(Protocol):
    """The workspace behind it."""

    @property
    def surveys(self) -> Surveys:
        """Return the surveys."""
        ...

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        ...


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes = b""
    kind: bytes = _HTML
    headers: tuple[tuple[bytes, bytes], ...] = ((b"cache-control", b"no-store"),)


def is_survey(path: str) -> bool:
    """Tell whether a path belongs to this application."""
    return path.startswith(PREFIX)


class SurveyPages:
    """Answers `/s/TOKEN` and what lies below it."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._seen = Rates(240, 240)
        self._taken = Rates(60, 60)
        self._of_link = Rates(30, 30)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = await self._found(scope, receive)
        described = [(b"content-type", found.kind), (b"content-length", b"%d" % len(found.body))]
        headers = [*described, *_HEADERS, *found.headers]
        await send({"type": "http.response.start", "status": found.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else found.body})

    async def _found(self, scope: Scope, receive: Receive) -> _Answer:
        path, method = scope["path"].removeprefix(PREFIX), scope["method"]
        if path in SHEETS and method in _SEE:
            return _sheet(path)
        token, _, act = path.partition("/")
        params = _fields(scope["query_string"])
        if method in _SEE:
            if not self._seen.takes(self._address(scope)):
                return self._gone(scope, 429, "busy", params)
            if act not in _SHOWN:
                return self._gone(scope, 404, "gone", params)
            return await asyncio.to_thread(self._show, scope, token, _SHOWN[act], params)
        if method != "POST" or act not in _TAKEN:
            return self._gone(scope, 405 if method != "POST" else 404, "gone", params)
        if not (self._taken.takes(self._address(scope)) and self._of_link.takes(token[:200])):
            return self._gone(scope, 429, "busy", params)
        body = await _body(receive)
        if body is None:
            return self._gone(scope, 413, "gone", params)
        return await asyncio.to_thread(self._take, scope, token, act, _fields(body))

    def _show(self, scope: Scope, token: str, what: str, params: Mapping[str, str]) -> _Answer:
        asked = self._front.surveys.asked(token)
        if asked is None:
            return self._gone(scope, 404, "gone", params)
        return self._page(asked, token, what, params)

    def _take(self, scope: Scope, token: str, act: str, fields: Mapping[str, str]) -> _Answer:
        surveys, given = self._front.surveys, fields.get("score", "")
        score = int(given) if _DIGITS.fullmatch(given) else -1
        try:
            match act:
                case "answer":
                    asked, after = surveys.answer(token, score), "thanks"
                case "comment":
                    asked, after = surveys.comment(token, fields.get("comment", "")), "thanks"
                case _:
                    asked, after = surveys.refuse(token), "stopped"
        except UsageError:
            return self._again(scope, token, act, fields)
        except WegmarkeError:
            # the disk is full, or the workspace is about to close: nothing was taken, and that must be said
            return self._gone(scope, 503, "failed", fields)
        if asked is None:
            return self._gone(scope, 404, "gone", fields)
        said = "&said=1" if act == "comment" and fields.get("comment", "").strip() else ""
        where = f"{PREFIX}{token}/{after}?lang={language_of(fields, asked.language)}{said}"
        return _Answer(303, headers=((b"location", where.encode()), (b"cache-control", b"no-store")))

    def _again(self, scope: Scope, token: str, act: str, fields: Mapping[str, str]) -> _Answer:
        """Show the page again with what is wrong; what was typed stays."""
        asked = self._front.surveys.asked(token)
        if asked is None:
            return self._gone(scope, 404, "gone", fields)
        return self._page(asked, token, "ask" if act == "answer" else "thanks", fields, status=422)

    def _page(
        self, asked: SurveyAsked, token: str, what: str, params: Mapping[str, str], *, status: int = 200
    ) -> _Answer:
        language = Language(language_of(params, asked.language))
        view = View(what, language, asked.survey, token, params, is_wrong=status == 422)
        return _Answer(status, page_of(view).encode())

    def _gone(self, scope: Scope, status: int, what: str, params: Mapping[str, str]) -> _Answer:
        language = Language(language_of(params, str(self._front.settings.language)))
        return _Answer(status, page_of(View(what, language)).encode())

    def _address(self, scope: Scope) -> str:
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        return client_address((scope.get("client") or ("",))[0], forwarded, self._front.settings.proxies)


def _sheet(path: str) -> _Answer:
    content, kind = static_files()[SHEETS[path]], b"image/svg+xml" if path.endswith(".svg") else b"text/css"
    return _Answer(200, content, kind + b"; charset=utf-8", ((b"cache-control", b"public, max-age=3600"),))


def _fields(text: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(text.decode(), keep_blank_values=True, max_num_fields=10))
    except ValueError:
        return {}


async def _body(receive: Receive) -> bytes | None:
    """Return the body of a request; None for one that is too large or breaks off."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > _MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)
