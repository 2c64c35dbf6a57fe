"""Where the elements of a process stand on the sheet: a row per phase, a column per element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wegmarke.maps.formats.bpmn.process import END, START, TASK, Piece, Process

LEFT: Final = 160
_HEAD: Final = 30
_ROW: Final = 140
_COLUMN: Final = 130
_SIZES: Final = {TASK: (100, 80), START: (36, 36), END: (36, 36)}
_FORK: Final = (50, 50)


@dataclass(frozen=True)
class Box:
    """A rectangle, in the points of a BPMN diagram."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Height of the middle."""
        return self.y + self.height // 2


def box_of(piece: Piece) -> Box:
    """Return where an element stands."""
    width, height = _SIZES.get(piece.kind, _FORK)
    x = LEFT + _HEAD * 2 + piece.column * _COLUMN + (_COLUMN - width) // 2
    return Box(x, piece.row * _ROW + (_ROW - height) // 2, width, height)


def pool(process: Process, rows: int) -> Box:
    """Return the box around everything."""
    return Box(LEFT, 0, _HEAD * 2 + _COLUMN * max(1, len(process.pieces)), _ROW * max(1, rows))


def lane(process: Process, row: int, rows: int) -> Box:
    """Return the box of a phase."""
    whole = pool(process, rows)
    return Box(whole.x + _HEAD, row * _ROW, whole.width - _HEAD, _ROW)


def waypoints(start: Box, end: Box) -> list[tuple[int, int]]:
    """Return the corners of a flow: straight ahead, or below everything of its row on the way back."""
    begin, aim = (start.x + start.width, start.middle), (end.x, end.middle)
    if aim[0] > begin[0]:
        half = aim[0] - 15
        bend = [] if begin[1] == aim[1] else [(half, begin[1]), (half, aim[1])]
        return [begin, *bend, aim]
    low = max(start.middle, end.middle) + _ROW // 2 - 8
    return [
        (start.x + start.width // 2, start.y + start.height),
        (start.x + start.width // 2, low),
        (end.x + end.width // 2, low),
        (end.x + end.width // 2, end.y + end.height),
    ]
