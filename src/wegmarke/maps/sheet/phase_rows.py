"""The two rows at the top: phases as chevrons, steps as rounded boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import CanonicalPhase
from wegmarke.maps import vocabulary
from wegmarke.maps.document import Step
from wegmarke.maps.sheet.frame import PAD, Frame, baseline, leading
from wegmarke.maps.sheet.lines import Lines, broken, shortened
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.palette import shade
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Box, Part, Shape, Sign, Way, Words

_ICONS: Final = {
    CanonicalPhase.AWARENESS: "megaphone",
    CanonicalPhase.CONSIDERATION: "magnifier",
    CanonicalPhase.DECISION: "handshake",
    CanonicalPhase.SERVICE: "wrench",
    CanonicalPhase.RETENTION: "loop",
    CanonicalPhase.LOYALTY: "heart",
    CanonicalPhase.ADVOCACY: "speech",
    CanonicalPhase.EXIT: "door",
}
_TIP: Final = 3.0
_ICON: Final = 4.2
_BETWEEN: Final = 1.0


@dataclass(frozen=True)
class PhaseRow:
    """One chevron per phase: sign and name of the canonical phase, own title, expected duration."""

    places: Places
    most: float = 12.5

    @property
    def title(self) -> str:
        """Return the name of the row."""
        return self.places.saying.label("phases")

    @property
    def least(self) -> float:
        """Return the height for a title of two lines."""
        return 12.5

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height of the longest title and the line below it."""
        lines = max((len(self._lines(number, frame, points)) for number in range(len(self.places.phases))), default=0)
        return lines * leading(self._size(frame, points)) + leading(points) + 2.4 if lines else 0.0

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> list[Shape]:
        """Draw the chevrons."""
        del notes
        return [
            Part(self.places.phase_title(number), tuple(self._chevron(number, frame, y, height, points)))
            for number in range(len(self.places.phases))
        ]

    def _size(self, frame: Frame, points: float) -> float:
        """Return the largest size at which no title is cut."""
        for size in (points + 2, points + 1, points):
            if not any(self._set(number, frame, size).is_cut for number in range(len(self.places.phases))):
                return size
        return points

    def _lines(self, number: int, frame: Frame, points: float) -> tuple[str, ...]:
        return self._set(number, frame, self._size(frame, points)).texts

    def _set(self, number: int, frame: Frame, size: float) -> Lines:
        text = f"{self.places.phase_number(number)}\u2002{self.places.phase_title(number)}"
        return broken(text, frame.column - 2 * _TIP - _ICON - 2.4, size, 2, bold=True)

    def _chevron(self, number: int, frame: Frame, y: float, height: float, points: float) -> Iterator[Shape]:
        x, right, bottom, middle = frame.x(number), frame.x(number + 1) - 0.5, y + height - 0.6, y + height / 2
        right -= _TIP - 0.3 if number == len(self.places.phases) - 1 else 0.0
        top = y + 0.6
        notch = f"L{x + _TIP:.2f} {middle:.2f}" if number else ""
        path = (
            f"M{x:.2f} {top:.2f}H{right - _TIP:.2f}L{right + _TIP - 0.2:.2f} {middle:.2f}"
            f"L{right - _TIP:.2f} {bottom:.2f}H{x:.2f}{notch}Z"
        )
        yield Way(path, fill=shade(self.places.phase_number(number) - 1, len(self.places.document.phases)))
        inner = x + _TIP + 1
        phase = self.places.phases[number]
        yield Sign(_ICONS[phase.canonical], inner + _ICON / 2, middle, _ICON)
        size, lines = self._size(frame, points), self._lines(number, frame, points)
        below = self._below(number)
        total = len(lines) * leading(size) + (leading(points) if below else 0)
        at = middle - total / 2
        inner += _ICON + 1.2
        for line in lines:
            yield Words(inner, baseline(at, size), line, size, bold=True)
            at += leading(size)
        yield Words(inner, baseline(at, points), shortened(below, right - inner, points), points)

    def _below(self, number: int) -> str:
        phase, saying = self.places.phases[number], self.places.saying
        name = vocabulary.PHASES[phase.canonical].get(saying.language)
        if not phase.expected_days:
            return name
        return f"{name} · {saying.formats.days(phase.expected_days)} {saying.label('days')}"


@dataclass(frozen=True)
class StepRow:
    """The steps of each phase: side by side where there is room, else below each other."""

    places: Places
    most: float = 17

    @property
    def title(self) -> str:
        """Return the name of the row."""
        return self.places.saying.label("steps")

    @property
    def least(self) -> float:
        """Return the height of three steps below each other."""
        return 17

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height of the phase with the highest pile."""
        heights = [
            min(self._beside(steps, frame, points), self._piled(steps, frame, points)) for steps in self.places.steps
        ]
        return max(heights, default=0.0) + 2.4 if any(heights) else 0.0

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> list[Shape]:
        """Draw the boxes."""
        shapes: list[Shape] = []
        for number, steps in enumerate(self.places.steps):
            if steps:
                shapes.extend(self._cell(number, steps, frame, (y + 1.2, height - 2.4), points, notes))
        return shapes

    def _beside(self, steps: tuple[Step, ...], frame: Frame, points: float) -> float:
        if not steps:
            return 0.0
        room = self._width(len(steps), frame)
        if room < 24:
            return 999.0
        return max(len(self._text(step, room, points)) for step in steps) * leading(points) + 1.4

    def _piled(self, steps: tuple[Step, ...], frame: Frame, points: float) -> float:
        room = frame.column - 2 * PAD
        lines = sum(len(self._text(step, room, points)) for step in steps)
        return lines * leading(points) + len(steps) * (0.9 + _BETWEEN) - _BETWEEN if steps else 0.0

    def _width(self, count: int, frame: Frame) -> float:
        return (frame.column - 2 * PAD - (count - 1) * _BETWEEN) / count

    def _text(self, step: Step, room: float, points: float) -> tuple[str, ...]:
        loop = 3.2 if step.repeatable else 0.0
        return broken(self.places.saying.text(step.title), room - 2.2 - loop, points, 3).texts

    def _cell(
        self, number: int, steps: tuple[Step, ...], frame: Frame, span: tuple[float, float], points: float, notes: Notes
    ) -> Iterator[Shape]:
        (y, height), x = span, frame.x(number) + PAD
        height += 0.05
        beside, piled = self._beside(steps, frame, points), self._piled(steps, frame, points)
        if beside <= piled and beside <= height:
            room = self._width(len(steps), frame)
            for place, step in enumerate(steps):
                yield from self._step(step, x + place * (room + _BETWEEN), y, room, beside, points)
            return
        room = frame.column - 2 * PAD
        for place, step in enumerate(steps):
            tall = len(self._text(step, room, points)) * leading(points) + 0.9
            is_last = place == len(steps) - 1
            if tall > height or (not is_last and tall + leading(points) + _BETWEEN > height):
                yield self._rest(number, steps[place:], (x, y, room), points, notes)
                return
            yield from self._step(step, x, y, room, tall, points)
            y, height = y + tall + _BETWEEN, height - tall - _BETWEEN

    def _rest(
        self, number: int, steps: tuple[Step, ...], at: tuple[float, float, float], points: float, notes: Notes
    ) -> Words:
        saying, (x, y, room) = self.places.saying, at
        titles = tuple(saying.text(step.title) for step in steps)
        note = notes.add(self.title, self.places.phase_title(number), titles)
        words = f"+{len(steps)} {saying.label('more')} · {saying.label('note')} {note}"
        return Words(
            x + room,
            baseline(y, points),
            shortened(words, room, points, bold=True),
            points,
            "accent",
            bold=True,
            anchor="end",
        )

    def _step(self, step: Step, x: float, y: float, room: float, height: float, points: float) -> Iterator[Shape]:
        lines = self._text(step, room, points)
        dash = "1 0.8" if step.optional else ""
        yield Box(x, y, room, height, fill="ground", line_ink="strong", line=0.2, corner=1.2, dash=dash)
        at = y + (height - len(lines) * leading(points)) / 2
        for line in lines:
            yield Words(x + 1.1, baseline(at, points), line, points)
            at += leading(points)
        if step.repeatable:
            yield Sign("loop", x + room - 2, y + height / 2, 2.5, ink="quiet")
