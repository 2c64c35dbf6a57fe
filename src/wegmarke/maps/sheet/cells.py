"""Cells of short texts: how high they would like to be, and what of them fits the height they get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.maps.sheet.frame import PAD, baseline, leading
from wegmarke.maps.sheet.lines import broken, shortened
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.saying import Saying
from wegmarke.maps.sheet.shapes import Dot, Shape, Sign, Words
from wegmarke.maps.sheet.typeface import width

MOST_LINES: Final = 8
"""A single text has at most so many lines on the sheet."""

GAP: Final = 0.5
"""Between two texts of a cell."""

# Lines longer than this, at 7 pt, are hard to read; a wider cell with several texts is set in several columns.
_WIDEST: Final = 82
_INDENT: Final = 2.6


@dataclass(frozen=True, slots=True)
class Item:
    """A text with its sign; `tail` follows it in small quiet letters, `severity` as dots of five.

    `sign` is the name of an icon, or `•`; an empty one stands without indent. `full` is what the annex says.
    """

    text: str
    sign: str = "•"
    tail: str = ""
    severity: int = 0
    ink: str = "quiet"
    full: str = ""

    @property
    def said(self) -> str:
        """Return the text with everything that is drawn beside it, for the annex."""
        stars = f" ({self.severity}/5)" if self.severity else ""
        return (self.full or f"{self.text}{' · ' + self.tail if self.tail else ''}") + stars


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands, and what the annex calls it."""

    x: float
    y: float
    width: float
    height: float
    lane: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    item: Item
    lines: tuple[str, ...]
    tail_at: float | None = None
    tail: str = ""
    is_cut: bool = False


def height_of(items: Sequence[Item], room: float, points: float) -> float:
    """Return the height a cell needs to show everything."""
    if not items:
        return 0.0
    count, inner = _columns(room, points, len(items))
    blocks = [_block(item, inner, points) for item in items]
    note = leading(points) + 0.3 if any(block.is_cut for block in blocks) else 0.0
    return max(_height(column, points) for column in _dealt(blocks, count, points)) + 2 * PAD + note


def draw_cell(items: Sequence[Item], place: Place, points: float, notes: Notes, saying: Saying) -> Iterator[Shape]:
    """Draw what fits; the rest becomes a note whose number stands in the last line."""
    count, inner = _columns(place.width, points, len(items))
    blocks = [_block(item, inner, points) for item in items]
    columns = _dealt(blocks, count, points)
    room = place.height - 2 * PAD + 0.05
    hidden = [block.item for block in blocks if block.is_cut]
    if hidden:
        room -= leading(points) + 0.3
    if any(_height(column, points) > room for column in columns):
        columns, hidden = _fitted(blocks, count, place.height - 2 * PAD + 0.05, inner, points)
    if hidden:
        number = notes.add(place.lane, place.phase, tuple(item.said for item in hidden))
        yield _reference(number, len(hidden), place, points, saying)
    for number, column in enumerate(columns):
        x = place.x + PAD + number * (inner + 2 * PAD)
        y = place.y + PAD
        for block in column:
            yield from _drawn(block, x, y, points)
            y += len(block.lines) * leading(points) + GAP


def _columns(room: float, points: float, many: int) -> tuple[int, float]:
    count = max(1, min(many, int(room // (_WIDEST * points / 7))))
    return count, (room - 2 * PAD * count) / count


def _block(item: Item, room: float, points: float, most: int = MOST_LINES) -> _Block:
    indent = _INDENT * points / 7 if item.sign else 0.0
    lines = broken(item.text, room - indent, points, most)
    tail = _tail_width(item, points)
    if not tail:
        return _Block(item, lines.texts, is_cut=lines.is_cut)
    last = width(lines.texts[-1], points) if lines.texts else 0.0
    if last + tail + 1 <= room - indent:
        return _Block(item, lines.texts, indent + last + 1, item.tail, lines.is_cut)
    if len(lines.texts) >= most:
        return _Block(item, lines.texts, is_cut=lines.is_cut)
    spare = room - indent - (5 * 1.15 + 0.8 if item.severity else 0.0)
    tail_text = shortened(item.tail, spare, points) if item.tail else ""
    return _Block(item, (*lines.texts, ""), indent, tail_text, lines.is_cut)


def _tail_width(item: Item, points: float) -> float:
    dots = 5 * 1.15 + 0.8 if item.severity else 0.0
    return dots + (width(item.tail, points) + 0.8 if item.tail else 0.0)


def _height(blocks: Sequence[_Block], points: float) -> float:
    lines = sum(len(block.lines) for block in blocks)
    return lines * leading(points) + max(0, len(blocks) - 1) * GAP


def _dealt(blocks: Sequence[_Block], count: int, points: float) -> list[list[_Block]]:
    """Deal blocks into columns of about the same height, in reading order."""
    if count == 1 or len(blocks) < 2:
        return [list(blocks)]
    aim = _height(blocks, points) / count
    columns: list[list[_Block]] = [[]]
    for block in blocks:
        if columns[-1] and len(columns) < count and _height([*columns[-1], block], points) > aim + leading(points):
            columns.append([])
        columns[-1].append(block)
    return columns


def _fitted(
    blocks: Sequence[_Block], count: int, room: float, inner: float, points: float
) -> tuple[list[list[_Block]], list[Item]]:
    """Return what fits, column by column, leaving one line for the reference; and the items that are not whole."""
    columns: list[list[_Block]] = []
    waiting = list(blocks)
    for number in range(count):
        free = room - (leading(points) + 0.3 if number == count - 1 else 0.0)
        column: list[_Block] = []
        while waiting and _height([*column, waiting[0]], points) <= free:
            column.append(waiting.pop(0))
        columns.append(column)
    # Blocks may say the same, so they are told apart by their place.
    taken = blocks[: len(blocks) - len(waiting)]
    hidden = [block.item for block in (*(block for block in taken if block.is_cut), *waiting)]
    if waiting:
        free = room - leading(points) - 0.3 - _height(columns[-1], points) - (GAP if columns[-1] else 0.0)
        lines = int(free / leading(points) + 0.01)
        if lines >= 1:
            columns[-1].append(_block(waiting[0].item, inner, points, min(lines, MOST_LINES)))
    return columns, hidden


def _reference(number: int, count: int, place: Place, points: float, saying: Saying) -> Words:
    words = f"+{count} {saying.label('more')} · {saying.label('note')} {number}"
    y = baseline(place.y + place.height - PAD - leading(points) + 0.2, points)
    said = shortened(words, place.width - 2 * PAD, points, bold=True)
    return Words(place.x + place.width - PAD, y, said, points, ink="accent", bold=True, anchor="end")


def _drawn(block: _Block, x: float, y: float, points: float) -> Iterator[Shape]:
    item = block.item
    height = leading(points)
    indent = _INDENT * points / 7 if item.sign else 0.0
    if item.sign == "•":
        yield Dot(x + 0.8 * points / 7, y + height * 0.5, 0.32 * points / 7, fill=item.ink)
    elif item.sign:
        yield Sign(item.sign, x + points / 7, y + height * 0.49, 2.3 * points / 7, ink=item.ink)
    for number, line in enumerate(block.lines):
        if line:
            yield Words(x + indent, baseline(y + number * height, points), line, points)
    if block.tail_at is not None:
        yield from _tail(block, x + block.tail_at, y + (len(block.lines) - 1) * height, points)


def _tail(block: _Block, x: float, y: float, points: float) -> Iterator[Shape]:
    item = block.item
    if item.severity:
        for number in range(5):
            fill = item.ink if number < item.severity else ""
            yield Dot(x + 0.5 + number * 1.15, y + leading(points) * 0.5, 0.42, fill=fill, line_ink=item.ink, line=0.12)
        x += 5 * 1.15 + 0.8
    if block.tail:
        yield Words(x, baseline(y, points), block.tail, points, ink="quiet")
