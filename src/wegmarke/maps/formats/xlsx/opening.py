"""Opens the bytes of a workbook, and refuses what could grow without end or reach outside, before anything is built.

The archive is judged by its directory: how many parts, how large, how much larger than the file. Then every XML part is
parsed once without keeping anything: a document type, the only place where entities are defined, is refused, and cells
are counted. Only after that openpyxl may read it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers import expat

from wegmarke.domain import SourceUnreadable
from wegmarke.maps.formats.xlsx.cell_texts import unescaped

MAX_PARTS: Final = 1_000
MAX_BYTES: Final = 150_000_000
MAX_RATIO: Final = 100
UNJUDGED_BYTES: Final = 10_000_000
MAX_CELLS: Final = 400_000

_PIECE: Final = 1 << 18
_ARCHIVES: Final = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".jar", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar")


@dataclass(frozen=True)
class Grid:
    """The filled cells of one sheet.

    Attributes:
        cells: values by row and column, both from 1; texts as they are meant.
        errors: what a formula failed with, by row and column.
        merged: first row, first column, last row and last column of cells drawn as one.
    """

    name: str
    cells: Mapping[tuple[int, int], object]
    errors: Mapping[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...]

    def rows(self) -> Iterator[tuple[int, dict[int, object]]]:
        """Yield the number and the filled cells of every row that has any."""
        found: dict[int, dict[int, object]] = {}
        for (row, column), value in self.cells.items():
            found.setdefault(row, {})[column] = value
        yield from sorted(found.items())

    def place(self, row: int, column: int) -> str:
        """Name a cell the way people do: `Phases!C4`."""
        return f"{self.name}!{letters(column)}{row}"


def letters(column: int) -> str:
    """Return the letters over a column.

    >>> letters(3), letters(28)
    ('C', 'AB')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def open_grids(content: bytes) -> dict[str, Grid]:
    """Return the sheets of a workbook by name, in order.

    Raises:
        SourceUnreadable: it is no workbook, is damaged or locked, would become too large, or defines entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _judge(packed.infolist(), len(content))
            _parse_all(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceUnreadable(
            f"The file: expected a workbook (.xlsx), but it is none, or damaged ({error}). Save it again as .xlsx "
            "without a password."
        ) from error
    return _grids(content)


def _judge(parts: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    total = sum(part.file_size for part in parts)
    names = [part.filename.casefold() for part in parts]
    if len(parts) > MAX_PARTS:
        raise _refused(f"at most {MAX_PARTS:,} parts", f"{len(parts):,}")
    if total > MAX_BYTES or (total > UNJUDGED_BYTES and total > packed_bytes * MAX_RATIO):
        expected = f"at most {MAX_BYTES // 1_000_000} MB unpacked and {MAX_RATIO} times the size of the file"
        raise _refused(expected, f"{total / 1e6:,.0f} MB out of {packed_bytes:,} bytes")
    if "[content_types].xml" not in names or "xl/workbook.bin" in names:
        raise _refused("the parts of an .xlsx file", "other ones")
    inner = next((name for name in names if name.endswith(_ARCHIVES)), None)
    if inner is not None:
        raise _refused("no archives inside", repr(inner[:100]))


def _parse_all(packed: zipfile.ZipFile) -> None:
    """Parse every XML part without keeping it."""
    cells = 0

    def start(name: str, _: object) -> None:
        nonlocal cells
        if name.rpartition(":")[2] in ("c", "si", "mergeCell", "xf", "dataValidation"):
            cells += 1
            if cells > MAX_CELLS:
                raise _refused(f"at most {MAX_CELLS:,} cells", "more")

    def refuse(*_: object) -> None:
        raise _refused("no document type (<!DOCTYPE …>) in its parts", "one; it can define entities without end")

    for part in packed.infolist():
        if not part.filename.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, refuse
        with packed.open(part) as unpacked:
            try:
                while piece := unpacked.read(_PIECE):
                    parser.Parse(piece, False)  # whether it is the last piece
                parser.Parse(b"", True)
            except expat.ExpatError as error:
                raise _refused("well-formed XML inside", f"{part.filename[:100]}: {error}") from error


def _grids(content: bytes) -> dict[str, Grid]:
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # it speaks of print settings and the like, which a map does not have
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    # what openpyxl raises for a damaged workbook is not told anywhere: KeyError, TypeError, ValueError and others
    except Exception as error:
        raise _refused("a workbook that can be opened", f"{type(error).__name__}: {error}"[:200]) from error
    return {sheet.title: _grid(sheet) for sheet in book.worksheets}


def _grid(sheet: Any) -> Grid:  # noqa: ANN401  # a sheet of openpyxl
    cells: dict[tuple[int, int], object] = {}
    errors: dict[tuple[int, int], str] = {}
    # only what is there: a cell at the far end of the sheet must not bring all others into being
    for place, cell in sorted(sheet._cells.items()):  # noqa: SLF001
        value = cell.value
        if cell.data_type == "e":
            errors[place] = str(value)
        elif isinstance(value, str):
            cells[place] = unescaped(value)
        elif value is not None:
            cells[place] = value
    merged = tuple((one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges)
    return Grid(sheet.title, cells, errors, merged)


def _refused(expected: str, came: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"The workbook: expected {expected}, got {came}. Copy the sheets you need into a new workbook and save that."
    )
