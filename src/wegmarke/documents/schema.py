"""JSON Schema (2020-12) of a document, from the same description that reads and checks it.

It says what a field takes. What one part says about another (references, anchors, cycles) only the checks know.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterable
from typing import Final

import msgspec

from wegmarke.documents.fields import Field, fields_of
from wegmarke.documents.marks import MAX_ID, IdIn, IsoDay, Mark, OneOf, RefersTo, WebAddress, Within
from wegmarke.documents.reading import MAX_ITEMS, MAX_TEXT
from wegmarke.documents.strict_yaml import Plain
from wegmarke.domain import LocalizedText
from wegmarke.rules import Rule, SubjectRule

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = rf"^[A-Za-z0-9][A-Za-z0-9_.-]{{0,{MAX_ID - 1}}}$"
_TEXT: Final[dict[str, Plain]] = {"type": "string", "maxLength": MAX_TEXT}
_LOCALISED: Final[dict[str, Plain]] = {
    "description": "A text that reads the same in both languages, or one per language.",
    "anyOf": [_TEXT, {"type": "object", "properties": {"de": _TEXT, "en": _TEXT}}],
}
_SCALARS: Final[dict[object, dict[str, Plain]]] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Rule: {"type": "object", "description": "A rule; see docs/rules.md."},
    SubjectRule: {"type": "object", "description": "A rule on subjects; see docs/rules.md."},
}


def schema_of(kind: type[msgspec.Struct], name: str) -> dict[str, Plain]:
    """Return the schema of a document as plain values.

    Args:
        kind: the class of the whole document.
        name: the format it describes, as in the field `format`.
    """
    parts: dict[str, Plain] = {"localized_text": _LOCALISED}
    _describe(kind, parts)
    return {"$schema": _DIALECT, "$id": f"urn:wegmarke:{name}", "$ref": f"#/$defs/{kind.__name__}", "$defs": parts}


def _describe(kind: type[msgspec.Struct], parts: dict[str, Plain]) -> None:
    if kind.__name__ in parts:
        return
    fields = fields_of(kind)
    described: dict[str, Plain] = {
        "type": "object",
        "description": (inspect.getdoc(kind) or "").partition("\n")[0],
        "properties": {field.name: _field(field) for field in fields},
    }
    required: list[Plain] = [field.name for field in fields if field.is_required]
    parts[kind.__name__] = described | ({"required": required} if required else {})
    for field in fields:
        if field.part is not None:
            _describe(field.part, parts)


def _field(field: Field) -> Plain:
    inner = _value(field)
    if field.is_list:
        return {"type": "array", "maxItems": MAX_ITEMS, "items": inner}
    if isinstance(field.default, str | int | float) and field.default not in ("", False):
        return inner | {"default": field.default}
    return inner


def _value(field: Field) -> dict[str, Plain]:
    if field.part is not None:
        return {"$ref": f"#/$defs/{field.part.__name__}"}
    if field.kind is LocalizedText:
        return {"$ref": "#/$defs/localized_text"}
    if isinstance(field.kind, type) and issubclass(field.kind, enum.Enum):
        return _words(member.value for member in field.kind)
    return _SCALARS[field.kind] | _marked(field.mark)


def _marked(mark: Mark | None) -> dict[str, Plain]:
    match mark:
        case OneOf(names):
            return _words(names)
        case Within(low, high):
            low_only: dict[str, Plain] = {"minimum": low}
            return low_only if high == float("inf") else low_only | {"maximum": high}
        case IdIn():
            return {"pattern": _ID}
        case RefersTo(space):
            return {"description": f"The id of one of the {space.replace('_', ' ')}."}
        case IsoDay():
            return {"format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
        case WebAddress():
            return {"format": "uri", "pattern": "^https?://"}
        case None:
            return {}


def _words(words: Iterable[str]) -> dict[str, Plain]:
    return {"type": "string", "enum": [*words]}
