"""Draws how long a funnel takes, as a curve, and how it changes, as points over the periods of entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wegmarke.web.explore.funnel_picture import number
from wegmarke.web.explore.spans import span_text
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader

WIDTH: Final = 960.0
HEIGHT: Final = 200.0
LEFT: Final = 46.0
TOP: Final = 12.0
MOST_PERIODS: Final = 24
_TICKS: Final = 4
_SCALES: Final = (0.05, 0.1, 0.25, 0.5, 1.0)

Row = Mapping[str, object]
Mark = tuple[float, str]


@dataclass(frozen=True, slots=True)
class CurvePicture:
    """A staircase with its band; `ticks` are (x, length of time, observed so long)."""

    curve: str
    band: str
    shares: tuple[Mark, ...]
    ticks: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """The share of one period with its interval; hollow while the period may still change."""

    x: float
    y: float | None
    low: float | None
    high: float | None
    is_open: bool
    label: str
    entered: str
    text: str


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """Points in the order of time; `line` joins those of periods that are over."""

    points: tuple[Point, ...]
    line: str
    shares: tuple[Mark, ...]


def draw_curve(result: Result, reader: Reader) -> CurvePicture | None:
    """Draw the rows of `funnel_curve`; None where nobody converted, or all is hidden."""
    rows = [row for row in result.to_pyarrow().to_pylist() if row["share"] is not None]
    longest = max((number(row["seconds"]) for row in rows), default=0.0)
    if not rows or not longest:
        return None
    top = _scale(max(number(row["high"]) for row in rows))
    places = [LEFT + number(row["seconds"]) / longest * (WIDTH - LEFT - 40) for row in rows]
    upper = _steps(places, [number(row["high"]) for row in rows], top)
    lower = _steps(places, [number(row["low"]) for row in rows], top)
    ticks = []
    for tick in range(_TICKS + 1):
        seconds = longest * tick / _TICKS
        at_risk = next((row["at_risk"] for row in rows if number(row["seconds"]) >= seconds), 0)
        x = LEFT + (WIDTH - LEFT - 40) * tick / _TICKS
        ticks.append((round(x, 1), span_text(seconds, reader) if tick else "0", reader.formats.number(number(at_risk))))
    return CurvePicture(
        curve=_path(_steps(places, [number(row["share"]) for row in rows], top)),
        band=f"{_path([*upper, *reversed(lower)])}Z",
        shares=_shares(top, reader),
        ticks=tuple(ticks),
    )


def draw_trend(rows: Sequence[Row], labels: Sequence[str], reader: Reader) -> TrendPicture | None:
    """Draw rows of `funnel_trend` in the order of time; None where every share is hidden."""
    known = [row for row in rows if row["conversion"] is not None]
    if not known:
        return None
    top = _scale(max(number(row["high"]) for row in known))
    wide = (WIDTH - LEFT) / len(rows)
    points = tuple(
        _point(row, label, LEFT + wide * (place + 0.5), top, reader)
        for place, (row, label) in enumerate(zip(rows, labels, strict=True))
    )
    over = [(point.x, point.y) for point in points if point.y is not None and not point.is_open]
    return TrendPicture(points, _path(over) if len(over) > 1 else "", _shares(top, reader))


def period_text(first: object, per: str, reader: Reader) -> str:
    """Name a period by its first day."""
    if not isinstance(first, date):
        return str(first)
    match per:
        case "month":
            return reader.formats.month(first)
        case "quarter":
            return reader.t.pgettext("period", "Q%(n)s %(year)s", n=(first.month + 2) // 3, year=first.year)
        case "week":
            year, week, _ = first.isocalendar()
            return reader.t.pgettext("period", "Week %(n)s, %(year)s", n=week, year=year)
        case _:
            return reader.formats.day(first)


def short_period(first: object, per: str, reader: Reader) -> str:
    """Name a period in few letters, for an axis."""
    if not isinstance(first, date):
        return str(first)
    match per:
        case "quarter":
            return f"{(first.month + 2) // 3}/{first.year % 100:02d}"
        case "week":
            return f"{first.isocalendar()[1]}/{first.isocalendar()[0] % 100:02d}"
        case "month":
            return reader.formats.month_short(first)
        case _:
            return f"{first.day}/{first.month}" if reader.language == "en" else f"{first.day}.{first.month}."


def _point(row: Row, label: str, x: float, top: float, reader: Reader) -> Point:
    def place(name: str) -> float | None:
        return None if row[name] is None else round(_y(number(row[name]), top), 1)

    share = None if row["conversion"] is None else number(row["conversion"])
    return Point(
        round(x, 1), place("conversion"), place("low"), place("high"), bool(row["incomplete"]), label,
        reader.formats.number(number(row["entered"])), f"{label}: {reader.formats.percent(share)}",
    )  # fmt: skip


def _scale(highest: float) -> float:
    return next(scale for scale in _SCALES if scale >= min(highest, 1.0))


def _y(share: float, top: float) -> float:
    return TOP + HEIGHT * (1 - share / top)


def _shares(top: float, reader: Reader) -> tuple[Mark, ...]:
    digits = 0 if top >= 0.1 else 1
    return tuple(
        (round(_y(top * part, top), 1), reader.formats.percent(top * part, digits)) for part in (0.0, 0.5, 1.0)
    )


def _steps(places: Sequence[float], shares: Sequence[float], top: float) -> list[tuple[float, float]]:
    """Return the corners of a staircase that begins at nothing."""
    corners, before = [(LEFT, _y(0.0, top))], 0.0
    for x, share in zip(places, shares, strict=True):
        corners += [(x, _y(before, top)), (x, _y(share, top))]
        before = share
    return corners


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
