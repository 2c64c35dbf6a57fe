"""The shapes of a page one by one, and the rectangles of its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wegmarke.domain import Language
from wegmarke.maps import JourneyMap, sheet
from wegmarke.maps.sheet.header import Edition
from wegmarke.maps.sheet.page import Page, lay_out
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.saying import Saying
from wegmarke.maps.sheet.shapes import Part, Shape, Words
from wegmarke.maps.sheet.typeface import MM_PER_POINT, width


@dataclass(frozen=True)
class Rectangle:
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def overlaps(self, other: Rectangle) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def a_page(document: JourneyMap, language: str = "de", numbers=None) -> Page:
    places = Places(document, numbers, Saying(Language(language), is_paper=True))
    return lay_out(places, Edition(3, "22.11.2026"))


def flat(shapes: Iterable[Shape]) -> Iterator[Shape]:
    for shape in shapes:
        if isinstance(shape, Part):
            yield from flat(shape.shapes)
        else:
            yield shape


def rectangles(shapes: Iterable[Shape]) -> list[Rectangle]:
    found = []
    for words in flat(shapes):
        if isinstance(words, Words) and words.text:
            wide = width(words.text, words.points, bold=words.bold)
            left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
            size = words.points * MM_PER_POINT
            found.append(Rectangle(left, words.y - size * 0.7, left + wide, words.y + size * 0.2, words.text))
    return found


def overlapping(page: Page) -> list[tuple[str, str]]:
    found = sorted(rectangles(page.shapes), key=lambda one: one.top)
    pairs = []
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            if other.top >= one.bottom:
                break
            if one.overlaps(other):
                pairs.append((one.text, other.text))
    return pairs


def outside(page: Page) -> list[str]:
    frame = page.frame
    return [
        one.text
        for one in rectangles(page.shapes)
        if one.left < frame.left - 0.2
        or one.right > frame.right + 0.2
        or one.top < frame.margin - 1
        or one.bottom > frame.bottom + 1
    ]


def in_words(document: JourneyMap, language: str = "de") -> str:
    return sheet.render_svg(document, None, sheet.SheetOptions(languages=sheet.languages_of(language)))
