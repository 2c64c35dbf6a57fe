"""What the fields of a part are: their plain types, the marks on them, and the order in which they are written."""

from __future__ import annotations

import functools
import types
import typing
from dataclasses import dataclass

import msgspec

from wegmarke.documents.marks import MARKS, Mark


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of a part.

    Attributes:
        hint: its type without marks.
        kind: the type of one value: what stands inside a list, and without None.
        mark: what the value must satisfy; of a list, what each of its values must.
        is_list: whether it holds several values.
        part: the class of the parts it holds, where it holds parts.
    """

    name: str
    hint: object
    kind: object
    mark: Mark | None
    is_list: bool
    is_required: bool
    default: object
    part: type[msgspec.Struct] | None


@functools.cache
def fields_of(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the fields of a part in the order they are written: its own ones before those it shares."""
    infos = {info.name: info for info in msgspec.structs.fields(kind)}
    annotations = typing.get_type_hints(kind, include_extras=True)
    own = [name for base in kind.__mro__ for name in getattr(base, "__annotations__", {})]
    names = [name for name in dict.fromkeys(own) if name in infos and name != "extra"]
    return tuple(_field(infos[name], annotations[name]) for name in names)


def _field(info: msgspec.structs.FieldInfo, annotation: object) -> Field:
    inner, mark = _peel(annotation)
    is_list = typing.get_origin(inner) is tuple
    if is_list:
        inner, mark = _peel(typing.get_args(inner)[0])
    is_part = isinstance(inner, type) and issubclass(inner, msgspec.Struct)
    return Field(
        name=info.name,
        hint=_plain(annotation),
        kind=inner,
        mark=mark,
        is_list=is_list,
        is_required=info.required,
        default=None if info.required else info.default,
        part=typing.cast("type[msgspec.Struct]", inner) if is_part else None,
    )


def _peel(annotation: object) -> tuple[object, Mark | None]:
    """Take None and the mark off an annotation."""
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        annotation = next(choice for choice in typing.get_args(annotation) if choice is not types.NoneType)
    if typing.get_origin(annotation) is not typing.Annotated:
        return annotation, None
    inner, *notes = typing.get_args(annotation)
    return inner, next((note for note in notes if isinstance(note, MARKS)), None)


def _plain(annotation: object) -> object:
    """Take the marks off an annotation, inside lists too."""
    inner, _ = _peel(annotation)
    return tuple[_peel(typing.get_args(inner)[0])[0], ...] if typing.get_origin(inner) is tuple else inner  # type: ignore[misc]
