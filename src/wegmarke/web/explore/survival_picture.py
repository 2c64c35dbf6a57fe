"""Draws how long stays in each phase last: one small panel per phase, each over days of its own.

An axis ends where fewer than one stay in fifty is still observed: what lies beyond says little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.titles import Titles

WIDTH, PANEL, GAP = 1200.0, 360.0, 60.0
_HEIGHT, _TOP, _LEFT, _BOTTOM = 150.0, 26.0, 46.0, 64.0
_PER_ROW = 3
_TICKS = 4
_FEW = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """One phase: the curve, its band, and the number at risk below the ticks of the axis."""

    x: float
    y: float
    title: str
    curve: str
    band: str
    ticks: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True, slots=True)
class SurvivalPicture:
    """All panels; `shares` are the marks of the upright axis as (y within a panel, text)."""

    width: float
    height: float
    panel: float
    panel_height: float
    panels: tuple[Panel, ...]
    shares: tuple[tuple[float, str], ...]


def draw_survival(curves: Result, titles: Titles, reader: Reader) -> SurvivalPicture | None:
    """Draw the rows of `phase_curve`; None where nothing has ended, or every curve is hidden."""
    return draw_curves(curves.to_pyarrow().to_pylist(), "phase", lambda phase: titles.phase(str(phase)), reader)


def draw_curves(
    curves: Sequence[dict[str, object]], name: str, title: Callable[[object], str], reader: Reader
) -> SurvivalPicture | None:
    """Draw curves by the value of a column, those of one value together; None where nothing has ended."""
    rows = [row for row in curves if row["share"] is not None]
    if not rows:
        return None
    panels = []
    for place, (value, points) in enumerate(groupby(rows, key=lambda row: row[name])):
        x = _LEFT + place % _PER_ROW * (PANEL + GAP / 2)
        y = _TOP + place // _PER_ROW * (_HEIGHT + _TOP + _BOTTOM)
        panels.append(_panel(x, y, title(value), list(points), reader))
    lines = (len(panels) + _PER_ROW - 1) // _PER_ROW
    shares = tuple((_HEIGHT * (1 - share), reader.formats.percent(share, 0)) for share in (0.0, 0.5, 1.0))
    return SurvivalPicture(WIDTH, lines * (_HEIGHT + _TOP + _BOTTOM), PANEL - GAP, _HEIGHT, tuple(panels), shares)


def _panel(x: float, y: float, title: str, points: list[dict[str, object]], reader: Reader) -> Panel:
    width = PANEL - GAP
    all_stays = _number(points[0]["at_risk"])
    points = [row for row in points if _number(row["at_risk"]) * _FEW >= all_stays]
    longest = max(_number(row["days"]) for row in points) or 1.0
    digits = 0 if longest >= 10 else 1
    steps = [(_number(row["days"]) / longest * width, row) for row in points]
    ticks = []
    for number in range(_TICKS + 1):
        days = longest * number / _TICKS
        risk = next((row["at_risk"] for row in points if _number(row["days"]) >= days), 0)
        ticks.append(
            (width * number / _TICKS, reader.formats.number(days, digits), reader.formats.number(_number(risk)))
        )
    upper = _steps([(at, _number(row["high"])) for at, row in steps], 1.0, width)
    lower = _steps([(at, _number(row["low"])) for at, row in steps], 1.0, width)
    band = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in [*upper, *reversed(lower)]) + "Z"
    curve = "M" + "L".join(
        f"{a:.1f} {b:.1f}" for a, b in _steps([(at, _number(row["share"])) for at, row in steps], 1.0, width)
    )
    return Panel(x, y, title, curve, band, tuple(ticks))


def _steps(points: list[tuple[float, float]], begin: float, width: float) -> list[tuple[float, float]]:
    """Return the corners of a staircase: it keeps its height until the next point."""
    corners, height = [(0.0, _HEIGHT * (1 - begin))], begin
    for at, share in points:
        corners += [(at, _HEIGHT * (1 - height)), (at, _HEIGHT * (1 - share))]
        height = share
    return [*corners, (min(width, corners[-1][0] + 4), corners[-1][1])]


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
