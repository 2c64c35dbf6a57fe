"""Takes out of a map what points to things that are no longer there."""

from __future__ import annotations

from typing import TypeVar, cast

import msgspec

from wegmarke.documents import IdIn, RefersTo, fields_of
from wegmarke.maps.document import Automation, Card, EmotionPoint, JourneyMap, Metric

P = TypeVar("P", bound=msgspec.Struct)
Ids = dict[str, set[str]]


def without_dangling(document: JourneyMap) -> JourneyMap:
    """Return a map in which everything that is referred to is there.

    A thing goes when it cannot stand without what is gone: a card whose place is gone, a transition from a step that
    is gone. Where it can, the reference alone goes.
    """
    while True:
        ids: Ids = {}
        _collect(document, ids)
        cleaned = _orders(cast("JourneyMap", _cleaned(document, ids)))
        if cleaned == document:
            return document
        document = cleaned


def _collect(part: msgspec.Struct, ids: Ids) -> None:
    for field in fields_of(type(part)):
        value = getattr(part, field.name)
        if isinstance(field.mark, IdIn):
            ids.setdefault(field.mark.space, set()).add(value)
        elif field.part is not None and value is not None:
            for inner in value if field.is_list else (value,):
                _collect(inner, ids)


def _cleaned(part: P, ids: Ids) -> P | None:
    changed: dict[str, object] = {}
    for field in fields_of(type(part)):
        value = getattr(part, field.name)
        if isinstance(field.mark, RefersTo):
            known = ids.get(field.mark.space, set())
            if field.is_list:
                changed[field.name] = tuple(name for name in value if name in known)
            elif value is not None and value not in known:
                if field.is_required:
                    return None
                changed[field.name] = None
        elif field.part is not None and field.is_list:
            changed[field.name] = tuple(kept for one in value if (kept := _cleaned(one, ids)) is not None)
        elif field.part is not None and value is not None:
            changed[field.name] = _cleaned(value, ids)
    after = msgspec.structs.replace(part, **changed) if changed else part
    return None if _lost_its_place(part, after) else after


def _lost_its_place(before: msgspec.Struct, after: msgspec.Struct) -> bool:
    match before, after:
        case Card() | EmotionPoint() | Automation(), Card() | EmotionPoint() | Automation():
            return bool(_place(before)) and not _place(after)
        case Metric(), Metric():
            return bool(before.phase or before.touchpoint) and not (after.phase or after.touchpoint)
    return False


def _place(thing: Card | EmotionPoint | Automation) -> str | None:
    return thing.phase or thing.step or thing.placement


def _orders(document: JourneyMap) -> JourneyMap:
    """Let no card end before it begins."""
    phases = {one.id: place for place, one in enumerate(document.phases)}
    steps = {one.id: place for place, one in enumerate(document.steps)}

    def ended(card: Card) -> Card:
        places = phases if card.phase else steps
        start = places.get(card.phase or card.step or "", -1)
        if card.until is None or places.get(card.until, -1) > start >= 0:
            return card
        return msgspec.structs.replace(card, until=None)

    lanes = tuple(
        msgspec.structs.replace(lane, cards=tuple(ended(card) for card in lane.cards)) for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)
