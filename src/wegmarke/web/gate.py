"""Stands before every page: the right host, an open session, the same origin, and the security headers.

It wraps the whole application, because requests that match no route never reach a middleware, and even
those must not be answered to somebody without a session.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from wegmarke.web.refusals import refusal
from wegmarke.web.site import Site

_CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

# `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` for our own forms.
_HEADERS = {
    b"content-security-policy": _CONTENT_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN_TO_ALL = ("/open", "/static/")


class Gate:
    """An ASGI application around the application."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site
        port = site.sessions.origin.rpartition(":")[2]
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        if port == "80":
            self._hosts |= {"127.0.0.1", "localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may not pass, and let the others through with our headers on the answer."""
        if scope["type"] != ScopeType.HTTP:
            return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        dressed = _dressed(send, cacheable=scope["path"].startswith("/static/"))
        status = self._objection(scope, headers)
        if status is None:
            await self._app(scope, receive, dressed)
            return
        cookies = _cookies(headers.get("cookie", ""))
        reader = self._site.reader(cookies, headers.get("accept-language", ""))
        body = refusal(status, reader, plain=status == 421).encode()
        kind = b"text/plain; charset=utf-8" if status == 421 else b"text/html; charset=utf-8"
        described = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await dressed({"type": "http.response.start", "status": status, "headers": described})
        shown = b"" if scope["method"] == "HEAD" else body
        await dressed({"type": "http.response.body", "body": shown, "more_body": False})

    def _objection(self, scope: HTTPScope, headers: dict[str, str]) -> int | None:
        # A foreign name that resolves to 127.0.0.1 (DNS rebinding) ends here.
        if headers.get("host", "").lower() not in self._hosts:
            return 421
        if scope["method"] not in _SAFE_METHODS and headers.get("origin", "") != f"http://{headers['host'].lower()}":
            return 403
        if scope["path"] == "/open" or scope["path"].startswith(_OPEN_TO_ALL[1]):
            return None
        name = _cookies(headers.get("cookie", "")).get(self._site.sessions.cookie, "")
        return None if name and self._site.sessions.is_open(name) else 401


def _dressed(send: Send, *, cacheable: bool) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = _HEADERS if cacheable else {**_HEADERS, b"cache-control": b"no-store"}
            others = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
            message["headers"] = [*others, *ours.items()]
        await send(message)

    return dressed


def _headers(scope: HTTPScope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
