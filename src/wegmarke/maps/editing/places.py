"""Where the things of a draft stand, and how they are put, taken and shifted: the mechanics of strokes."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from wegmarke.documents import Field, IdIn, fields_of
from wegmarke.domain import LocalizedText
from wegmarke.maps.document import Card, JourneyMap
from wegmarke.maps.editing.shape import MAP, Content, Stroke, StrokeKind

CARDS: Final = "cards"


def _parts() -> dict[str, type[msgspec.Struct]]:
    found: dict[str, type[msgspec.Struct]] = {MAP: JourneyMap, CARDS: Card}
    for field in fields_of(JourneyMap):
        if field.is_list and field.part and any(isinstance(one.mark, IdIn) for one in fields_of(field.part)):
            found[field.name] = field.part
    return found


PARTS: Final = _parts()
"""What stands in each space."""


def fields_in(space: str) -> dict[str, Field]:
    """Return the fields that may be written in a space: not its id, nor lists of things with ids of their own."""
    left_out = {"id", "format", "status", CARDS} | (PARTS.keys() if space == MAP else set())
    return {field.name: field for field in fields_of(PARTS[space]) if field.name not in left_out}


def is_text(field: Field) -> bool:
    """Tell whether a field holds one text in several languages."""
    return field.kind is LocalizedText and not field.is_list


def opened(content: Content) -> Content:
    """Return a copy of a document with its texts by language, as drafts hold them."""
    return _opened(JourneyMap, content)


def _opened(part: type[msgspec.Struct], content: Content) -> Content:
    known = {field.name: field for field in fields_of(part)}
    return {name: _value(known.get(name), value) for name, value in content.items()}


def _value(field: Field | None, value: Any) -> Any:  # noqa: ANN401  # plain values of any kind
    if field is None:
        return copy.deepcopy(value)
    if is_text(field):
        return {"de": value, "en": value} if isinstance(value, str) else copy.deepcopy(value)
    if field.part is not None and field.is_list and isinstance(value, list):
        return [_opened(field.part, one) if isinstance(one, dict) else copy.deepcopy(one) for one in value]
    if field.part is not None and isinstance(value, dict):
        return _opened(field.part, value)
    return copy.deepcopy(value)


def opened_thing(space: str, thing: Content) -> Content:
    """Return a copy of a thing as drafts hold it."""
    return _opened(PARTS[space], thing)


def members_of(content: Content, space: str, lane: str = "") -> list[Content] | None:
    """Return the list in which things stand; of cards that of their lane, None where there is no such lane."""
    if space != CARDS:
        return content.setdefault(space, [])  # type: ignore[no-any-return]
    home = find(content, "lanes", lane)
    return None if home is None else home.setdefault(CARDS, [])


def everything(content: Content, space: str) -> Iterator[tuple[str, Content]]:
    """Return all things of a space, each with its lane where it is a card."""
    if space == CARDS:
        for lane in content.get("lanes", ()):
            yield from ((lane["id"], card) for card in lane.get(CARDS, ()))
    else:
        yield from (("", thing) for thing in content.get(space, ()))


def find(content: Content, space: str, thing: str) -> Content | None:
    """Return a thing; None where there is none of this id."""
    if space == MAP:
        return content
    return next((one for _, one in everything(content, space) if one["id"] == thing), None)


def stands(content: Content, space: str, thing: str) -> bool:
    """Tell whether something of this id stands on a draft."""
    return space in PARTS and find(content, space, thing) is not None


def standing(content: Content, space: str, thing: str) -> tuple[str, str]:
    """Return the lane of a thing and the thing before it; both empty for the first one outside of lanes."""
    before: tuple[str, str] = ("", "")
    for lane, one in everything(content, space):
        if one["id"] == thing:
            return lane, before[1] if before[0] == lane else ""
        before = (lane, one["id"])
    raise LookupError(thing)


def stroke_on(content: Content, stroke: Stroke) -> None:
    """Make a stroke. It fits, for it was made from this very state.

    Raises:
        LookupError: when it does not.
    """
    match stroke.kind:
        case StrokeKind.SET:
            _write(content, stroke)
        case StrokeKind.PUT:
            _put(content, stroke.space, stroke.lane, stroke.after, copy.deepcopy(stroke.value))
        case StrokeKind.TAKE:
            _take(content, stroke.space, stroke.thing)
        case StrokeKind.SHIFT:
            thing = _take(content, stroke.space, stroke.thing)
            _put(content, stroke.space, stroke.lane, stroke.after, thing)


def inverse(stroke: Stroke) -> Stroke:
    """Return the stroke that takes one back, right after it was made."""
    match stroke.kind:
        case StrokeKind.SET:
            return msgspec.structs.replace(stroke, value=stroke.before, before=stroke.value)
        case StrokeKind.SHIFT:
            return msgspec.structs.replace(
                stroke, lane=stroke.from_lane, after=stroke.from_after, from_lane=stroke.lane, from_after=stroke.after
            )
        case _:
            other = StrokeKind.TAKE if stroke.kind is StrokeKind.PUT else StrokeKind.PUT
            return msgspec.structs.replace(stroke, kind=other)


def strokes_on(content: Content, strokes: Iterable[Stroke]) -> None:
    """Make several strokes, one after the other."""
    for stroke in strokes:
        stroke_on(content, stroke)


def _write(content: Content, stroke: Stroke) -> None:
    above = find(content, stroke.space, stroke.thing)
    if above is None:
        raise LookupError(stroke.thing)
    *way, last = stroke.field
    inner = above.setdefault(way[0], {}) if way else above
    if stroke.value is None:
        inner.pop(last, None)
    else:
        inner[last] = copy.deepcopy(stroke.value)
    if way and not inner:
        above.pop(way[0])


def _put(content: Content, space: str, lane: str, after: str, thing: Content) -> None:
    members = members_of(content, space, lane)
    if members is None:
        raise LookupError(lane)
    behind = next((place for place, one in enumerate(members, 1) if one["id"] == after), len(members) if after else 0)
    members.insert(behind, thing)


def _take(content: Content, space: str, thing: str) -> Content:
    lane, _ = standing(content, space, thing)
    members = members_of(content, space, lane) or []
    place = next(place for place, one in enumerate(members) if one["id"] == thing)
    taken = members.pop(place)
    if not members:
        home = find(content, "lanes", lane) if space == CARDS else content
        if home is not None:
            home.pop(CARDS if space == CARDS else space)
    return taken
