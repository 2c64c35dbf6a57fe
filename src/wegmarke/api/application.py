"""The ASGI application for other systems. It is bare, because the framework would cost more than the work."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import msgspec

from wegmarke.api import tracker
from wegmarke.api.answers import JSON, Answer, answer, refusal
from wegmarke.api.bodies import Bodies, Gone, Receive
from wegmarke.api.description import description
from wegmarke.api.keys import key_in_address, key_in_header
from wegmarke.api.loop import Loop
from wegmarke.domain.addresses import client_address
from wegmarke.workspace import Outcome, Sender, Unpacked

Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PREFIX = "/v1/"
DESCRIPTION, HEALTH = "/openapi.json", "/healthz"
_DIGITS = re.compile(r"[0-9]{1,12}")
_SMALL = 100_000
_NOT_MODIFIED = 304
_TOGETHER = 128 * 1024 * 1024
_ENCODINGS = ("", "identity", "gzip")
_ALWAYS = {b"cache-control": b"no-store", b"x-content-type-options": b"nosniff"}
_FROM_ANYWHERE = (b"access-control-allow-origin", b"*")
_PREFLIGHT = [
    _FROM_ANYWHERE,
    (b"access-control-allow-methods", b"POST"),
    # Not `authorization`: that is where server keys stand, and they have no business in a browser.
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
]


class Intake(Protocol):
    """What takes in requests behind this application."""

    @property
    def most_bytes(self) -> int:
        """Return the largest body."""
        ...

    @property
    def calls(self) -> tuple[str, ...]:
        """Return the names of calls."""
        ...

    @property
    def proxies(self) -> int:
        """Return how many reverse proxies stand in front."""
        ...

    def sender(self, key: str) -> Sender | None:
        """Return who holds a key."""
        ...

    def of_today(self, sender: Sender, address: str, browser: str) -> Sender:
        """Return a browser that sends, with an identifier for today."""
        ...

    def unpack(self, body: bytes) -> Unpacked:
        """Return a gzip body unpacked."""
        ...

    def key_in(self, body: bytes) -> str | None:
        """Return the key a body names."""
        ...

    def submit(
        self, sender: Sender, call: str, unpacked: Unpacked, headers: Mapping[str, str], tell: Callable[[Outcome], None]
    ) -> bool:
        """Write a request with the next round."""
        ...

    def health(self) -> dict[str, str]:
        """Return how it is."""
        ...


def is_ours(path: str) -> bool:
    """Tell whether a path belongs to this application and not to the pages."""
    return path.startswith(PREFIX) or path in (DESCRIPTION, HEALTH)


class IngestApplication:
    """Answers `/v1/…`, `/openapi.json` and `/healthz`."""

    def __init__(self, intake: Intake, loop: Loop) -> None:
        self._intake = intake
        self._loop = loop
        self._bodies = Bodies(intake.most_bytes, _TOGETHER)
        self._calls = {f"{PREFIX}{call}": call for call in intake.calls}
        self._tracker = tracker.Tracker()
        self._description = msgspec.json.encode(description(intake.calls))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            found = await self._answer(scope, headers, receive)
        except Gone:
            return
        described = {b"content-type": JSON, **_ALWAYS, **dict(found.headers)}
        if found.http_status != _NOT_MODIFIED:
            described[b"content-length"] = b"%d" % len(found.body)
        await send({"type": "http.response.start", "status": found.http_status, "headers": [*described.items()]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else found.body})

    async def _answer(self, scope: Scope, headers: dict[str, str], receive: Receive) -> Answer:
        path, method = scope["path"], scope["method"]
        call = self._calls.get(path)
        if call is None:
            return self._about(path, method, headers)
        if method == "OPTIONS":
            return self._preflight(scope)
        if method != "POST":
            return refusal("method_not_allowed", (b"allow", b"POST, OPTIONS"))
        found = await self._take(scope, headers, receive, call)
        # A page may know that its key opens nothing, so that it does not ask again and again.
        return replace(found, headers=[*found.headers, _FROM_ANYWHERE]) if found.http_status in (401, 403) else found

    def _about(self, path: str, method: str, headers: Mapping[str, str]) -> Answer:
        if path not in (DESCRIPTION, HEALTH, tracker.PATH):
            return refusal("not_found")
        if method not in ("GET", "HEAD"):
            return refusal("method_not_allowed", (b"allow", b"GET, HEAD"))
        if path == tracker.PATH:
            return self._tracker.answer(headers)
        return Answer(200, self._description if path == DESCRIPTION else self._health())

    def _health(self) -> bytes:
        parts = self._intake.health()
        return msgspec.json.encode({"status": "ok" if set(parts.values()) == {"ok"} else "degraded", **parts})

    def _preflight(self, scope: Scope) -> Answer:
        key = key_in_address(scope["query_string"])
        if key is not None and ((sender := self._intake.sender(key)) is None or not sender.is_browser):
            return refusal("unknown_key")
        return Answer(204, b"", _PREFLIGHT)

    async def _take(self, scope: Scope, headers: dict[str, str], receive: Receive, call: str) -> Answer:
        sender = self._sender_of(scope, headers)
        if isinstance(sender, Answer):
            return sender
        if headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
            return refusal("unsupported_encoding")
        announced = headers.get("content-length", "0")
        if not _DIGITS.fullmatch(announced) or int(announced) > self._intake.most_bytes:
            return refusal("body_too_large")
        body = await self._bodies.read(receive)
        if isinstance(body, str):
            return refusal(body)
        try:
            return await self._write(scope, call, sender, headers, body)
        finally:
            self._bodies.release(body)

    def _sender_of(self, scope: Scope, headers: dict[str, str]) -> Sender | Answer | None:
        """Return who sends, None where only the body can say it, or the answer to somebody who may not."""
        if "authorization" in headers:
            key = key_in_header(headers["authorization"])
            return self._admitted(key, headers)
        key = key_in_address(scope["query_string"])
        if key is None:
            return None
        sender = self._intake.sender(key)
        if sender is not None and not sender.is_browser:
            return refusal("key_in_address")
        return sender or refusal("unknown_key")

    def _admitted(self, key: str | None, headers: dict[str, str]) -> Sender | Answer:
        sender = self._intake.sender(key) if key else None
        if sender is None:
            return refusal("unknown_key")
        if "origin" in headers and not sender.is_browser:
            return refusal("server_key_in_browser")
        return sender

    async def _write(
        self, scope: Scope, call: str, sender: Sender | None, headers: dict[str, str], body: bytes
    ) -> Answer:
        unpacked = Unpacked(body)
        if headers.get("content-encoding", "").strip().lower() == "gzip":
            # Large ones must not hold up the others; zlib runs beside the loop.
            far = len(body) > _SMALL
            unpacked = await asyncio.to_thread(self._intake.unpack, body) if far else self._intake.unpack(body)
        if sender is None:
            admitted = self._admitted(self._intake.key_in(unpacked.body), headers)
            if isinstance(admitted, Answer):
                return admitted
            sender = admitted
        if sender.is_browser:
            address = self._address(scope)
            sender = self._intake.of_today(sender, address, headers.get("user-agent", ""))
        outcome = await self._written(sender, call, unpacked, headers)
        found = refusal("too_much_waiting") if outcome is None else answer(outcome)
        if sender.is_browser and "origin" in headers:
            return Answer(found.http_status, found.body, [*found.headers, _FROM_ANYWHERE])
        return found

    def _address(self, scope: Scope) -> str:
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        return client_address((scope.get("client") or ("",))[0], forwarded, self._intake.proxies)

    async def _written(self, sender: Sender, call: str, unpacked: Unpacked, headers: dict[str, str]) -> Outcome | None:
        written: asyncio.Future[Outcome] = self._loop.enter().create_future()

        def tell(outcome: Outcome) -> None:
            if not written.done():
                written.set_result(outcome)

        is_taken = self._intake.submit(sender, call, unpacked, headers, tell)
        return await written if is_taken else None
