"""The native format of a map: YAML or JSON text in and out, nothing lost.

Writing leaves out empty fields, keeps the order of the fields of `document`, and puts back whatever
fields a newer program had written. Reading reports all problems of the text together.
"""

from __future__ import annotations

import hashlib
from typing import cast

from wegmarke.documents import Plain, Reading, content_of, read_text, schema_of, write_json, write_text
from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.maps.checks import map_problems
from wegmarke.maps.document import FORMAT, JourneyMap
from wegmarke.maps.migration import newest

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
    migrated = newest(content)
    if migrated is None:
        remedy = "Open it with the program that wrote it, or update this one."
        problem = Problem("format", FORMAT, repr(content["format"]), remedy, "unknown_format")
        raise DocumentInvalid(_MESSAGE, problems=[problem])
    reading = Reading(document.lines, "map")
    journey_map = cast("JourneyMap", reading.part(JourneyMap, migrated, ()))
    problems = [*reading.problems, *map_problems(journey_map, reading)]
    if problems:
        raise DocumentInvalid(_MESSAGE, problems=problems)
    return journey_map


def dump_map(journey_map: JourneyMap) -> str:
    """Write a map as YAML text; `load_map` gives an equal map back.

    >>> print(dump_map(load_map("{id: small, title: {de: Klein, en: Small}}")), end="")
    format: journey-map/2
    id: small
    title:
      de: Klein
      en: Small
    status: draft
    state: hypothesis
    """
    return write_text(map_content(journey_map))


def dump_map_json(journey_map: JourneyMap) -> str:
    """Write a map as JSON text with sorted keys; `load_map` gives an equal map back."""
    return write_json(map_content(journey_map))


def content_hash(journey_map: JourneyMap) -> str:
    """Return the SHA-256 of what a map says; where it stands between draft and retired does not count."""
    content = {name: value for name, value in map_content(journey_map).items() if name != "status"}
    return hashlib.sha256(write_json(content).encode()).hexdigest()


def map_schema() -> dict[str, Plain]:
    """Return the JSON Schema (2020-12) of a map document."""
    return schema_of(JourneyMap, FORMAT)


def map_content(journey_map: JourneyMap) -> dict[str, Plain]:
    """Return a map as plain values, as they stand in the document."""
    return content_of(journey_map)
