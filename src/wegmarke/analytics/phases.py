"""Phases side by side: who was there, who went on, after how many days, and what it was worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from wegmarke import paths
from wegmarke.analytics.definition import Definition
from wegmarke.analytics.entries import Mask
from wegmarke.analytics.labels import MONTH
from wegmarke.analytics.measurement import Measurement, measure_map
from wegmarke.analytics.passage import Passage
from wegmarke.analytics.result import Result
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import TOUCH_UNITS, LocalizedText, Rate, Spread, Unit
from wegmarke.paths import PhaseModel, Touches, primitives

Group = tuple[str, str | None]  # phase and label

_COLUMNS = [
    ("phase", pa.string()),
    *[(name, pa.int64()) for name in ("touches", "persons", "accounts", "units", "converted")],
    *[(name, pa.float64()) for name in ("conversion", "low", "high")],
    ("out_of_order", pa.int64()),
    ("days_n", pa.int64()),
    *[(f"days_{figure}", pa.float64()) for figure in ("min", "median", "mean", "p90", "max")],
]


@takes_data
def phases(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    breakdown: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Describe every phase of a map, left to right.

    Columns: phase, touches, persons, accounts, units, converted, conversion, low and high (95 % Wilson
    interval), out_of_order, days_n to days_max (calendar days to the next phase), and one column
    `value_minor_EUR` per currency. `breakdown` is `month` or the name of an event property and adds the
    column `label`: touches and values stand under their own month or property, units under those of
    their first touch in the phase.
    """
    seen = measure_map(touches, model, by, zone=zone, start=start, end=end)
    heads, values = _heads(seen, breakdown), _values(seen, breakdown)
    currencies = sorted({currency for sums in values.values() for currency in sums})
    columns = [*_COLUMNS, *((f"value_minor_{currency}", pa.int64()) for currency in currencies)]
    if breakdown is not None:
        columns = [("label", pa.string()), *columns]
    rows = [
        row.figures(heads.get(row.group, {}), {currency: values[row.group].get(currency, 0) for currency in currencies})
        for phase in model.ordered()
        for row in _rows(seen, phase.id, breakdown, heads)
    ]
    table = pa.Table.from_pylist(rows, schema=pa.schema(columns))
    return Result("phases", table, _definition(seen, breakdown), seen.facts.excluded)


@dataclass(frozen=True)
class _Row:
    """One phase, or one group of a phase."""

    group: Group
    passage: Passage
    members: Mask

    def figures(self, heads: dict[str, int], values: dict[str, int]) -> dict[str, object]:
        conversion = self.passage.conversion(self.members) or Rate(0, 0, None, None, None)
        days = self.passage.days_to_next(self.members) or Spread(0, None, None, None, None, None)
        return {
            "phase": self.group[0],
            "label": self.group[1],
            "touches": heads.get("touches", 0),
            "persons": heads.get(Unit.PERSON.value, 0),
            "accounts": heads.get(Unit.ACCOUNT.value, 0),
            "units": int(self.members.sum()),
            "converted": conversion.part,
            "conversion": conversion.value,
            "low": conversion.low,
            "high": conversion.high,
            "out_of_order": int(self.passage.out_of_order[self.members[self.passage.went_on]].sum())
            if self.passage.leads_on
            else 0,
            "days_n": days.n,
            "days_min": days.minimum,
            "days_median": days.median,
            "days_mean": days.mean,
            "days_p90": days.p90,
            "days_max": days.maximum,
            **{f"value_minor_{currency}": minor for currency, minor in values.items()},
        }


def _rows(seen: Measurement, phase: str, breakdown: str | None, heads: dict[Group, dict[str, int]]) -> Iterator[_Row]:
    passage = seen.passages.at_phase(phase)
    if breakdown is None:
        yield _Row((phase, None), passage, np.ones(len(passage.unit), dtype=np.bool_))
        return
    groups = dict(seen.labels(passage, seen.model.touchpoints(phase), breakdown).groups())
    found = set(groups) | {label for of, label in heads if of == phase}
    for label in sorted(found, key=lambda name: (name is None, name or "")):
        yield _Row((phase, label), passage, groups.get(label, np.zeros(len(passage.unit), dtype=np.bool_)))


def _heads(seen: Measurement, breakdown: str | None) -> dict[Group, dict[str, int]]:
    if breakdown is None and _are_facts_enough(seen):
        counted = primitives.count_heads(seen.touches, seen.facts.period, seen.model.phase_of_touchpoint, TOUCH_UNITS)
        return {
            (row["group"], None): row | {"touches": seen.facts.touches_at(seen.model.touchpoints(row["group"]))}
            for row in counted.to_pylist()
        }
    rows = paths.group_counts(
        seen.touches,
        seen.facts.period,
        seen.model.phase_of_touchpoint,
        month=seen.calendar if breakdown == MONTH else None,
        property_name=None if breakdown == MONTH else breakdown,
    ).to_pyarrow()
    return {(row["group"], row.get("label")): row for row in rows.to_pylist()}


def _are_facts_enough(seen: Measurement) -> bool:
    """Tell whether the facts know the touches that count: those of some units or touchpoints they count as others."""
    chosen = seen.touches.chosen
    return chosen is None or (chosen.units is None and chosen.touchpoints is None)


def _values(seen: Measurement, breakdown: str | None) -> dict[Group, dict[str, int]]:
    if breakdown is None and _are_facts_enough(seen):
        found = {phase.id: seen.facts.values_at(seen.model.touchpoints(phase.id)) for phase in seen.model.ordered()}
        return defaultdict(dict) | {
            (phase, None): {amount.currency: amount.minor for amount in amounts} for phase, amounts in found.items()
        }
    rows = paths.group_values(
        seen.touches,
        seen.facts.period,
        seen.model.phase_of_touchpoint,
        month=seen.calendar if breakdown == MONTH else None,
        property_name=None if breakdown == MONTH else breakdown,
    ).to_pyarrow()
    sums: dict[Group, dict[str, int]] = defaultdict(dict)
    for row in rows.to_pylist():
        sums[row["group"], row.get("label")][row["currency"]] = row["value_minor"]
    return sums


def _definition(seen: Measurement, breakdown: str | None) -> Definition:
    if breakdown is None:
        return seen.facts.definition(_WHAT)
    grouped = LocalizedText(
        de=f"Aufgeteilt nach {breakdown}; Einheiten: nach ihrem ersten Kontaktereignis in der Phase.",
        en=f"Breakdown by {breakdown}; units: by their first touch in the phase.",
    )
    return seen.facts.definition(_WHAT, grouped)


_WHAT = LocalizedText(
    de="Phasen. Einheiten haben ein Kontaktereignis in der Phase; weitergegangen: davon die mit einem Kontaktereignis "
    "in einer späteren Phase, ohne Ausstiegsphasen; Tage: Kalendertage vom ersten Kontaktereignis in der Phase bis zum "
    "ersten in der nächsten berührten späteren Phase, Quantile linear interpoliert; außer der Reihe: dieses liegt "
    "davor, gekennzeichnet und gezählt.",
    en="Phases. Units have a touch in the phase; converted: of these, units with a touch in a later phase, exit "
    "phases left out; days: calendar days from the first touch in the phase to the first touch in the nearest "
    "later phase touched, quantiles interpolated linearly; out of order: that touch lies before, flagged and counted.",
)
