"""Draws bars side by side: one group per place, up to two bars in it, with their numbers above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.web.explore.value_parts import ticks

WIDTH, HEIGHT = 1100.0, 280.0
_LEFT, _TOP, _BOTTOM, _PAD = 84.0, 40.0, 46.0, 0.16
_MOST_NUMBERS = 26
_MOST_NAMES = 14


@dataclass(frozen=True, slots=True)
class Group:
    """One place on the axis: its name, and its bars as (value, text); None draws nothing."""

    name: str
    bars: tuple[tuple[float | None, str], ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `looks` is its class."""

    x: float
    y: float
    width: float
    height: float
    text: str
    looks: str


@dataclass(frozen=True, slots=True)
class PairsPicture:
    """All bars; `names` as (x, text), `marks` as (y, text), `legend` as (x, class, text)."""

    width: float
    height: float
    left: float
    bars: tuple[Bar, ...]
    names: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]
    legend: tuple[tuple[float, str, str], ...]
    alt: str


def draw_pairs(
    groups: Sequence[Group],
    legend: Sequence[str],
    alt: str,
    mark_texts: Sequence[str] = (),
    marks: Sequence[float] = (),
) -> PairsPicture | None:
    """Draw groups; None where there is nothing. `marks` and their texts are the upright axis, see `scale_of`."""
    if not any(value is not None for group in groups for value, _ in group.bars):
        return None
    highest, wide = marks[-1] or 1.0, (WIDTH - _LEFT) / len(groups)
    tall = HEIGHT - _TOP - _BOTTOM
    bars, names = [], []
    every = -(-len(groups) // _MOST_NAMES)
    for place, group in enumerate(groups):
        each = wide * (1 - 2 * _PAD) / len(group.bars)
        for nth, (value, text) in enumerate(group.bars):
            if value is None:
                continue
            height = max(0.0, value) / highest * tall
            bars.append(
                Bar(
                    round(_LEFT + wide * (place + _PAD) + each * nth, 1), round(_TOP + tall - height, 1),
                    round(each - 2, 1), round(height, 1), text if len(groups) <= _MOST_NUMBERS else "",
                    "bar-optional" if group.is_open else f"bar-{nth + 1}",
                )
            )  # fmt: skip
        if place % every == 0:
            names.append((round(_LEFT + wide * (place + 0.5), 1), group.name))
    return PairsPicture(
        WIDTH, HEIGHT, _LEFT, tuple(bars), tuple(names),
        tuple((round(_TOP + tall * (1 - mark / highest), 1), text) for mark, text in zip(marks, mark_texts,
        strict=True)), tuple((_LEFT + 220.0 * nth, f"bar-{nth + 1}", text) for nth, text in enumerate(legend)), alt,
    )  # fmt: skip


def scale_of(groups: Sequence[Group]) -> list[float]:
    """Return the marks of the upright axis."""
    return ticks(0.0, max((value for group in groups for value, _ in group.bars if value is not None), default=1.0))
