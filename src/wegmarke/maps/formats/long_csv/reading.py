"""Reads a long table into a map that exists: what its rows say anew about texts, values, targets and states."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Final, cast

from wegmarke.documents import Path, Plain
from wegmarke.domain import DocumentInvalid, Problem, SourceUnreadable, UsageError
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Loss, Reading
from wegmarke.maps.formats.long_csv.shape import COLUMNS, FIELDS, NUMBERS, unguarded
from wegmarke.maps.formats.placed_content import map_of
from wegmarke.maps.native import map_content

MAX_BYTES: Final = 20_000_000
MAX_CELL: Final = 200_000

_GERMAN_NUMBER: Final = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+")


def read(content: bytes, known: JourneyMap | None = None) -> Reading:
    """Read a long table and change the map it belongs to.

    An empty cell empties what it stands for; a column that the file does not have changes nothing, and so does a row
    that it does not have.

    Raises:
        UsageError: no map was given.
        SourceUnreadable: the file is no CSV text in UTF-8, or too large.
        DocumentInvalid: with all problems, each with its line and column.
    """
    if known is None:
        raise UsageError("A long table changes a map that exists, it does not make one. Name the map it belongs to.")
    rows, columns = _rows(content)
    return _Update(known, columns).read(rows)


class _Update:
    def __init__(self, known: JourneyMap, columns: list[str]) -> None:
        self.content = map_content(known)
        self.columns = columns
        self.places: dict[Path, str] = {}
        self.problems: list[Problem] = []
        self.losses: list[Loss] = []
        self.found = _things(self.content)
        self.map = known.id

    def read(self, rows: list[tuple[int, Mapping[str, str]]]) -> Reading:
        for line, row in rows:
            name = row.get("item_id", "").strip()
            if row.get("map_id", "").strip() not in ("", self.map):
                remedy = "Import every map on its own."
                self._problem(line, "map_id", f"the map {self.map!r}", repr(row["map_id"][:60]), remedy)
            elif name in self.found:
                path, thing = self.found[name]
                self._change(line, name.partition("/")[0], thing, path, row)
            else:
                remedy = "Rows are found by this column; add new things on the map itself or in the workbook."
                self._problem(line, "item_id", "something that is on the map", repr(name[:60]), remedy)
        document = map_of(self.content, self.places, whole="The file", problems=self.problems)
        return Reading(document, tuple(self.losses))

    def _change(self, line: int, kind: str, thing: dict[str, Plain], path: Path, row: Mapping[str, str]) -> None:
        for column, field in FIELDS[kind].items():
            place = (*path, field)
            if column == "text":
                if {"text_de", "text_en"} & {*self.columns}:
                    self.places[place] = _at(line, "text_de")
                    _set(thing, field, self._text(thing.get(field), row))
            elif column in self.columns:
                self.places[place] = _at(line, column)
                _set(thing, field, _value(column, row.get(column, "")))

    def _text(self, before: Plain, row: Mapping[str, str]) -> Plain:
        words: dict[str, Plain] = dict(before) if isinstance(before, dict) else {"de": before, "en": before}
        for language in ("de", "en"):
            column = f"text_{language}"
            if column in self.columns:
                words[language] = unguarded(row.get(column, "")) or None
        return {language: text for language, text in words.items() if text is not None} or None

    def _problem(self, line: int, column: str, expected: str, came: str, remedy: str) -> None:
        self.problems.append(Problem(_at(line, column), expected, came, remedy, "unknown_reference"))


def _rows(content: bytes) -> tuple[list[tuple[int, Mapping[str, str]]], list[str]]:
    if len(content) > MAX_BYTES:
        raise SourceUnreadable(f"The file: expected at most {MAX_BYTES // 1_000_000} MB, got {len(content):,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceUnreadable(
            "The file: expected CSV text in UTF-8, got other bytes. In a spreadsheet, save it as “CSV UTF-8”."
        ) from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    limit = csv.field_size_limit(MAX_CELL)
    try:
        table = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines = [(table.line_num, cells) for cells in table]
    except csv.Error as error:
        raise SourceUnreadable(f"The file: expected CSV text, got a damaged one ({error}). Export it again.") from error
    finally:
        csv.field_size_limit(limit)
    columns = [cell.strip().casefold() for cell in lines[0][1]] if lines else []
    if "item_id" not in columns:
        problem = Problem(
            "line 1", f"the columns {', '.join(COLUMNS)}", repr(first[:60]), "Export the map as CSV first."
        )
        raise DocumentInvalid("The file is no long table of a map.", problems=[problem])
    rows: list[tuple[int, Mapping[str, str]]] = [
        (number, dict(zip(columns, cells, strict=False))) for number, cells in lines[1:] if any(map(str.strip, cells))
    ]
    return rows, columns


def _things(content: dict[str, Plain]) -> dict[str, tuple[Path, dict[str, Plain]]]:
    """Return everything that may have a row, by what its row is called."""
    found: dict[str, tuple[Path, dict[str, Plain]]] = {}
    for at, lane in enumerate(cast("list[dict[str, Plain]]", content.get("lanes") or [])):
        for position, card in enumerate(cast("list[dict[str, Plain]]", lane.get("cards") or [])):
            found[f"cards/{card['id']}"] = ("lanes", at, "cards", position), card
    for name in FIELDS:
        for position, thing in enumerate(cast("list[dict[str, Plain]]", content.get(name) or [])):
            found[f"{name}/{thing['id']}"] = (name, position), thing
    return found


def _set(thing: dict[str, Plain], field: str, value: Plain) -> None:
    if value is None:
        thing.pop(field, None)
    else:
        thing[field] = value


def _value(column: str, cell: str) -> Plain:
    if column not in NUMBERS:
        return unguarded(cell) or None
    text = cell.strip().replace("\u2212", "-")
    if _GERMAN_NUMBER.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return cell.strip() or None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _at(line: int, column: str) -> str:
    return f"line {line}, {column}"
