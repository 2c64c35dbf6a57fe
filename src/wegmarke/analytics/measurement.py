"""One look at one map: everything its cells and metrics have in common is asked once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from wegmarke import paths
from wegmarke.analytics.entries import Entries, load_entries
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.labels import MONTH, Labels, by_month, by_property
from wegmarke.analytics.onward import GoingOn
from wegmarke.analytics.passage import Passage, Passages
from wegmarke.domain import Unit
from wegmarke.paths import Calendar, PhaseModel, Touches, primitives

T = TypeVar("T")
Heads: TypeAlias = list[dict[str | None, int]]
"""Units by label, per group: phases left to right, then touchpoints."""


@dataclass(frozen=True)
class Measurement:
    """Touches of one period seen through the phases of one map.

    Attributes:
        touches: the tables.
        model: phases of the map and of its touchpoints.
        facts: unit, period, zone, and what one pass over the period says.
    """

    touches: Touches
    model: PhaseModel
    facts: Facts
    _known: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def calendar(self) -> Calendar:
        """The clock of the zone over the span of the data."""
        return self.facts.calendar()

    @cached_property
    def passings(self) -> primitives.Passings:
        """What units did after each place of the map, counted in one pass; see `passages` for the units themselves."""
        return primitives.count_passings(self.touches, self.facts.by, self.facts.period, self.model, self.calendar)

    def going_on(self, *, phase: str | None = None, touchpoint: str | None = None) -> GoingOn:
        """Return how units go on from a phase or a touchpoint."""
        leading = [one.id for one in self.model.sequence()][:-1]
        if touchpoint is not None:
            own = self.model.phase_of_touchpoint[touchpoint]
            return GoingOn(self.passings.touchpoints[touchpoint], own in leading)
        return GoingOn(self.passings.phases[str(phase)], phase in leading)

    def heads(self, unit: Unit, *, by_month: bool = False) -> Heads:
        """Count the units of a kind at every phase and every touchpoint, together or by month, in one pass."""
        groups = [*self.model.groups().values(), *((touchpoint,) for touchpoint in self.model.phase_of_touchpoint)]
        return self._once(("heads", unit, by_month), lambda: self._heads(groups, unit, by_month=by_month))

    def heads_of_all(self, unit: Unit, *, by_month: bool = False) -> Heads:
        """Count the units of a kind on the whole map."""
        groups = [tuple(self.model.phase_of_touchpoint)]
        return self._once(("heads of all", unit, by_month), lambda: self._heads(groups, unit, by_month=by_month))

    def sums(self, *, by_month: bool = False) -> list[dict[str, Any]]:
        """Count the touches and their values at every touchpoint, together or by month; see `sum_touches`."""
        month, touchpoints = self.calendar if by_month else None, list(self.model.phase_of_touchpoint)
        return self._once(
            ("sums", by_month),
            lambda: primitives.sum_touches(self.touches, self.facts.period, touchpoints, month=month).to_pylist(),
        )

    def _heads(self, groups: list[tuple[str, ...]], unit: Unit, *, by_month: bool) -> Heads:
        month = self.calendar if by_month else None
        rows = primitives.count_heads_at(self.touches, self.facts.period, groups, unit, month=month).to_pylist()
        found: Heads = [{} for _ in groups]
        for row in rows:
            found[row["group"]][row["label"]] = row["units"]
        return found

    def _once(self, question: Hashable, ask: Callable[[], T]) -> T:
        if question not in self._known:
            self._known[question] = ask()
        found: T = self._known[question]
        return found

    @cached_property
    def entries(self) -> Entries:
        """First entries of all units; asked for when first needed."""
        return load_entries(self.touches, self.facts)

    @cached_property
    def passages(self) -> Passages:
        """How units pass on from each place of the map."""
        return Passages(self.entries, self.model, self.calendar)

    def labels(self, passage: Passage, touchpoints: Sequence[str], breakdown: str) -> Labels:
        """Label the units of a passage by their first touch here: its local month or one of its properties."""
        if breakdown == MONTH:
            return by_month(passage.here, self.calendar)
        rows = paths.entry_properties(
            self.touches, self.facts.by, self.facts.period, [tuple(touchpoints)], breakdown
        ).to_pyarrow()
        return by_property(rows, self.entries).of(passage.unit)


def measure_map(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    zone: str = "UTC",
    start: datetime | None = None,
    end: datetime | None = None,
) -> Measurement:
    """Begin a look at a map; hand it to `cells` and `metric_number`, which share its answers."""
    known = facts(touches, by, start, end, zone=zone, touchpoints=list(model.phase_of_touchpoint))
    return Measurement(touches, model, known)
