"""Reads recipes: every problem of the document is found and reported together."""

from __future__ import annotations

import re
from pathlib import Path

from wegmarke.domain import DocumentInvalid, Problem, SourceUnreadable
from wegmarke.sources import zones
from wegmarke.sources.csv_file import known_encoding
from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.formulas import Notation
from wegmarke.sources.recipe import FORMAT, EventSpec, FileSpec, Recipe
from wegmarke.sources.recipe_document import Section, nearest, read_document
from wegmarke.sources.recipe_events import read_event
from wegmarke.sources.recipe_values import Values

_FILE_KEYS = (
    "match", "optional", "separator", "encoding", "decimal", "thousands", "columns", "sheet", "header",
    "torn_lines",
)  # fmt: skip
_SEPARATOR_WORDS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "\\t": "\t"}


def load_recipe(path: Path) -> Recipe:
    """Read a recipe from a file.

    Raises:
        SourceUnreadable: the file cannot be read.
        DocumentInvalid: the recipe has problems; all of them are listed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceUnreadable(f"{path}: expected UTF-8 text, got {error.reason}. Save the recipe as UTF-8.") from error
    except OSError as error:
        raise SourceUnreadable(f"{path}: the recipe cannot be read ({error.strerror}). Check the path.") from error
    return parse_recipe(text, name=path.name)


def parse_recipe(text: str, *, name: str = "recipe") -> Recipe:
    """Read a recipe from its text.

    Raises:
        DocumentInvalid: the recipe has problems; all of them are listed.
    """
    values = Values()
    recipe = _recipe(read_document(text, name), name, values)
    if values.problems:
        count = len(values.problems)
        raise DocumentInvalid(
            f"The recipe {name} has {count} problem{'s' if count > 1 else ''}; nothing was read.",
            problems=sorted(values.problems, key=_line),
        )
    return recipe


def _line(problem: Problem) -> int:
    found = re.search(r" line (\d+)", problem.where)
    return int(found[1]) if found else 0


def _recipe(document: Section, name: str, values: Values) -> Recipe:
    values.known(document, "format", "source", "time_zone", "currency", "files", "events")
    values.one_of(document, "format", [FORMAT], required=True)
    currency = values.text(document, "currency")
    if currency is not None and currency not in MINOR_DIGITS:
        values.problem(document, "currency", "a currency code of ISO 4217", repr(currency), "Write e.g. `EUR`.")
    zone = values.text(document, "time_zone")
    if zone is not None and not zones.is_zone(zone):
        values.problem(document, "time_zone", "a time zone", repr(zone), "Write e.g. `Europe/Berlin`.")
    files = _files(document, values)
    events = _events(document, files, currency, values)
    return Recipe(name, values.name(document, "source"), files, events, zone, currency)


def _files(document: Section, values: Values) -> dict[str, FileSpec]:
    sections = values.section(document, "files", required=True)
    if sections is None:
        return {}
    return {name: _file(sections, name, values) for name in sections.items}


def _file(sections: Section, name: str, values: Values) -> FileSpec:
    if values.is_text(sections, name):
        return FileSpec(name, tuple(values.texts(sections, name)))
    section = values.section(sections, name)
    if section is None:
        return FileSpec(name, ())
    values.known(section, *_FILE_KEYS)
    separator = values.text(section, "separator") or ","
    separator = _SEPARATOR_WORDS.get(separator, separator)
    if len(separator) != 1 or not separator.isascii() or separator in '"\r\n' or separator.isalnum():
        values.problem(section, "separator", "one sign such as , ; | or tab", repr(separator), 'Write e.g. `";"`.')
        separator = ","
    encoding = (values.text(section, "encoding") or "utf-8").lower()
    if not known_encoding(encoding):
        values.problem(section, "encoding", "a text encoding", repr(encoding), "Write e.g. `windows-1252`.")
        encoding = "utf-8"
    return FileSpec(
        name=name,
        patterns=tuple(values.texts(section, "match", required=True)),
        optional=values.flag(section, "optional"),
        separator=separator,
        encoding=encoding,
        notation=_notation(section, values),
        columns=tuple(values.texts(section, "columns")),
        sheet=values.text(section, "sheet"),
        header=values.count(section, "header"),
        joins_torn=values.one_of(section, "torn_lines", ["reject", "join"]) == "join",
    )


def _notation(section: Section, values: Values) -> Notation:
    decimal = values.one_of(section, "decimal", [".", ","]) or "."
    thousands = values.one_of(section, "thousands", [",", ".", " ", "'"]) or ""
    if thousands == decimal:
        values.problem(section, "thousands", "another sign than the decimal sign", repr(thousands), "Leave one out.")
    return Notation(decimal, thousands)


def _events(
    document: Section, files: dict[str, FileSpec], currency: str | None, values: Values
) -> tuple[EventSpec, ...]:
    events: list[EventSpec] = []
    for section in values.sections(document, "events"):
        event = read_event(section, values)
        if event.file and event.file not in files:
            _unknown_file(section, "from", event.file, files, values)
        for join in event.joins:
            if join.file not in files:
                _unknown_file(section, "join", join.file, files, values)
            elif join.file == event.file:
                values.problem(section, "join", "another file", repr(join.file), "Join a file with other files only.")
        if event.value is not None and event.currency is None and currency is None:
            values.problem(
                section, "value", "a currency for the value", "none", "Write `currency: EUR` in the recipe or event."
            )
        same = [other for other in events if event.name and other.name == event.name]
        # Ids made of a row's content would be the same for both.
        if same and not all(one.id for one in (*same, event)):
            values.problem(
                section,
                "name",
                "every event name once, or an `id` wherever it stands",
                repr(event.name),
                "Choose another name, or write ids that tell these events apart.",
            )
        events.append(event)
    return tuple(events)


def _unknown_file(section: Section, name: str, came: str, files: dict[str, FileSpec], values: Values) -> None:
    known = ", ".join(files) or "none"
    remedy = f"Correct the name.{nearest(came, files)}"
    values.problem(section, name, f"a name under `files` ({known})", repr(came), remedy)
