"""One value of a map as it stands in a cell, and back.

Reading is forgiving: numbers and days may be texts, words of closed lists may be German or English. What cannot be
understood is handed on as it stands, so that the checks of the document refuse it and name what they expected.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import re
from typing import Final, TypeAlias, cast

from wegmarke.documents import IdIn, IsoDay, OneOf, Plain, RefersTo, Within, read_text
from wegmarke.domain import CanonicalPhase, DocumentInvalid, Language, LocalizedText, Measure
from wegmarke.maps import vocabulary
from wegmarke.maps.formats.xlsx.columns import Column
from wegmarke.maps.vocabulary.naming import Names
from wegmarke.rules import Rule

Cell: TypeAlias = str | int | float | dt.date | None

YES: Final = LocalizedText(de="ja", en="yes")
NO: Final = LocalizedText(de="nein", en="no")
_TRUE: Final = {"yes", "ja", "true", "wahr", "x", "1", "j", "y", "✓", "✔"}
_FALSE: Final = {"no", "nein", "false", "falsch", "0", "n", "-", "–"}
_GERMAN_NUMBER: Final = re.compile(r"[-+]?\d{1,3}(\.\d{3})*,\d+|[-+]?\d+,\d+")
_DAYS: Final = (r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)", r"(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.\s?(?P<y>\d{4})")
_SEPARATORS: Final = re.compile(r"[\n,;]")


def names_of(column: Column) -> Names | None:
    """Return the closed list a column takes its words from, if it has one."""
    field = column.field
    if field is None:
        return None
    if isinstance(field.mark, OneOf):
        return cast("Names", field.mark.names)
    if isinstance(field.kind, type) and issubclass(field.kind, enum.Enum):
        lists: dict[object, Names] = {CanonicalPhase: vocabulary.PHASES, Measure: vocabulary.MEASURES}
        return lists.get(field.kind)
    return None


def cell_of(column: Column, value: object, language: Language) -> Cell:
    """Return what a cell shows for a value of the document."""
    if column.field is not None and column.field.is_list:
        return _list_cell([_said(column, one, language) for one in cast("tuple[object, ...]", value or ())])
    if isinstance(value, Rule):
        return json.dumps(value.tree, ensure_ascii=False)
    if isinstance(value, bool):
        return YES.get(language) if value else None
    if isinstance(value, int | float):
        # a workbook keeps 15 digits of a number; more of them stand as text
        return value if float(f"{value:.15g}") == value else repr(value)
    text = _said(column, value, language)
    is_day = column.field is not None and isinstance(column.field.mark, IsoDay)
    return _day_cell(text) if is_day and text else text or None


def _said(column: Column, value: object, language: Language) -> str:
    if isinstance(value, LocalizedText):
        return value.de if column.language == "de" else value.en
    word = str(value.value) if isinstance(value, enum.Enum) else cast("str", value or "")
    names = names_of(column)
    if not names or word not in names:
        return word
    said = names[word].get(language)
    return said if _known_word(names, said) == word else word


def _list_cell(items: list[str]) -> str | None:
    """One item per line; as JSON where lines would not do."""
    is_plain = all(item and item == item.strip() and "\n" not in item for item in items)
    plain = "\n".join(items)
    if not items:
        return None
    return plain if is_plain and not plain.startswith("[") else json.dumps(items, ensure_ascii=False)


def _day_cell(text: str) -> Cell:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return day if day.year >= 1901 else text


def value_of(column: Column, cell: object) -> Plain:
    """Return the value a cell stands for; None for an empty one."""
    field = column.field
    if cell is None or field is None:
        return plain_text(cell) if cell is not None else None
    if field.is_list:
        return cast("Plain", _items(column, plain_text(cell)))
    if field.kind is Rule:
        return _rule(plain_text(cell))
    if field.kind is bool:
        return _truth(cell)
    if field.kind in (int, float):
        return _number(cell, is_share=isinstance(field.mark, Within) and field.mark.high <= 1)
    text = plain_text(cell)
    if column.language:
        return text or None
    return _word(column, text)


def _word(column: Column, text: str) -> Plain:
    field = column.field
    assert field is not None
    names = names_of(column)
    if names is not None:
        return _known_word(names, text) or text.strip() or None
    if isinstance(field.mark, IsoDay):
        return _day(text)
    if field.mark is not None:
        return text.strip() or None
    return text or None


def _known_word(names: Names, text: str) -> str | None:
    """Find the identifier for a word that a person wrote, in either language."""
    wanted = _folded(text)
    for identifier in names:
        if _folded(str(identifier)) == wanted:
            return str(identifier)
    return next((str(one) for one, said in names.items() if wanted in (_folded(said.en), _folded(said.de))), None)


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _items(column: Column, text: str) -> list[Plain]:
    assert column.field is not None
    items = _json_texts(text)
    if items is None:
        is_choice = names_of(column) is not None or isinstance(column.field.mark, RefersTo | IdIn)
        parts = _SEPARATORS.split(text) if is_choice else text.split("\n")
        items = [part.strip() for part in parts if part.strip()]
    return [item if column.language else _word(column, item) or item for item in items]


def _json_texts(text: str) -> list[str] | None:
    if not text.lstrip().startswith("["):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_texts = isinstance(found, list) and all(isinstance(item, str) for item in found)
    return cast("list[str]", found) if is_texts else None


def _rule(text: str) -> Plain:
    try:
        return read_text(text, "rule").content
    except DocumentInvalid:
        return text


def _truth(cell: object) -> Plain:
    word = plain_text(cell).strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else word or None


def _number(cell: object, *, is_share: bool) -> Plain:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if float(cell).is_integer() and abs(cell) < 2**53 else cell
    text = plain_text(cell).strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    is_percent = is_share and text.endswith("%")
    text = text.removesuffix("%") if is_percent else text
    if _GERMAN_NUMBER.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return plain_text(cell) or None
    number = number / 100 if is_percent else number
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _day(text: str) -> Plain:
    for pattern in _DAYS:
        found = re.fullmatch(pattern, text.strip())
        if found:
            return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    return text.strip() or None


def plain_text(cell: object) -> str:
    """Return a cell as a person would have typed it: days as 2026-03-31, whole numbers without a point."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
        case dt.date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)
