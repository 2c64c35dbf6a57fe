"""The comments that carry a map through a diagram: `%% jm KIND {…}`, one line per thing.

Their JSON is written without any sign that Mermaid, a page or an editor could take for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wegmarke.documents import Plain, fields_of
from wegmarke.domain import Problem
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.native import map_content

MARK: Final = "%% jm"
_THING: Final = re.compile(r"(?P<kind>[a-z_]+) (?P<json>\{.*\})")
_COLLECTIONS: Final = frozenset(field.name for field in fields_of(JourneyMap) if field.is_list and field.part)
_UNSAFE: Final = re.compile(
    r"[%<>&`\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]|[\ud800-\udfff]"
)


def comment_lines(document: JourneyMap) -> Iterator[str]:
    """Yield one comment for the map and one for each thing on it, in the order of the document."""
    content = map_content(document)
    collections = {name: value for name, value in content.items() if name in _COLLECTIONS and _is_collection(value)}
    yield _line("map", {name: value for name, value in content.items() if name not in collections})
    for name, things in collections.items():
        assert isinstance(things, list)
        for thing in things:
            assert isinstance(thing, dict)
            if name == "lanes":
                cards = thing.pop("cards", None) or []
                yield _line(name, thing)
                assert isinstance(cards, list)
                yield from (_line("cards", card) for card in cards)
            else:
                yield _line(name, thing)


def _is_collection(value: Plain) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _line(kind: str, content: Plain) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(", ", ": "))
    return f"{MARK} {kind} {_UNSAFE.sub(_escaped, text)}"


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


@dataclass
class Kept:
    """What the comments of a diagram say: the content of a map, as far as it was read."""

    content: dict[str, Plain] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, said: str, number: int) -> bool:
        """Read one comment without its mark; returns False for one that carries no part of a map."""
        found = _THING.fullmatch(said)
        if found is None:
            return False
        try:
            thing = json.loads(found["json"])
        except (ValueError, RecursionError):
            remedy = f"Restore the line, or remove all lines that start with {MARK}."
            self.problems.append(
                Problem(f"line {number}", "a comment as it was written", found["json"][:60], remedy, "not_readable")
            )
            return True
        self._put(found["kind"], thing)
        return True

    def _put(self, kind: str, thing: Plain) -> None:
        assert isinstance(thing, dict)
        if kind == "map":
            self.content |= thing
            return
        lanes = self.content.get("lanes")
        if kind == "cards" and isinstance(lanes, list) and isinstance(lanes[-1], dict):
            above, kind = lanes[-1], "cards"
        else:
            above = self.content
        things = above.setdefault(kind, [])
        if isinstance(things, list):
            things.append(thing)
