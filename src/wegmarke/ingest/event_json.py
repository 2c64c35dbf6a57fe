"""An event as JSON text and back: how rejected events are kept, shown, corrected and offered again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.ingest.packet import STATED_AT
from wegmarke.sources import ACCOUNT_PERSONAL, CHANNELS, EVENT_SCHEMA, MINOR_DIGITS, PERSONAL

LONGEST = 1_000_000
_REQUIRED = ("source", "source_event_id", "name", "occurred_at", "precision")
_TEXTS = ("source", "source_event_id", "name", "person_label", "account_label")
_MAPS = ("properties", PERSONAL, ACCOUNT_PERSONAL)
_KNOWN = {*EVENT_SCHEMA.names, STATED_AT, *_MAPS}
_REMEDY = "Correct the payload."


def event_text(row: Mapping[str, Any]) -> str:
    """Write an event (a row of `sources.EVENT_SCHEMA`) as JSON; properties stand in an object, times in UTC."""
    plain = {name: row.get(name) for name in EVENT_SCHEMA.names}
    plain["properties"] = _as_map(row["properties"])
    plain |= {name: _as_map(row[name]) for name in (PERSONAL, ACCOUNT_PERSONAL) if row.get(name)}
    plain["occurred_at"] = _written(row["occurred_at"])
    if row.get(STATED_AT) is not None:
        plain[STATED_AT] = _written(row[STATED_AT])
    return json.dumps(plain, ensure_ascii=False, default=str)


def _as_map(given: Sequence[tuple[str, str | None]] | None) -> object:
    pairs = list(given or ())
    # A name that stands twice would vanish in an object.
    return dict(pairs) if len({name for name, _ in pairs}) == len(pairs) else pairs


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def is_event(text: str) -> bool:
    """Tell whether a payload is an event, and not a row of a file or whatever else came through a door."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and set(_REQUIRED) <= found.keys() <= _KNOWN


def read_event(text: str) -> dict[str, Any]:
    """Read an event from its JSON text, as a row of `sources.EVENT_SCHEMA` with `stated_at` (see `packet`).

    Raises:
        DocumentInvalid: it is no event; all problems are listed.
    """
    found = _mapping(text)
    problems = [*_misplaced(found), *_wrong_texts(found), *_wrong_lists(found), *_wrong_value(found)]
    instants = {name: _instant(found.get(name)) for name in ("occurred_at", STATED_AT)}
    for name, instant in instants.items():
        if instant is None and (name == "occurred_at" or found.get(name) is not None):
            expected = "a time with its zone, such as 2025-01-31T14:05:00Z"
            problems.append(Problem(name, expected, _shown(found.get(name)), _REMEDY, "wrong_type"))
    if problems:
        raise DocumentInvalid("The payload is no event yet; nothing was changed.", problems=problems)
    row = {name: found.get(name) for name in EVENT_SCHEMA.names}
    return {
        **row,
        **instants,
        "person_identifiers": found.get("person_identifiers") or [],
        "account_identifiers": found.get("account_identifiers") or [],
        "properties": _pairs(found.get("properties")),
        **{name: _pairs(found[name]) for name in (PERSONAL, ACCOUNT_PERSONAL) if found.get(name)},
    }


def _mapping(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise _refusal("payload", f"at most {LONGEST:,} characters", f"{len(text):,}")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _refusal("payload", "text that can be written as UTF-8", "half a character (a lone surrogate)")
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refusal("payload", "a JSON object", f"{error}"[:200] or "too many levels") from error
    if not isinstance(found, dict):
        raise _refusal("payload", "a JSON object", _shown(found))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the name {next(name for name in found if names.count(name) > 1)!r} twice")
    return found


def _no_constant(word: str) -> object:
    raise ValueError(f"the number {word}")


def _misplaced(found: dict[str, Any]) -> Iterator[Problem]:
    for name in sorted(found.keys() - _KNOWN):
        yield Problem(
            str(name)[:60], f"one of {', '.join(EVENT_SCHEMA.names)}", "another name", "Remove it.", "unknown"
        )
    if found.get("precision") not in ("instant", "day"):
        yield Problem("precision", "'instant' or 'day'", _shown(found.get("precision")), _REMEDY, "wrong_type")
    if found.get("channel") is not None and found["channel"] not in CHANNELS:
        yield Problem("channel", "a channel of the list, or null", _shown(found["channel"]), _REMEDY, "unknown_value")


def _wrong_texts(found: dict[str, Any]) -> Iterator[Problem]:
    for name in _TEXTS:
        value = found.get(name)
        if not isinstance(value, str) and (name in _REQUIRED or value is not None):
            yield Problem(name, "a text", _shown(value), _REMEDY, "wrong_type")
        elif isinstance(value, str) and ("\x00" in value or not _is_utf8(value)):
            yield Problem(name, "a text without zero bytes and half characters", "such a one", _REMEDY, "wrong_type")
    for name in ("name", "source"):
        if isinstance(found.get(name), str) and not found[name].strip():
            yield Problem(name, "a text that is not empty", _shown(found[name]), _REMEDY, "missing")
    sequence = found.get("sequence")
    if sequence is not None and not _is_whole(sequence):
        yield Problem("sequence", "a whole number, or null", _shown(sequence), _REMEDY, "wrong_type")


def _wrong_lists(found: dict[str, Any]) -> Iterator[Problem]:
    for name in ("person_identifiers", "account_identifiers"):
        listed = found.get(name) or []
        if not isinstance(listed, list) or not all(_is_identifier(identifier) for identifier in listed):
            yield Problem(name, 'a list of {"kind": …, "value": …}', _shown(listed), _REMEDY, "wrong_type")
    for name in _MAPS:
        properties = found.get(name) or {}
        pairs = list(properties.items()) if isinstance(properties, dict) else properties
        if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
            yield Problem(name, "an object of texts", _shown(properties), "Write every value in quotes.", "wrong_type")
        elif len({name for name, _ in pairs}) < len(pairs):
            yield Problem(name, "every name once", "one twice", "Remove one of them.", "repeated_name")


def _wrong_value(found: dict[str, Any]) -> Iterator[Problem]:
    minor, currency = found.get("value_minor"), found.get("currency")
    if minor is not None and not _is_whole(minor):
        yield Problem("value_minor", "a whole number of minor units, or null", _shown(minor), _REMEDY, "wrong_type")
    if currency is not None and currency not in MINOR_DIGITS:
        yield Problem("currency", "a currency code of ISO 4217, or null", _shown(currency), _REMEDY, "unknown_value")
    if (minor is None) != (currency is None):
        came = "one of them"
        yield Problem("value_minor", "an amount and its currency, or neither", came, _REMEDY, "missing")


def _pairs(properties: Any) -> list[tuple[str, str | None]]:  # noqa: ANN401  # checked JSON
    pairs = properties.items() if isinstance(properties, dict) else properties or ()
    return [(name, value) for name, value in pairs]


def _is_pair(pair: Any) -> bool:  # noqa: ANN401  # any JSON
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return False
    name, value = pair
    return isinstance(name, str) and _is_utf8(name) and (value is None or (isinstance(value, str) and _is_utf8(value)))


def _is_identifier(identifier: Any) -> bool:  # noqa: ANN401  # any JSON
    if not isinstance(identifier, dict) or identifier.keys() != {"kind", "value"}:
        return False
    return all(isinstance(text, str) and text and _is_utf8(text) for text in identifier.values())


def _is_utf8(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
        return instant.astimezone(UTC) if instant.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _refusal(where: str, expected: str, came: str) -> DocumentInvalid:
    problem = Problem(where, expected, came, _REMEDY, "payload")
    return DocumentInvalid("The payload is no event yet; nothing was changed.", problems=[problem])
