"""Marks on the fields of a part: which values a field takes, said once for checking, for schemas and for forms.

A mark stands in the annotation of a field, `Annotated[str, OneOf(CHANNELS)]`. It is compared by identity, so that its
list of names need not be hashable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from wegmarke.domain import LocalizedText

MAX_ID: Final = 100


@dataclass(frozen=True, eq=False)
class OneOf:
    """A word of a closed list, with what pages call it."""

    names: Mapping[str, LocalizedText]


@dataclass(frozen=True, eq=False)
class Within:
    """A number between two bounds, both included."""

    low: float
    high: float = float("inf")


@dataclass(frozen=True, eq=False)
class IdIn:
    """The id of the part itself; no other part of its space has the same one."""

    space: str


@dataclass(frozen=True, eq=False)
class RefersTo:
    """The id of another part of the document."""

    space: str


@dataclass(frozen=True, eq=False)
class IsoDay:
    """A calendar day, written 2026-03-31."""


@dataclass(frozen=True, eq=False)
class WebAddress:
    """An address that a browser may open: http or https, and nothing that runs."""


Mark: TypeAlias = OneOf | Within | IdIn | RefersTo | IsoDay | WebAddress
MARKS: Final = (OneOf, Within, IdIn, RefersTo, IsoDay, WebAddress)

Day: TypeAlias = Annotated[str, IsoDay()]
Url: TypeAlias = Annotated[str, WebAddress()]
Share: TypeAlias = Annotated[float, Within(0, 1)]
OneToFive: TypeAlias = Annotated[int, Within(1, 5)]
Days: TypeAlias = Annotated[float, Within(0)]
Amount: TypeAlias = Annotated[float, Within(0)]
Count: TypeAlias = Annotated[int, Within(0)]
