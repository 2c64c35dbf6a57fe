"""How a sheet may be asked for."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date

from wegmarke.domain import Language, UsageError


class Paper(enum.StrEnum):
    """What a sheet is printed on."""

    A3 = "a3"  # one page, then the annex
    A4_TILES = "a4-tiles"  # the same page in four sheets with crop marks
    A1 = "a1"  # the same page at twice the size
    SLIDES = "slides"  # 16:9, one slide for the whole, one per phase, one per persona


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """How a sheet is wanted.

    Attributes:
        paper: what it is printed on; a picture in SVG or PNG is the sheet itself, whatever the paper.
        languages: one sheet per language, in this order.
        black_and_white: greys instead of colours; shapes, marks and hatches say the same.
        version: number of the version, where it is known.
        today: day of printing; with it stand the date and whether a review is overdue.
        without_numbers: there may be measured numbers, and they shall not be shown.
    """

    paper: Paper = Paper.A3
    languages: tuple[Language, ...] = (Language.EN,)
    black_and_white: bool = False
    version: int | None = None
    today: date | None = field(default=None)
    without_numbers: bool = False


def languages_of(name: str) -> tuple[Language, ...]:
    """Return the languages behind `de`, `en` or `both`.

    Raises:
        UsageError: for any other word.
    """
    if name == "both":
        return (Language.DE, Language.EN)
    try:
        return (Language(name),)
    except ValueError:
        raise UsageError(f"language: expected de, en or both; got {name!r}.") from None


def paper_of(name: str) -> Paper:
    """Return a paper by its name.

    Raises:
        UsageError: for any other word.
    """
    try:
        return Paper(name)
    except ValueError:
        raise UsageError(f"paper: expected {', '.join(Paper)}; got {name!r}.") from None
