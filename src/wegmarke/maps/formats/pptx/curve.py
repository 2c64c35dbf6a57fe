"""The emotion curve as lines that can be changed: dashed what is expected, solid what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from wegmarke.domain import Language, Measure
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import Anchored, JourneyMap
from wegmarke.maps.formats.columns_of_map import Columns, signed
from wegmarke.maps.formats.pptx.deck import MIDDLE, PAPER, QUIET, TINT, Box, Slide, Words, describe, flat

# Blue, vermilion and bluish green of the palette by Okabe and Ito, darkened until they read on white.
COLOURS: Final = ("0B5C94", "B3470B", "00694F")
MOST_CURVES: Final = 3
_EMU: Final = 914_400
_DOT: Final = 0.11


@dataclass(frozen=True)
class Curve:
    """One line of the curve.

    Attributes:
        points: place and value, from left to right; the place in phases, such as 1.5 for the middle of the second.
    """

    name: str
    is_measured: bool
    colour: str
    points: tuple[tuple[float, float], ...]


def curves_of(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> list[Curve]:
    """Return the lines to draw: up to three personas, and for each what is expected and what was measured."""
    found: dict[tuple[str, bool], dict[float, list[float]]] = {}
    for point in document.emotions:
        place = _place(document, point)
        if place is not None:
            whose = point.persona or point.role or ""
            found.setdefault((whose, point.basis == "measured"), {}).setdefault(place, []).append(point.value)
    for place, value in _measured(document, numbers):
        found.setdefault(("", True), {}).setdefault(place, []).append(value)
    shown = [*dict.fromkeys(whose for whose, _ in found)][:MOST_CURVES]
    names = {one.id: one.name.get(language) for one in document.personas}
    names |= {str(role): said.get(language) for role, said in vocabulary.ROLES.items()}
    names[""] = {Language.DE: "Alle", Language.EN: "All"}[language]
    return [
        Curve(names.get(whose, whose), is_measured, COLOURS[shown.index(whose)], _points(values))
        for (whose, is_measured), values in found.items()
        if whose in shown
    ]


def part_of(curve: Curve, first: int, phases: int) -> Curve:
    """Return what of a curve stands in some phases."""
    inside = tuple((at - first, value) for at, value in curve.points if first <= at < first + phases)
    return replace(curve, points=inside)


def draw_curve(slide: Slide, curves: Sequence[Curve], place: Box, columns: int) -> None:
    """Draw grid, lines, dots and legend."""
    from pptx.enum.shapes import MSO_SHAPE

    panel = slide.shape(MSO_SHAPE.RECTANGLE, place, TINT)
    describe(panel, "Emotion", "; ".join(_in_words(curve, slide.language) for curve in curves))
    for value in (-2, -1, 0, 1, 2):
        level = _level(value, place)
        colour, points = (QUIET, 0.75) if value == 0 else (MIDDLE, 0.5)
        _line(slide, (place.left, level), (place.left + place.width, level), colour, points)
    for curve in curves:
        spots = [(place.left + place.width * at / columns, _level(value, place)) for at, value in curve.points]
        if len(spots) > 1:
            _path(slide, spots, curve)
        for x, y in spots:
            dot = slide.shape(MSO_SHAPE.OVAL, Box(x - _DOT / 2, y - _DOT / 2, _DOT, _DOT), curve.colour)
            describe(dot, curve.name)
            if not curve.is_measured:
                _hollow(dot, curve.colour)
    _values(slide, curves, place, columns)


def draw_scale(slide: Slide, place: Box) -> None:
    """Write what the heights of the curve mean."""
    for value in (2, 0, -2):
        label = f"{signed(value, slide.language)} {vocabulary.emotion_word(value).get(slide.language)}"
        level = _level(value, place)
        slide.text([label], Box(place.left, level - 0.11, place.width, 0.22), Words(8, QUIET, align="right"))


def draw_legend(slide: Slide, curves: Sequence[Curve], place: Box) -> None:
    """Write whose curves these are, and what dashed and solid mean."""
    said = {Language.DE: ("erwartet", "gemessen"), Language.EN: ("expected", "measured")}[slide.language]
    width = place.width / max(len(curves), 2)
    for position, curve in enumerate(curves):
        left = place.left + position * width
        level = place.top + place.height / 2
        line = _line(slide, (left, level), (left + 0.4, level), curve.colour, 2)
        _dash(line, is_solid=curve.is_measured)
        label = f"{curve.name}, {said[curve.is_measured]}"
        slide.text([label], Box(left + 0.42, place.top, width - 0.45, place.height), Words(8, QUIET))


def _place(document: JourneyMap, thing: Anchored) -> float | None:
    """Return where a thing stands, in phases: one of a phase in its middle, one of a step in the middle of that."""
    columns = Columns(document)
    at = columns.of(thing)
    for position, (first, last, _) in enumerate(columns.phases()):
        if at is not None and first <= at <= last:
            return position + (0.5 if thing.phase else (at - first + 0.5) / (last - first + 1))
    return None


def _measured(document: JourneyMap, numbers: MapNumbers | None) -> list[tuple[float, float]]:
    """Return satisfaction that this program measured; nothing where too few answered."""
    homes = document.phase_of_touchpoint()
    found = []
    for metric in document.metrics:
        number = numbers.metrics.get(metric.id) if numbers else None
        if metric.measure is Measure.SATISFACTION and number and number.value is not None and not number.suppressed:
            place = _place(document, Anchored(phase=metric.phase or homes.get(metric.touchpoint or "")))
            found += [] if place is None else [(place, number.value)]
    return found


def _points(values: dict[float, list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((at, sum(found) / len(found)) for at, found in sorted(values.items()))


def _level(value: float, place: Box) -> float:
    inner = place.height * 0.82
    return place.top + place.height * 0.09 + (2 - min(max(value, -2), 2)) / 4 * inner


def _path(slide: Slide, spots: Sequence[tuple[float, float]], curve: Curve) -> None:
    (x, y), *others = [(round(x * _EMU), round(y * _EMU)) for x, y in spots]
    builder = slide.slide.shapes.build_freeform(x, y)
    builder.add_line_segments(others, close=False)
    shape = builder.convert_to_shape()
    shape.fill.background()
    flat(shape)
    _stroke(shape, curve.colour, 2.25)
    _dash(shape, is_solid=curve.is_measured)
    describe(shape, curve.name, _in_words(curve, slide.language))


def _line(slide: Slide, start: tuple[float, float], end: tuple[float, float], colour: str, points: float) -> Any:  # noqa: ANN401
    from pptx.enum.shapes import MSO_CONNECTOR

    ends = [round(value * _EMU) for value in (*start, *end)]
    line = slide.slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    flat(line)
    _stroke(line, colour, points)
    return line


def _stroke(shape: Any, colour: str, points: float) -> None:  # noqa: ANN401  # a shape of python-pptx
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    shape.line.color.rgb = RGBColor.from_string(colour)
    shape.line.width = Pt(points)


def _dash(shape: Any, *, is_solid: bool) -> None:  # noqa: ANN401  # a shape of python-pptx
    from pptx.enum.dml import MSO_LINE

    shape.line.dash_style = MSO_LINE.SOLID if is_solid else MSO_LINE.DASH


def _hollow(shape: Any, colour: str) -> None:  # noqa: ANN401  # a shape of python-pptx
    from pptx.dml.color import RGBColor

    shape.fill.fore_color.rgb = RGBColor.from_string(PAPER)
    _stroke(shape, colour, 1.5)


def _values(slide: Slide, curves: Sequence[Curve], place: Box, columns: int) -> None:
    """Write the number at the lowest and the highest point of each line, where there is room for it."""
    spots = [
        (place.left + place.width * at / columns, _level(value, place)) for one in curves for at, value in one.points
    ]
    for curve in curves:
        extremes = {min(curve.points, key=lambda one: one[1]), max(curve.points, key=lambda one: one[1])}
        for at, value in sorted(extremes):
            x, y = place.left + place.width * at / columns, _level(value, place)
            middle = next((one for one in _around(x, y) if _is_free(one, spots, place)), None)
            if middle is not None:
                spots += [(middle[0] + shift, middle[1]) for shift in (-0.12, 0, 0.12)]
                words = Words(9, curve.colour, is_bold=True, align="center")
                box = Box(middle[0] - 0.3, middle[1] - 0.1, 0.6, 0.2)
                slide.text([signed(round(value, 1), slide.language)], box, words)


def _around(x: float, y: float) -> list[tuple[float, float]]:
    """Return where the number of a point may stand, the best place first."""
    return [(x, y - 0.17), (x, y + 0.17), (x + 0.29, y), (x - 0.29, y)]


def _is_free(middle: tuple[float, float], spots: Sequence[tuple[float, float]], place: Box) -> bool:
    x, y = middle
    is_inside = place.top + 0.08 < y < place.top + place.height - 0.08
    is_inside &= place.left + 0.2 < x < place.left + place.width - 0.2
    return is_inside and all(abs(x - other) > 0.2 or abs(y - level) > 0.14 for other, level in spots)


def _in_words(curve: Curve, language: Language) -> str:
    said = {Language.DE: ("erwartet", "gemessen"), Language.EN: ("expected", "measured")}[language]
    values = ", ".join(signed(round(value, 1), language) for _, value in curve.points)
    return f"{curve.name}, {said[curve.is_measured]}: {values}"
