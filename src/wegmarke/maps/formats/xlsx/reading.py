"""Reads a workbook: our own one, a form of SINTEF, or the wide sheet that somebody already has."""

from __future__ import annotations

from collections.abc import Mapping

from wegmarke.domain import LocalizedText, Problem
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Loss, Reading
from wegmarke.maps.formats.placed_content import map_of
from wegmarke.maps.formats.xlsx.assembling import Assembly
from wegmarke.maps.formats.xlsx.columns import Column, columns_of
from wegmarke.maps.formats.xlsx.opening import Grid, open_grids
from wegmarke.maps.formats.xlsx.rows import Found, Row, heads, join_languages, put_cell, read_rows, whole_text
from wegmarke.maps.formats.xlsx.sheets import LONG_SHEET, MAP_SHEET, OUR_OWN, Table, tables
from wegmarke.maps.formats.xlsx.sintef import is_sintef, read_sintef
from wegmarke.maps.formats.xlsx.wide import read_wide


def read(content: bytes, known: JourneyMap | None = None) -> Reading:
    """Read a map out of a workbook.

    Args:
        content: the file.
        known: the map that is to be updated. A sheet or a column that the workbook does not have is taken from it.

    Raises:
        DocumentInvalid: with all problems of the workbook, each with its sheet and cell.
        SourceUnreadable: the file is no workbook or must not be opened.
    """
    grids = open_grids(content)
    ours = {table: grid for table in tables() if (grid := _sheet(grids, table.names)) and _is_ours(table, grid)}
    if ours:
        return _Workbook(grids, ours, known).read()
    filled = [grid for grid in grids.values() if grid.cells]
    form = next((grid for grid in filled if is_sintef(grid)), None)
    return read_sintef(form) if form else read_wide(filled)


def _is_ours(table: Table, grid: Grid) -> bool:
    """Tell whether a sheet has the columns that its rows cannot do without."""
    found = {column.name for column in heads(grid, table.columns)[1].values()}
    return len(found) >= 2 or not grid.cells


class _Workbook:
    def __init__(self, grids: Mapping[str, Grid], ours: Mapping[Table, Grid], known: JourneyMap | None) -> None:
        self.grids = grids
        self.ours = ours
        self.known = known
        self.long_texts = _long_texts(grids.get(LONG_SHEET))
        self.problems: list[Problem] = []
        self.losses: list[Loss] = []

    def read(self) -> Reading:
        header, has_header = self._header()
        assembly = Assembly(header, self.known if self._is_update(header, has_header=has_header) else None)
        for table in tables():
            grid = self.ours.get(table)
            if grid is not None:
                found = read_rows(grid, table.columns, self.long_texts)
                self._told(found)
                assembly.add(table, grid.name, found)
        content, places, problems = assembly.whole()
        self._strange_sheets()
        document = map_of(content, places, whole=MAP_SHEET[0], problems=[*self.problems, *problems])
        return Reading(document, tuple(self.losses))

    def _is_update(self, header: Row, *, has_header: bool) -> bool:
        return self.known is not None and (not has_header or header.content.get("id") in (None, self.known.id))

    def _header(self) -> tuple[Row, bool]:
        """Read what the map says about itself."""
        grid = _sheet(self.grids, MAP_SHEET)
        row = Row(MAP_SHEET[0])
        if grid is None:
            return row, False
        columns = columns_of(JourneyMap)
        names: dict[str, Column] = {}
        for number, cells in grid.rows():
            turned = Grid(grid.name, {(1, 1): cells.get(1)}, {}, ())
            column = heads(turned, columns)[1].get(1) if cells.get(1) is not None else None
            if column is not None and column.name not in names:
                names[column.name] = column
                cell = whole_text(cells.get(2), self.long_texts)
                put_cell(row, column, cell, grid.place(number, 2), self.problems)
            elif number > 1 and cells.get(2) is not None:
                self._lost(grid.place(number, 1), str(cells.get(1, "")))
        join_languages(row)
        row.content.pop("format", None)
        return row, True

    def _told(self, found: Found) -> None:
        self.problems += found.problems
        for place, title in found.strange:
            self._lost(place, title)

    def _lost(self, place: str, title: str) -> None:
        text = LocalizedText(
            de=f"„{title[:60]}“ ist keine bekannte Angabe und wurde nicht gelesen.",
            en=f"“{title[:60]}” is not known here and was not read.",
        )
        self.losses.append(Loss(place, text))

    def _strange_sheets(self) -> None:
        read = {grid.name for grid in self.ours.values()} | {*OUR_OWN}
        header = _sheet(self.grids, MAP_SHEET)
        for name, grid in self.grids.items():
            if name not in read and grid is not header and grid.cells:
                self._lost(name, name)


def _sheet(grids: Mapping[str, Grid], names: tuple[str, ...]) -> Grid | None:
    wanted = {name.casefold() for name in names}
    return next((grid for name, grid in grids.items() if name.strip().casefold() in wanted), None)


def _long_texts(grid: Grid | None) -> dict[int, str]:
    """Put the texts together that no cell could hold."""
    pieces: dict[int, list[tuple[int, str]]] = {}
    for _, cells in grid.rows() if grid else ():
        number, piece = cells.get(1), cells.get(2)
        if isinstance(number, int) and isinstance(piece, int):
            pieces.setdefault(number, []).append((piece, str(cells.get(3) or "")))
    return {number: "".join(words for _, words in sorted(found)) for number, found in pieces.items()}
