"""Opens a workbook and reads one of its sheets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.parts import MOST_COLUMNS, PAYLOAD_CHARACTERS, BadRow, FilePart, text_part, too_many_columns
from wegmarke.sources.unpacking import UnpackLimits
from wegmarke.sources.xlsx_file.archive import Archive, open_archive
from wegmarke.sources.xlsx_file.cells import Cells, SheetRow, column_letters
from wegmarke.sources.xlsx_file.merges import Filler, Merge, merged_cells
from wegmarke.sources.xlsx_file.workbook import Book, Sheet, read_book

_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class WorkbookFile:
    """A sheet whose names have been read.

    Attributes:
        path: where the workbook is.
        columns: names of the columns in order.
        sheet: the sheet.
        header: row the names stand in; 0 if the recipe names the columns.
        first: number of the first column, from 0.
        decimal: how numbers are written.
        notices: things to know about the file as a whole.
        limits: how large the file may become.
        book: what its sheets share.
        merges: merged cells.
    """

    path: Path
    columns: tuple[str, ...]
    sheet: Sheet
    header: int
    first: int
    decimal: str
    notices: tuple[str, ...]
    limits: UnpackLimits
    book: Book = field(repr=False, compare=False)
    merges: list[Merge] = field(repr=False, compare=False)

    def parts(self, wanted: Sequence[str]) -> Iterator[FilePart]:
        """Read the rows part by part, with the wanted columns only."""
        places = {self.first + self.columns.index(name): name for name in wanted}
        with open_archive(self.path, self.limits) as archive:
            for rows in _rows(archive, self.sheet, self.book, self.merges, self.decimal):
                yield self._part([row for row in rows if row.number > self.header], wanted, places)

    def _part(self, rows: list[SheetRow], wanted: Sequence[str], places: dict[int, str]) -> FilePart:
        good: list[SheetRow] = []
        bad: list[BadRow] = []
        last = self.first + len(self.columns) - 1
        for row in rows:
            column = next((column for column in sorted(row.faults) if column in places), None)
            if column is not None:
                bad.append(self._fault(row, column, places[column]))
            elif max(row.cells, default=last) > last or min(row.cells, default=self.first) < self.first:
                bad.append(self._outside(row, last))
            elif row.cells:
                good.append(row)
        numbers = pa.array([row.number for row in good], type=pa.int64())
        values = [
            pa.chunked_array([pa.array([row.cells.get(place) for row in good], type=pa.string())])
            for place in (self.first + self.columns.index(name) for name in wanted)
        ]
        return FilePart(text_part(wanted, values, numbers), tuple(bad), len(good) + len(bad))

    def _fault(self, row: SheetRow, column: int, name: str) -> BadRow:
        message = (
            f"{self.path.name} line {row.number}: expected a value for {name!r} in cell "
            f"{column_letters(column)}{row.number}, got {row.faults[column]}. "
            "Correct the cell; a formula is computed when the workbook is opened and saved."
        )
        return BadRow(row.number, "cell_error", message, self._payload(row))

    def _outside(self, row: SheetRow, last: int) -> BadRow:
        stray = next(column for column in sorted(row.cells) if not self.first <= column <= last)
        message = (
            f"{self.path.name} line {row.number}: expected values in columns {column_letters(self.first)} to "
            f"{column_letters(last)}, which have names, got one in {column_letters(stray)}{row.number}. "
            "Name its column or empty the cell."
        )
        return BadRow(row.number, "wrong_column_count", message, self._payload(row))

    def _payload(self, row: SheetRow) -> str:
        named = {}
        for column, text in sorted(row.cells.items()):
            place = column - self.first
            is_named = 0 <= place < len(self.columns)
            named[self.columns[place] if is_named else column_letters(column)] = text[:PAYLOAD_CHARACTERS]
        return _as_json(named)


def open_workbook(
    path: Path,
    *,
    limits: UnpackLimits,
    sheet: str | None = None,
    header: int | None = None,
    columns: Sequence[str] = (),
    decimal: str = ".",
) -> WorkbookFile | None:
    """Open a workbook and read the names of one sheet; None if the sheet holds nothing at all.

    Args:
        path: the file.
        limits: how large it may become.
        sheet: name of the sheet; the first visible one by default.
        header: row the names stand in; the first that is not empty by default.
        columns: names, for a sheet without a row of them.
        decimal: decimal sign that numbers are written with.

    Raises:
        SourceUnreadable: it is no workbook, is damaged, would become too large, or lacks the sheet or its names.
    """
    with open_archive(path, limits) as archive:
        book = read_book(archive)
        chosen = _chosen(path, book, sheet)
        merges = merged_cells(archive.pieces(chosen.part))
        row = _header(archive, chosen, book, merges, header)
    if row is None:
        if header is None:
            return None
        raise SourceUnreadable(
            f"{path.name}: expected column names in row {header} of sheet {chosen.name!r}, but the row is empty. "
            "Correct `header` in the recipe."
        )
    notices = _notices(path, book, chosen, sheet, merges)
    if columns:
        above = row.number if header is not None else 0
        first, names = min(row.cells, default=0), tuple(columns)
    else:
        above, first = row.number, min(row.cells, default=0)
        names = tuple(
            row.cells.get(place, "").strip() or f"column_{place + 1}"
            for place in range(first, max(row.cells, default=-1) + 1)
        )
    if len(names) > MOST_COLUMNS:
        raise too_many_columns(path)
    return WorkbookFile(path, names, chosen, above, first, decimal, notices, limits, book, merges)


def _chosen(path: Path, book: Book, name: str | None) -> Sheet:
    listed = ", ".join(repr(sheet.name) for sheet in book.sheets[:20]) or "none"
    if name is None:
        visible = [sheet for sheet in book.sheets if not sheet.is_hidden] or book.sheets
        if not visible:
            raise SourceUnreadable(f"{path.name}: expected a workbook with a sheet of cells, got none. Add one.")
        return visible[0]
    for sheet in book.sheets:
        if sheet.name.casefold() == name.casefold():
            return sheet
    raise SourceUnreadable(
        f"{path.name}: expected a sheet {name!r}, got a workbook with {listed}. Correct `sheet` in the recipe."
    )


def _notices(path: Path, book: Book, sheet: Sheet, asked: str | None, merges: list[Merge]) -> tuple[str, ...]:
    said = []
    others = [other.name for other in book.sheets if other is not sheet]
    if asked is None and others:
        listed = ", ".join(map(repr, others[:5])) + (" and more" if len(others) > 5 else "")
        said.append(
            f"{path.name}: sheet {sheet.name!r} was read, {listed} not. Write `sheet` at the file to choose another."
        )
    if merges:
        said.append(
            f"{path.name}: {len(merges):,} merged cells of sheet {sheet.name!r} reach over several rows; "
            "their value counts for each."
        )
    return tuple(said)


def _header(archive: Archive, sheet: Sheet, book: Book, merges: list[Merge], wanted: int | None) -> SheetRow | None:
    """Return the row of names: the wanted one, or the first that is not empty."""
    for rows in _rows(archive, sheet, book, merges, "."):
        for row in rows:
            if wanted is None or row.number == wanted:
                return row
            if row.number > wanted:
                return None
    return None


def _rows(archive: Archive, sheet: Sheet, book: Book, merges: list[Merge], decimal: str) -> Iterator[list[SheetRow]]:
    cells = Cells(f"{archive.file}, {sheet.part}", book, decimal)
    filler = Filler(merges)
    for piece in archive.pieces(sheet.part):
        cells.feed(piece)
        yield list(filler.filled(cells.take()))
