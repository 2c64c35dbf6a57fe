"""Draws models side by side: one line per touchpoint, one column of bars per model, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wegmarke.web.reader import Reader

if TYPE_CHECKING:
    from wegmarke.web.explore.attribution import Line

WIDTH, _WORDS, _HEAD, _ROW, _BAR, _GAP, _NUMBER = 1200.0, 270.0, 34.0, 26.0, 14.0, 24.0, 56.0
_MOST = 14
_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it begins, how long it is, what stands behind it."""

    x: float
    y: float
    width: float
    text: str
    looks: str


@dataclass(frozen=True, slots=True)
class ModelsPicture:
    """All bars; `heads` are the models as (x, text), `words` the touchpoints as (y, text)."""

    width: float
    height: float
    bar: float
    heads: tuple[tuple[float, str], ...]
    words: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]


def draw_models(lines: Sequence[Line], models: Sequence[str], reader: Reader) -> ModelsPicture | None:
    """Draw the touchpoints with the largest credits; None where nothing converted."""
    shares = {(line.model, line.touchpoint): line.share for line in lines}
    titles = {line.touchpoint: line.title for line in lines}
    largest = {key: max(abs(shares.get((model, key), 0.0)) for model in models) for key in titles}
    shown = [key for key in sorted(largest, key=lambda key: -largest[key]) if largest[key] > 0][:_MOST]
    if not shown:
        return None
    most = max(largest[key] for key in shown)
    column = (WIDTH - _WORDS) / len(models)
    longest = column - _GAP - _NUMBER
    bars = [
        Bar(
            _WORDS + column * place, _HEAD + _ROW * row + (_ROW - _BAR) / 2,
            max(0.0, shares.get((model, key), 0.0)) / most * longest,
            reader.formats.percent(shares.get((model, key), 0.0)),
            "bar-rest" if key.startswith("(") else "bar-1",
        )
        for row, key in enumerate(shown)
        for place, model in enumerate(models)
    ]  # fmt: skip
    heads = tuple((_WORDS + column * place, model) for place, model in enumerate(models))
    words = tuple((_HEAD + _ROW * row + _ROW / 2 + 4, _short(titles[key])) for row, key in enumerate(shown))
    return ModelsPicture(WIDTH, _HEAD + _ROW * len(shown) + 8, _BAR, heads, words, tuple(bars))


def _short(title: str) -> str:
    return title if len(title) <= _LETTERS else f"{title[: _LETTERS - 1]}…"
