"""Puts texts and numbers into the cells of a workbook so that no program takes them for anything else.

A text stays a text even where it begins with `=`, `+`, `-` or `@`; one that no cell holds is kept in pieces on a sheet
of its own, and the cell refers to it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from wegmarke.maps.formats.xlsx.cell_texts import escaped, fits, in_pieces
from wegmarke.maps.formats.xlsx.cell_values import Cell

LONG_TEXT: Final = re.compile(r"→ LongTexts (\d+)")
_STARTS: Final = tuple("=+-@\t\r＝＋－＠'")


class LongTexts:
    """The texts that were too long for a cell."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def reference(self, text: str) -> str:
        """Keep a text and return what its cell says instead."""
        self.texts.append(text)
        return f"→ LongTexts {len(self.texts)}"


def fill(cell: Any, value: Cell, long_texts: LongTexts | None = None) -> None:  # noqa: ANN401  # a cell of openpyxl
    """Put a value into a cell; a long text is cut where there is no place to keep it."""
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"
        return
    if long_texts is not None and (not fits(value) or LONG_TEXT.fullmatch(value)):
        value = long_texts.reference(value)
    elif not fits(value):
        value = f"{in_pieces(value)[0]}…"
    cell.value = escaped(value)
    # openpyxl takes "=1+1" for a formula and "#N/A" for an error
    cell.data_type = "s"
    if value.startswith(_STARTS):
        # the mark that a spreadsheet itself sets for a text that was typed with an apostrophe before it
        cell.quotePrefix = True


def fill_long_texts(sheet: Any, long_texts: LongTexts) -> None:  # noqa: ANN401  # a sheet of openpyxl
    """Write the texts that were too long, in pieces."""
    for position, title in enumerate(("Text", "Piece", "Words"), 1):
        fill(sheet.cell(1, position), title)
    row = 2
    for number, text in enumerate(long_texts.texts, 1):
        for piece, words in enumerate(in_pieces(text), 1):
            cells: tuple[Cell, ...] = (number, piece, words)
            for column, value in enumerate(cells, 1):
                fill(sheet.cell(row, column), value)
            row += 1
