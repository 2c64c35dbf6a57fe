"""Writes a map as a workbook: one sheet for each of its lists, and a wide sheet to look at."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, cast

import msgspec

from wegmarke.documents import fields_of
from wegmarke.domain import Language
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Writing
from wegmarke.maps.formats.xlsx.cell_values import cell_of
from wegmarke.maps.formats.xlsx.columns import Column, columns_of
from wegmarke.maps.formats.xlsx.filling import LongTexts, fill, fill_long_texts
from wegmarke.maps.formats.xlsx.looks import Choices, Looks, dress, dress_table, rows_to_come, set_heights
from wegmarke.maps.formats.xlsx.sheets import LONG_SHEET, MAP_SHEET, Table, tables
from wegmarke.maps.formats.xlsx.wide_view import draw_wide_sheet


def write(document: JourneyMap, numbers: MapNumbers | None = None, *, language: Language = Language.EN) -> Writing:
    """Write a map as a workbook; nothing of it is lost.

    Args:
        document: the map.
        numbers: stand on the wide sheet, where they are given.
        language: of words from closed lists; titles of columns stand in both languages.
    """
    from openpyxl import Workbook

    book = Workbook()
    writer = _Writer(book, language)
    writer.map_sheet(document)
    for table in tables():
        rows = list(_parts(document, table.path))
        if rows or table.is_always:
            writer.table(table, rows)
    draw_wide_sheet(book.create_sheet("Sheet"), document, numbers, writer.looks, language)
    writer.end()
    content = io.BytesIO()
    book.save(content)
    return Writing(content.getvalue())


class _Writer:
    def __init__(self, book: Any, language: Language) -> None:  # noqa: ANN401  # a workbook of openpyxl
        self.book = book
        self.language = language
        self.looks = Looks()
        self.long_texts = LongTexts()
        self.choices = Choices(book, language)

    def map_sheet(self, document: JourneyMap) -> None:
        """Write what the map says about itself: a name and a value per row."""
        sheet = self.book.active
        sheet.title = MAP_SHEET[0]
        fill(sheet.cell(1, 1), "Field\nFeld")
        fill(sheet.cell(1, 2), "Value\nWert")
        for row, column in enumerate(columns_of(JourneyMap), 2):
            fill(sheet.cell(row, 1), column.header)
            fill(sheet.cell(row, 2), self.cell(column, document), self.long_texts)
            dress(sheet.cell(row, 1), self.looks.label)
            dress(sheet.cell(row, 2), self.looks.body)
            self.choices.let_choose(sheet, column, f"B{row}")
        for position in (1, 2):
            dress(sheet.cell(1, position), self.looks.header)
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 80
        set_heights(sheet)
        sheet.freeze_panes = "B2"

    def table(self, table: Table, rows: list[tuple[str, msgspec.Struct]]) -> None:
        """Write one sheet."""
        from openpyxl.utils import get_column_letter

        sheet = self.book.create_sheet(table.name)
        columns = table.columns
        for position, column in enumerate(columns, 1):
            fill(sheet.cell(1, position), column.header)
            for row, (above, part) in enumerate(rows, 2):
                value = above if column.is_parent else self.cell(column, part)
                if value is not None:
                    fill(sheet.cell(row, position), value, self.long_texts)
            letter = get_column_letter(position)
            self.choices.let_choose(sheet, column, f"{letter}2:{letter}{rows_to_come(sheet)}")
        dress_table(sheet, columns, self.looks)

    def cell(self, column: Column, part: msgspec.Struct) -> Any:  # noqa: ANN401  # a value of a cell
        """Return what stands in a column for a part."""
        if column.field is None:
            kept = [[path, value] for path, value in _kept(part)]
            return json.dumps(kept, ensure_ascii=False) if kept else None
        value: object = part
        for name in column.path:
            value = None if value is None else getattr(value, name)
        return cell_of(column, value, self.language)

    def end(self) -> None:
        """Write what came up underway, and put the hidden sheet last."""
        if self.long_texts.texts:
            fill_long_texts(self.book.create_sheet(LONG_SHEET), self.long_texts)
        self.book.move_sheet(self.choices.sheet, len(self.book.sheetnames))
        self.book.active = 0


def _parts(part: msgspec.Struct, path: tuple[str, ...], above: str = "") -> Iterator[tuple[str, msgspec.Struct]]:
    """Yield the parts of a list, each with the id of what it belongs to."""
    for inner in getattr(part, path[0]):
        if len(path) == 1:
            yield above, inner
        else:
            yield from _parts(inner, path[1:], inner.id)


def _kept(part: msgspec.Struct) -> Iterator[tuple[list[str | int], object]]:
    """Yield what a newer program wrote into a part, and into the parts that lie flat in it."""
    yield from json.loads(cast("str", getattr(part, "extra", "")) or "[]")
    for field in fields_of(type(part)):
        inner = getattr(part, field.name)
        if field.part is not None and not field.is_list and inner is not None:
            yield from (([field.name, *path], value) for path, value in _kept(inner))
