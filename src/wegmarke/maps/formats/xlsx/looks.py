"""How the sheets of a workbook look, and what their cells offer to choose from."""

from __future__ import annotations

import copy
from typing import Any, Final

from wegmarke.documents import RefersTo
from wegmarke.domain import Language
from wegmarke.maps.formats.xlsx.cell_values import NO, YES, names_of
from wegmarke.maps.formats.xlsx.columns import Column, is_id
from wegmarke.maps.formats.xlsx.filling import fill
from wegmarke.maps.formats.xlsx.sheets import LISTS_SHEET, Table, tables

INK: Final = "1B2A41"
PAPER: Final = "FFFFFF"
TINT: Final = "E8EEF5"
LINE: Final = "C5CFDB"
QUIET: Final = "6B7785"
FONT: Final = "Arial"
LINE_POINTS: Final = 13.5
_HIGHEST: Final = 400
_SPARE_ROWS: Final = 300
_WIDEST, _NARROWEST = 46, 11


class Looks:
    """The styles of one workbook."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        line = Side(style="thin", color=LINE)
        self.header = {
            "font": Font(name=FONT, size=10, bold=True, color=PAPER),
            "fill": PatternFill("solid", fgColor=INK),
            "alignment": Alignment(wrap_text=True, vertical="top"),
            "border": Border(left=line, right=line),
        }
        self.label = {
            "font": Font(name=FONT, size=10, bold=True, color=INK),
            "fill": PatternFill("solid", fgColor=TINT),
            "alignment": Alignment(wrap_text=True, vertical="top"),
            "border": Border(bottom=line),
        }
        plain = Font(name=FONT, size=10, color=INK)
        self.body = {
            "font": plain,
            "alignment": Alignment(wrap_text=True, vertical="top"),
            "border": Border(bottom=line),
        }
        self.quiet = {**self.body, "font": Font(name=FONT, size=10, color=QUIET)}
        self.box = {
            "font": plain,
            "alignment": self.body["alignment"],
            "border": Border(left=line, right=line, top=line, bottom=line),
        }
        self.title = {"font": Font(name=FONT, bold=True, size=16, color=INK), "alignment": Alignment(vertical="center")}


def dress(cell: Any, look: dict[str, Any]) -> None:  # noqa: ANN401  # a cell of openpyxl
    """Give a cell a look."""
    for name, value in look.items():
        setattr(cell, name, value)


def dress_alike(cells: list[Any], look: dict[str, Any]) -> None:
    """Give many cells one look; one that shows its value in a way of its own keeps that."""
    dressed = None
    for cell in cells:
        if cell.has_style:
            dress(cell, look)
        elif dressed is None:
            dress(cell, look)
            dressed = cell
        else:
            # setting every property anew takes most of the time of writing a large map
            cell._style = copy.copy(dressed._style)  # noqa: SLF001


def dress_table(sheet: Any, columns: tuple[Column, ...], looks: Looks) -> None:  # noqa: ANN401
    """Style the header, freeze it, set widths, and fold away columns that nobody has filled."""
    from openpyxl.utils import get_column_letter

    for position, column in enumerate(columns, 1):
        cells = [sheet.cell(row, position) for row in range(1, sheet.max_row + 1)]
        dress(cells[0], looks.header)
        dress_alike(cells[1:], looks.quiet if column.field and is_id(column.field) else looks.body)
        letter = sheet.column_dimensions[get_column_letter(position)]
        longest = max((len(line) for cell in cells for line in str(cell.value or "").split("\n")), default=0)
        letter.width = min(max(longest + 2, _NARROWEST), _WIDEST)
        if not column.is_wanted and all(cell.value is None for cell in cells[1:]):
            letter.outlineLevel, letter.hidden = 1, True
    set_heights(sheet)
    sheet.freeze_panes = "B2" if not columns[0].is_parent else "C2"
    sheet.sheet_properties.outlinePr.summaryRight = False
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 2)}"


def set_heights(sheet: Any) -> None:  # noqa: ANN401  # a sheet of openpyxl
    """Make rows as high as their texts; programs do so by themselves only while somebody types."""
    from openpyxl.utils import get_column_letter

    for row in sheet.iter_rows():
        lines = 1
        for cell in row:
            width = sheet.column_dimensions[get_column_letter(cell.column)].width
            lines = max(lines, lines_in(cell.value, width))
        if lines > 1:
            sheet.row_dimensions[row[0].row].height = min(lines * LINE_POINTS + 2, _HIGHEST)


def lines_in(value: object, width: float) -> int:
    """Return about how many lines a text takes in a column of a width in characters."""
    text = value if isinstance(value, str) else ""
    return sum(1 + int(len(line) * 1.05 / max(width, 1)) for line in text[:20_000].split("\n"))


class Choices:
    """The sheet with the closed lists, and the rules that let cells choose from them or from ids of other sheets."""

    def __init__(self, book: Any, language: Language) -> None:  # noqa: ANN401  # a workbook of openpyxl
        self.sheet = book.create_sheet(LISTS_SHEET)
        self.sheet.sheet_state = "hidden"
        self.language = language
        self._ranges: dict[tuple[str, ...], str] = {}

    def let_choose(self, sheet: Any, column: Column, cells: str) -> None:  # noqa: ANN401  # a sheet of openpyxl
        """Let some cells of a sheet choose from what their column takes; a list of words cannot be chosen."""
        from openpyxl.worksheet.datavalidation import DataValidation

        allowed = None if column.field is None or column.field.is_list else self._range(column)
        if allowed is None:
            return
        rule = DataValidation(type="list", formula1=allowed, allow_blank=True, showErrorMessage=True)
        rule.errorStyle = "warning"
        rule.errorTitle = column.label.get(self.language)[:32]
        rule.error = {
            Language.DE: "Bitte wählen Sie aus der Liste; anderes wird beim Einlesen abgewiesen.",
            Language.EN: "Please choose from the list; anything else is refused when the map is read.",
        }[self.language]
        sheet.add_data_validation(rule)
        rule.add(cells)

    def _range(self, column: Column) -> str | None:
        field = column.field
        assert field is not None
        names = names_of(column)
        if names is not None:
            return self._list(tuple(text.get(self.language) for text in names.values()))
        if field.kind is bool:
            return self._list((YES.get(self.language), NO.get(self.language)))
        if isinstance(field.mark, RefersTo):
            return _ids_of(field.mark.space)
        return None

    def _list(self, words: tuple[str, ...]) -> str:
        from openpyxl.utils import get_column_letter

        if words not in self._ranges:
            position = len(self._ranges) + 1
            for row, word in enumerate(words, 1):
                fill(self.sheet.cell(row, position), word)
            letter = get_column_letter(position)
            self._ranges[words] = f"{LISTS_SHEET}!${letter}$1:${letter}${len(words)}"
        return self._ranges[words]


def rows_to_come(sheet: Any) -> int:  # noqa: ANN401  # a sheet of openpyxl
    """Return the last row that somebody may fill with the help of lists."""
    return int(sheet.max_row) + _SPARE_ROWS


def _ids_of(space: str) -> str | None:
    """Return the cells that hold the ids of a space, where one sheet holds them all."""
    from openpyxl.utils import get_column_letter

    table = next((one for one in tables() if one.path[-1] == space and one.is_always), None)
    return f"{table.name}!{_id_column(table, get_column_letter)}" if table else None


def _id_column(table: Table, letter_of: Any) -> str:  # noqa: ANN401  # a function of openpyxl
    position = next(at for at, column in enumerate(table.columns, 1) if column.field and is_id(column.field))
    letter = letter_of(position)
    return f"${letter}$2:${letter}$2000"
