"""Says what is wrong with a line that is no sound object."""

from __future__ import annotations

import decimal
import re

import msgspec

from wegmarke.sources.jsonl_file.objects import DEEPEST
from wegmarke.sources.parts import BadRow, raw_payload

# What the parser may raise for a line.
REFUSED = (msgspec.DecodeError, UnicodeDecodeError, decimal.InvalidOperation, RecursionError, ValueError)
_NO_NUMBER = re.compile(rb"[:\[,]\s*-?(NaN|Infinity|nan|inf)\b")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_NUL_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

_EXPORT = "Export the line again."


def holds_nul(line: bytes) -> bool:
    """Tell whether a text on the line holds a zero character."""
    return _NUL_ESCAPE.search(line) is not None


def too_long(file: str, number: int, head: bytes, allowed: int) -> BadRow:
    """Return the bad row of a line that was not read to its end."""
    expected = f"a line of at most {allowed:,} bytes, this one is longer"
    return _bad(file, number, "line_too_long", expected, "A line end is probably missing; export the file again.", head)


def too_deep(file: str, number: int, line: bytes) -> BadRow:
    """Return the bad row of a line with too many levels."""
    expected = f"an object of at most {DEEPEST} levels, got more"
    return _bad(file, number, "too_deep", expected, "Export fewer levels.", line)


def repeated_name(file: str, number: int, line: bytes) -> BadRow:
    """Return the bad row of a line that holds a name twice."""
    expected = "every name once in an object, got one twice"
    return _bad(file, number, "duplicate_key", expected, "Only the source knows which value is right.", line)


def nul_byte(file: str, number: int, line: bytes) -> BadRow:
    """Return the bad row of a line with a zero byte or character."""
    return _bad(file, number, "nul_byte", "text, got a zero byte", "The source is damaged there.", line)


def no_object(file: str, number: int, line: bytes, came: object) -> BadRow:
    """Return the bad row of a line that holds another kind of value."""
    kind = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(type(came), "a number")
    remedy = "Write one object in braces on every line."
    return _bad(file, number, "not_an_object", f"a JSON object, got {kind}", remedy, line)


def unreadable(file: str, number: int, line: bytes, error: Exception) -> BadRow:
    """Return the bad row of a line that the parser refused."""
    if b"\0" in line:
        return nul_byte(file, number, line)
    if isinstance(error, RecursionError):
        return too_deep(file, number, line)
    if isinstance(error, UnicodeDecodeError):
        byte = error.object[error.start]
        remedy = "JSON Lines are UTF-8; save the file as such."
        return _bad(file, number, "wrong_encoding", f"utf-8 text, got byte 0x{byte:02X}", remedy, line)
    if isinstance(error, msgspec.ValidationError | decimal.InvalidOperation):
        expected = "numbers of sensible size, got one that is absurdly large"
        return _bad(file, number, "unreadable_number", expected, "Correct it in the source.", line)
    if found := _NO_NUMBER.search(line):
        expected = f"a number or null, got {found[1].decode()}, which is no JSON"
        return _bad(file, number, "not_a_number", expected, "Write null for a missing number.", line)
    if _SURROGATE.search(line) and ("surrogate" in str(error) or "truncated" in str(error)):
        expected = "whole characters, got half of a surrogate pair"
        return _bad(file, number, "lone_surrogate", expected, _EXPORT, line)
    detail = str(error).removeprefix("JSON is malformed: ").replace("Input data was truncated", "it ends too early")
    return _bad(file, number, "broken_json", f"one JSON object, but {detail}", _EXPORT, line)


def _bad(file: str, number: int, reason: str, expected: str, remedy: str, line: bytes) -> BadRow:
    return BadRow(number, reason, f"{file} line {number}: expected {expected}. {remedy}", raw_payload(line))
