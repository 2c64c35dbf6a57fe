"""Colours of the sheet by what they mean, and the same in shades of grey.

Phases go from light to dark in blue-greys. Status is a fixed trio (blue, amber, magenta) that always comes with a
shape. Lines of personas are of the Okabe–Ito set, darkened until text in them can be read, and have marks of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SHADES: Final = 8

COLOURS: Final[dict[str, str]] = {
    "ink": "#17212b",
    "quiet": "#54626f",
    "rule": "#d3dbe2",
    "strong": "#8fa0ae",
    "paper": "#ffffff",
    "ground": "#f4f6f8",
    "chip": "#dfe8ef",
    "chip-line": "#55708a",
    "accent": "#1f4e79",
    "on_target": "#0072b2",
    "attention": "#b57200",
    "attention-light": "#f7e2b0",
    "alert": "#9c1f63",
    "alert-light": "#f3d3e4",
    "line-1": "#0072b2",
    "line-2": "#b84e00",
    "line-3": "#007a5a",
    "shade-1": "#e6ecf1",
    "shade-2": "#dae3eb",
    "shade-3": "#cddae4",
    "shade-4": "#c0d0dd",
    "shade-5": "#b2c6d6",
    "shade-6": "#a4bccf",
    "shade-7": "#95b1c7",
    "shade-8": "#86a6bf",
}

GREYS: Final[dict[str, str]] = COLOURS | {
    "ink": "#000000",
    "quiet": "#4d4d4d",
    "rule": "#cfcfcf",
    "strong": "#909090",
    "ground": "#f5f5f5",
    "chip": "#e4e4e4",
    "chip-line": "#5a5a5a",
    "accent": "#000000",
    "on_target": "#000000",
    "attention": "#000000",
    "attention-light": "#ffffff",
    "alert": "#000000",
    "alert-light": "#ffffff",
    "line-1": "#000000",
    "line-2": "#4a4a4a",
    "line-3": "#6e6e6e",
    "shade-1": "#f0f0f0",
    "shade-2": "#e9e9e9",
    "shade-3": "#e1e1e1",
    "shade-4": "#d9d9d9",
    "shade-5": "#d1d1d1",
    "shade-6": "#c9c9c9",
    "shade-7": "#c0c0c0",
    "shade-8": "#b7b7b7",
}

HATCHES: Final[Mapping[str, tuple[float, float]]] = {
    "rule": (2.4, 0.16),
    "attention": (0.8, 0.25),
    "strong": (1.1, 0.28),
}
"""Inks there is a hatch of, with the distance and the width of its lines; a fill `hatch-rule` is drawn with it."""


def shade(position: int, phases: int) -> str:
    """Return the ink of a phase, 0 being the first: the eight shades spread over however many phases there are."""
    return f"shade-{1 + round(position * (SHADES - 1) / max(phases - 1, 1))}"
