"""The emotion curve: dashed what is expected, solid with its band what was measured, up to three personas."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from wegmarke.domain import Measure
from wegmarke.maps.document import EmotionPoint
from wegmarke.maps.sheet.frame import PAD, Frame, baseline, leading, title_size
from wegmarke.maps.sheet.icons import face
from wegmarke.maps.sheet.labels import Labels
from wegmarke.maps.sheet.lines import broken, shortened
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Box, Dot, Part, Shape, Sign, Way, Words, rule, triangle
from wegmarke.maps.sheet.typeface import width
from wegmarke.maps.vocabulary import emotion_word

MOST_CURVES: Final = 3
_LEVELS: Final = (2, 1, 0, -1, -2)
_ASIDE: Final = 1.7
_DASHES: Final = ("1.8 1.1", "0.5 0.9", "3 1 0.5 1")


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a curve; `at` counts in columns from the first one."""

    at: float
    value: float
    note: str = ""
    n: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The emotion of one persona, or of all (`persona` is empty)."""

    persona: str
    name: str
    expected: tuple[Point, ...]
    measured: tuple[Point, ...]

    @property
    def lowest(self) -> Point | None:
        """Return the lowest point, what was measured before what is expected."""
        points = self.measured or self.expected
        return min(points, key=lambda point: point.value, default=None)


@dataclass(frozen=True)
class EmotionRow:
    """The grid of −2 to +2 with its curves across all columns."""

    places: Places
    least: float = 34
    most: float = 64

    @property
    def title(self) -> str:
        """Return the name of the row."""
        return self.places.saying.label("emotion")

    @cached_property
    def all_curves(self) -> tuple[Curve, ...]:
        """Return all curves: that of all personas first, then in the order of the document."""
        document = self.places.document
        order = ["", *(persona.id for persona in document.personas)]
        names = {persona.id: self.places.saying.text(persona.name) for persona in document.personas}
        names[""] = self.places.saying.label("everyone")
        found = [self._curve(persona, names[persona]) for persona in order]
        return tuple(curve for curve in found if curve.expected or curve.measured)

    @property
    def curves(self) -> tuple[Curve, ...]:
        """Return the curves that are drawn."""
        return self.all_curves[:MOST_CURVES]

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height of a chart that can be read."""
        del frame
        return 38 + (points - 7) * 2 if self.curves else 0.0

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> list[Shape]:
        """Draw grid, bands, lines, marks and the words at the peaks."""
        del notes
        chart = _Chart(frame, y + 3.4, height - 6.8, points)
        shapes = [*self._grid(chart, y, height), *self._key(frame, y, height, points)]
        labels = Labels((frame.first + 0.5, y + 0.6, frame.right - 0.5, y + height - 0.6))
        for number, curve in enumerate(self.curves, start=1):
            for point in (*curve.expected, *curve.measured):
                labels.occupy(chart.x(point.at, number) - 1.2, chart.y(point.value) - 1.2, 2.4, 2.4)
        for number, curve in enumerate(self.curves, start=1):
            lines = (*self._band(curve, chart, number), *_lines(curve, chart, number), *_marks(curve, chart, number))
            shapes.append(Part(f"{self.title}: {curve.name}", lines, self._in_words(curve)))
        for number, curve in enumerate(self.curves, start=1):
            shapes.extend(self._said(curve, chart, number, labels))
        return shapes

    def _curve(self, persona: str, name: str) -> Curve:
        points = [point for point in self.places.document.emotions if (point.persona or "") == persona]
        expected = [self._point(point) for point in points if point.basis == "expected"]
        measured = [self._point(point) for point in points if point.basis == "measured"]
        if not persona:
            measured.extend(self._from_metrics())
        return Curve(persona, name, _in_order(expected), _in_order(measured))

    def _point(self, point: EmotionPoint) -> Point | None:
        phase, inside = self.places.where(point)
        if phase is None:
            return None
        note = self.places.saying.text(point.note)
        return Point(phase + inside, point.value, note, point.n, point.low, point.high)

    def _from_metrics(self) -> Iterator[Point]:
        """Return what answers of customers say: metrics of satisfaction, where enough stand behind them."""
        numbers, document = self.places.numbers, self.places.document
        by_touchpoint = document.phase_of_touchpoint()
        for metric in document.metrics if numbers else ():
            number = numbers.metrics.get(metric.id) if numbers else None
            phase = self.places.index.get(metric.phase or by_touchpoint.get(metric.touchpoint or "") or "")
            if metric.measure is Measure.SATISFACTION and number and number.value is not None and phase is not None:
                if number.suppressed or metric.persona:
                    continue
                yield Point(
                    phase + 0.5, number.value, self.places.saying.text(metric.title), number.n, number.low, number.high
                )

    def _grid(self, chart: _Chart, y: float, height: float) -> Iterator[Shape]:
        frame, points = chart.frame, chart.points
        if not any(curve.measured for curve in self.curves):
            yield Box(frame.first, y + 0.4, frame.right - frame.first, height - 0.8, fill="hatch-rule")
        for level in _LEVELS:
            at = chart.y(level)
            yield rule(
                frame.first, at, frame.right, ink="strong" if level == 0 else "rule", line=0.2 if level == 0 else 0.12
            )
            text = self.places.saying.formats.signed(level, 0)
            yield Sign(face(level), frame.first - 2.4, at, 2.7, ink="quiet")
            yield Words(frame.first - 4.4, at + 0.85, text, points, ink="quiet", anchor="end")

    def _key(self, frame: Frame, y: float, height: float, points: float) -> Iterator[Shape]:
        saying = self.places.saying
        at = y + PAD + leading(title_size(points)) + 1.2
        room = frame.label - 9 - 7.2
        for number, curve in enumerate(self.curves, start=1):
            middle = at + leading(points) / 2
            yield Way(
                f"M{frame.left:.2f} {middle:.2f}H{frame.left + 6:.2f}",
                line_ink=f"line-{number}",
                line=0.5,
                dash=_DASHES[number - 1],
            )
            yield from _mark(number, frame.left + 3, middle)
            for line in broken(curve.name, room, points, 2).texts:
                yield Words(frame.left + 7.2, baseline(at, points), line, points)
                at += leading(points)
            at += 0.4
        if rest := len(self.all_curves) - len(self.curves):
            yield Words(frame.left + 7.2, baseline(at, points), f"+{rest} {saying.label('more')}", points, ink="quiet")
        is_measured = any(curve.measured for curve in self.curves)
        at = y + height - PAD - leading(points) * (2 if is_measured else 3)
        rows = ("expected", "measured") if is_measured else ("expected",)
        for name in rows:
            middle = at + leading(points) / 2
            dash = _DASHES[0] if name == "expected" else ""
            yield Way(f"M{frame.left:.2f} {middle:.2f}H{frame.left + 6:.2f}", line_ink="quiet", line=0.5, dash=dash)
            yield Words(frame.left + 7.2, baseline(at, points), saying.label(name), points, ink="quiet")
            at += leading(points)
        if not is_measured:
            yield Box(frame.left, at + 0.3, 6, leading(points) * 2 - 0.6, fill="hatch-strong", line_ink="rule")
            for text in broken(saying.label("not_measured"), room, points, 2).texts:
                yield Words(frame.left + 7.2, baseline(at, points), text, points, ink="quiet")
                at += leading(points)

    def _band(self, curve: Curve, chart: _Chart, number: int) -> Iterator[Shape]:
        known = [point for point in curve.measured if point.low is not None and point.high is not None]
        if len(known) == 1:
            (point,) = known
            yield Way(
                f"M{chart.x(point.at, number):.2f} {chart.y(point.low or 0):.2f}V{chart.y(point.high or 0):.2f}",
                line_ink=f"line-{number}",
                line=1.6,
                opacity=0.3,
            )
        if len(known) > 1:
            upper = " ".join(f"{chart.x(point.at, number):.2f} {chart.y(point.high or 0):.2f}" for point in known)
            lower = " ".join(
                f"{chart.x(point.at, number):.2f} {chart.y(point.low or 0):.2f}" for point in reversed(known)
            )
            yield Way(f"M{upper} {lower}Z", fill=f"line-{number}", opacity=0.18)

    def _said(self, curve: Curve, chart: _Chart, number: int, labels: Labels) -> Iterator[Shape]:
        """Write numbers at the points, and words at the peaks."""
        points = (*curve.measured, *curve.expected)
        peaks = {max(points, key=lambda one: one.value), min(points, key=lambda one: one.value)}
        for point in sorted(points, key=lambda one: one not in peaks):
            for text in self._texts(point, is_peak=point in peaks, is_lowest=point is curve.lowest):
                size = chart.points
                place = labels.place(
                    chart.x(point.at, number),
                    chart.y(point.value),
                    width(text, size, bold=point in peaks),
                    leading(size),
                )
                if place is not None:
                    x, top = place
                    yield Box(
                        x - 0.2,
                        top + 0.15,
                        width(text, size, bold=point in peaks) + 0.4,
                        leading(size) - 0.3,
                        fill="paper",
                    )
                    yield Words(x, baseline(top, size), text, size, ink=f"line-{number}", bold=point in peaks)
                    break

    def _texts(self, point: Point, *, is_peak: bool, is_lowest: bool) -> list[str]:
        """Return what may stand at a point, the longest first."""
        saying = self.places.saying
        value = saying.formats.signed(point.value)
        n = f" (n {saying.formats.number(point.n)})" if point.n is not None else ""
        short = f"{value}{n}"
        if not is_peak:
            return [short]
        word = emotion_word(point.value).get(saying.language)
        sign = "▼ " if is_lowest and point.value < 0 else ""
        said = f"{sign}{value} {word}{n}"
        return [f"{said}: {shortened(point.note, 46, 7)}", said, short] if point.note else [said, short]

    def _in_words(self, curve: Curve) -> str:
        saying = self.places.saying
        parts = []
        for name, points in (("expected", curve.expected), ("measured", curve.measured)):
            for point in points:
                phase = self.places.phase_title(min(int(point.at), len(self.places.phases) - 1))
                word = emotion_word(point.value).get(saying.language)
                n = f", n {point.n}" if point.n is not None else ""
                parts.append(f"{phase}: {saying.formats.signed(point.value)} {word} ({saying.label(name)}{n})")
        return f"{curve.name}. " + "; ".join(parts)


@dataclass(frozen=True, slots=True)
class _Chart:
    frame: Frame
    top: float
    height: float
    points: float

    def x(self, at: float, number: int = 2) -> float:
        """Return where a place stands; curves stand a little beside each other, so that equal values are seen."""
        return self.frame.first + at * self.frame.column + (number - 2) * _ASIDE

    def y(self, value: float) -> float:
        return self.top + (2 - max(-2.0, min(2.0, value))) / 4 * self.height


def _in_order(points: Sequence[Point | None]) -> tuple[Point, ...]:
    """Return the points from left to right, one per place."""
    found = {point.at: point for point in reversed(points) if point is not None}
    return tuple(found[at] for at in sorted(found))


def _lines(curve: Curve, chart: _Chart, number: int) -> Iterator[Shape]:
    for points, dash, line in ((curve.expected, _DASHES[number - 1], 0.45), (curve.measured, "", 0.65)):
        if len(points) > 1:
            yield Way(_smooth(points, chart, number), line_ink=f"line-{number}", line=line, dash=dash)


def _smooth(points: Sequence[Point], chart: _Chart, number: int) -> str:
    """Join points by a curve that is flat at each, so that it never leaves the values it joins."""
    path = f"M{chart.x(points[0].at, number):.2f} {chart.y(points[0].value):.2f}"
    for one, following in itertools.pairwise(points):
        x, y, next_x, next_y = (
            chart.x(one.at, number),
            chart.y(one.value),
            chart.x(following.at, number),
            chart.y(following.value),
        )
        middle = (x + next_x) / 2
        path += f"C{middle:.2f} {y:.2f} {middle:.2f} {next_y:.2f} {next_x:.2f} {next_y:.2f}"
    return path


def _marks(curve: Curve, chart: _Chart, number: int) -> Iterator[Shape]:
    for point in curve.expected:
        yield from _mark(number, chart.x(point.at, number), chart.y(point.value), is_open=True)
    for point in curve.measured:
        yield from _mark(number, chart.x(point.at, number), chart.y(point.value))


def _mark(number: int, x: float, y: float, *, is_open: bool = False) -> Iterator[Shape]:
    ink = f"line-{number}"
    fill = "paper" if is_open else ink
    if number == 1:
        yield Dot(x, y, 0.8, fill=fill, line_ink=ink, line=0.4)
    elif number == 2:
        yield Box(x - 0.7, y - 0.7, 1.4, 1.4, fill=fill, line_ink=ink, line=0.4)
    else:
        yield triangle(x, y, 0.95, fill=fill, line_ink=ink, line=0.4)
