"""Slides of 16:9: the journey at a glance, then every phase by itself, laid out with the rows of the sheet."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final

from wegmarke.maps import vocabulary
from wegmarke.maps.sheet.frame import Frame, baseline, leading
from wegmarke.maps.sheet.lines import balanced, broken, shortened
from wegmarke.maps.sheet.page import lay_rows, rows_of
from wegmarke.maps.sheet.palette import shade
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Box, Shape, Words

WIDTH: Final = 338.67
HEIGHT: Final = 190.5
_MARGIN: Final = 14.0
_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
_OVERVIEW: Final = ("phases", "goals", "emotion", "pains", "metrics")
_LEFT_OUT: Final = ("phases", "emotion", "buying_group")


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide laid out; `words` say what it shows."""

    title: str
    words: str
    shapes: tuple[Shape, ...]


def slides_of(places: Places) -> list[Slide]:
    """Lay out one slide for the whole map and one per phase."""
    return [_overview(places), *(_phase(places, number) for number in range(len(places.phases)))]


def _overview(places: Places) -> Slide:
    saying = places.saying
    frame = Frame(WIDTH, HEIGHT, _MARGIN, 34, max(1, len(places.phases)))
    shapes, top = _head(frame, saying.text(places.document.title), saying.text(places.document.scenario), "accent")
    names = [name for name, row in rows_of(places).items() if name in _OVERVIEW and row.wanted(frame, 8)]
    rows = [rows_of(places)[name] for name in names]
    body, _ = lay_rows(places, rows, frame, top, frame.bottom, (10.0, 9.0, 8.0, 7.0))
    title = saying.text(places.document.title)
    return Slide(title, f"{saying.label('overview')}: {title}", (*shapes, *body))


def _phase(places: Places, number: int) -> Slide:
    phase, saying = places.phases[number], places.saying
    alone = dataclasses.replace(places, only=phase.id)
    frame = Frame(WIDTH, HEIGHT, _MARGIN, 52, 1)
    title = f"{number + 1}\u2002{places.phase_title(number)}"
    name = vocabulary.PHASES[phase.canonical].get(saying.language)
    days = f" · {saying.formats.days(phase.expected_days)} {saying.label('days')}" if phase.expected_days else ""
    shapes, top = _head(frame, title, f"{name}{days}{_reach(places, phase.id)}", shade(number, len(places.phases)))
    rows = [row for key, row in rows_of(alone).items() if key not in _LEFT_OUT and row.wanted(frame, 8)]
    body, _ = lay_rows(alone, rows, frame, top, frame.bottom, _SIZES) if rows else ([], 0.0)
    return Slide(title, f"{saying.label('phase')} {title}", (*shapes, *body))


def _reach(places: Places, phase: str) -> str:
    """Return how many reached the phase and which share went on, where that was measured."""
    saying = places.saying
    cell = places.numbers.phases.get(phase) if places.numbers else None
    if cell is None or cell.suppressed or not cell.units:
        return ""
    said = f" · n {saying.formats.number(cell.units)}"
    if cell.conversion and cell.conversion.value is not None:
        said += f" · {saying.label('go_on')} {saying.formats.percent(cell.conversion.value, 0)}"
    return said


def _head(frame: Frame, title: str, below: str, ink: str) -> tuple[list[Shape], float]:
    room = frame.right - frame.left - 6
    y = frame.margin
    lines = balanced(title, room, 22, 2)
    shapes: list[Shape] = []
    for line in lines:
        shapes.append(Words(frame.left + 6, baseline(y, 22), line, 22, bold=True))
        y += leading(22)
    texts = broken(below, room, 11, 2).texts
    for line in texts:
        shapes.append(Words(frame.left + 6, baseline(y + 1, 11), shortened(line, room, 11), 11, ink="quiet"))
        y += leading(11)
    shapes.insert(0, Box(frame.left, frame.margin + 0.6, 2.6, y - frame.margin + 0.4, fill=ink, corner=1))
    return shapes, y + 5
