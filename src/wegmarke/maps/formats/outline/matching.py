"""Which line of a diagram is which line of the map: by id, or by what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from wegmarke.domain import Language
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.outline.of_map import outline_of, shown_language
from wegmarke.maps.formats.outline.shape import Line, Outline, Section

K = TypeVar("K")
V = TypeVar("V")


def likely_language(document: JourneyMap, found: Outline, told: Callable[[str], str]) -> Language:
    """Return the language of a map in which most of a diagram's texts stand; in doubt the one it would be shown in."""
    texts = {found.title, *(one.title for one in found.sections), *(one.title for one in found.lines)}

    def common(language: Language) -> int:
        own = outline_of(document, language, told)
        return len(texts & {own.title, *(one.title for one in own.sections), *(one.title for one in own.lines)})

    shown = shown_language(document)
    other = Language.DE if shown is Language.EN else Language.EN
    return other if common(other) > common(shown) else shown


def matched(found: Outline, before: Outline) -> Outline:
    """Give sections and lines without a known id the ids of those that say the same; those left over keep their own."""
    sections = _sections(found.sections, before.sections)
    places = {one.id: place for place, one in enumerate(before.sections)}
    into = [places.get(one.id, -2) for one in sections]
    return replace(found, sections=sections, lines=_lines(found.lines, before.lines, into))


def _sections(found: Iterable[Section], before: Iterable[Section]) -> tuple[Section, ...]:
    left = {one.id: one.title for one in before}
    named = [(one, left.pop(one.id, None) is not None) for one in found]
    by_title = _by_title((title, name) for name, title in left.items())
    return tuple(
        one if known or not (names := by_title.get(one.title)) else replace(one, id=names.pop(0))
        for one, known in named
    )


def _lines(found: Iterable[Line], before: Iterable[Line], into: list[int]) -> tuple[Line, ...]:
    """Match lines; one without a known id may have moved, but a line of the same section goes first."""
    left = {(one.kind, one.id): one for one in before}
    named = [*found]
    unknown = [place for place, one in enumerate(named) if left.pop((one.kind, one.id), None) is None]
    here = _by_title(((one.section, one.title), key) for key, one in left.items())
    unmatched = []
    for place in unknown:
        one = named[place]
        if fits := here.get((into[one.section] if one.section >= 0 else -1, one.title)):
            named[place] = replace(one, kind=fits[0][0], id=fits[0][1])
            left.pop(fits.pop(0))
        else:
            unmatched.append(place)
    anywhere = _by_title((one.title, key) for key, one in left.items())
    for place in unmatched:
        if others := anywhere.get(named[place].title):
            kind, name = others.pop(0)
            named[place] = replace(named[place], kind=kind, id=name)
    return tuple(named)


def _by_title(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for title, name in pairs:
        found.setdefault(title, []).append(name)
    return found
