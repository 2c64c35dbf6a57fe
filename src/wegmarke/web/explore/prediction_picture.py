"""Draws how well a model holds: what was foretold beside what happened, by tenths of scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain.predictions import CurvePoint, ModelCard
from wegmarke.web.reader import Reader

_SIDE, _LEFT, _TOP, _GAP, _BARS = 320.0, 60.0, 34.0, 90.0, 620.0
_SCALES = (0.04, 0.08, 0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, slots=True)
class Dot:
    """One part of the calibration curve: its place, and both ends of its interval."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Column:
    """One tenth of the scores, highest first: its bar and words."""

    x: float
    y: float
    height: float
    share: str
    number: str


@dataclass(frozen=True, slots=True)
class CardPicture:
    """Two panels on one sheet; `ticks` are (place, label) along both axes of the left one."""

    width: float
    height: float
    left: float
    top: float
    side: float
    ticks: tuple[tuple[float, str], ...]
    dots: tuple[Dot, ...]
    line: str
    bars_at: float
    bar_width: float
    columns: tuple[Column, ...]
    base: float
    base_words: str


def draw_card(card: ModelCard, reader: Reader) -> CardPicture | None:
    """Draw the calibration curve, and the share that did it by tenth; None without a curve."""
    if not card.curve:
        return None
    reach = max(max(point.high, point.foretold) for point in card.curve)
    most = next((step for step in _SCALES if step >= reach), 1.0)
    dots = tuple(
        Dot(
            _SIDE * min(1.0, point.foretold / most), _SIDE * (1 - point.happened / most),
            _SIDE * (1 - point.low / most), _SIDE * (1 - point.high / most),
        )
        for point in card.curve
    )  # fmt: skip
    ticks = tuple((_SIDE * step / 4, reader.formats.percent(most * step / 4, 0)) for step in range(5))
    width = _BARS / len(card.curve)
    right = _LEFT + _SIDE + _GAP
    usual = _base(card)
    return CardPicture(
        width=right + _BARS + 10,
        height=_TOP + _SIDE + 56,
        left=_LEFT,
        top=_TOP,
        side=_SIDE,
        ticks=ticks,
        dots=dots,
        line=" ".join(f"{'M' if place == 0 else 'L'}{dot.x:.1f} {dot.y:.1f}" for place, dot in enumerate(dots)),
        bars_at=right,
        bar_width=width * 0.7,
        columns=_columns(card.curve, width, most, reader),
        base=_SIDE * (1 - min(1.0, usual / most)),
        base_words=reader.t.gettext("all: %(share)s", share=reader.formats.percent(usual)),
    )


def _columns(curve: Sequence[CurvePoint], width: float, most: float, reader: Reader) -> tuple[Column, ...]:
    return tuple(
        Column(
            width * place, _SIDE * (1 - min(1.0, point.happened / most)), _SIDE * min(1.0, point.happened / most),
            reader.formats.percent(point.happened), reader.formats.number(place + 1),
        )
        for place, point in enumerate(reversed(curve))
    )  # fmt: skip


def _base(card: ModelCard) -> float:
    size = sum(point.n for point in card.curve)
    return sum(point.n * point.happened for point in card.curve) / size if size else 0.0
