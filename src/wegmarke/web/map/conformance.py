"""Observed paths beside a map, written for a reader: marks in the cells, lists, and the picture of the trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wegmarke.domain.map_conformance import (
    AlignedVariant,
    Deviation,
    DeviationKind,
    Drift,
    FitnessPoint,
    MapConformance,
)
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.titles import shade
from wegmarke.web.words import DEVIATIONS, word
from wegmarke.workspace import JourneyMap

MARKS: Final[Mapping[str, str]] = {
    DeviationKind.MISSING: "○",
    DeviationKind.UNPLANNED: "+",
    DeviationKind.FAILING: "×",
    DeviationKind.OUT_OF_SEQUENCE: "⇄",
    DeviationKind.LATE: "»",
    DeviationKind.WRONG: "≠",
}
"""A sign per kind: never colour alone."""
MEANINGS: Final[Mapping[str, tuple[str, str]]] = {
    DeviationKind.MISSING: marked("deviation", "expected there, and it did not happen"),
    DeviationKind.UNPLANNED: marked("deviation", "happened, and the map does not expect it, or not as often"),
    DeviationKind.FAILING: marked("deviation", "happened, and went badly by its rule"),
    DeviationKind.OUT_OF_SEQUENCE: marked("deviation", "happened, and belongs elsewhere on the path"),
    DeviationKind.LATE: marked("deviation", "happened later than the map allows"),
    DeviationKind.WRONG: marked("deviation", "happened over another channel or by another role"),
}
_WIDTH, _HEIGHT, _LEFT, _TOP, _BELOW = 1000.0, 220.0, 56.0, 12.0, 28.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of deviation at one place; `url` leads to the units behind it, empty where these are too few."""

    sign: str
    kind: str
    units: str
    share: str
    url: str


@dataclass(frozen=True, slots=True)
class PlaceMarks:
    """A touchpoint, or the step itself, with its marks."""

    title: str
    marks: tuple[Mark, ...]
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class StepMarks:
    """A step of the map; without a title for what stands at no step of the phase."""

    number: str
    title: str
    places: tuple[PlaceMarks, ...]


@dataclass(frozen=True, slots=True)
class PhaseMarks:
    """A column of the map."""

    shade: int
    number: int
    title: str
    marks: tuple[Mark, ...]
    steps: tuple[StepMarks, ...]


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """One row of the list."""

    mark: Mark
    phase: str
    place: str
    touches: str
    interval: str


@dataclass(frozen=True, slots=True)
class VariantLine:
    """One frequent path: its moves as sign, title, and kind of deviation (empty for a touch that fits)."""

    units: str
    fitness: str
    moves: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """The fitness over time: a line with the band of its interval, points, and the same as rows.

    Attributes:
        shares: (y, label) of the lines of the grid.
        ticks: (x, label).
        points: (x, y, text, whether the period is over).
        rows: period, units, mean, interval.
    """

    width: float
    height: float
    left: float
    curve: str
    bands: tuple[str, ...]
    shares: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    points: tuple[tuple[float, float, str, bool], ...]
    rows: tuple[tuple[str, str, str, str], ...]


class ConformanceWriter:
    """Writes what was found about one map; links keep what the page was asked."""

    def __init__(self, document: JourneyMap, address: str, params: Mapping[str, str], reader: Reader) -> None:
        """Look up the titles."""
        language = reader.language
        self.document, self.reader = document, reader
        self.address, self.params = address, params
        self.phases = {one.id: one.title.get(language) for one in document.phases}
        self.titles = {one.id: one.title.get(language) for one in document.touchpoints}
        self.steps = {one.id: one.title.get(language) for one in document.steps}

    def columns(self, found: MapConformance) -> tuple[PhaseMarks, ...]:
        """Lay the marks into the cells of the map."""
        count = len(self.document.phases)
        return tuple(
            PhaseMarks(
                shade=shade(number, count),
                number=number,
                title=self.phases[phase.id],
                marks=self._marks(
                    one for one in found.deviations if one.phase == phase.id and not one.touchpoint and not one.step
                ),
                steps=self._steps(phase.id, number, found),
            )
            for number, phase in enumerate(self.document.phases, 1)
        )

    def lines(self, found: MapConformance) -> tuple[DeviationLine, ...]:
        """Write the list of deviations per touchpoint and step."""
        f = self.reader.formats
        return tuple(
            DeviationLine(
                mark=self._mark(one),
                phase=self.phases[one.phase],
                place=self.place(one.touchpoint, one.step),
                touches=f.number(one.touches),
                interval=f.percent_range(one.share.low, one.share.high)
                if one.share.low is not None and one.share.high is not None
                else "",
            )
            for one in found.deviations
            if one.touchpoint or one.step
        )

    def place(self, touchpoint: str | None, step: str | None) -> str:
        """Name a touchpoint or a step."""
        if touchpoint:
            return self.titles.get(touchpoint, touchpoint)
        t = self.reader.t
        return t.pgettext("deviation", "Step “%(title)s”", title=self.steps.get(step or "", step or "")) if step else ""

    def variants(self, frequent: Sequence[AlignedVariant]) -> tuple[VariantLine, ...]:
        """Write the most frequent paths beside the map."""
        f = self.reader.formats
        return tuple(
            VariantLine(
                units=f.number(one.units),
                fitness=f.decimals(one.fitness, 2),
                moves=tuple(
                    (
                        MARKS.get(move.kind, ""),
                        self.titles.get(move.touchpoint) or self.steps.get(move.touchpoint, move.touchpoint),
                        self.kind(move.kind) if move.kind in MARKS else "",
                    )
                    for move in one.moves
                ),
            )
            for one in frequent
        )

    def kind(self, kind: str) -> str:
        """Name a kind of deviation."""
        return word(DEVIATIONS, kind, self.reader.t)

    def legend(self) -> tuple[tuple[str, str, str], ...]:
        """Return sign, name and meaning of each kind."""
        return tuple((MARKS[kind], self.kind(kind), self.reader.t.label(MEANINGS[kind])) for kind in DeviationKind)

    def drift(self, drift: Drift | None) -> str:
        """Say whether something changed lately; empty where nobody can tell."""
        if drift is None or drift.p is None or drift.before is None or drift.after is None:
            return ""
        t, f = self.reader.t, self.reader.formats
        p = f.decimals(drift.p, 4) if drift.p >= 0.0001 else f"< {f.decimals(0.0001, 4)}"
        values = {"before": f.decimals(drift.before, 2), "after": f.decimals(drift.after, 2), "p": p}
        if not drift.is_alert:
            return t.pgettext(
                "drift", "No change that stands out: fitness %(before)s before, %(after)s lately (p = %(p)s).", **values
            )
        if drift.after < drift.before:
            return t.pgettext(
                "drift",
                "Paths follow the map less than before: fitness %(before)s, now %(after)s (p = %(p)s).",
                **values,
            )
        return t.pgettext(
            "drift", "Paths follow the map more than before: fitness %(before)s, now %(after)s (p = %(p)s).", **values
        )

    def _steps(self, phase: str, number: int, found: MapConformance) -> tuple[StepMarks, ...]:
        here = [one for one in found.deviations if one.phase == phase]
        placed: set[str] = set()
        made = []
        steps = [step for step in self.document.steps if step.phase == phase]
        for count, step in enumerate(steps, 1):
            names = [one.touchpoint for one in self.document.placements if one.step == step.id]
            placed.update(names)
            places = [PlaceMarks("", self._marks(one for one in here if one.step == step.id))]
            places += [PlaceMarks(self.place(name, None), self._marks(_of(here, name))) for name in names]
            shown = tuple(one for one in places if one.title or one.marks)
            made.append(StepMarks(f"{number}.{count}", self.steps[step.id], shown))
        others = dict.fromkeys(one.touchpoint for one in here if one.touchpoint and one.touchpoint not in placed)
        if others:
            foreign = tuple(PlaceMarks(self.place(name, None), self._marks(_of(here, name)), True) for name in others)
            made.append(StepMarks("", self.reader.t.pgettext("deviation", "From elsewhere"), foreign))
        return tuple(made)

    def _marks(self, found: object) -> tuple[Mark, ...]:
        kinds = list(DeviationKind)
        ordered = sorted(found, key=lambda one: kinds.index(one.kind))  # type: ignore[call-overload]
        return tuple(self._mark(one) for one in ordered)

    def _mark(self, one: Deviation) -> Mark:
        f, few = self.reader.formats, one.suppressed
        asked = {"kind": one.kind.value, "phase": one.phase, "touchpoint": one.touchpoint or "", "step": one.step or ""}
        return Mark(
            sign=MARKS[one.kind],
            kind=self.kind(one.kind),
            units=f.number(one.units),
            share="" if one.share.value is None else f.percent(one.share.value),
            url="" if few else with_params(f"{self.address}/conformance/units", {**self.params, **asked}),
        )


def _of(deviations: Sequence[Deviation], touchpoint: str) -> list[Deviation]:
    return [one for one in deviations if one.touchpoint == touchpoint]


def trend_picture(trend: Sequence[FitnessPoint], length: str, reader: Reader) -> TrendPicture | None:
    """Draw the fitness over time; None where there is at most one period to show."""
    shown = [one for one in trend if one.mean is not None]
    if len(shown) < 2:
        return None
    f = reader.formats
    low = min(one.low if one.low is not None else 0.0 for one in shown)
    low = max(0.0, int(low * 10) / 10)
    across = (_WIDTH - _LEFT - 12) / max(1, len(trend) - 1)

    def x(place: int) -> float:
        return round(_LEFT + across * place, 1)

    def y(value: float) -> float:
        return round(_TOP + (1 - value) / max(1e-9, 1 - low) * _HEIGHT, 1)

    rows: list[list[int]] = []
    for place, one in enumerate(trend):
        if one.mean is None:
            continue
        if rows and rows[-1][-1] == place - 1:
            rows[-1].append(place)
        else:
            rows.append([place])
    curve = " ".join(_line([(x(n), y(trend[n].mean or 0.0)) for n in row]) for row in rows)
    bands = tuple(
        _line([(x(n), y(trend[n].high or 0.0)) for n in row] + [(x(n), y(trend[n].low or 0.0)) for n in row[::-1]])
        + "Z"
        for row in rows
    )
    every = max(1, -(-len(trend) // 8))
    labels = [_period(one.begins, length, reader) for one in trend]
    return TrendPicture(
        width=_WIDTH,
        height=_TOP + _HEIGHT + _BELOW,
        left=_LEFT,
        curve=curve,
        bands=bands,
        shares=tuple((y(value), f.decimals(value, 2)) for value in (1.0, (1 + low) / 2, low)),
        ticks=tuple((x(n), labels[n]) for n in range(0, len(trend), every)),
        points=tuple(
            (x(n), y(one.mean), f"{labels[n]}: {f.decimals(one.mean, 2)}, n {f.number(one.units)}", one.is_complete)
            for n, one in enumerate(trend)
            if one.mean is not None
        ),
        rows=tuple(
            (
                labels[n] + ("" if one.is_complete else " *"),
                f.number(one.units),
                "–" if one.mean is None else f.decimals(one.mean, 3),
                f"{f.decimals(one.low, 3)}–{f.decimals(one.high, 3)}"
                if one.low is not None and one.high is not None
                else "–",
            )
            for n, one in enumerate(trend)
        ),
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _period(begins: str, length: str, reader: Reader) -> str:
    day = date.fromisoformat(begins)
    return reader.formats.month_short(day) if length == "month" else reader.formats.day(day)
