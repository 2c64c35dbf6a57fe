"""What a format leaves behind of a map: counted field by field, so that nothing is lost unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from wegmarke.documents import IdIn, fields_of
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.difference import field_label, thing_label
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Loss

Held: TypeAlias = Mapping[str, Iterable[str]]
"""Fields a format holds, by collection (`phases`; `` for the map itself); a collection that is left out is lost."""


def left_behind(document: JourneyMap, held: Held) -> tuple[Loss, ...]:
    """List what a format leaves behind: whole collections with their number, and fields with the number of things."""
    return tuple(_losses(document, held))


def _losses(document: JourneyMap, held: Held) -> Iterator[Loss]:
    for field in fields_of(JourneyMap):
        value = getattr(document, field.name)
        if not _is_filled(value, field.default) or field.name in ("format", "id"):
            continue
        if field.name == "lanes" and "lanes" not in held:
            yield _cards(document)
        elif field.name in held:
            yield from _fields_of(field.name, value, held[field.name])
        elif field.name not in held.get("", ()):
            label = field_label(field.name)
            many = len(value) if field.is_list else 0
            yield Loss(
                field.name,
                _counted(many, thing_label(field.name) if many == 1 else label) if many else label,
            )


def _fields_of(collection: str, things: Iterable[msgspec.Struct], held: Iterable[str]) -> Iterator[Loss]:
    """Count the things of a collection that have a field the format does not hold."""
    counts: Counter[str] = Counter()
    for thing in things:
        for field in fields_of(type(thing)):
            known = field.name in held or isinstance(field.mark, IdIn)
            if not known and _is_filled(getattr(thing, field.name), field.default):
                counts[field.name] += 1
    for name, many in counts.items():
        label, whose = field_label(name), thing_label(collection)
        yield Loss(
            f"{collection}[].{name}",
            LocalizedText(de=f"{whose.de}: {label.de} ({many})", en=f"{whose.en}: {label.en} ({many})"),
        )


def _cards(document: JourneyMap) -> Loss:
    cards = document.cards()
    types = dict.fromkeys(lane.type for lane in document.lanes)
    german = ", ".join(vocabulary.LANE_TYPES[name].de for name in types)
    english = ", ".join(vocabulary.LANE_TYPES[name].en for name in types)
    many = len(cards)
    return Loss(
        "lanes",
        LocalizedText(
            de=f"{many} {'Karte' if many == 1 else 'Karten'} in den Zeilen {german}",
            en=f"{many} {'card' if many == 1 else 'cards'} in lanes {english}",
        ),
    )


def _counted(many: int, label: LocalizedText) -> LocalizedText:
    return LocalizedText(de=f"{label.de}: {many}", en=f"{label.en}: {many}")


def _is_filled(value: object, default: object) -> bool:
    return value not in (None, "", ()) and value != default
