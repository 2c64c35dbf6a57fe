"""The emotion curve: expected values per phase, drawn across the columns of the sheet.

Phases have equal widths, so a point stands in the middle of its phase at a percentage of the whole.
The line is drawn in its own coordinates (1000 × 100) and stretched; the points are not stretched.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from wegmarke.web.front import EmotionPoint, JourneyMap
from wegmarke.web.reader import Reader
from wegmarke.web.words import emotion_word

TOP = 16
HEIGHT = 96
_WIDTH = 1000.0

# A sheet with more lines than this cannot be read any more.
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of the curve and its words."""

    x: str
    y: float
    value: str
    word: str
    note: str
    face: int
    deepest: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """The line of one persona."""

    number: int
    name: str
    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Feeling:
    """What stands in words under the curve, in one phase for one persona."""

    number: int
    name: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class EmotionRow:
    """The whole row: the lines, the levels behind them, and the words per phase."""

    curves: tuple[Curve, ...]
    levels: tuple[tuple[str, str, float], ...]
    by_phase: tuple[tuple[Feeling, ...], ...]
    summary: str


def emotion_row(document: JourneyMap, reader: Reader) -> EmotionRow | None:
    """Build the row, or None for a map without expected emotions."""
    curves = tuple(
        _curve(number, persona, document, reader)
        for number, persona in enumerate(_personas(document)[:_MOST_LINES], start=1)
    )
    if not curves:
        return None
    levels = tuple(
        (reader.formats.signed(level, 0), emotion_word(level).get(reader.language), height(level))
        for level in (2, 1, 0, -1, -2)
    )
    by_phase = tuple(
        tuple(
            Feeling(curve.number, curve.name, mark)
            for curve in curves
            for mark in curve.marks
            if mark.x == _centre(position, len(document.phases))
        )
        for position in range(len(document.phases))
    )
    return EmotionRow(curves, levels, by_phase, _summary(curves, document, reader))


def height(value: float) -> float:
    """Return how far below the upper edge an emotion of -2..2 is drawn."""
    return round(TOP + (2 - max(-2.0, min(2.0, value))) / 4 * HEIGHT, 1)


def face_of(value: float) -> int:
    """Return the face of a value, -2..2, that goes with its word: halves count towards neutral."""
    size = min(2, int(abs(value) + 0.5 - 1e-9))
    return size if value > 0 else -size


def _personas(document: JourneyMap) -> list[str | None]:
    seen = {point.persona: None for point in _expected(document)}
    order = [persona.id for persona in document.personas]
    return sorted(seen, key=lambda persona: order.index(persona) + 1 if persona in order else 0)


def _expected(document: JourneyMap) -> list[EmotionPoint]:
    """Return what is expected of whole phases; points at steps and measured elsewhere belong to the printed sheet."""
    return [point for point in document.emotions if point.basis == "expected" and point.phase is not None]


def _curve(number: int, persona: str | None, document: JourneyMap, reader: Reader) -> Curve:
    points = {point.phase: point for point in _expected(document) if point.persona == persona}
    names = {entry.id: entry.name.get(reader.language) for entry in document.personas}
    deepest = min(points.values(), key=lambda point: point.value)
    marks = tuple(
        _mark(points[phase.id], position, len(document.phases), reader, deepest=points[phase.id] is deepest)
        for position, phase in enumerate(document.phases)
        if phase.id in points
    )
    name = names.get(persona or "", persona or reader.t.pgettext("emotion", "All personas"))
    return Curve(number, name, _path(marks), marks)


def _mark(point: EmotionPoint, position: int, phases: int, reader: Reader, *, deepest: bool) -> Mark:
    face = face_of(point.value)
    return Mark(
        x=_centre(position, phases),
        y=height(point.value),
        value=reader.formats.signed(point.value),
        word=emotion_word(point.value).get(reader.language),
        note=point.note.get(reader.language),
        face=face,
        deepest=deepest and point.value < 0,
    )


def _centre(position: int, phases: int) -> str:
    return f"{(position + 0.5) / phases * 100:.3f}%"


def _path(marks: tuple[Mark, ...]) -> str:
    if len(marks) < 2:
        return ""
    places = [(float(mark.x.rstrip("%")) / 100 * _WIDTH, mark.y - TOP) for mark in marks]
    pieces = [f"M{places[0][0]:.1f} {places[0][1]:.1f}"]
    # Flat at every point: the line never rises above or falls below the values it joins.
    for (x, y), (next_x, next_y) in itertools.pairwise(places):
        middle = (x + next_x) / 2
        pieces.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {next_y:.1f} {next_x:.1f} {next_y:.1f}")
    return "".join(pieces)


def _summary(curves: tuple[Curve, ...], document: JourneyMap, reader: Reader) -> str:
    titles = {_centre(i, len(document.phases)): p.title.get(reader.language) for i, p in enumerate(document.phases)}
    return " ".join(
        f"{curve.name}: " + "; ".join(f"{titles[mark.x]} {mark.value} ({mark.word})" for mark in curve.marks) + "."
        for curve in curves
    )
