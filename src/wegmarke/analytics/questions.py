"""Questions are frozen dataclasses that analyses take as a whole or by their fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any, TypeVar

from wegmarke.domain import UsageError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound="DataclassInstance")


def made_of(kind: type[Kind], name: str, asked: Kind | None, fields: dict[str, Any]) -> Kind:
    """Make a question of its fields, or take the one that is there; see `question_of`."""
    known: Sequence[str] = [one.name for one in dataclass_fields(kind)]
    if unknown := sorted(set(fields) - set(known)):
        raise UsageError(f"{name}: expected some of {', '.join(known)}; got {', '.join(unknown)}.")
    if asked is not None and fields:
        raise UsageError(f"{name}: expected a question, or its fields; got both, {', '.join(fields)} beside it.")
    return asked or kind(**fields)
