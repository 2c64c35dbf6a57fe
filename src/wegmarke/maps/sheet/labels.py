"""Finds room for small labels beside points, so that none covers another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_AWAY: Final = 1.6


@dataclass(slots=True)
class Labels:
    """Places that are taken inside of `borders` (left, top, right, bottom)."""

    borders: tuple[float, float, float, float]
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def occupy(self, x: float, y: float, width: float, height: float) -> None:
        """Keep labels away from an area."""
        self.taken.append((x, y, x + width, y + height))

    def place(self, x: float, y: float, width: float, height: float) -> tuple[float, float] | None:
        """Return left and top of a free place beside a point and take it; None where there is none."""
        middle = y - height / 2
        candidates = (
            (x + _AWAY, middle),
            (x - _AWAY - width, middle),
            (x - width / 2, y - _AWAY - height + 0.3),
            (x - width / 2, y + _AWAY - 0.3),
            (x + 0.8, y - _AWAY - height + 0.6),
            (x + 0.8, y + _AWAY - 0.6),
            (x - width - 0.8, y - _AWAY - height + 0.6),
            (x - width - 0.8, y + _AWAY - 0.6),
        )
        for left, top in candidates:
            if self._is_free(left, top, left + width, top + height):
                self.occupy(left, top, width, height)
                return left, top
        return None

    def _is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        first, upper, last, lower = self.borders
        if left < first or top < upper or right > last or bottom > lower:
            return False
        return all(right <= a or left >= c or bottom <= b + 0.3 or top >= d - 0.3 for a, b, c, d in self.taken)
