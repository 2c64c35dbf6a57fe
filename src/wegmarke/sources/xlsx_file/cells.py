"""Reads the rows of a sheet: every cell as the text that a CSV export would hold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NoReturn

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.xlsx_file.dates import Shown, as_date
from wegmarke.sources.xlsx_file.workbook import MOST_TEXT, Book, local_name, unescaped
from wegmarke.sources.xml_parsing import Attributes, XmlParser

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_DIGITS = "0123456789"


@dataclass(slots=True)
class SheetRow:
    """A row of a sheet.

    Attributes:
        number: its number in the sheet, from 1.
        cells: texts by number of the column, from 0; empty cells are missing.
        faults: what stands instead of a value, by number of the column.
    """

    number: int
    cells: dict[int, str] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)


def column_letters(column: int) -> str:
    """Return how a sheet calls a column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    while column >= 0:
        letters, column = chr(65 + column % 26) + letters, column // 26 - 1
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column from 0, -1 if there is none of that name.

    >>> column_number("A"), column_number("AB"), column_number("")
    (0, 27, -1)
    """
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or number > LAST_COLUMN:
            return -1
        number = number * 26 + ord(letter) - 64
    return number - 1


class Cells:
    """The cells of a sheet that comes in pieces.

    Attributes:
        rows: rows that ended and that nobody took yet; rows without a value are left out.
    """

    def __init__(self, what: str, book: Book, decimal: str = ".") -> None:
        self.rows: list[SheetRow] = []
        self._book = book
        self._decimal = decimal
        self._parser = XmlParser(what, self._start, self._end, self._text)
        self._names: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._row = SheetRow(0)
        self._column = -1
        self._kind, self._style = "n", 0
        self._is_formula = False
        self._catches = False
        self._is_aid = False
        self._texts: list[str] = []
        self._length = 0

    def feed(self, piece: bytes) -> None:
        """Read a piece; an empty one ends the sheet."""
        self._parser.feed(piece)

    def take(self) -> list[SheetRow]:
        """Return the rows that ended, and forget them."""
        rows, self.rows = self.rows, []
        return rows

    def _start(self, full_name: str, attributes: Attributes) -> None:
        name = self._names.get(full_name) or self._local(full_name)
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v" or name == "t":
            self._catches = not self._is_aid
        elif name == "f":
            self._is_formula = True
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "rPh":
            self._is_aid = True

    def _text(self, text: str) -> None:
        if self._catches:
            self._texts.append(text)
            self._length += len(text)
            if self._length > MOST_TEXT:
                self._refuse(f"cells of at most {MOST_TEXT:,} characters", "a longer one")

    def _end(self, full_name: str) -> None:
        name = self._names[full_name]
        if name == "v" or name == "t":
            self._catches = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            if self._row.cells or self._row.faults:
                self.rows.append(self._row)
        elif name == "rPh":
            self._is_aid = False

    def _begin_row(self, number: str | None) -> None:
        before = self._row.number
        after = before + 1 if number is None else int(number) if number.isdecimal() and len(number) < 9 else 0
        if not before < after <= LAST_ROW:
            self._refuse(f"a row between {before + 1:,} and {LAST_ROW:,}", f"row {str(number)[:20]}")
        self._row, self._column = SheetRow(after), -1

    def _begin_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        if place is None:
            column = self._column + 1
        else:
            letters = place.rstrip(_DIGITS)
            known = self._columns.get(letters)
            column = self._place(letters) if known is None else known
        if not self._column < column < LAST_COLUMN:
            self._refuse(f"a cell behind column {column_letters(self._column)!r}", f"cell {str(place)[:20]!r}")
        self._column = column
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isdecimal() and len(style) < 7 else 0
        self._is_formula = False
        self._texts.clear()
        self._length = 0

    def _place(self, letters: str) -> int:
        column = column_number(letters)
        if column >= 0:
            self._columns[letters] = column
        return column

    def _end_cell(self) -> None:
        raw = "".join(self._texts)
        if not raw:
            if self._is_formula and self._kind != "str":
                self._row.faults[self._column] = "a formula whose value was never computed"
            return
        text = self._read(raw)
        if text is not None:
            self._row.cells[self._column] = text

    def _read(self, raw: str) -> str | None:
        """Return the text of a cell; None if something else than a value stands there."""
        kind = self._kind
        if kind == "s":
            place = int(raw) if raw.isdecimal() and len(raw) < 10 else -1
            if 0 <= place < len(self._book.strings):
                return self._book.strings[place]
            self._refuse("the number of a shared text", repr(raw[:20]))
        if kind == "n":
            return self._number(raw)
        if kind == "b":
            return "true" if raw in {"1", "true"} else "false"
        if kind == "e":
            self._row.faults[self._column] = f"the error {raw[:20]}"
            return None
        return raw if kind == "d" else unescaped(raw)

    def _number(self, raw: str) -> str | None:
        shown = self._book.formats[self._style] if self._style < len(self._book.formats) else Shown.NUMBER
        if shown is Shown.NUMBER and len(raw) < 16 and raw.isdecimal():
            return raw
        try:
            value = float(raw)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self._row.faults[self._column] = f"{raw[:20]!r}, which is no number"
            return None
        if shown is not Shown.NUMBER:
            date = as_date(value, shown, is_1904=self._book.is_1904)
            if date is None:
                self._row.faults[self._column] = f"{raw[:20]}, which is no date"
            return date
        # 15 digits are what a sheet knows and shows: 66.599999999999994 was typed as 66.6.
        text = f"{value:.15g}"
        text = f"{Decimal(text):f}" if "e" in text else text
        return text if self._decimal == "." else text.replace(".", self._decimal)

    def _local(self, full_name: str) -> str:
        name = self._names[full_name] = local_name(full_name)
        if len(self._names) > 1_000:
            self._refuse("the elements of a sheet", "many others")
        return name

    def _refuse(self, expected: str, came: str) -> NoReturn:
        raise SourceUnreadable(
            f"{self._parser.what} line {self._parser.line}: expected {expected}, got {came}. "
            "The workbook is damaged; save it again."
        )
