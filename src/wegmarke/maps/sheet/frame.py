"""The grid of a sheet in millimetres: margins, the column of row titles, one column per phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wegmarke.maps.sheet.typeface import MM_PER_POINT

LEADING: Final = 1.215
"""Line height by size: 7 points stand on lines of 3 mm."""

PAD: Final = 1.3
"""White space between a rule and the text beside it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand.

    Attributes:
        width, height: of the page.
        phases: how many columns share the room beside the row titles.
    """

    width: float = 420
    height: float = 297
    margin: float = 10
    label: float = 36
    phases: int = 7

    @property
    def left(self) -> float:
        """Return where the row titles begin."""
        return self.margin

    @property
    def right(self) -> float:
        """Return where the last column ends."""
        return self.width - self.margin

    @property
    def bottom(self) -> float:
        """Return where the lowest row ends."""
        return self.height - self.margin

    @property
    def first(self) -> float:
        """Return where the first column begins."""
        return self.margin + self.label

    @property
    def column(self) -> float:
        """Return the width of a column."""
        return (self.right - self.first) / max(1, self.phases)

    def x(self, phase: int) -> float:
        """Return where a column begins."""
        return self.first + phase * self.column


def leading(points: float) -> float:
    """Return the height of a line."""
    return points * MM_PER_POINT * LEADING


def title_size(points: float) -> float:
    """Return the size of the title of a row beside text of a size."""
    return points + 1 if points < 9 else points


def baseline(top: float, points: float) -> float:
    """Return the baseline of a line that begins at `top`."""
    return top + points * MM_PER_POINT * 0.93
