"""Finds the parts of a wide sheet: title, phases, steps and lanes, wherever they begin, merged or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wegmarke.maps.formats.guesses import is_phases, is_steps, lane_type
from wegmarke.maps.formats.xlsx.cell_values import plain_text
from wegmarke.maps.formats.xlsx.opening import Grid

_MOST_TITLES: Final = 5


@dataclass(frozen=True)
class Span:
    """A text over some columns of the sheet.

    Attributes:
        first, last: columns of the sheet, the last one included.
        place: its cell.
    """

    text: str
    first: int
    last: int
    place: str


@dataclass
class WideLane:
    """One row of the sheet, or several under one name."""

    title: str
    place: str
    cells: list[Span] = field(default_factory=list)


@dataclass
class WideTable:
    """What a wide sheet says.

    Attributes:
        steps: empty where the sheet has no such row.
    """

    title: str
    phases: list[Span]
    steps: list[Span]
    lanes: list[WideLane]


def wide_table(grid: Grid) -> WideTable | None:
    """Return the parts of a wide sheet; None where there are no phases with lanes under them."""
    rows = {number: _spans(grid, number, cells) for number, cells in grid.rows()}
    rows = {number: spans for number, spans in rows.items() if spans}
    label = min((spans[0].first for spans in rows.values()), default=1)
    titles, numbers = _titles(rows, label)
    if not numbers:
        return None
    phases = [span for span in rows[numbers[0]] if span.first > label]
    rest = numbers[1:]
    steps: list[Span] = []
    if rest and _is_steps(rows[rest[0]], label, has_lanes=len(rest) > 1):
        steps = [span for span in rows[rest[0]] if span.first > label]
        rest = rest[1:]
    last = max((span.last for number in numbers for span in rows[number]), default=label)
    if not phases:
        return None
    return WideTable(titles, _widened(phases, last), steps, _lanes(grid, rows, rest, label))


def _titles(rows: Mapping[int, list[Span]], label: int) -> tuple[str, list[int]]:
    """Take the lines over the table off: those with a single text, as long as a fuller row follows."""
    numbers = sorted(rows)
    found: list[str] = []
    while len(numbers) > 1 and len(found) < _MOST_TITLES:
        spans = rows[numbers[0]]
        is_alone = len(spans) == 1 and not (spans[0].first > label and _has_lane_below(rows, numbers, label))
        if not is_alone:
            break
        found.append(spans[0].text)
        numbers = numbers[1:]
    return (found[0] if found else ""), numbers


def _has_lane_below(rows: Mapping[int, list[Span]], numbers: list[int], label: int) -> bool:
    """Tell whether the next row is one under the phases, so that this one is a single phase."""
    following = rows[numbers[1]]
    return following[0].first == label and (len(following) <= 2)


def _is_steps(spans: list[Span], label: int, *, has_lanes: bool) -> bool:
    if not has_lanes:
        return False
    name = spans[0].text if spans[0].first == label else ""
    return not name or (is_steps(name) and not is_phases(name) and lane_type(name) in (None, "activity"))


def _spans(grid: Grid, number: int, cells: Mapping[int, object]) -> list[Span]:
    """Return the texts of a row, each as wide as its merged cell."""
    spans = []
    for column in sorted(cells):
        text = plain_text(cells[column]).strip()
        if text:
            last = next((one[3] for one in grid.merged if (one[0], one[1]) == (number, column)), column)
            spans.append(Span(text, column, last, grid.place(number, column)))
    return spans


def _widened(phases: list[Span], last: int) -> list[Span]:
    """Let every phase reach up to the next one: blank cells beside it belong to it."""
    ends = [span.first - 1 for span in phases[1:]] + [max(last, phases[-1].last)]
    return [Span(span.text, span.first, end, span.place) for span, end in zip(phases, ends, strict=True)]


def _lanes(grid: Grid, rows: Mapping[int, list[Span]], numbers: list[int], label: int) -> list[WideLane]:
    lanes: list[WideLane] = []
    for number in numbers:
        spans = rows[number]
        if spans[0].first == label:
            lanes.append(WideLane(spans[0].text, spans[0].place))
        elif not lanes:
            lanes.append(WideLane("", grid.place(number, label)))
        lanes[-1].cells += [span for span in spans if span.first > label]
    return [lane for lane in lanes if lane.cells]
