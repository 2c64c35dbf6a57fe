"""What a row of the sheet is, and how the rows share the height of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from wegmarke.maps.sheet.frame import PAD, Frame, baseline, leading, title_size
from wegmarke.maps.sheet.lines import broken
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.shapes import Box, Part, Shape, Words, rule, upright
from wegmarke.maps.sheet.typeface import width

EMPTY: Final = 5.2
"""Height of a row in which nothing stands."""

SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of text in points; the largest at which everything fits is taken, and 7 is the smallest there is."""

_GROWTH: Final = 1.7


class Row(Protocol):
    """A row: what it is called, how much room it wants, and how it is drawn into what it gets."""

    @property
    def title(self) -> str:
        """Return its name in the reader's language."""
        ...

    @property
    def least(self) -> float:
        """Return the height it gets at any rate, in millimetres, when it wants as much."""
        ...

    @property
    def most(self) -> float:
        """Return the height beyond which it does not grow."""
        ...

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height at which everything is seen; 0 for a row without content."""
        ...

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> Sequence[Shape]:
        """Draw the cells."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """A row and the height it was given."""

    row: Row
    height: float
    is_empty: bool


def share_out(
    rows: Sequence[Row], frame: Frame, room: float, sizes: Sequence[float] = SIZES
) -> tuple[float, list[Share]]:
    """Choose the size of text and give every row its height.

    The largest size at which everything fits; else the smallest, and rows that want more than their share get what
    others leave.
    """
    for points in sizes:
        wanted = [row.wanted(frame, points) for row in rows]
        heights = [one or EMPTY for one in wanted]
        if sum(heights) <= room:
            heights = _grown(rows, heights, wanted, room)
            break
    else:
        heights = _rationed(rows, heights, room)
    return points, [Share(row, height, not want) for row, height, want in zip(rows, heights, wanted, strict=True)]


def _grown(rows: Sequence[Row], heights: list[float], wanted: list[float], room: float) -> list[float]:
    """Give what is left first to rows with content, then to all up to their most: room to write by hand."""
    ends = [
        min(row.most, height * _GROWTH) if want else height
        for row, height, want in zip(rows, heights, wanted, strict=True)
    ]
    for limits in (ends, [row.least for row in rows], [row.most for row in rows]):
        spans = [max(0.0, limit - height) for limit, height in zip(limits, heights, strict=True)]
        part = min(1.0, max(0.0, room - sum(heights)) / sum(spans)) if sum(spans) else 0.0
        heights = [height + span * part for height, span in zip(heights, spans, strict=True)]
    return heights


def _rationed(rows: Sequence[Row], wanted: list[float], room: float) -> list[float]:
    """Give every row its least; then those that miss least become whole, and the rest share what is left."""
    heights = [min(want, row.least) if want > EMPTY else want for row, want in zip(rows, wanted, strict=True)]
    free = room - sum(heights)
    hungry = sorted((want - heights[number], number) for number, want in enumerate(wanted) if want > heights[number])
    for place, (missing, number) in enumerate(hungry):
        taken = min(missing, max(0.0, free))
        if taken < missing:
            taken = max(0.0, free) / (len(hungry) - place)
        heights[number] += taken
        free -= taken
    squeeze = min(1.0, room / sum(heights))
    return [height * squeeze for height in heights]


def draw_rows(
    shares: Sequence[Share], frame: Frame, y: float, points: float, notes: Notes, nothing: str
) -> list[Shape]:
    """Draw rows below each other, with their titles and the rules between them."""
    shapes: list[Shape] = []
    for share in shares:
        shapes.append(rule(frame.left, y, frame.right))
        head = _head(share, frame, y, points, nothing)
        cells = () if share.is_empty else tuple(share.row.draw(frame, y, share.height, points, notes))
        shapes.append(Part(share.row.title, (*head, *cells)))
        y += share.height
    return shapes


def columns(frame: Frame, top: float, bottom: float) -> list[Shape]:
    """Return the rules between the columns."""
    return [upright(frame.x(number), top, bottom) for number in range(frame.phases)]


def _head(share: Share, frame: Frame, y: float, points: float, nothing: str) -> list[Shape]:
    size = points if share.is_empty else title_size(points)
    most = 2 if share.height > 2 * leading(size) + PAD else 1
    lines = broken(share.row.title, frame.label - PAD, size, most, bold=True).texts
    top = y + min(PAD, max(0.0, share.height - leading(size)) / 2)
    shapes: list[Shape] = [
        Words(
            frame.left,
            baseline(top + number * leading(size), size),
            line,
            size,
            ink="quiet" if share.is_empty else "ink",
            bold=True,
        )
        for number, line in enumerate(lines)
    ]
    if share.is_empty:
        inner = frame.right - frame.first
        shapes.append(Box(frame.first, y + 0.6, inner, share.height - 1.2, fill="hatch-rule"))
        room = width(nothing, points) + 2 * PAD
        shapes.append(Box(frame.first, y + 0.3, room, leading(size) + 2 * (top - y) - 0.6, fill="paper"))
        shapes.append(
            Words(
                frame.first + PAD,
                baseline(top + (leading(size) - leading(points)) / 2, points),
                nothing,
                points,
                ink="quiet",
            )
        )
    return shapes
