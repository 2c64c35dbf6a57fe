"""Gives an id to cards, placements, emotions and transitions that a person wrote without one.

The id follows from where the thing stands (`pains-3`, `ask-form`), so that the same text gets the same ids again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from wegmarke.documents import MAX_ID, Plain

Mapping: TypeAlias = dict[str, Plain]
_ROOM: Final = 8
_NAMED: Final[tuple[str, ...]] = ("placements", "emotions", "transitions")


def give_ids(content: Mapping) -> Mapping:
    """Return the content with an id on everything that needs one.

    >>> give_ids({"placements": [{"step": "ask", "touchpoint": "form"}]})["placements"]
    [{'id': 'ask-form', 'step': 'ask', 'touchpoint': 'form'}]
    """
    taken = {_word(one, "id") for one in _canvas_parts(content)}
    lanes = [lane for lane in _members(content, "lanes") if isinstance(lane, dict)]
    taken |= {_word(card, "id") for lane in lanes for card in _members(lane, "cards")}
    named = {name: _named(content, name) for name in _NAMED if name in content}
    if "lanes" in content and isinstance(content["lanes"], list):
        named["lanes"] = [
            {**lane, "cards": _with_ids(lane["cards"], taken, _word(lane, "id") or "card")}
            if isinstance(lane, dict) and isinstance(lane.get("cards"), list)
            else lane
            for lane in content["lanes"]
        ]
    return {**content, **named}


def _named(content: Mapping, name: str) -> Plain:
    members = content[name]
    if not isinstance(members, list):
        return members
    return _with_ids(members, {_word(one, "id") for one in members}, name.removesuffix("s"))


def _with_ids(members: Plain, taken: set[str], stem: str) -> Plain:
    assert isinstance(members, list)
    return [
        {"id": _free(_first(stem, one, number), number, taken), **one}
        if isinstance(one, dict) and one.get("id") is None
        else one
        for number, one in enumerate(members, 1)
    ]


def _first(stem: str, one: Mapping, number: int) -> str:
    step, touchpoint = _word(one, "step"), _word(one, "touchpoint")
    return f"{step}-{touchpoint}" if step and touchpoint else f"{stem}-{number}"


def _free(first: str, number: int, taken: set[str]) -> str:
    first = first if len(first) <= MAX_ID - _ROOM else f"{first[: MAX_ID - 2 * _ROOM]}-{number}"
    name, more = first, 1
    while name in taken:
        more += 1
        name = f"{first}.{more}"
    taken.add(name)
    return name


def _canvas_parts(content: Mapping) -> Iterator[Plain]:
    for canvas in _members(content, "canvases"):
        for name in ("jobs", "pains", "gains", "pain_relievers", "gain_creators"):
            yield from _members(canvas, name)


def _members(content: Plain, name: str) -> list[Plain]:
    members = content.get(name) if isinstance(content, dict) else None
    return members if isinstance(members, list) else []


def _word(content: Plain, name: str) -> str:
    word = content.get(name) if isinstance(content, dict) else None
    return word if isinstance(word, str) else ""
