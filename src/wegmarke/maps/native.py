"""The native format of a map: YAML or JSON text in, YAML text out, nothing lost.

Writing leaves out empty fields, keeps the order of the fields of `document`, and puts back whatever
fields a newer program had written. Reading reports all problems of the text together.
"""

from __future__ import annotations

import enum
import itertools
import json
from typing import cast

import msgspec

from wegmarke.domain import DocumentInvalid, LocalizedText, Problem
from wegmarke.maps.checks import map_problems
from wegmarke.maps.document import FORMAT, JourneyMap
from wegmarke.maps.reading import Reading
from wegmarke.maps.strict_yaml import Path, Plain, read_text, write_text
from wegmarke.rules import Rule

_MESSAGE = "The map has problems; nothing of it was taken over."


def load_map(text: str) -> JourneyMap:
    """Read a map from YAML or JSON text, or raise `DocumentInvalid` with all problems.

    >>> load_map("{id: small, title: Small map}").title.en
    'Small map'
    """
    document = read_text(text, "map")
    content = document.content
    if not isinstance(content, dict):
        remedy = "Start with a map from a template and change it."
        raise DocumentInvalid(_MESSAGE, problems=[Problem("map", "a mapping with id and title", "none", remedy)])
    if content.get("format", FORMAT) != FORMAT:
        remedy = "Open it with the program that wrote it, or update this one."
        problem = Problem("format", FORMAT, repr(content["format"]), remedy, "unknown_format")
        raise DocumentInvalid(_MESSAGE, problems=[problem])
    reading = Reading(document.lines)
    journey_map = cast("JourneyMap", reading.part(JourneyMap, content, ()))
    problems = [*reading.problems, *map_problems(journey_map, reading)]
    if problems:
        raise DocumentInvalid(_MESSAGE, problems=problems)
    return journey_map


def dump_map(journey_map: JourneyMap) -> str:
    """Write a map as YAML text; `load_map` gives an equal map back.

    >>> print(dump_map(load_map("{id: small, title: {de: Klein, en: Small}}")), end="")
    format: journey-map/1
    id: small
    title:
      de: Klein
      en: Small
    status: draft
    state: hypothesis
    """
    return write_text(map_content(journey_map))


def map_content(journey_map: JourneyMap) -> dict[str, Plain]:
    """Return a map as plain values, as they stand in the document."""
    return _part(journey_map)


def _part(part: msgspec.Struct) -> dict[str, Plain]:
    content: dict[str, Plain] = {}
    for name in part.__struct_fields__:
        if name == "extra":
            continue
        value = _value(getattr(part, name))
        if value not in (None, "", []) and value is not False:
            content[name] = value
    for path, value in json.loads(cast("str", getattr(part, "extra", "")) or "[]"):
        _put_back(content, path, value)
    return content


def _value(value: object) -> Plain:
    match value:
        case msgspec.Struct():
            return _part(value)
        case LocalizedText():
            return _text(value)
        case Rule():
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


def _put_back(content: Plain, path: Path, value: Plain) -> None:
    """Put a kept value where it stood; drop it where its surroundings are gone."""
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
