"""What a sheet is made of, before anybody draws it: texts, boxes, lines and signs at places in millimetres.

A layout returns shapes; the drawing knows how they look in SVG. Inks are names (`ink`, `quiet`, `shade-3`, `alert`),
which a palette turns into colours, so that the black-and-white variant is the same layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline, `points` its size; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    points: float = 7
    ink: str = "ink"
    bold: bool = False
    italic: bool = False
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; without `fill` or `line_ink` it is transparent or has no border."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    line_ink: str = ""
    line: float = 0.2
    corner: float = 0
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A path in the notation of SVG."""

    path: str
    fill: str = ""
    line_ink: str = ""
    line: float = 0.2
    dash: str = ""
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: str = ""
    line_ink: str = ""
    line: float = 0.2
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """An icon of the set, centred at a place; `size` is its edge."""

    name: str
    x: float
    y: float
    size: float
    ink: str = "ink"


@dataclass(frozen=True, slots=True)
class Part:
    """Shapes that mean something together; `title` and `words` say it to those who do not see them."""

    title: str
    shapes: tuple[Shape, ...]
    words: str = ""


Shape: TypeAlias = Words | Box | Way | Dot | Sign | Part


def rule(x: float, y: float, right: float, ink: str = "rule", line: float = 0.15, dash: str = "") -> Way:
    """Return a horizontal line."""
    return Way(f"M{x:.2f} {y:.2f}H{right:.2f}", line_ink=ink, line=line, dash=dash)


def upright(x: float, y: float, bottom: float, ink: str = "rule", line: float = 0.15, dash: str = "") -> Way:
    """Return a vertical line."""
    return Way(f"M{x:.2f} {y:.2f}V{bottom:.2f}", line_ink=ink, line=line, dash=dash)


def diamond(x: float, y: float, half: float, fill: str = "", line_ink: str = "", line: float = 0.2) -> Way:
    """Return a diamond around a place."""
    path = f"M{x:.2f} {y - half:.2f}L{x + half:.2f} {y:.2f}L{x:.2f} {y + half:.2f}L{x - half:.2f} {y:.2f}Z"
    return Way(path, fill=fill, line_ink=line_ink, line=line)


def triangle(x: float, y: float, half: float, fill: str = "", line_ink: str = "", line: float = 0.2) -> Way:
    """Return a triangle around a place, its tip upwards."""
    path = f"M{x:.2f} {y - half:.2f}L{x + half:.2f} {y + half * 0.8:.2f}H{x - half:.2f}Z"
    return Way(path, fill=fill, line_ink=line_ink, line=line)
