"""Answers as bytes: what became of each message, or why nothing was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from wegmarke.workspace import Outcome

_encode = msgspec.json.Encoder().encode
_RETRY_SECONDS = b"2"
JSON = b"application/json"

REFUSALS = {
    "unknown_key": (401, "Expected a write key that is valid; none came, or one that opens nothing. Check the key."),
    "key_in_address": (401, "Expected a server key in the header Authorization; it came in the address. Replace it."),
    "server_key_in_browser": (403, "Expected a browser key from a web page; a server key came. Replace it: it leaked."),
    "not_found": (404, "Expected one of the paths of /openapi.json; this one is none of them."),
    "method_not_allowed": (405, "Expected another method; see the header Allow."),
    "body_too_large": (413, "Expected a smaller body; see the limits in /openapi.json. Send smaller batches."),
    "unsupported_encoding": (415, "Expected a body as it is, or compressed with gzip."),
    "too_much_waiting": (429, "Expected room for this request; too much waits already. Send it again a little later."),
    "store_refuses": (503, "Expected a disk that takes events; nothing of this request was kept. Send it again later."),
}
"""Whole answers: HTTP status and message by code."""

_MAY_COME_AGAIN = (429, 503)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of HTTP."""

    http_status: int
    body: bytes
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)


_ONE_ACCEPTED = Answer(200, b'{"accepted":1,"rejected":[]}')


def refusal(code: str, *headers: tuple[bytes, bytes]) -> Answer:
    """Return the answer to a request that was not looked at."""
    http_status, message = REFUSALS[code]
    retry = [(b"retry-after", _RETRY_SECONDS)] if http_status in _MAY_COME_AGAIN else []
    body = {"code": code, "message": message, "accepted": 0, "rejected": []}
    return Answer(http_status, _encode(body), [*retry, *headers])


def answer(outcome: Outcome) -> Answer:
    """Return what became of a request: 200 where each message has its own answer, else an error."""
    if not outcome.is_stored:
        return refusal("store_refuses")
    if not outcome.refusals:
        return _ONE_ACCEPTED if outcome.accepted == 1 else Answer(200, _accepted(outcome.accepted))
    rejected = [{"index": one.place, "reason": one.reason, "message": one.message} for one in outcome.refusals]
    body: dict[str, object] = {"accepted": outcome.accepted, "rejected": rejected}
    http_status = outcome.whole or (200 if outcome.is_batch else 422)
    if http_status != 200:
        first = outcome.refusals[0]
        body = {"code": first.reason, "message": first.message, **body}
    return Answer(http_status, _encode(body))


def _accepted(count: int) -> bytes:
    return b'{"accepted":%d,"rejected":[]}' % count
