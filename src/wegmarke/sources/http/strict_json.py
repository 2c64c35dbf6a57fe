"""JSON by the book, for bodies that the fast decoder does not vouch for.

The fast decoder refuses a whole body for one bad number and keeps the last of two equal names. Here every
message of a body is judged by itself: those with a flaw are named with a reason, the others go on.
RFC 8259 (JSON), RFC 7493 section 2 (I-JSON: no lone surrogates, no duplicate names).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_DEPTH = 40
"""Objects and lists inside each other, the body's own ones included."""

_MOST_DIGITS = 300
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
# A colon written as an escape makes counting no proof; NUL is looked for more slowly.
_ESCAPES = (b"\\u003a", b"\\u003A", b"\\u0000")
_TOO_DEEP = "\x00too deep"
_MARK = b'{"\\u0000too deep":0,"\\u0000too deep":0}'


@dataclass(frozen=True, slots=True)
class Flaw:
    """Stands where a value was that is not JSON, or not JSON two readers agree on."""

    reason: str


class NotJson(ValueError):
    """A body that is no JSON at all."""


class Doubtful(dict[str, object]):
    """An object in which a name stands twice."""


def is_counted(body: bytes, again: bytes) -> bool:
    """Tell whether a body has as many colons as its decoded and encoded form, so that no name stood twice.

    Colons inside texts are in both; a name that stands twice, or that the decoder passed over, is in one only.
    """
    if b"\\" in body and any(escape in body for escape in _ESCAPES):
        return False
    return body.count(b":") == again.count(b":")


def parse(body: bytes) -> object:
    """Read a body; flaws inside it are left as `Flaw` or found by `flaw_of`.

    Raises:
        NotJson: when no structure can be seen in it.
    """
    text = _flattened(body).decode("utf-8-sig", errors="surrogateescape")
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=lambda _: Flaw("not_a_number"),
            parse_int=_whole,
            parse_float=_fraction,
        )
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error


def flaw_of(value: object) -> str | None:
    """Return the reason why a value cannot be taken, None where it can."""
    waiting = [value]
    while waiting:
        now = waiting.pop()
        if isinstance(now, Flaw):
            return now.reason
        if isinstance(now, str):
            if reason := _text_flaw(now):
                return reason
        elif isinstance(now, Doubtful):
            return "duplicate_name"
        elif isinstance(now, dict):
            waiting.extend(now)
            waiting.extend(now.values())
        elif isinstance(now, list):
            waiting.extend(now)
    return None


def is_deep(value: object, most: int) -> bool:
    """Tell whether lists and objects lie deeper inside each other than `most`."""
    level = [value]
    for _ in range(most):
        level = [child for one in level for child in _children(one)]
        if not level:
            return False
    return True


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _text_flaw(text: str) -> str | None:
    if "\x00" in text:
        return "nul_character"
    return None if text.isascii() or _is_encodable(text) else "bad_encoding"


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _once(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    return Flaw("too_deep") if _TOO_DEEP in found else Doubtful(pairs)


def _whole(digits: str) -> object:
    return int(digits) if len(digits) <= _MOST_DIGITS else Flaw("number_too_long")


def _fraction(digits: str) -> object:
    number = float(digits)
    return number if math.isfinite(number) else Flaw("number_too_large")


def _flattened(body: bytes) -> bytes:
    """Return the body with everything that lies too deep replaced by a mark that `flaw_of` finds."""
    if body.count(b"[") + body.count(b"{") <= MOST_DEPTH:
        return body
    kept, depth, start = bytearray(), 0, 0
    for token in _TOKEN.finditer(body):
        sign = token.group()
        if sign in (b"[", b"{"):
            depth += 1
            if depth == MOST_DEPTH + 1:
                kept += body[start : token.start()] + _MARK
        elif sign in (b"]", b"}"):
            depth -= 1
            if depth == MOST_DEPTH:
                start = token.end()
    return bytes(kept + body[start:]) if depth <= MOST_DEPTH else body
