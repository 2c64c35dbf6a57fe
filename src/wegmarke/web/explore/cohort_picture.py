"""Draws what customers are worth by months since their first order: all cohorts, and each of the latest ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.web.explore.value_parts import Row, amount, cohort_text, number, ticks
from wegmarke.web.reader import Reader

WIDTH, HEIGHT = 1100.0, 320.0
_LEFT, _RIGHT, _TOP, _BOTTOM, _GAP = 84.0, 150.0, 18.0, 44.0, 15.0
_MOST = 8


@dataclass(frozen=True, slots=True)
class Curve:
    """One cohort: its line, the part of it that is not over for everybody yet, and where its name stands."""

    title: str
    line: str
    open_line: str
    x: float
    y: float
    is_all: bool


@dataclass(frozen=True, slots=True)
class CohortPicture:
    """All curves; ticks as (place, text); `band` is the interval of all cohorts together."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    curves: tuple[Curve, ...]
    band: str
    months: tuple[tuple[float, str], ...]
    amounts: tuple[tuple[float, str], ...]


def draw_cohorts(rows: Sequence[Row], length: str, reader: Reader) -> CohortPicture | None:
    """Draw the latest cohorts and all together; None where nothing can be shown."""
    shown = [row for row in rows if number(row["per_customer"]) is not None]
    if not shown:
        return None
    by_cohort: dict[object, list[Row]] = {}
    for row in shown:
        by_cohort.setdefault(row["cohort"], []).append(row)
    whole = by_cohort.pop(None, [])
    latest = [key for key in sorted(by_cohort, key=str, reverse=True) if len(by_cohort[key]) > 1][:_MOST]
    drawn = [row for key in latest for row in by_cohort[key]] + whole
    if not drawn:
        return None
    marks = ticks(*_span([*drawn, *({"per_customer": row[name]} for row in whole for name in ("low", "high"))]))
    months = max(int(number(row["months_since"]) or 0) for row in drawn)
    place = _Place(marks[0], marks[-1], max(months, 1))
    curves = [_curve(by_cohort[key], cohort_text(key, length, reader), place, is_all=False) for key in latest]
    if whole:
        curves.append(_curve(whole, cohort_text(None, length, reader), place, is_all=True))
    currency = str(drawn[0]["currency"])
    step = max(1, -(-months // 12))
    return CohortPicture(
        WIDTH, HEIGHT, _LEFT, WIDTH - _RIGHT, HEIGHT - _BOTTOM, tuple(_apart(curves)), _band(whole, place),
        tuple((place.x(month), reader.formats.number(month)) for month in range(0, months + 1, step)),
        tuple((place.y(mark), amount(mark, currency, reader)) for mark in marks),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    lowest: float
    highest: float
    months: int

    def x(self, month: float) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * month / self.months, 1)

    def y(self, amount: float) -> float:
        share = (amount - self.lowest) / ((self.highest - self.lowest) or 1.0)
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - share), 1)

    def point(self, row: Row, name: str = "per_customer") -> str:
        return f"{self.x(number(row['months_since']) or 0.0)} {self.y(number(row[name]) or 0.0)}"


def _curve(rows: Sequence[Row], title: str, place: _Place, *, is_all: bool) -> Curve:
    over = [row for row in rows if row["is_complete"]]
    still = [row for row in rows if not row["is_complete"]]
    points = [place.point(row) for row in over]
    beyond = [*points[-1:], *(place.point(row) for row in still)]
    x, y = ([*points, *beyond] or ["0 0"])[-1].split()
    return Curve(title, "M" + "L".join(points) if points else "", "M" + "L".join(beyond) if still else "",
                 float(x), float(y), is_all)  # fmt: skip


def _band(rows: Sequence[Row], place: _Place) -> str:
    sure = [row for row in rows if number(row["low"]) is not None]
    if not sure:
        return ""
    rim = [place.point(row, "high") for row in sure] + [place.point(row, "low") for row in reversed(sure)]
    return "M" + "L".join(rim) + "Z"


def _apart(curves: Sequence[Curve]) -> list[Curve]:
    """Move names that would stand upon each other apart, the upper ones upwards."""
    ordered = sorted(curves, key=lambda curve: curve.y)
    places: list[float] = []
    for curve in ordered:
        places.append(max(curve.y, places[-1] + _GAP) if places else curve.y)
    overlap = max(0.0, (places[-1] if places else 0.0) - (HEIGHT - _BOTTOM))
    for at in range(len(places) - 1, -1, -1):
        limit = HEIGHT - _BOTTOM if at == len(places) - 1 else places[at + 1] - _GAP
        if overlap:
            places[at] = min(places[at], limit)
    return [
        Curve(curve.title, curve.line, curve.open_line, curve.x, round(y, 1), curve.is_all)
        for curve, y in zip(ordered, places, strict=True)
    ]


def _span(rows: Sequence[Row]) -> tuple[float, float]:
    amounts = [number(row["per_customer"]) or 0.0 for row in rows]
    return min(0.0, *amounts), max(0.0, *amounts)
