"""Which columns a recipe reads, and where they are found once the files are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.sources.csv_file import SEPARATORS, CsvFile
from wegmarke.sources.formulas import PLAIN, Kind, Notation, Sql
from wegmarke.sources.matching import Matched
from wegmarke.sources.parquet_file import ParquetFile
from wegmarke.sources.parts import OpenedFile
from wegmarke.sources.recipe import EventSpec, Recipe
from wegmarke.sources.recipe_document import nearest
from wegmarke.sources.xlsx_file import WorkbookFile


@dataclass
class Needed:
    """The columns that are read from each kind of file, in the order they were first named.

    Attributes:
        names: columns by name of the file.
    """

    names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, file: str, column: str) -> int:
        """Note a column and return its place."""
        columns = self.names.setdefault(file, [])
        if column not in columns:
            columns.append(column)
        return columns.index(column)


@dataclass(frozen=True)
class EventColumns:
    """The columns one event may name: of its own file, then of the joined ones.

    Attributes:
        recipe: the whole recipe.
        matched: the opened files.
        needed: takes note of every column that is named.
        files: names of the event's file and the joined ones, in order.
        used: (place in `files`, number of the column) of all columns named so far.
    """

    recipe: Recipe
    matched: Matched
    needed: Needed
    files: tuple[str, ...]
    used: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, recipe: Recipe, matched: Matched, needed: Needed, event: EventSpec) -> EventColumns:
        """Return the columns of an event."""
        return cls(recipe, matched, needed, (event.file, *(join.file for join in event.joins)))

    def find(self, file: str | None, name: str, where: str) -> Sql:
        """Return the SQL of a column and take note that it is read.

        Raises:
            DocumentInvalid: there is no such column, or it is in several joined files.
        """
        place, number = self.locate(file, name, where)
        self.used.add((place, number))
        return Sql(f'"f{place}_c{number}"', Kind.TEXT, self._notation(self.files[place]))

    def locate(self, file: str | None, name: str, where: str, before: int | None = None) -> tuple[int, int]:
        """Return place of the file and number of the column; `before` limits the search to the first files."""
        if file is not None and self._is_dotted(file, name):
            file, name = None, f"{file}.{name}"
        place = self._place(file, name, where, before)
        return place, self.needed.add(self.files[place], name)

    def all_of_own(self, where: str) -> list[Sql]:
        """Return every column of the event's file, by name."""
        opened = self.matched.files.get(self.files[0], [])
        names = sorted({name for one in opened for name in one.columns})
        return [self.find(self.files[0], name, where) for name in names]

    def _place(self, file: str | None, name: str, where: str, before: int | None = None) -> int:
        if file is not None:
            if file not in self.files:
                expected = f"one of {', '.join(self.files)} before the dot"
                raise _invalid(where, expected, repr(file), nearest(file, self.files))
            self._check(file, name, where)
            return self.files.index(file)
        if self._has(self.files[0], name):
            return 0
        places = [place for place, other in enumerate(self.files[:before]) if self._has(other, name)]
        # Files that were not given have every column; one that was given and has it goes before.
        places = [place for place in places if self.files[place] in self.matched.files] or places[:1]
        if len(places) > 1:
            choices = " or ".join(f"{self.files[place]}.{name}" for place in places)
            raise _invalid(where, "a column of one file", f"{name!r} in several", f" Write {choices}.")
        if not places:
            self._check(self.files[0], name, where)
        return places[0]

    def _is_dotted(self, file: str, name: str) -> bool:
        """Tell whether `file.name` is a column itself, or meant to be, as in files with nested values."""
        if file in self.files and self._has(file, name):
            return False
        if any(other in self.matched.files and self._has(other, f"{file}.{name}") for other in self.files):
            return True
        own = self.matched.files.get(self.files[0], ())
        return file not in self.files and any(column.startswith(f"{file}.") for one in own for column in one.columns)

    def _has(self, file: str, name: str) -> bool:
        opened = self.matched.files.get(file)
        # A file that was not given has no rows, so any column will do.
        return opened is None or all(name in one.columns for one in opened)

    def _check(self, file: str, name: str, where: str) -> None:
        for opened in self.matched.files.get(file, ()):
            if name not in opened.columns:
                raise DocumentInvalid("A column is missing.", problems=[_missing(opened, name, where)])
            if opened.columns.count(name) > 1:
                raise _invalid(
                    where, f"one column {name!r} in {opened.path.name}", "several", " Rename one in the file."
                )

    def _notation(self, file: str) -> Notation:
        spec = self.recipe.files[file]
        is_written = all(isinstance(opened, CsvFile | WorkbookFile) for opened in self.matched.files.get(file, ()))
        return spec.notation if is_written else PLAIN


def _invalid(where: str, expected: str, came: str, remedy: str) -> DocumentInvalid:
    problem = Problem(where, expected, came, f"Correct the formula.{remedy}", "column")
    return DocumentInvalid("A column is missing.", problems=[problem])


def _missing(opened: OpenedFile, name: str, where: str) -> Problem:
    if isinstance(opened, ParquetFile) and name in opened.unreadable:
        expected = f"a column of texts, numbers or times for {name!r} in {opened.path.name}"
        return Problem(where, expected, "a nested or binary one", "Export it as text.", "unreadable_column")
    if isinstance(opened, CsvFile):
        separator = _likely_separator(opened, name)
        if separator is not None:
            shown = "tab" if separator == "\t" else separator
            return Problem(
                f"{opened.path.name} line 1",
                f"columns separated by {opened.separator!r}",
                f"a header separated by {shown!r}: {opened.header[:200]!r}",
                f'Write `separator: "{shown}"` at this file in the recipe.',
                "wrong_separator",
            )
    columns = ", ".join(opened.columns[:60])
    return Problem(
        where,
        f"a column {name!r} in {opened.path.name}",
        f"a file with the columns {columns}",
        f"Correct the name.{nearest(name, opened.columns)}",
        "missing_column",
    )


def _likely_separator(opened: CsvFile, name: str) -> str | None:
    """Return the separator under which the header would hold the column, if the recipe names another one."""
    if not opened.header:
        return None
    for separator in SEPARATORS:
        if separator != opened.separator and len(opened.columns) <= opened.header.count(separator):
            names: Sequence[str] = [part.strip().strip('"') for part in opened.header.split(separator)]
            if name in names:
                return separator
    return None
