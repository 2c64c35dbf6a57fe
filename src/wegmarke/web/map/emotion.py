"""The emotion curve: what is expected and what was measured per phase, drawn across the columns of the sheet.

Phases have equal widths, so a point stands in the middle of its phase at a percentage of the whole.
The line is drawn in its own coordinates (1000 × 100) and stretched; the points are not stretched.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wegmarke.web.front import EmotionPoint, JourneyMap
from wegmarke.web.map.felt import Felt
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
class MeasuredMark:
    """One measured point, its interval from `top` to `foot` where it is known, and its words."""

    x: str
    y: float
    top: float | None
    foot: float | None
    said: str
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The lines of one persona: what is expected, what was measured, and the area between them."""

    number: int
    name: str
    path: str
    marks: tuple[Mark, ...]
    measured_path: str
    measured_marks: tuple[MeasuredMark, ...]
    gap: str


@dataclass(frozen=True, slots=True)
class Feeling:
    """What stands in words under the curve, in one phase for one persona; `measured` is empty where nothing was."""

    number: int
    name: str
    mark: Mark | None
    measured: str


@dataclass(frozen=True, slots=True)
class EmotionRow:
    """The whole row: the lines, the levels behind them, and the words per phase."""

    curves: tuple[Curve, ...]
    levels: tuple[tuple[str, str, float], ...]
    by_phase: tuple[tuple[Feeling, ...], ...]
    summary: str

    @property
    def is_measured(self) -> bool:
        """Answer whether anything was measured."""
        return any(curve.measured_marks for curve in self.curves)


def emotion_row(
    document: JourneyMap, reader: Reader, measured: Mapping[str | None, Mapping[str, Felt]] | None = None
) -> EmotionRow | None:
    """Build the row, or None for a map without emotions.

    Args:
        document: the map.
        reader: for whom.
        measured: what was measured, by persona (None for all) and phase.
    """
    measured = measured or {}
    personas = _personas(document, measured)[:_MOST_LINES]
    curves = tuple(
        _curve(number, persona, document, measured.get(persona, {}), reader)
        for number, persona in enumerate(personas, start=1)
    )
    if not curves:
        return None
    levels = tuple(
        (reader.formats.signed(level, 0), emotion_word(level).get(reader.language), height(level))
        for level in (2, 1, 0, -1, -2)
    )
    centres = [_centre(position, len(document.phases)) for position in range(len(document.phases))]
    by_phase = tuple(tuple(_feelings(curves, centre)) for centre in centres)
    return EmotionRow(curves, levels, by_phase, _summary(curves, document, reader))


def _feelings(curves: Sequence[Curve], centre: str) -> list[Feeling]:
    found = []
    for curve in curves:
        mark = next((mark for mark in curve.marks if mark.x == centre), None)
        measured = next((mark.text for mark in curve.measured_marks if mark.x == centre), "")
        if mark or measured:
            found.append(Feeling(curve.number, curve.name, mark, measured))
    return found


def height(value: float) -> float:
    """Return how far below the upper edge an emotion of -2..2 is drawn."""
    return round(TOP + (2 - max(-2.0, min(2.0, value))) / 4 * HEIGHT, 1)


def face_of(value: float) -> int:
    """Return the face of a value, -2..2, that goes with its word: halves count towards neutral."""
    size = min(2, int(abs(value) + 0.5 - 1e-9))
    return size if value > 0 else -size


def _personas(document: JourneyMap, measured: Mapping[str | None, Mapping[str, Felt]]) -> list[str | None]:
    seen = {point.persona: None for point in _expected(document)} | dict.fromkeys(measured)
    order = [persona.id for persona in document.personas]
    return sorted(seen, key=lambda persona: order.index(persona) + 1 if persona in order else 0)


def _expected(document: JourneyMap) -> list[EmotionPoint]:
    """Return what is expected of whole phases; points at steps belong to the printed sheet."""
    return [point for point in document.emotions if point.basis == "expected" and point.phase is not None]


def _curve(
    number: int, persona: str | None, document: JourneyMap, measured: Mapping[str, Felt], reader: Reader
) -> Curve:
    points = {point.phase: point for point in _expected(document) if point.persona == persona}
    names = {entry.id: entry.name.get(reader.language) for entry in document.personas}
    deepest = min(points.values(), key=lambda point: point.value, default=None)
    phases = list(enumerate(document.phases))
    marks = tuple(
        _mark(points[phase.id], position, len(phases), reader, deepest=points[phase.id] is deepest)
        for position, phase in phases
        if phase.id in points
    )
    name = names.get(persona or "", persona or reader.t.pgettext("emotion", "All personas"))
    found = tuple(
        _measured_mark(measured[phase.id], position, len(phases), f"{name}, {phase.title.get(reader.language)}", reader)
        for position, phase in phases
        if phase.id in measured
    )
    return Curve(number, name, _path(marks), marks, _path(found), found, _gap(marks, found))


def _measured_mark(one: Felt, position: int, phases: int, whose: str, reader: Reader) -> MeasuredMark:
    t, f = reader.t, reader.formats
    text = t.pgettext("emotion", "measured %(value)s (n %(n)s)", value=f.signed(one.value), n=f.number(one.n))
    if one.low is not None and one.high is not None:
        text = t.pgettext(
            "emotion", "measured %(value)s (n %(n)s; %(low)s to %(high)s)", value=f.signed(one.value),
            n=f.number(one.n), low=f.signed(one.low), high=f.signed(one.high),
        )  # fmt: skip
    return MeasuredMark(
        x=_centre(position, phases),
        y=height(one.value),
        top=None if one.high is None else height(one.high),
        foot=None if one.low is None else height(one.low),
        said=f"{whose}: {text}",
        text=text,
    )


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


def _path(marks: Sequence[Mark | MeasuredMark]) -> str:
    if len(marks) < 2:
        return ""
    places = _places(marks)
    return f"M{places[0][0]:.1f} {places[0][1]:.1f}{_bends(places)}"


def _gap(marks: Sequence[Mark], measured: Sequence[MeasuredMark]) -> str:
    """Return the area between what is expected and what was measured, over the phases that have both."""
    both = {mark.x for mark in marks} & {mark.x for mark in measured}
    there = _places([mark for mark in marks if mark.x in both])
    back = _places([mark for mark in measured if mark.x in both])[::-1]
    if len(both) < 2:
        return ""
    start, turn = there[0], back[0]
    return f"M{start[0]:.1f} {start[1]:.1f}{_bends(there)}L{turn[0]:.1f} {turn[1]:.1f}{_bends(back)}Z"


def _places(marks: Sequence[Mark | MeasuredMark]) -> list[tuple[float, float]]:
    return [(float(mark.x.rstrip("%")) / 100 * _WIDTH, mark.y - TOP) for mark in marks]


def _bends(places: Sequence[tuple[float, float]]) -> str:
    # Flat at every point: the line never rises above or falls below the values it joins.
    pieces = []
    for (x, y), (next_x, next_y) in itertools.pairwise(places):
        middle = (x + next_x) / 2
        pieces.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {next_y:.1f} {next_x:.1f} {next_y:.1f}")
    return "".join(pieces)


def _summary(curves: tuple[Curve, ...], document: JourneyMap, reader: Reader) -> str:
    titles = {_centre(i, len(document.phases)): p.title.get(reader.language) for i, p in enumerate(document.phases)}
    said = {
        curve.number: [
            *(f"{titles[mark.x]} {mark.value} ({mark.word})" for mark in curve.marks),
            *(f"{titles[mark.x]} {mark.text}" for mark in curve.measured_marks),
        ]
        for curve in curves
    }
    return " ".join(f"{curve.name}: " + "; ".join(said[curve.number]) + "." for curve in curves)
