"""The columns of a sheet, taken from the description of the document, so that a new field has a column of its own.

A text in two languages has two columns. A part inside a part, such as the expectation of a placement, lies flat beside
the other fields. What a newer program wrote stands as JSON in a last column.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from wegmarke.documents import Field, IdIn, fields_of
from wegmarke.domain import LocalizedText
from wegmarke.maps.difference import field_label, thing_label

LANGUAGES: Final = ("de", "en")
REST: Final = LocalizedText(de="Weitere Felder (JSON)", en="Other fields (JSON)")
IN_NAMES: Final = LocalizedText(de="Deutsch", en="English")


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a sheet.

    Attributes:
        path: where the value stands inside the part; empty for the column of other fields, and for the id of the part
            that this one belongs to.
        label: what its header says.
        field: how the document describes the value; None for the two that have no field.
        language: of a text in two languages; empty for all others.
        is_parent: it holds the id of the part that this one belongs to.
    """

    path: tuple[str, ...]
    label: LocalizedText
    field: Field | None = None
    language: str = ""
    is_parent: bool = False

    @property
    def name(self) -> str:
        """Identifier of the column, such as `expectation.min_count` or `title.de`."""
        words = (*self.path, self.language) if self.language else self.path
        return ".".join(words) or ("belongs_to" if self.is_parent else "extra")

    @property
    def header(self) -> str:
        """What stands in its first row: English, and German under it where that differs."""
        return "\n".join(dict.fromkeys((self.label.en, self.label.de)))

    @property
    def is_wanted(self) -> bool:
        """Whether nobody can do without it."""
        return self.is_parent or (self.field is not None and (self.field.is_required or is_id(self.field)))


@functools.cache
def columns_of(kind: type[msgspec.Struct], parent: str = "") -> tuple[Column, ...]:
    """Return the columns of a part; `parent` is the collection of what it belongs to, such as `lanes`."""
    above = (Column((), thing_label(parent), is_parent=True),) if parent else ()
    return (*above, *_columns(kind, (), LocalizedText()), Column((), REST))


def is_id(field: Field) -> bool:
    """Tell whether a field holds the id of its own part."""
    return isinstance(field.mark, IdIn)


def _columns(kind: type[msgspec.Struct], path: tuple[str, ...], above: LocalizedText) -> Iterator[Column]:
    for field in fields_of(kind):
        label = _joined(above, field_label(field.name))
        place = (*path, field.name)
        if field.part is not None and not field.is_list:
            yield from _columns(field.part, place, label)
        elif field.part is None and field.kind is LocalizedText:
            yield from (Column(place, _told(label, language), field, language) for language in LANGUAGES)
        elif field.part is None:
            yield Column(place, label, field)


def _joined(above: LocalizedText, label: LocalizedText) -> LocalizedText:
    return LocalizedText(de=f"{above.de}: {label.de}", en=f"{above.en}: {label.en}") if above else label


def _told(label: LocalizedText, language: str) -> LocalizedText:
    return LocalizedText(de=f"{label.de} ({language})", en=f"{label.en} ({language})")
