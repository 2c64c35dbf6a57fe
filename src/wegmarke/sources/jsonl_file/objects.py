"""Takes the object of one line apart: nested names joined by dots, every value as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa

Fields = dict[str, Any]

DEEPEST = 20
# Beyond this a number is written as it stands, with its exponent, and no formula will read it.
_MOST_DIGITS = 60
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_outline = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_as_json = msgspec.json.Encoder(decimal_format="number").encode


class RepeatedName(Exception):
    """Two values under one name."""


class TooDeep(Exception):
    """More levels than any table has use for."""


def flat(found: Fields, line: bytes, *, is_compact: bool) -> Fields:
    """Return an object with its inner objects replaced by their values under full names.

    A parser keeps the last of two equal names and says nothing, so the names are counted on the line as well.

    >>> flat({"id": 1, "firm": {"name": "ACME"}}, b'{"id":1,"firm":{"name":"ACME"}}', is_compact=True)
    {'id': 1, 'firm.name': 'ACME'}

    Args:
        found: the object.
        line: how it is written.
        is_compact: whether no blank stands before a colon, so that `":` stands behind every name.

    Raises:
        RepeatedName: a name stands there twice, or `a.b` beside `a` with a `b` inside.
        TooDeep: it has more than `DEEPEST` levels.
    """
    names = len(found)
    lists = line.count(b"[")
    if line.count(b"{") > 1 or lists >= DEEPEST:
        inner = [name for name, value in found.items() if type(value) is dict and value]
        for name, value in [(name, found.pop(name)) for name in inner]:
            names += _lift(value, name + ".", found, 2)
        if lists:
            names += _names([*found.values()], 1)
    # Texts may hold `":` too, so only equality is certain; where there is a doubt, they are left out.
    if line.count(b'":') == names and is_compact:
        return found
    if _TEXT.sub(b"", line).count(b":") == names:
        return found
    raise RepeatedName


def names_of(line: bytes, level: int = 1) -> tuple[str, ...]:
    """Return the full names of the values of an object without reading any of them.

    >>> names_of(b'{"id": 1, "firm": {"name": "ACME"}}')
    ('id', 'firm.name')
    """
    found = _outline(line)
    if level >= DEEPEST or line.count(b"{") == 1:
        return tuple(found)
    names: list[str] = []
    for name, raw in found.items():
        value = bytes(raw)
        inner = names_of(value, level + 1) if value.startswith(b"{") else ()
        names.extend([f"{name}.{one}" for one in inner] if inner else [name])
    return tuple(names)


def as_texts(values: Sequence[Any]) -> pa.ChunkedArray:
    """Return values as a column of texts; lists become JSON, `null` and `{}` nothing."""
    if set(map(type, values)) <= {str, type(None)}:
        return pa.chunked_array([pa.array(values, type=pa.string())])
    return pa.chunked_array([pa.array([_text(value) for value in values], type=pa.string())])


def _text(value: Any) -> str | None:  # noqa: ANN401  # whatever JSON may hold
    kind = type(value)
    if kind is str or value is None:
        return value  # type: ignore[no-any-return]  # it is a text or nothing
    if kind is int:
        return str(value)
    if kind is Decimal:
        return f"{value:f}" if abs(value.adjusted()) < _MOST_DIGITS else str(value)
    if kind is bool:
        return "true" if value else "false"
    return _as_json(value).decode() if value else None


def _lift(inner: Fields, before: str, found: Fields, level: int) -> int:
    """Put the values of an inner object into the outermost one; return how many names it held on all levels."""
    if level > DEEPEST:
        raise TooDeep
    names = len(inner)
    for name, value in inner.items():
        full = before + name
        if type(value) is dict and value:
            names += _lift(value, full + ".", found, level + 1)
        elif full in found:
            raise RepeatedName
        else:
            found[full] = value
    return names


def _names(found: list[Any], level: int) -> int:
    """Count the names in the objects of a list."""
    if level > DEEPEST:
        raise TooDeep
    names = 0
    for value in found:
        if type(value) is dict:
            names += len(value) + _names([*value.values()], level + 1)
        elif type(value) is list:
            names += _names(value, level + 1)
    return names
