"""Reads the body of a request, with bounds for one and for all that are read at the same time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Gone(Exception):
    """The sender went away before the end of the body; nobody is there to be answered."""


class Bodies:
    """Reads bodies; knows how many bytes are held by requests that have not been answered."""

    def __init__(self, most_each: int, most_together: int) -> None:
        self._most_each = most_each
        self._most_together = most_together
        self._held = 0

    async def read(self, receive: Receive) -> bytes | str:
        """Return a body, whose bytes count as held until `release`, or the code of the refusal."""
        parts: list[bytes] = []
        size = 0
        try:
            while True:
                message = await receive()
                part = _part(message)
                size += len(part)
                self._held += len(part)
                if code := self._objection(size):
                    self._held -= size
                    return code
                parts.append(part)
                if not message.get("more_body", False):
                    return parts[0] if len(parts) == 1 else b"".join(parts)
        except Gone:
            self._held -= size
            raise

    def release(self, body: bytes) -> None:
        """Say that a request was answered."""
        self._held -= len(body)

    def _objection(self, size: int) -> str | None:
        if size > self._most_each:
            return "body_too_large"
        return "too_much_waiting" if self._held > self._most_together else None


def _part(message: MutableMapping[str, Any]) -> bytes:
    if message["type"] == "http.disconnect":
        raise Gone
    return bytes(message.get("body", b""))
