"""Touchpoints as chips: filled when online, outlined when offline, dashed when we cannot shape them ourselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.maps.document import Touchpoint
from wegmarke.maps.sheet.frame import PAD, Frame, baseline, leading
from wegmarke.maps.sheet.icons import icon_of_channel
from wegmarke.maps.sheet.lines import broken, shortened
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Box, Part, Shape, Sign, Words, diamond
from wegmarke.maps.sheet.typeface import width

_BETWEEN: Final = 0.9
_ICON: Final = 2.5


@dataclass(frozen=True, slots=True)
class Chip:
    """A touchpoint as it is set: its lines, the count beside it, and its size."""

    touchpoint: Touchpoint
    lines: tuple[str, ...]
    count: str
    width: float
    height: float


@dataclass(frozen=True)
class TouchpointRow:
    """The touchpoints placed in each phase; behind each the touches that were counted."""

    places: Places
    least: float = 24
    most: float = 70

    @property
    def title(self) -> str:
        """Return the name of the row."""
        return self.places.saying.label("touchpoints")

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height of the fullest cell."""
        cells = [self._lines_of_chips(number, frame, points) for number in range(len(self.places.phases))]
        chips = max((sum(line[0].height + _BETWEEN for line in cell) for cell in cells), default=0.0)
        return chips + 2 * PAD - _BETWEEN if chips else 0.0

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> list[Shape]:
        """Draw the chips, line by line."""
        shapes: list[Shape] = []
        for number in range(len(self.places.phases)):
            shapes.extend(self._cell(number, frame, (y, height), points, notes))
        return shapes

    def _cell(
        self, number: int, frame: Frame, span: tuple[float, float], points: float, notes: Notes
    ) -> Iterator[Shape]:
        lines = self._lines_of_chips(number, frame, points)
        (y, height), left = span, frame.x(number) + PAD
        top, bottom = y + PAD, y + height - PAD + 0.05
        for place, line in enumerate(lines):
            tall = max(chip.height for chip in line)
            spare = 0.0 if place == len(lines) - 1 else leading(points) + 0.3
            if top + tall + spare > bottom:
                rest = [chip.touchpoint for line in lines[place:] for chip in line]
                yield self._rest(number, rest, frame, bottom, points, notes)
                return
            x = left
            for chip in line:
                yield self._chip(chip, x, top, points)
                x += chip.width + _BETWEEN
            top += tall + _BETWEEN

    def _lines_of_chips(self, number: int, frame: Frame, points: float) -> list[list[Chip]]:
        room = frame.column - 2 * PAD
        lines: list[list[Chip]] = []
        free = 0.0
        for _, touchpoint in self.places.placed[number]:
            chip = self._set(touchpoint, room, points)
            if not lines or chip.width > free or chip.height != lines[-1][0].height:
                lines.append([])
                free = room
            lines[-1].append(chip)
            free -= chip.width + _BETWEEN
        return lines

    def _set(self, touchpoint: Touchpoint, room: float, points: float) -> Chip:
        count = self._count(touchpoint)
        beside = _ICON * points / 7 + 2.6 + (2.6 if touchpoint.moment_of_truth else 0.0)
        beside += width(count, points) + 1.0 if count else 0.0
        lines = broken(self.places.saying.text(touchpoint.title), room - beside, points, 2).texts or ("–",)
        longest = max(width(line, points) for line in lines)
        return Chip(touchpoint, lines, count, min(room, longest + beside + 0.2), len(lines) * leading(points) + 0.9)

    def _count(self, touchpoint: Touchpoint) -> str:
        numbers = self.places.numbers
        cell = numbers.touchpoints.get(touchpoint.id) if numbers else None
        return self.places.saying.formats.number(cell.touches) if cell and touchpoint.rule is not None else ""

    def _chip(self, chip: Chip, x: float, y: float, points: float) -> Part:
        touchpoint = chip.touchpoint
        shapes: list[Shape] = list(chip_ground(touchpoint.mode, touchpoint.influence, x, y, chip.width, chip.height))
        size = _ICON * points / 7
        shapes.append(
            Sign(icon_of_channel(touchpoint.channel), x + 0.9 + size / 2, y + chip.height / 2, size, ink="accent")
        )
        at = y + 0.45
        for line in chip.lines:
            shapes.append(Words(x + size + 1.7, baseline(at, points), line, points))
            at += leading(points)
        right = x + chip.width - 0.9
        if touchpoint.moment_of_truth:
            shapes.append(diamond(right - 0.9, y + chip.height / 2, 1.0, fill="ink"))
            right -= 2.6
        if chip.count:
            at = y + (chip.height - leading(points)) / 2
            shapes.append(Words(right, baseline(at, points), chip.count, points, ink="quiet", anchor="end"))
        return Part(" ".join(chip.lines), tuple(shapes))

    def _rest(
        self, number: int, rest: Sequence[Touchpoint], frame: Frame, bottom: float, points: float, notes: Notes
    ) -> Words:
        saying = self.places.saying
        titles = tuple(saying.text(touchpoint.title) for touchpoint in rest)
        note = notes.add(self.title, self.places.phase_title(number), titles)
        words = f"+{len(rest)} {saying.label('more')} · {saying.label('note')} {note}"
        y = baseline(bottom - leading(points) + 0.2, points)
        said = shortened(words, frame.column - 2 * PAD, points, bold=True)
        return Words(frame.x(number) + frame.column - PAD, y, said, points, "accent", bold=True, anchor="end")


def chip_ground(mode: str, influence: str, x: float, y: float, width_: float, height: float) -> Iterator[Shape]:
    """Return the ground of a chip: filled, half filled or empty, with a solid or dashed border."""
    dash = "0.9 0.7" if influence == "indirect" else ""
    corner = min(1.3, height / 2)
    if mode == "hybrid":
        yield Box(x, y, width_, height, fill="paper", corner=corner)
        yield Box(x, y, width_ / 2, height, fill="chip", corner=corner)
    yield Box(
        x,
        y,
        width_,
        height,
        fill={"online": "chip", "offline": "paper"}.get(mode, ""),
        line_ink="chip-line",
        line=0.22,
        corner=corner,
        dash=dash,
    )
