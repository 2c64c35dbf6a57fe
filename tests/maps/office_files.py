"""Workbooks and maps for the tests of office formats."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from wegmarke.maps import JourneyMap
from wegmarke.maps.formats import xlsx


def changed(journey_map: JourneyMap, change: Callable[[Any], None], **options: Any) -> bytes:
    """Write a map as a workbook and let somebody work on it."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(journey_map, **options).content))
    change(book)
    return saved(book)


def saved(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_of(rows: list[list[object]], *merged: str, title: str = "Tabelle1") -> bytes:
    """Return a workbook with one sheet; every text is one, whatever it begins with."""
    book = openpyxl.Workbook()
    book.active.title = title
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            if value is not None:
                cell = book.active.cell(number, column, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    for place in merged:
        book.active.merge_cells(place)
    return saved(book)


def column_of(sheet: Any, title: str) -> int:
    """Return the column whose header has a line with this title."""
    return next(cell.column for cell in sheet[1] if title in str(cell.value).split("\n"))


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Exchange or add parts of an archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return written.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(name)


def through_libreoffice(content: bytes, folder: Path, target: str = "xlsx") -> bytes:
    """Open a workbook in LibreOffice and save it again."""
    (folder / "in").mkdir()
    (folder / "in/map.xlsx").write_bytes(content)
    profile = (folder / "profile").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", target, "--outdir", str(folder)]
    command = ["soffice", *options, str(folder / "in/map.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / f"map.{target}").read_bytes()
