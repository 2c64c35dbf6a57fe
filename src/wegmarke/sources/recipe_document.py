"""A YAML document as texts, lists and sections that know where they stand, so that a problem can name its line.

Everything is text here: `on`, `no` and `2025-01-01` mean what they look like. Anchors are refused, a few of them can
stand for billions of values.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass

import yaml

from wegmarke.domain import DocumentInvalid, Problem

LONGEST_DOCUMENT = 1_000_000
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document."""

    document: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.document} line {self.line}" + (f", {self.name}" if self.name else "")

    def inside(self, name: str, line: int) -> Place:
        """Return the place of something in it."""
        return Place(
            self.document, line, f"{self.name}.{name}" if self.name and not name.startswith("[") else self.name + name
        )


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; None where the document says nothing or null."""

    text: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values in order."""

    items: tuple[Item, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """Values by name, in the order of the document."""

    items: dict[str, Item]
    place: Place


Item = Scalar | Listing | Section


def read_document(text: str, name: str, *, start: str = "format: recipe/1") -> Section:
    """Read a YAML document whose outermost part is a section.

    Args:
        text: the document.
        name: what messages call it.
        start: first line of such a document, for the message to those who have none.

    Raises:
        DocumentInvalid: it is no such document, or a name stands in it twice.
    """
    whole = Place(name, 1, "")
    if len(text) > LONGEST_DOCUMENT:
        raise _invalid(whole, f"at most {LONGEST_DOCUMENT:,} characters", f"{len(text):,}", "Shorten the document.")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise _invalid(whole, "a document without anchors", "an alias (*)", "Write the value out.")
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, mark.line + 1, "") if mark else whole
        detail = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise _invalid(place, "a YAML document", detail, "Check indentation, colons and quotes.") from None
    except RecursionError:
        raise _invalid(whole, "a YAML document", "too many levels", "Remove some levels.") from None
    if not isinstance(root, yaml.MappingNode):
        raise _invalid(whole, "names with values", "something else or nothing", f"Start with `{start}`.")
    problems: list[Problem] = []
    section = _section(root, whole, problems)
    if problems:
        raise DocumentInvalid(f"{name} cannot be used.", problems=problems)
    return section


def nearest(name: str, names: Collection[str]) -> str:
    """Return the hint ` Did you mean …?` for a name that does not exist, or nothing.

    >>> nearest("chanel", ["channel", "value"])
    " Did you mean 'channel'?"
    """
    lowered = {candidate.casefold(): candidate for candidate in names}
    close = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=0.6)
    return f" Did you mean {lowered[close[0]]!r}?" if close else ""


def _invalid(place: Place, expected: str, came: str, remedy: str) -> DocumentInvalid:
    problem = Problem(str(place), expected, came, remedy, code="document")
    return DocumentInvalid(f"{place.document} cannot be used.", problems=[problem])


def _item(found: yaml.Node, place: Place, problems: list[Problem]) -> Item:
    if isinstance(found, yaml.MappingNode):
        return _section(found, place, problems)
    if isinstance(found, yaml.SequenceNode):
        items = [
            _item(part, place.inside(f"[{number}]", part.start_mark.line + 1), problems)
            for number, part in enumerate(found.value)
        ]
        return Listing(tuple(items), place)
    text = None if found.tag == _NULL else str(found.value)
    return Scalar(text, place)


def _section(found: yaml.MappingNode, place: Place, problems: list[Problem]) -> Section:
    items: dict[str, Item] = {}
    for name_part, value in found.value:
        line = name_part.start_mark.line + 1
        if not isinstance(name_part, yaml.ScalarNode):
            problems.append(Problem(str(place), "a name", "a list or section", "Write a text before the colon."))
            continue
        inner = place.inside(name_part.value or "''", line)
        if name_part.value in items:
            problems.append(
                Problem(str(inner), "every name once", f"{name_part.value!r} again", "Remove one.", "repeated_key")
            )
        items[name_part.value] = _item(value, inner, problems)
    return Section(items, place)
