"""Metrics: value, target and status by shape, the change against the month before, a sparkline, and n."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from wegmarke.domain import Measure, MetricNumber
from wegmarke.i18n import MISSING
from wegmarke.maps.document import Metric
from wegmarke.maps.sheet.cells import Item, Place, draw_cell, height_of
from wegmarke.maps.sheet.frame import PAD, Frame, baseline, leading
from wegmarke.maps.sheet.lines import shortened
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Dot, Part, Shape, Way, Words, diamond, triangle
from wegmarke.maps.sheet.typeface import width

_SPARK: Final = 10.0
_BETWEEN: Final = 0.7


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric as it is written: its value, its target, and how it stands."""

    title: str
    value: str
    target: str
    n: str
    status: str
    trend: str
    months: tuple[float, ...]

    @property
    def said(self) -> str:
        """Return everything in one line, for the annex and for those who do not see the figure."""
        return " · ".join(one for one in (f"{self.title}: {self.value}", self.target, self.n) if one)


@dataclass(frozen=True)
class MetricRow:
    """The metrics of each phase, below what we want there ourselves."""

    places: Places
    least: float = 26
    most: float = 60

    @property
    def title(self) -> str:
        """Return the name of the row."""
        return self.places.saying.label("metrics")

    @cached_property
    def figures(self) -> list[list[Figure]]:
        """Return the metrics of each phase."""
        by_touchpoint = self.places.document.phase_of_touchpoint()
        cells: list[list[Figure]] = [[] for _ in self.places.phases]
        for metric in self.places.document.metrics:
            phase = metric.phase or by_touchpoint.get(metric.touchpoint or "")
            if phase in self.places.index:
                cells[self.places.index[phase or ""]].append(figure_of(self.places, metric))
        return cells

    @cached_property
    def goals(self) -> list[list[Item]]:
        """Return what the company wants in each phase."""
        cards = self.places.cards("company_goal")
        cells = []
        for phase, column in zip(self.places.phases, cards, strict=True):
            texts = dict.fromkeys(self.places.texts([phase.company_goal, *(card.text for _, card in column)]))
            cells.append([Item(text, "flag", ink="accent") for text in texts])
        return cells

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height of the phase with the most metrics."""
        return max((self._wanted(number, frame, points) for number in range(len(self.places.phases))), default=0.0)

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> list[Shape]:
        """Draw goals and metrics; what finds no room becomes a note."""
        shapes: list[Shape] = []
        for number in range(len(self.places.phases)):
            shapes.extend(self._cell(number, frame, (y, height), points, notes))
        return shapes

    def _wanted(self, number: int, frame: Frame, points: float) -> float:
        figures = self.figures[number]
        goal = self._goal_height(number, frame, points)
        if not figures:
            return goal
        count = _columns(frame, points, len(figures))
        rows = -(-len(figures) // count)
        return max(goal - PAD, 0.0) + rows * (_tall(points) + _BETWEEN) - _BETWEEN + 2 * PAD

    def _goal_height(self, number: int, frame: Frame, points: float) -> float:
        return height_of(self.goals[number], frame.column, points)

    def _cell(
        self, number: int, frame: Frame, span: tuple[float, float], points: float, notes: Notes
    ) -> Iterator[Shape]:
        (y, height), x, phase = span, frame.x(number), self.places.phase_title(number)
        figures, goal = self.figures[number], self._goal_height(number, frame, points)
        if goal:
            goal = min(goal, height if not figures else max(height - _tall(points) - PAD, leading(points) + 2 * PAD))
            place = Place(x, y, frame.column, goal, self.title, phase)
            yield from draw_cell(self.goals[number], place, points, notes, self.places.saying)
            y, height = y + goal - PAD, height - goal + PAD
        count = _columns(frame, points, len(figures))
        room = (frame.column - 2 * PAD - (count - 1) * 2 * PAD) / count
        rows = int((height - 2 * PAD + _BETWEEN + 0.05) / (_tall(points) + _BETWEEN))
        shown = figures
        if len(figures) > rows * count:
            shown = figures[: max(0, self._shown(height, count, points))]
            yield from self._rest(number, figures[len(shown) :], (x, y + height, frame.column), points, notes)
        for place_, figure in enumerate(shown):
            row, column = divmod(place_, count)
            at = y + PAD + row * (_tall(points) + _BETWEEN)
            yield Part(figure.said, tuple(self._figure(figure, x + PAD + column * (room + 2 * PAD), at, room, points)))

    def _shown(self, height: float, count: int, points: float) -> int:
        return count * int((height - 2 * PAD - leading(points) + _BETWEEN) / (_tall(points) + _BETWEEN))

    def _rest(
        self, number: int, rest: Sequence[Figure], at: tuple[float, float, float], points: float, notes: Notes
    ) -> Iterator[Shape]:
        saying, (x, bottom, room) = self.places.saying, at
        note = notes.add(self.title, self.places.phase_title(number), tuple(figure.said for figure in rest))
        words = shortened(
            f"+{len(rest)} {saying.label('more')} · {saying.label('note')} {note}", room - 2 * PAD, points, bold=True
        )
        y = baseline(bottom - PAD - leading(points) + 0.2, points)
        yield Words(x + room - PAD, y, words, points, "accent", bold=True, anchor="end")

    def _figure(self, figure: Figure, x: float, y: float, room: float, points: float) -> Iterator[Shape]:
        indent = 2.8 * points / 7
        yield from status_shape(figure.status, x + 0.9 * points / 7, y + leading(points) * 0.5)
        yield Words(x + indent, baseline(y, points), shortened(figure.title, room - indent, points), points)
        size = points + 1
        at = y + leading(points)
        ink = "quiet" if figure.status == "none" else figure.status
        yield Words(x + indent, baseline(at, size), figure.value, size, ink="ink" if ink == "quiet" else ink, bold=True)
        left = x + indent + width(figure.value, size, bold=True) + 0.5
        if figure.trend:
            yield from _arrow(figure.trend, left + 0.8, at + leading(size) / 2)
            left += 2.2
        right = x + room
        if len(figure.months) > 2 and right - left > _SPARK + 4:
            yield from _sparkline(figure.months, right - _SPARK, at + 0.4, leading(size) - 0.9)
            right -= _SPARK + 1
        words = " · ".join(one for one in (figure.target, figure.n) if one)
        if words and right - left > 6:
            yield Words(
                left + 0.9,
                baseline(at, points) + 0.25,
                shortened(words, right - left - 0.9, points),
                points,
                ink="quiet",
            )


def figure_of(places: Places, metric: Metric) -> Figure:
    """Write a metric with what was measured for it."""
    saying = places.saying
    number = places.numbers.metrics.get(metric.id) if places.numbers else None
    currency = number.currency if number else None
    target = number.target if number else metric.target
    sign = "≤" if metric.direction == "down" else "≥"
    aim = "" if target is None else f"{sign} {saying_value(places, metric, target, currency, number)}"
    if number is None or (number.value is None and not number.suppressed):
        return Figure(saying.text(metric.title), MISSING, aim, "", "none", "", ())
    if number.suppressed or number.value is None:
        return Figure(saying.text(metric.title), saying.label("too_few"), aim, "", "none", "", ())
    months = (
        tuple(row.value for row in number.breakdown if row.value is not None) if metric.breakdown == "month" else ()
    )
    trend = ("up" if months[-1] > months[-2] else "down" if months[-1] < months[-2] else "") if len(months) > 1 else ""
    return Figure(
        saying.text(metric.title),
        saying_value(places, metric, number.value, currency, number),
        aim,
        f"n {saying.formats.number(number.n)}",
        number.status,
        trend,
        months[-12:],
    )


def saying_value(
    places: Places, metric: Metric, value: float, currency: str | None, number: MetricNumber | None
) -> str:
    """Write a value; money of a target that nothing was measured for is in major units without a currency."""
    if metric.measure is Measure.VALUE and number is None:
        return places.saying.formats.number(value)
    return places.saying.value(metric.measure, value, currency)


def status_shape(status: str, x: float, y: float) -> Iterator[Shape]:
    """Return the shape of a status: dot on target, hatched triangle to be watched, crossed diamond for an alert."""
    match status:
        case "on_target":
            yield Dot(x, y, 0.95, fill="on_target")
        case "attention":
            yield triangle(x, y, 1.15, fill="attention-light")
            yield triangle(x, y, 1.15, fill="hatch-attention", line_ink="attention", line=0.25)
        case "alert":
            yield diamond(x, y, 1.2, fill="alert-light", line_ink="alert", line=0.25)
            cross = f"M{x - 0.6:.2f} {y - 0.6:.2f}l1.2 1.2M{x + 0.6:.2f} {y - 0.6:.2f}l-1.2 1.2"
            yield Way(cross, line_ink="alert", line=0.25)
        case _:
            yield Dot(x, y, 0.85, line_ink="strong", line=0.2)


def _columns(frame: Frame, points: float, many: int) -> int:
    return max(1, min(many, int(frame.column // (50 * points / 7))))


def _tall(points: float) -> float:
    return leading(points) + leading(points + 1)


def _arrow(trend: str, x: float, y: float) -> Iterator[Shape]:
    up = -1 if trend == "up" else 1
    path = f"M{x - 0.6:.2f} {y - 0.55 * up:.2f}L{x + 0.6:.2f} {y + 0.55 * up:.2f}"
    head = f"M{x - 0.15:.2f} {y + 0.6 * up:.2f}L{x + 0.6:.2f} {y + 0.55 * up:.2f}L{x + 0.55:.2f} {y - 0.2 * up:.2f}"
    yield Way(path + head, line_ink="quiet", line=0.25)


def _sparkline(values: Sequence[float], x: float, y: float, height: float) -> Iterator[Shape]:
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = (_SPARK - 1) / (len(values) - 1)
    places = [(x + number * step, y + height - (value - low) / span * height) for number, value in enumerate(values)]
    yield Way("M" + "L".join(f"{at:.2f} {up:.2f}" for at, up in places), line_ink="strong", line=0.3)
    yield Dot(*places[-1], 0.4, fill="accent")
