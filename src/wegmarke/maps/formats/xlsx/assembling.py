"""Puts the rows of all sheets together to the content of one map.

Whoever adds a row may leave its id out, and may name another thing by its title. Sheets and columns that the workbook
does not have are taken from the map that is to be updated, if there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import msgspec

from wegmarke.documents import IdIn, Path, Plain, RefersTo, fields_of
from wegmarke.domain import CanonicalPhase, Problem
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.guesses import canonical_phase
from wegmarke.maps.formats.ids import id_from
from wegmarke.maps.formats.xlsx.columns import is_id
from wegmarke.maps.formats.xlsx.rows import Found, Row
from wegmarke.maps.formats.xlsx.sheets import Table, tables
from wegmarke.maps.native import map_content

# these get an id from where they stand, like those of a document
_NAMED_LATER = ("cards", "placements", "emotions", "transitions")


class Assembly:
    """A map in the making.

    Attributes:
        header: what the map says about itself.
        known: the map that is to be updated.
    """

    def __init__(self, header: Row, known: JourneyMap | None) -> None:
        self.header = header
        self.known = map_content(known) if known else {}
        self.found: dict[Table, tuple[str, Found]] = {}
        self.problems: list[Problem] = []

    def add(self, table: Table, sheet: str, found: Found) -> None:
        """Take what a sheet held."""
        self.found[table] = sheet, found

    def whole(self) -> tuple[dict[str, Plain], dict[Path, str], list[Problem]]:
        """Return the content of the map, where its values came from, and what is wrong with how the sheets fit."""
        self._fill_up()
        self._give_ids()
        self._resolve()
        nested = self._nested()
        content = {**{name: value for name, value in self.known.items() if name not in _lists()}, **self.header.content}
        places = dict(self.header.places)
        for table in tables():
            name = table.path[0]
            if len(table.path) > 1:
                continue
            if table in self.found:
                rows = nested.get((table, ""), [])
                content[name] = [self._content(table, row, nested) for row in rows]
                places[name,] = self.found[table][0]
                for position, row in enumerate(rows):
                    places.update(self._places(table, row, (name, position), nested))
            elif name in self.known:
                content[name] = self.known[name]
        return content, places, self.problems

    def _fill_up(self) -> None:
        """Take fields without a column, and lists without a sheet, from the part of the known map with the same id."""
        for table, (_, found) in self.found.items():
            columns = {column.path[0] for column in found.columns if column.path}
            old = dict(_known_parts(self.known, table.path))
            for row in found.rows:
                before = old.get(str(row.content.get("id", "")), {})
                kept = {name: value for name, value in before.items() if self._is_missing(table, name, columns)}
                row.content = {**kept, **row.content}

    def _is_missing(self, table: Table, name: str, columns: set[str]) -> bool:
        inner = next((one for one in tables() if one.path == (*table.path, name)), None)
        return inner not in self.found if inner else name not in columns

    def _give_ids(self) -> None:
        taken: dict[str, set[str]] = {}
        for table, (_, found) in self.found.items():
            ids = taken.setdefault(_space(table.kind), set())
            ids |= {str(row.content["id"]) for row in found.rows if row.content.get("id")}
        for table, (_, found) in self.found.items():
            space = _space(table.kind)
            for row in found.rows:
                if table.path[-1] == "phases" and not row.content.get("canonical"):
                    _guess_phase(row)
                is_later = table.path[-1] in _NAMED_LATER and not row.content.get("links")
                if space and not row.content.get("id") and not is_later:
                    row.content["id"] = id_from(_title(row.content), taken[space], table.path[-1].removesuffix("s"))

    def _resolve(self) -> None:
        """Turn titles of things into their ids."""
        ids, titles = self._index()
        for table, (_, found) in self.found.items():
            above = _space(next(one.kind for one in tables() if one.path == table.path[:-1])) if table.path[1:] else ""
            for row in found.rows:
                if above:
                    row.above = _meant(row.above, ids[above], titles[above])
                _resolve_part(table.kind, row.content, ids, titles)

    def _index(self) -> tuple[dict[str, set[str]], dict[str, dict[str, str | None]]]:
        ids: dict[str, set[str]] = {}
        titles: dict[str, dict[str, str | None]] = {}
        for table in tables():
            space = _space(table.kind)
            ids.setdefault(space, set())
            called = titles.setdefault(space, {})
            rows = [row.content for row in self.found[table][1].rows] if table in self.found else []
            for content in [*rows, *(() if rows else (part for _, part in _known_parts(self.known, table.path)))]:
                name = str(content.get("id", ""))
                ids[space].add(name)
                for title in _titles(content):
                    called[title] = name if called.get(title, name) == name else None
        return ids, titles

    def _nested(self) -> dict[tuple[Table, str], list[Row]]:
        """Return the rows of each sheet by the id of what they belong to."""
        nested: dict[tuple[Table, str], list[Row]] = {}
        for table, (_, found) in self.found.items():
            for row in found.rows:
                nested.setdefault((table, row.above), []).append(row)
            if len(table.path) > 1:
                self._check_parents(table, found)
        return nested

    def _check_parents(self, table: Table, found: Found) -> None:
        outer = next(one for one in tables() if one.path == table.path[:-1])
        rows = self.found[outer][1].rows if outer in self.found else []
        ids = {str(row.content.get("id", "")) for row in rows}
        if outer not in self.found:
            ids = {name for name, _ in _known_parts(self.known, outer.path)}
        for row in found.rows:
            if not row.above or row.above not in ids:
                remedy = f"Take one from the sheet {outer.name}."
                where = row.places.get(("belongs_to",), row.place)
                came = repr(row.above[:60]) if row.above else "nothing"
                what = f"the id of one of the {outer.path[-1].replace('_', ' ')}"
                self.problems.append(Problem(where, what, came, remedy, "unknown_reference"))

    def _content(self, table: Table, row: Row, nested: dict[tuple[Table, str], list[Row]]) -> dict[str, Plain]:
        content = dict(row.content)
        for inner in _inside(table):
            if inner in self.found:
                rows = nested.get((inner, str(content.get("id", ""))), [])
                content[inner.path[-1]] = [self._content(inner, one, nested) for one in rows]
        return content

    def _places(
        self, table: Table, row: Row, at: Path, nested: dict[tuple[Table, str], list[Row]]
    ) -> Iterator[tuple[Path, str]]:
        yield at, row.place
        yield from (((*at, *path), place) for path, place in row.places.items())
        for inner in _inside(table):
            for position, one in enumerate(nested.get((inner, str(row.content.get("id", ""))), [])):
                yield from self._places(inner, one, (*at, inner.path[-1], position), nested)


def _resolve_part(
    kind: type[msgspec.Struct],
    content: dict[str, Plain],
    ids: dict[str, set[str]],
    titles: dict[str, dict[str, str | None]],
) -> None:
    for field in fields_of(kind):
        value = content.get(field.name)
        if isinstance(field.mark, RefersTo) and field.mark.space in ids:
            known, called = ids[field.mark.space], titles[field.mark.space]
            if isinstance(value, list):
                content[field.name] = [_meant(one, known, called) if isinstance(one, str) else one for one in value]
            elif isinstance(value, str):
                content[field.name] = _meant(value, known, called)
        elif field.part is not None and isinstance(value, dict):
            _resolve_part(field.part, value, ids, titles)


def _meant(word: str, ids: set[str], titles: dict[str, str | None]) -> str:
    return word if word in ids else titles.get(word.strip().casefold()) or word


def _known_parts(content: dict[str, Plain], path: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Plain]]]:
    for part in cast("list[dict[str, Plain]]", content.get(path[0]) or []):
        if len(path) == 1:
            yield str(part.get("id", "")), part
        else:
            yield from _known_parts(part, path[1:])


def _inside(table: Table) -> list[Table]:
    return [one for one in tables() if one.path[:-1] == table.path]


def _lists() -> set[str]:
    return {table.path[0] for table in tables()}


def _space(kind: type[msgspec.Struct]) -> str:
    marks = [field.mark for field in fields_of(kind) if is_id(field)]
    return cast("IdIn", marks[0]).space if marks else ""


def _titles(content: dict[str, Plain]) -> list[str]:
    for name in ("title", "name", "text"):
        value = content.get(name)
        words = value.values() if isinstance(value, dict) else [value]
        if value:
            return [word.strip().casefold() for word in words if isinstance(word, str)]
    return []


def _title(content: dict[str, Plain]) -> str:
    return next(iter(_titles(content)), str(content.get("type", "")))


def _guess_phase(row: Row) -> None:
    guessed: CanonicalPhase | None = next(
        (one for title in _titles(row.content) if (one := canonical_phase(title))), None
    )
    if guessed is not None:
        row.content["canonical"] = guessed.value
