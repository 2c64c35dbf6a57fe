"""What belongs to what: what a thing refers to, and what cannot be without it when it is removed.

Read from the marks on the fields of a map, so that a new kind of reference needs no line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import msgspec

from wegmarke.documents import Field, RefersTo, fields_of
from wegmarke.maps.editing.pen import Pen
from wegmarke.maps.editing.places import CARDS, PARTS, everything, find
from wegmarke.maps.editing.shape import MAP, Content

_ANCHORS: Final = frozenset({"phase", "step", "placement", "touchpoint"})
_ANCHORED: Final = frozenset({CARDS, "emotions", "automations", "metrics", "transitions", "comments"})
_ENDS: Final = frozenset({"to_step"})
_OF_SPANS: Final = ("phases", "steps")
_INNER: Final = frozenset(PARTS) - {MAP}


def references(space: str, thing: Content) -> Iterator[tuple[str, str]]:
    """Return (space, id) of everything a thing refers to."""
    yield from _references(PARTS[space], thing)


def _references(part: type[msgspec.Struct], content: Content) -> Iterator[tuple[str, str]]:
    for field in fields_of(part):
        value = content.get(field.name)
        if value is None or field.name == CARDS:
            continue
        values = value if field.is_list and isinstance(value, list) else [value]
        if isinstance(field.mark, RefersTo):
            yield from ((field.mark.space, one) for one in values if isinstance(one, str))
        elif field.part is not None:
            for one in values:
                if isinstance(one, dict):
                    yield from _references(field.part, one)


def remove(pen: Pen, space: str, thing: str) -> None:
    """Take a thing away with everything that cannot be without it, and take its id out of everything else.

    What goes is taken before what it refers to, so that putting all back in the opposite order fits at each step.
    """
    if find(pen.content, space, thing) is not None:
        _remove(pen, space, thing, _mentions(pen.content))


_Mentions: TypeAlias = dict[str, list[tuple[str, str]]]


def _mentions(content: Content) -> _Mentions:
    """Return for each word that may be an id the things that hold it."""
    found: _Mentions = {}
    for space in sorted(_INNER):
        for _, one in everything(content, space):
            for word in dict.fromkeys(_words(one)):
                found.setdefault(word, []).append((space, one["id"]))
    return found


def _words(value: Any) -> Iterator[str]:  # noqa: ANN401  # plain values
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name != CARDS:
                yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)


def _remove(pen: Pen, space: str, thing: str, mentions: _Mentions) -> None:
    if space == "lanes":
        for card in [card["id"] for lane, card in everything(pen.content, CARDS) if lane == thing]:
            _remove(pen, CARDS, card, mentions)
    for other, one in mentions.get(thing, ()):
        if (other, one) != (space, thing):
            _loosen(pen, other, one, (space, thing), mentions)
    pen.take(space, thing)


def _loosen(pen: Pen, space: str, thing: str, gone: tuple[str, str], mentions: _Mentions) -> None:
    found = find(pen.content, space, thing)
    if found is None:
        return
    left = _without(space, PARTS[space], found, *gone)
    if left is None:
        _remove(pen, space, thing, mentions)
        return
    for name in [*found]:
        if found.get(name) != left.get(name):
            pen.write(space, thing, (name,), left.get(name))


def _without(space: str, part: type[msgspec.Struct], content: Content, gone_from: str, gone: str) -> Content | None:
    """Return a thing without what refers to something gone; None where it cannot be without it."""
    left = dict(content)
    for field in fields_of(part):
        value = content.get(field.name)
        if value is None or field.name == CARDS:
            continue
        if isinstance(field.mark, RefersTo) and field.mark.space == gone_from:
            if not _let_go(space, field, left, gone):
                return None
        elif field.part is not None:
            _inside(space, field, left, gone_from, gone)
        elif field.name == "until" and gone_from in _OF_SPANS and value == gone:
            left.pop(field.name)
    return left


def _let_go(space: str, field: Field, left: Content, gone: str) -> bool:
    value = left[field.name]
    if field.is_list:
        left[field.name] = [one for one in value if one != gone]
        if not left[field.name]:
            left.pop(field.name)
    elif value == gone:
        if field.is_required or (space in _ANCHORED and field.name in _ANCHORS | _ENDS):
            return False
        left.pop(field.name)
    return True


def _inside(space: str, field: Field, left: Content, gone_from: str, gone: str) -> None:
    assert field.part is not None
    value = left[field.name]
    if field.is_list and isinstance(value, list):
        parts = [_without(space, field.part, one, gone_from, gone) for one in value if isinstance(one, dict)]
        left[field.name] = [one for one in parts if one is not None]
    elif isinstance(value, dict):
        left[field.name] = _without(space, field.part, value, gone_from, gone)
    if not left[field.name]:
        left.pop(field.name)


def missing(content: Content, space: str, thing: Content) -> list[tuple[str, str]]:
    """Return (space, id) of what a thing refers to and is not there, as far as it can be there."""
    return [
        (other, one)
        for other, one in references(space, thing)
        if other in PARTS and find(content, other, one) is None and not _is_elsewhere(content, other, one)
    ]


def _is_elsewhere(content: Content, space: str, thing: str) -> bool:
    """Tell whether an id of a card is one of a canvas; these share their ids."""
    if space != CARDS:
        return False
    lists = (value for canvas in content.get("canvases", ()) for value in canvas.values() if isinstance(value, list))
    return any(isinstance(one, dict) and one.get("id") == thing for members in lists for one in members)
