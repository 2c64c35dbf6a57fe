"""Workbooks for tests: written by openpyxl, or by hand as other programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from wegmarke.sources import UnpackLimits
from wegmarke.sources.xlsx_file import WorkbookFile, open_workbook


def workbook(fill: Callable[[Any], None]) -> bytes:
    """Return a workbook that openpyxl wrote; `fill` gets its first sheet."""
    book = openpyxl.Workbook()
    fill(book.active)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def table(*rows: list[Any]) -> bytes:
    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def opened(tmp_path: Path, content: bytes, limits: UnpackLimits | None = None, **options: Any) -> WorkbookFile:
    path = tmp_path / "leads.xlsx"
    path.write_bytes(content)
    file = open_workbook(path, limits=limits or UnpackLimits(), **options)
    assert file is not None
    return file


def rows_of(file: WorkbookFile) -> list[dict[str, Any]]:
    return [row for part in file.parts(file.columns) for row in part.table.to_pylist()]


def by_hand(sheet: str, strings: str = "", styles: str = "", **parts: str) -> bytes:
    """Return a workbook of one sheet written by hand, as other programs write them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationship Id="{0}" Type="' + kind + '/{1}" Target="{2}"/>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", f"<R>{relation.format('r', 'officeDocument', 'xl/workbook.xml')}</R>")
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets><sheet name="One" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            "<R>" + relation.format("r1", "worksheet", "/xl/worksheets/sheet1.xml")
            + relation.format("r2", "sharedStrings", "sharedStrings.xml")
            + relation.format("r3", "styles", "styles.xml") + "</R>",
        )  # fmt: skip
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", strings or "<sst/>")
        archive.writestr("xl/styles.xml", styles or "<styleSheet/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def sheet_of(*rows: str) -> str:
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>"
