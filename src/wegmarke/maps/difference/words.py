"""Differences in words, German and English, with the names of things instead of their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from wegmarke.documents import Field, OneOf, Plain, RefersTo, fields_of, write_text
from wegmarke.domain import LocalizedText
from wegmarke.domain.map_versions import MapDifference
from wegmarke.maps.difference.compare import Act, Change, Content
from wegmarke.maps.difference.labels import MAP, field_label, thing_label
from wegmarke.maps.document import JourneyMap

_MOST: Final = 200
_NOTHING: Final = LocalizedText()
_YES: Final = LocalizedText(de="ja", en="yes")
_TITLES: Final = ("title", "name", "text", "scope")


def in_words(changes: Sequence[Change], before: Content, after: Content) -> tuple[MapDifference, ...]:
    """Say every change in a sentence, and as the cells of a table."""
    titles = _titles(before) | _titles(after)
    return tuple(_line(change, titles, before, after) for change in changes)


def _line(change: Change, titles: Mapping[tuple[str, str], LocalizedText], *documents: Content) -> MapDifference:
    collection, name, field = _place(change.path)
    thing = thing_label(collection) if collection else MAP
    title = titles.get((collection, name)) or (LocalizedText.of(name) if name else _title(documents[-1]))
    described = _described(change.path)
    old, new = (_value(value, described, titles) for value in (change.before, change.after))
    if change.act is Act.MOVED:
        label = field_label(field)
        old, new = (_order(value, field, titles) for value in (change.before, change.after))
        said = LocalizedText(
            de=f"{_named(thing, title)}: Die Reihenfolge ist anders ({label.de}).",
            en=f"{_named(thing, title, en=True)}: the order is different ({label.en}).",
        )
        return MapDifference(change.act.value, collection, name, thing, title, label, old, new, said)
    if not field:
        old, new = (_NOTHING, title) if change.act is Act.ADDED else (title, _NOTHING)
        german, english = ("ist neu", "is new") if change.act is Act.ADDED else ("entfällt", "is gone")
        said = LocalizedText(de=f"{_named(thing, title)} {german}.", en=f"{_named(thing, title, en=True)} {english}.")
        return MapDifference(change.act.value, collection, name, thing, title, _NOTHING, old, new, said)
    label = field_label(field)
    said = LocalizedText(
        de=f"{_named(thing, title)}, {label.de}: {_quoted(old.de, 'de')} → {_quoted(new.de, 'de')}.",
        en=f"{_named(thing, title, en=True)}, {label.en}: {_quoted(old.en, 'en')} → {_quoted(new.en, 'en')}.",
    )
    return MapDifference(change.act.value, collection, name, thing, title, label, old, new, said)


def _place(path: tuple[str, ...]) -> tuple[str, str, str]:
    """Return the innermost thing of a path and the field of it; paths alternate collection and id."""
    pairs = len(path) // 2
    if pairs == 0:
        return "", "", path[0]
    collection, name = path[2 * pairs - 2 : 2 * pairs]
    return collection, name, path[-1] if len(path) % 2 else ""


def _described(path: tuple[str, ...]) -> Field | None:
    """Return the description of the field a path ends at, where this program knows it."""
    kind: type | None = JourneyMap
    field: Field | None = None
    for name in path[::2]:
        field = next((one for one in fields_of(kind) if one.name == name), None) if kind else None
        kind = field.part if field else None
    return field


def _titles(content: Content) -> dict[tuple[str, str], LocalizedText]:
    """Return the title of each thing by its collection and id, at any depth."""
    found: dict[tuple[str, str], LocalizedText] = {}
    for name, members in content.items():
        for one in members if isinstance(members, list) else ():
            if isinstance(one, dict) and isinstance(one.get("id"), str):
                found[name, str(one["id"])] = _title(one)
                found |= _titles(one)
    for one in _dicts(content.get("placements")):
        place = found.get(("touchpoints", str(one.get("touchpoint"))), _NOTHING)
        step = found.get(("steps", str(one.get("step"))), _NOTHING)
        if place and step:
            title = LocalizedText(de=f"{place.de} – {step.de}", en=f"{place.en} – {step.en}")
            found["placements", str(one.get("id"))] = title
    return found


def _dicts(members: Plain) -> list[Content]:
    return [one for one in members if isinstance(one, dict)] if isinstance(members, list) else []


def _title(thing: Content) -> LocalizedText:
    found = next((text for name in _TITLES if (text := _as_text(thing.get(name)))), None)
    return found or LocalizedText.of(str(thing.get("id", "")))


def _as_text(value: Plain) -> LocalizedText:
    if isinstance(value, str):
        return LocalizedText.of(_short(value))
    if isinstance(value, dict) and value and set(value) <= {"de", "en"}:
        german, english = str(value.get("de", "")), str(value.get("en", ""))
        return LocalizedText(de=_short(german or english), en=_short(english or german))
    return _NOTHING


def _value(value: Plain, field: Field | None, titles: Mapping[tuple[str, str], LocalizedText]) -> LocalizedText:
    if value is None:
        return _NOTHING
    if value is True:
        return _YES
    if isinstance(value, list):
        return _joined([_value(one, field, titles) for one in value])
    if field is not None and isinstance(field.mark, OneOf) and isinstance(value, str):
        return field.mark.names.get(value) or LocalizedText.of(value)
    if field is not None and isinstance(field.mark, RefersTo) and isinstance(value, str):
        return titles.get((field.mark.space, value)) or LocalizedText.of(value)
    text = _as_text(value)
    if text:
        return text
    if isinstance(value, dict):
        return LocalizedText.of(_short(" ".join(write_text(value).split())))
    return LocalizedText(de=f"{value}".replace(".", ","), en=f"{value}")


def _order(value: Plain, collection: str, titles: Mapping[tuple[str, str], LocalizedText]) -> LocalizedText:
    names = [str(name) for name in value] if isinstance(value, list) else []
    return _joined([titles.get((collection, name)) or LocalizedText.of(name) for name in names])


def _joined(texts: Sequence[LocalizedText]) -> LocalizedText:
    return LocalizedText(
        de=_short(", ".join(text.de or text.en for text in texts)),
        en=_short(", ".join(text.en or text.de for text in texts)),
    )


def _named(thing: LocalizedText, title: LocalizedText, *, en: bool = False) -> str:
    return f"{thing.en} “{title.en or title.de}”" if en else f"{thing.de} „{title.de or title.en}“"


def _quoted(text: str, language: str) -> str:
    if not text:
        return "–"
    return f"„{text}“" if language == "de" else f"“{text}”"


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
