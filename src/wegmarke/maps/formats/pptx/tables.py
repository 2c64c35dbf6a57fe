"""A table on a slide: one column per phase or step, one row per lane, its rows as high as their texts need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wegmarke.maps.formats.columns_of_map import LaneRow
from wegmarke.maps.formats.pptx.deck import INK, TINT, Box, Slide, Words, describe
from wegmarke.maps.formats.pptx.fitting import LINE_HEIGHT, POINTS_PER_INCH, clean, lines_of

_PAD: Final = 0.12
_SMALLEST_LINES: Final = 2


def needed_height(row: LaneRow, width: float, columns: int, size: float) -> float:
    """Return how high a row is when nothing in it is shortened, in inches."""
    width = width * columns if row.is_of_phase else width
    lines = [sum(lines_of(f"• {clean(text)}", width - _PAD, size) for text in texts) for texts in row.texts.values()]
    return max([*lines, _SMALLEST_LINES]) * size * LINE_HEIGHT / POINTS_PER_INCH + _PAD


def shared_heights(needed: Sequence[float], height: float, smallest: float) -> list[float]:
    """Share a height among rows: those that need little get what they need, the others the same each."""
    given = [smallest] * len(needed)
    left = height - sum(given)
    while left > 1e-6:
        needy = [at for at, wanted in enumerate(needed) if given[at] < wanted - 1e-6]
        if not needy:
            break
        share = left / len(needy)
        for at in needy:
            more = min(share, needed[at] - given[at])
            given[at] += more
            left -= more
    return given


def smallest_height(size: float) -> float:
    """Return the least height a row may have, in inches."""
    return _SMALLEST_LINES * size * LINE_HEIGHT / POINTS_PER_INCH + _PAD


def draw_table(
    slide: Slide, rows: Sequence[LaneRow], place: Box, label_width: float, columns: int, size: float
) -> None:
    """Draw a table that is exactly as wide as its place and at most as high."""
    width = (place.width - label_width) / max(columns, 1)
    needed = [needed_height(row, width, columns, size) for row in rows]
    heights = shared_heights(needed, place.height, smallest_height(size))
    left, top, whole, _ = place.emu()
    frame = slide.slide.shapes.add_table(len(rows), columns + 1, left, top, whole, round(sum(heights) * 914_400))
    describe(frame, "Lanes", ", ".join(row.title for row in rows))
    table = frame.table
    table.first_row, table.horz_banding, table.first_col = False, False, False
    for position in range(columns + 1):
        table.columns[position].width = round((width if position else label_width) * 914_400)
    for at, (row, height) in enumerate(zip(rows, heights, strict=True)):
        table.rows[at].height = round(height * 914_400)
        label = Box(0, 0, label_width, height)
        _cell(slide, table.cell(at, 0), [row.title], label, Words(size + 1, INK, is_bold=True), "DCE5EF")
        is_merged = row.is_of_phase and columns > 1
        if is_merged:
            table.cell(at, 1).merge(table.cell(at, columns))
        for column in range(1 if is_merged else columns):
            inner = Box(0, 0, width * columns if is_merged else width, height)
            words = Words(size, INK, is_bulleted=True)
            _cell(slide, table.cell(at, column + 1), row.texts.get(column, []), inner, words, TINT)


def _cell(slide: Slide, cell: object, texts: Sequence[str], place: Box, words: Words, fill: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR

    cell.fill.solid()  # type: ignore[attr-defined]  # a cell of python-pptx
    cell.fill.fore_color.rgb = RGBColor.from_string(fill)  # type: ignore[attr-defined]
    cell.vertical_anchor = MSO_ANCHOR.TOP  # type: ignore[attr-defined]
    inset = round(_PAD / 2 * 914_400)
    cell.margin_left = cell.margin_right = inset  # type: ignore[attr-defined]
    cell.margin_top = cell.margin_bottom = inset // 2  # type: ignore[attr-defined]
    frame = cell.text_frame  # type: ignore[attr-defined]
    shown = slide.fitted(texts, place, words)
    if shown:
        slide.paragraphs(frame, shown, words)
    else:
        # an empty cell still has the height of its type
        slide.paragraphs(frame, [" "], words)
