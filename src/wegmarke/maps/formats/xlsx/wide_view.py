"""The wide sheet of a workbook: phases above steps above lanes, to read and to print, not to edit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from wegmarke.domain import Language
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.columns_of_map import Columns, LaneRow, lane_rows
from wegmarke.maps.formats.xlsx.filling import fill
from wegmarke.maps.formats.xlsx.looks import LINE_POINTS, Looks, dress, lines_in

_FIRST: Final = 2
_NARROWEST, _WIDEST, _LABEL_WIDTH = 15, 30, 20
# characters that A3 holds side by side at a size one can still read
_CHARACTERS: Final = 290


def draw_wide_sheet(
    sheet: Any,  # noqa: ANN401  # a sheet of openpyxl
    document: JourneyMap,
    numbers: MapNumbers | None,
    looks: Looks,
    language: Language,
) -> None:
    """Draw the map as people put it on a wall."""
    columns = Columns(document)
    width = min(max(_CHARACTERS // max(len(columns.places), 1), _NARROWEST), _WIDEST)
    fill(sheet.cell(1, 1), document.title.get(language))
    dress(sheet.cell(1, 1), looks.title)
    _heads(sheet, columns, looks, language)
    for row, lane in enumerate(lane_rows(document, numbers, language), 5):
        _put(sheet, row, 1, 1, lane.title, looks.label)
        lines = lines_in(lane.title, _LABEL_WIDTH)
        for first, last, text in _spans(columns, lane):
            _put(sheet, row, first + _FIRST, last + _FIRST, text, looks.box)
            lines = max(lines, lines_in(text, width * (last - first + 1)))
        sheet.row_dimensions[row].height = min(lines * LINE_POINTS + 4, 400)
    _page(sheet, len(columns.places), width)


def _heads(sheet: Any, columns: Columns, looks: Looks, language: Language) -> None:  # noqa: ANN401
    _put(sheet, 3, 1, 1, {Language.DE: "Phasen", Language.EN: "Phases"}[language], looks.header)
    _put(sheet, 4, 1, 1, {Language.DE: "Schritte", Language.EN: "Steps"}[language], looks.label)
    for first, last, phase in columns.phases():
        _put(sheet, 3, first + _FIRST, last + _FIRST, phase.title.get(language), looks.header)
    for position, (_, step) in enumerate(columns.places):
        _put(sheet, 4, position + _FIRST, position + _FIRST, step.title.get(language) if step else "", looks.label)
    sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 20, 44


def _put(sheet: Any, row: int, first: int, last: int, text: str, look: dict[str, Any]) -> None:  # noqa: ANN401
    fill(sheet.cell(row, first), text or None)
    for column in range(first, last + 1):
        dress(sheet.cell(row, column), look)
    if last > first:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _spans(columns: Columns, row: LaneRow) -> Iterator[tuple[int, int, str]]:
    """Yield what stands in one row: over a whole phase where only the phase is spoken of."""
    for first, last, _ in columns.phases():
        inside = row.within(range(first, last + 1))
        if inside.is_of_phase:
            yield first, last, "\n".join(inside.texts.get(0, []))
        else:
            yield from ((at, at, "\n".join(row.texts.get(at, []))) for at in range(first, last + 1))


def _page(sheet: Any, columns: int, width: float) -> None:  # noqa: ANN401  # a sheet of openpyxl
    from openpyxl.utils import get_column_letter

    sheet.column_dimensions["A"].width = _LABEL_WIDTH
    for position in range(columns):
        sheet.column_dimensions[get_column_letter(position + _FIRST)].width = width
    sheet.freeze_panes = "B5"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    # 8 is A3 in the list of the file format
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, 0.4)
