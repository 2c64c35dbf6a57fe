"""Draws answers: bars of how often each score was given, and the figure by month with the band of its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.web.reader import Reader

Row = Mapping[str, object]
WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 1200.0, 260.0, 440.0, 26.0, 26.0
_RIGHT: Final = 520.0
_MOST_MONTHS: Final = 36
_LOOKS: Final = {"promoters": "bar-1", "satisfied": "bar-1", "passives": "bar-rest", "detractors": "bar-2"}
_SCALES: Final = {"nps": (-100.0, 100.0), "csat": (0.0, 1.0)}


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """How often one score was given."""

    x: float
    y: float
    width: float
    height: float
    looks: str
    score: str
    count: str


@dataclass(frozen=True, slots=True)
class AnswersPicture:
    """Bars on the left, the course on the right: `band` and `line` are paths, `points` (x, y, hollow)."""

    width: float
    height: float
    bars: tuple[ScoreBar, ...]
    base: float
    left: float
    right: float
    line: str
    bands: tuple[str, ...]
    points: tuple[tuple[float, float, bool], ...]
    shares: tuple[tuple[float, str], ...]
    months: tuple[tuple[float, str], ...]


def draw_answers(kind: str, scores: Sequence[Row], months: Sequence[Row], reader: Reader) -> AnswersPicture | None:
    """Draw answers; None where their number is hidden."""
    counts = [_number(row["answers"]) for row in scores]
    most = max((count for count in counts if count is not None), default=0.0)
    if not most:
        return None
    base = _HEIGHT - _BOTTOM
    step = _LEFT / len(scores)
    bars = tuple(
        ScoreBar(
            place * step + 3, base - height, step - 6, height, _LOOKS.get(str(row["part"]), "bar-rest"),
            f"{_number(row['score']):g}", reader.formats.number(count),
        )
        for place, (row, count) in enumerate(zip(scores, counts, strict=True))
        for height in [(count or 0.0) / most * (base - _TOP)]
    )  # fmt: skip
    low, high = _SCALES.get(kind, (_number(scores[0]["score"]) or 0.0, _number(scores[-1]["score"]) or 1.0))

    def y(value: float) -> float:
        return round(base - (value - low) / (high - low) * (base - _TOP), 1)

    shown = months[-_MOST_MONTHS:]
    width = (WIDTH - _RIGHT - 60) / max(1, len(shown))
    xs = [round(_RIGHT + 40 + (place + 0.5) * width, 1) for place in range(len(shown))]
    middle = (low + high) / 2
    return AnswersPicture(
        WIDTH, _HEIGHT, bars, base, _LEFT, _RIGHT,
        _line(xs, shown, y), _bands(xs, shown, y), _points(xs, shown, y),
        tuple((y(value), _written(kind, value, reader)) for value in (low, middle, high)),
        _month_words(xs, shown, reader),
    )  # fmt: skip


def _middle(row: Row) -> float | None:
    """Return where a month is drawn: its figure, and where there is none the middle of its interval."""
    value, low, high = (_number(row[name]) for name in ("value", "low", "high"))
    if value is not None or low is None or high is None:
        return value
    return (low + high) / 2


def _line(xs: Sequence[float], rows: Sequence[Row], y: Callable[[float], float]) -> str:
    parts, is_on = [], False
    for x, row in zip(xs, rows, strict=True):
        value = _middle(row)
        if value is not None:
            parts.append(f"{'L' if is_on else 'M'}{x} {y(value)}")
        is_on = value is not None
    return " ".join(parts)


def _bands(xs: Sequence[float], rows: Sequence[Row], y: Callable[[float], float]) -> tuple[str, ...]:
    half = max(3.0, (xs[1] - xs[0]) / 4) if len(xs) > 1 else 12.0
    bands = []
    for x, row in zip(xs, rows, strict=True):
        low, high = _number(row["low"]), _number(row["high"])
        if low is not None and high is not None:
            bands.append(f"M{x - half:.1f} {y(low)} H{x + half:.1f} V{y(high)} H{x - half:.1f} Z")
    return tuple(bands)


def _points(
    xs: Sequence[float], rows: Sequence[Row], y: Callable[[float], float]
) -> tuple[tuple[float, float, bool], ...]:
    return tuple(
        (x, y(value), _number(row["value"]) is None)
        for x, row in zip(xs, rows, strict=True)
        if (value := _middle(row)) is not None
    )


def _month_words(xs: Sequence[float], rows: Sequence[Row], reader: Reader) -> tuple[tuple[float, str], ...]:
    every = max(1, -(-len(rows) // 6))
    return tuple(
        (x, reader.formats.month_text(str(row["month"])))
        for place, (x, row) in enumerate(zip(xs, rows, strict=True))
        if place % every == 0
    )


def _written(kind: str, value: float, reader: Reader) -> str:
    if kind == "csat":
        return reader.formats.percent(value, 0)
    return reader.formats.signed(value, 0) if kind == "nps" else reader.formats.number(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
