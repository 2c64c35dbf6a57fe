"""Checks the values of a part against the marks on its fields: lists, ranges, ids, references, days, addresses.

A check is skipped where its ground is a placeholder (see `reading`): a step that points to a phase whose id could not
be read, is not reported as pointing nowhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

import msgspec

from wegmarke.documents.fields import Field, fields_of
from wegmarke.documents.marks import MAX_ID, IdIn, IsoDay, OneOf, RefersTo, WebAddress, Within
from wegmarke.documents.reading import Reading, show_path
from wegmarke.documents.strict_yaml import Path
from wegmarke.domain import Problem

_ID: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{MAX_ID - 1}}}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_OPEN: Final = float("inf")


class MarkChecks:
    """The checks of one document, with the ids that references may point to.

    Attributes:
        known: ids by space; None where one of them could not be read.
    """

    def __init__(self, document: msgspec.Struct, reading: Reading) -> None:
        self.document = document
        self.reading = reading
        self._seen: dict[str, dict[str, Path]] = {}
        self.known: dict[str, set[str] | None] = dict.fromkeys(_spaces(type(document)))
        found: dict[str, set[str] | None] = {space: set() for space in self.known}
        self._collect(document, (), found)
        self.known = found

    def all(self) -> Iterator[Problem]:
        """Yield every problem, in the order of the document."""
        yield from self._part(self.document, ())

    def problem(self, path: Path, expected: str, came: str, remedy: str, code: str) -> Problem:
        """Say what is wrong at a place."""
        return Problem(show_path(path, self.reading.lines, self.reading.what), expected, came, remedy, code)

    def _collect(self, part: msgspec.Struct, path: Path, found: dict[str, set[str] | None]) -> None:
        for field in fields_of(type(part)):
            if isinstance(field.mark, IdIn):
                here = found[field.mark.space]
                name = getattr(part, field.name)
                if not name or path in self.reading.unreadable:
                    found[field.mark.space] = None
                elif here is not None:
                    here.add(name)
            elif field.part is not None:
                place = (*path, field.name)
                if place in self.reading.unreadable:
                    found.update(dict.fromkeys(_spaces(field.part)))
                for at, inner in _parts(part, field, place):
                    self._collect(inner, at, found)

    def _part(self, part: msgspec.Struct, path: Path) -> Iterator[Problem]:
        for field in fields_of(type(part)):
            if field.part is not None:
                for at, inner in _parts(part, field, (*path, field.name)):
                    yield from self._part(inner, at)
            elif field.mark is not None:
                value = getattr(part, field.name)
                if value is not None and value != () and value != "":
                    yield from self._marked(field, value, (*path, field.name))

    def _marked(self, field: Field, value: object, path: Path) -> Iterator[Problem]:
        if not isinstance(value, tuple):
            yield from self._value(field, value, path)
            return
        for position, inner in enumerate(value):
            yield from self._value(field, inner, (*path, position))

    def _value(self, field: Field, value: object, path: Path) -> Iterator[Problem]:
        if path in self.reading.unreadable:
            return
        match field.mark:
            case OneOf(names):
                if value not in names:
                    yield self._choice(names, str(value), path)
            case RefersTo(space):
                known = self.known.get(space)
                if value and known is not None and value not in known:
                    yield self._reference(space, known, str(value), path)
            case Within(low, high):
                if not low <= value <= high:  # type: ignore[operator]  # a number
                    expected = f"a number from {low:g} to {high:g}" if high < _OPEN else f"{low:g} or more"
                    yield self.problem(path, expected, f"{value:g}", "Correct the number.", "out_of_range")
            case IdIn(space):
                yield from self._id(space, str(value), path)
            case IsoDay():
                if not _is_day(str(value)):
                    remedy = "Write year, month and day."
                    yield self.problem(path, "a day such as 2026-03-31", _quoted(value), remedy, "bad_day")
            case WebAddress():
                if not _is_address(str(value)):
                    remedy = "Write the whole address, beginning with https://."
                    yield self.problem(path, "an address of the web", _quoted(value), remedy, "bad_address")

    def _id(self, space: str, found: str, path: Path) -> Iterator[Problem]:
        if not _ID.fullmatch(found):
            expected = f"up to {MAX_ID} letters a–z, digits, _ . - with a letter or digit first"
            remedy = "Choose another id; titles may hold any text."
            yield self.problem(path, expected, _quoted(found), remedy, "bad_id")
        first = self._seen.setdefault(space, {}).setdefault(found, path)
        if first != path:
            came = f"{found!r}, as in {show_path(first[:-1], {})}"
            remedy = "Give one of them another id and adapt what refers to it."
            yield self.problem(path, "an id of its own", came, remedy, "duplicate_id")

    def _choice(self, names: Iterable[str], found: str, path: Path) -> Problem:
        expected = f"one of {', '.join(names)}"
        return self.problem(path, expected, _quoted(found), "Choose from the list.", "unknown_value")

    def _reference(self, space: str, known: set[str], found: str, path: Path) -> Problem:
        things = space.replace("_", " ")
        remedy = f"Known: {_listed(known)}." if known else f"The {self.reading.what} has no {things} yet; add it there."
        return self.problem(path, f"the id of one of the {things}", _quoted(found), remedy, "unknown_reference")


def _parts(part: msgspec.Struct, field: Field, path: Path) -> Iterator[tuple[Path, msgspec.Struct]]:
    value = getattr(part, field.name)
    if field.is_list:
        for position, inner in enumerate(value):
            yield (*path, position), inner
    elif value is not None:
        yield path, value


def _spaces(kind: type[msgspec.Struct]) -> list[str]:
    own = [field.mark.space for field in fields_of(kind) if isinstance(field.mark, IdIn)]
    return own + [space for field in fields_of(kind) if field.part is not None for space in _spaces(field.part)]


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"']", text)


def _quoted(value: object) -> str:
    return repr(str(value)[:60])


def _listed(known: Iterable[str]) -> str:
    names = sorted(known)
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
