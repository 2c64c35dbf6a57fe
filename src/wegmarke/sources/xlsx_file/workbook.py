"""Reads what a workbook says about itself: its sheets, number formats and shared texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.xlsx_file.archive import Archive
from wegmarke.sources.xlsx_file.dates import Shown, shown_as
from wegmarke.sources.xml_parsing import Attributes, XmlParser

MOST_STRINGS = 5_000_000
MOST_TEXT = 16 << 20
_MOST_SHEETS = 10_000
_MOST_FORMATS = 100_000
# Signs that XML cannot hold are written as _x000D_; surrogates and zero stay as they are.
_ESCAPED = re.compile(r"_x(?!D[89A-F]|0000)([0-9A-F]{4})_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, its part of the archive, and whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass
class Book:
    """What all sheets share.

    Attributes:
        sheets: worksheets in order.
        is_1904: whether days are counted from 1904.
        formats: what the number format of each style shows.
        strings: texts that cells name by number.
    """

    sheets: list[Sheet] = field(default_factory=list)
    is_1904: bool = False
    formats: list[Shown] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)


def read_book(archive: Archive) -> Book:
    """Read everything but the cells.

    Raises:
        SourceUnreadable: a part is missing or damaged.
    """
    main = next((target for kind, target in _related(archive, "").values() if kind == "officeDocument"), "")
    main = main or "xl/workbook.xml"
    related = _related(archive, main)
    book = Book()
    _read_sheets(archive, main, related, book)
    for kind, target in related.values():
        if kind == "styles" and archive.has(target):
            _read_formats(archive, target, book)
        elif kind == "sharedStrings" and archive.has(target):
            _read_strings(archive, target, book)
    return book


def unescaped(text: str) -> str:
    r"""Return a text with the signs it only paraphrases.

    >>> unescaped("one_x000A_two")
    'one\ntwo'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def local_name(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def each_element(
    archive: Archive,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for every element of a part; names come without their prefix."""
    parser = XmlParser(
        f"{archive.file}, {part}",
        lambda name, attributes: start(local_name(name), attributes),
        lambda name: None if end is None else end(local_name(name)),
        text,
    )
    for piece in archive.pieces(part):
        parser.feed(piece)


def _related(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of every part that a part names, by id."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = kind, target.lstrip("/")

    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if archive.has(listed):
        each_element(archive, listed, start)
    return found


def _read_sheets(archive: Archive, part: str, related: dict[str, tuple[str, str]], book: Book) -> None:
    def start(element: str, attributes: Attributes) -> None:
        if element == "workbookPr":
            book.is_1904 = attributes.get("date1904") in {"1", "true"}
        elif element == "sheet" and len(book.sheets) < _MOST_SHEETS:
            reference = next((value for name, value in attributes.items() if local_name(name) == "id"), "")
            kind, target = related.get(reference, ("", ""))
            if kind == "worksheet":
                is_hidden = attributes.get("state", "visible") != "visible"
                book.sheets.append(Sheet(attributes.get("name", ""), target, is_hidden))

    each_element(archive, part, start)


def _read_formats(archive: Archive, part: str, book: Book) -> None:
    codes: dict[int, str] = {}
    inside: list[str] = []

    def start(element: str, attributes: Attributes) -> None:
        if element == "numFmt" and len(codes) < _MOST_FORMATS:
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element == "xf" and inside[-1:] == ["cellXfs"] and len(book.formats) < _MOST_FORMATS:
            number = _number(attributes.get("numFmtId"))
            book.formats.append(shown_as(number, codes.get(number)))
        inside.append(element)

    def end(_: str) -> None:
        inside.pop()

    each_element(archive, part, start, end)


def _read_strings(archive: Archive, part: str, book: Book) -> None:
    """Read texts; one that is written in several pieces is put together, its reading aid for Japanese left out."""
    texts: list[str] = []
    inside: list[str] = []

    def start(element: str, _: Attributes) -> None:
        inside.append(element)
        if element == "si":
            texts.clear()

    def end(element: str) -> None:
        inside.pop()
        if element == "si":
            book.strings.append(unescaped("".join(texts)))
            if len(book.strings) > MOST_STRINGS:
                raise SourceUnreadable(
                    f"{archive.file}: expected a workbook of at most {MOST_STRINGS:,} different texts, got more. "
                    "Save the sheet as CSV and import that."
                )

    def text(part: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            texts.append(part)

    each_element(archive, part, start, end, text)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0
