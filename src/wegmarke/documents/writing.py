"""Turns the parts of a document back into plain values, as they stand in its text."""

from __future__ import annotations

import enum
import itertools
import json
from typing import cast

import msgspec

from wegmarke.documents.fields import fields_of
from wegmarke.documents.strict_yaml import Path, Plain
from wegmarke.domain import LocalizedText
from wegmarke.rules import Rule, SubjectRule


def content_of(part: msgspec.Struct) -> dict[str, Plain]:
    """Return a part as plain values: empty fields left out, fields of a newer program put back."""
    content: dict[str, Plain] = {}
    for field in fields_of(type(part)):
        value = _value(getattr(part, field.name))
        if value not in (None, "", [], {}) and value is not False:
            content[field.name] = value
    for path, value in json.loads(cast("str", getattr(part, "extra", "")) or "[]"):
        put_back(content, path, value)
    return content


def _value(value: object) -> Plain:
    match value:
        case msgspec.Struct():
            return content_of(value)
        case LocalizedText():
            return _text(value)
        case Rule() | SubjectRule():
            return cast("Plain", value.tree)
        case tuple():
            # An empty text inside a list keeps its place.
            return [_value(member) or "" for member in value]
        case enum.Enum():
            return cast("str", value.value)
        case float() if value.is_integer() and abs(value) < 1e15:
            return int(value)
        case _:
            return cast("Plain", value)


def _text(text: LocalizedText) -> Plain:
    if text.de == text.en:
        return text.de or None
    return {language: words for language, words in (("de", text.de), ("en", text.en)) if words}


def put_back(content: Plain, path: Path, value: Plain) -> None:
    """Put a value that a newer program wrote where it stood; drop it where its surroundings are gone."""
    for step, following in itertools.pairwise(path):
        if isinstance(step, int):
            inner = content[step] if isinstance(content, list) and step < len(content) else None
        else:
            inner = content.get(step) if isinstance(content, dict) else None
        if isinstance(inner, str) and isinstance(following, str):
            inner = {"de": inner, "en": inner}
            content[step] = inner  # type: ignore[index]  # step fits content, or inner were None
        content = inner
    if isinstance(content, dict):
        content[str(path[-1])] = value


def write_json(content: Plain) -> str:
    """Write plain values as JSON with sorted keys: one text for all documents that say the same."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
