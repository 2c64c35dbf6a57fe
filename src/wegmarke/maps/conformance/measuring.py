"""Puts observed paths beside a map and tells how far they follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np

from wegmarke import analytics
from wegmarke.analytics import Facts
from wegmarke.domain import LocalizedText, Rate, Unit, UsageError
from wegmarke.domain.map_conformance import (
    AlignedVariant,
    DeviatingUnit,
    DeviatingUnits,
    Deviation,
    DeviationKind,
    MapConformance,
)
from wegmarke.maps.conformance.alignment import Aligner, Alignment
from wegmarke.maps.conformance.deviations import Conformed, Key, conformed, told_moves
from wegmarke.maps.conformance.expected import expected_paths
from wegmarke.maps.conformance.observed import Ints, channels_by_name, observed_paths, rules_of
from wegmarke.maps.conformance.trend import BEFORE, LEAST, LEVEL, mean_of, trend_of
from wegmarke.maps.document import JourneyMap
from wegmarke.paths import CalendarPeriod, Period, Touches, path_touches

MOST_UNITS: Final = 200
_FREQUENT: Final = 20


@dataclass(frozen=True)
class Beside:
    """All paths beside a map, to be asked for the answer and for units.

    Attributes:
        known: unit, period, zone and what was left out.
        whole: paths count as over.
        length: of the periods of the trend.
        small_n: figures behind which fewer units stand are left out.
    """

    document: JourneyMap
    known: Facts
    whole: bool
    length: CalendarPeriod
    small_n: int
    paths: Conformed

    @cached_property
    def answer(self) -> MapConformance:
        """Return how far the paths follow the map."""
        observed, fitness = self.paths.observed, self.paths.fitness
        cost, worst = self.paths.costs
        enough = fitness.size >= max(1, self.small_n)
        mean, low, high = mean_of(fitness) if enough else (None, None, None)
        trend, drift = trend_of(
            fitness, observed.us[observed.begins[:-1]], self.known.zone, self.length, self.known.last_at, self.small_n
        )
        return MapConformance(
            map=self.document.id,
            by=self.known.by.value,
            whole=self.whole,
            units=int(fitness.size),
            touches=int(observed.us.size),
            variants=len(observed.paths),
            fitness=mean,
            low=low,
            high=high,
            of_touches=1 - cost / worst if worst and enough else None,
            fitting=self._rate(int((fitness == 1.0).sum()), hidden=not enough),
            deviations=tuple(self._deviations()),
            frequent=tuple(self._frequent()),
            trend=trend,
            drift=drift,
            definition=self._definition(),
            excluded=self.known.excluded,
            start=self.known.period.start,
            end=self.known.period.end,
        )

    def units(self, kind: str, phase: str, touchpoint: str | None, step: str | None = None) -> DeviatingUnits:
        """Return the units behind a deviation.

        Raises:
            UsageError: for a kind of deviation that does not exist.
        """
        if kind not in list(DeviationKind):
            raise UsageError(f"kind: expected one of {', '.join(DeviationKind)}; got {kind[:40]!r}.")
        paths, often = self._joined(DeviationKind(kind), phase, touchpoint, step)
        if 0 < paths.size < self.small_n:
            return DeviatingUnits(int(paths.size), suppressed=True)
        fitness, numbers = self.paths.fitness[paths], self.paths.observed.units[paths]
        order = np.lexsort((numbers, -often, fitness))[:MOST_UNITS]
        chosen = zip(numbers[order].tolist(), fitness[order].tolist(), often[order].tolist(), strict=True)
        return DeviatingUnits(int(paths.size), tuple(DeviatingUnit(*one) for one in chosen))

    def _joined(self, kind: DeviationKind, phase: str, touchpoint: str | None, step: str | None) -> tuple[Ints, Ints]:
        keys = [
            key for key in self.paths.found
            if key[:2] == (kind, phase) and touchpoint in (None, key[2]) and step in (None, key[3])
        ]  # fmt: skip
        return _together([self.paths.found[key] for key in keys])

    def _deviations(self) -> list[Deviation]:
        by_phase: defaultdict[tuple[DeviationKind, str], list[Key]] = defaultdict(list)
        for key in self.paths.found:
            by_phase[key[:2]].append(key)
        made = [self._deviation(key, *self.paths.found[key]) for key in self.paths.found]
        for (kind, phase), keys in by_phase.items():
            joined = _together([self.paths.found[key] for key in keys])
            made.append(self._deviation((kind, phase, "", ""), *joined))
        order = [phase.id for phase in self.document.phases]
        kinds = list(DeviationKind)
        return sorted(
            made,
            key=lambda one: (
                -one.units,
                order.index(one.phase),
                kinds.index(one.kind),
                one.touchpoint or one.step or "",
            ),
        )

    def _deviation(self, key: Key, paths: Ints, often: Ints) -> Deviation:
        kind, phase, touchpoint, step = key
        hidden = paths.size < self.small_n
        share = self._rate(int(paths.size), hidden=hidden)
        return Deviation(
            kind, phase, touchpoint or None, int(paths.size), int(often.sum()), share, hidden, step or None
        )

    def _rate(self, part: int, *, hidden: bool) -> Rate:
        found = analytics.rate(part, self.paths.observed.units.size)
        return Rate(found.part, found.of, None, None, None) if hidden else found

    def _frequent(self) -> list[AlignedVariant]:
        observed = self.paths.observed
        order = sorted(range(len(observed.paths)), key=lambda n: (-int(observed.counts[n]), observed.paths[n]))
        chosen = [number for number in order[:_FREQUENT] if observed.counts[number] >= self.small_n]
        return [
            AlignedVariant(
                int(observed.counts[number]),
                self.paths.alignments[number].fitness,
                self.paths.alignments[number].cost,
                told_moves(self.paths.expected, observed.paths[number], self.paths.alignments[number]),
            )
            for number in chosen
        ]

    def _definition(self) -> tuple[LocalizedText, ...]:
        said = (_FITNESS, _WHOLE if self.whole else _SO_FAR, _TREND)
        return self.known.definition(*said).sentences


def beside(
    document: JourneyMap,
    touches: Touches,
    *,
    by: Unit | str = Unit.ACCOUNT,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    whole: bool = False,
    others: bool = False,
    length: CalendarPeriod | str = CalendarPeriod.MONTH,
    small_n: int = 0,
    roles: Mapping[int, frozenset[str]] | None = None,
) -> Beside:
    """Align all observed paths with a map.

    Args:
        document: the map.
        touches: the tables.
        by: what a path belongs to.
        start: touches before do not count.
        end: touches from here on do not count.
        zone: zone of the calendar.
        whole: paths are over: what the map asks for behind their last touch is missing.
        others: touches at touchpoints that the map does not know count too, as unplanned.
        length: of the periods of the trend: week, month or quarter.
        small_n: figures behind which fewer units stand are left out.
        roles: roles in buying groups by number of the person.

    Raises:
        UsageError: when the map expects nothing, or too much; for an unknown unit or length.
    """
    if length not in list(CalendarPeriod):
        raise UsageError(f"length: expected one of {', '.join(CalendarPeriod)}; got {str(length)[:40]!r}.")
    zone = document.time_zone or zone
    expected = expected_paths(document)
    aligner = Aligner(expected, whole=whole)
    asked = None if others else [one.id for one in document.touchpoints]
    known = analytics.facts(touches, by, start, end, zone=zone, touchpoints=asked)
    rules = rules_of(expected)
    table = path_touches(touches, known.by, Period(start, end), touchpoints=asked, rules=rules)
    observed = observed_paths(touches, table, rules)
    alignments: tuple[Alignment, ...] = tuple(aligner.align(path) for path in observed.paths)
    found = conformed(expected, observed, alignments, channels=channels_by_name(touches), roles=roles or {})
    return Beside(document, known, whole, CalendarPeriod(length), small_n, found)


def _together(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Return each path once, with how often it has any of some deviations."""
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    paths = np.concatenate([part for part, _ in parts])
    often = np.concatenate([count for _, count in parts])
    once, place = np.unique(paths, return_inverse=True)
    return once, np.bincount(place, weights=often).astype(np.int64)


_FITNESS: Final = LocalizedText(
    de=(
        "Jeder Pfad wird mit den geringsten Kosten neben die Map gelegt: ein Kontaktereignis, das nicht passt, kostet "
        "1, ein fehlendes 1. Passung: 1 − Kosten / Kosten, wenn nichts passte; Mittel über alle Einheiten."
    ),
    en=(
        "Every path is laid beside the map at the least cost: a touch that does not fit costs 1, a missing one costs "
        "1. Fitness: 1 − cost / cost if nothing fitted; mean over all units."
    ),
)
_WHOLE: Final = LocalizedText(
    de="Pfade gelten als abgeschlossen: Was die Map nach dem letzten Kontaktereignis verlangt, fehlt.",
    en="Paths count as over: what the map asks for behind the last touch is missing.",
)
_SO_FAR: Final = LocalizedText(
    de="Pfade gelten als offen: Was die Map erst nach dem letzten Kontaktereignis verlangt, fehlt noch nicht.",
    en="Paths count as open: what the map asks for only behind the last touch is not missing yet.",
)
_TREND: Final = LocalizedText(
    de=(
        "Verlauf: Einheiten nach dem Zeitraum, in dem ihr Pfad begann. Änderung: letzter vollständiger Zeitraum gegen "
        f"bis zu {BEFORE} davor, Mann-Whitney-U-Test, zweiseitig; Hinweis unter p = {LEVEL}, ab {LEAST} Einheiten "
        "je Seite."
    ),
    en=(
        "Trend: units by the period in which their path began. Drift: the last complete period against up to "
        f"{BEFORE} before it, Mann-Whitney U test, two-sided; an alert below p = {LEVEL}, from {LEAST} units on "
        "each side."
    ),
)
