"""Reads the rows of one sheet of our own workbook: finds its columns by their titles and understands its cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from wegmarke.documents import Path, Plain, put_back
from wegmarke.domain import Problem
from wegmarke.maps.formats.xlsx.cell_values import value_of
from wegmarke.maps.formats.xlsx.columns import LANGUAGES, Column
from wegmarke.maps.formats.xlsx.filling import LONG_TEXT
from wegmarke.maps.formats.xlsx.opening import Grid

_HEADER_ROWS: Final = 10


@dataclass
class Row:
    """One part as a sheet says it.

    Attributes:
        content: the fields of the part.
        places: where they came from, by their path inside the part.
        above: id of the part it belongs to, as it was written.
        place: the row itself.
    """

    place: str
    content: dict[str, Plain] = field(default_factory=dict)
    places: dict[Path, str] = field(default_factory=dict)
    above: str = ""


@dataclass
class Found:
    """What a sheet held.

    Attributes:
        columns: those that the sheet has.
        strange: titles that no column has, with their places.
    """

    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    strange: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def heads(grid: Grid, columns: tuple[Column, ...]) -> tuple[int, dict[int, Column], list[tuple[str, str]]]:
    """Find the row with the titles, and what stands in each column; the row is 0 where there is none."""
    best: tuple[int, dict[int, Column], list[tuple[str, str]]] = (0, {}, [])
    known = _titles(columns)
    for number, cells in grid.rows():
        if number > _HEADER_ROWS:
            break
        found = {at: known[title] for at, cell in cells.items() if (title := _known(cell, known))}
        strange = [(grid.place(number, at), str(cell)) for at, cell in cells.items() if at not in found]
        if len(found) > len(best[1]):
            best = number, found, strange
    return best


def read_rows(grid: Grid, columns: tuple[Column, ...], long_texts: Mapping[int, str]) -> Found:
    """Read all rows under the titles; empty ones are passed over."""
    first, by_position, strange = heads(grid, columns)
    found = Found(columns=list(by_position.values()), strange=strange)
    for number, cells in grid.rows():
        if number > first and any(str(cell).strip() for at, cell in cells.items() if at in by_position):
            row = Row(grid.place(number, 1))
            for at, column in sorted(by_position.items()):
                put_cell(row, column, whole_text(cells.get(at), long_texts), grid.place(number, at), found.problems)
            join_languages(row)
            found.rows.append(row)
    found.problems += _errors(grid, by_position)
    return found


def whole_text(cell: object, long_texts: Mapping[int, str]) -> object:
    """Return what a cell says, put together where it was too long for one."""
    found = LONG_TEXT.fullmatch(cell) if isinstance(cell, str) else None
    return long_texts.get(int(found[1]), cell) if found else cell


def put_cell(row: Row, column: Column, cell: object, place: str, problems: list[Problem]) -> None:
    """Put what a cell says into the content of its row."""
    if column.field is None:
        _put_rest(row, column, cell, place, problems)
        return
    path = column.path
    row.places[path] = row.places.get(path, place)
    value = value_of(column, cell)
    if value is None or value == []:
        return
    content = row.content
    for name in path[:-1]:
        content = cast("dict[str, Plain]", content.setdefault(name, {}))
        row.places.setdefault(path[:-1], place)
    if column.language:
        content = cast("dict[str, Plain]", content.setdefault(path[-1], {}))
        row.places[(*path, column.language)] = place
        content[column.language] = value
    else:
        content[path[-1]] = value


def _put_rest(row: Row, column: Column, cell: object, place: str, problems: list[Problem]) -> None:
    if column.is_parent:
        row.above = "" if cell is None else str(cell).strip()
        row.places["belongs_to",] = place
    elif cell is not None:
        row.content["extra"] = str(cell)
        row.places["extra",] = place
        if _pairs(str(cell)) is None:
            remedy = "Leave this column as it was written, or empty it."
            problems.append(Problem(place, "JSON pairs of a path and a value", repr(str(cell)[:60]), remedy))


def join_languages(row: Row) -> None:
    """Make lists of texts in two languages out of one list per language, and put back what newer programs wrote."""
    rest = _pairs(str(row.content.pop("extra", "[]"))) or []
    _join(row.content)
    for path, value in rest:
        is_inner = len(path) > 1 and isinstance(path[1], str)
        if is_inner and path[0] not in row.content and any(place[:1] == (path[0],) for place in row.places):
            row.content[str(path[0])] = {}
        put_back(row.content, tuple(path), value)


def _join(content: dict[str, Plain]) -> None:
    for name, value in content.items():
        if not isinstance(value, dict):
            continue
        lists = {language: words for language, words in value.items() if isinstance(words, list)}
        if not lists or not value.keys() <= {*LANGUAGES}:
            _join(value)
            continue
        length = max(len(words) for words in lists.values())
        texts: list[Plain] = [
            {language: words[at] for language, words in lists.items() if at < len(words)} for at in range(length)
        ]
        content[name] = texts


def _pairs(text: str) -> list[tuple[list[str | int], Plain]] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_right = isinstance(found, list) and all(
        isinstance(one, list) and len(one) == 2 and isinstance(one[0], list) and one[0] for one in found
    )
    return cast("list[tuple[list[str | int], Plain]]", found) if is_right else None


def _titles(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Return the columns by everything they may be called; an exact name goes before one without its language."""
    known: dict[str, Column] = {}
    for column in columns:
        for title in (column.header, column.label.en, column.label.de, column.name):
            known.setdefault(_folded(title), column)
    for column in columns:
        for title in (column.label.en, column.label.de, ".".join(column.path)):
            known.setdefault(_folded(title).removesuffix(f"({column.language})").strip(), column)
    return known


def _known(cell: object, known: Mapping[str, Column]) -> str | None:
    title = _folded(str(cell))
    lines = [title, *(_folded(line) for line in str(cell).split("\n"))]
    return next((one for one in lines if one in known), None)


def _folded(title: str) -> str:
    return " ".join(title.casefold().replace("_", " ").split())


def _errors(grid: Grid, columns: Mapping[int, Column]) -> list[Problem]:
    remedy = "Correct the formula, or write the value itself."
    return [
        Problem(grid.place(*place), "a value", f"the error {error}", remedy, "cell_error")
        for place, error in grid.errors.items()
        if place[1] in columns
    ]
