"""One look at one map: everything its cells and metrics have in common is asked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from wegmarke import paths
from wegmarke.analytics.entries import Entries, load_entries
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.labels import MONTH, Labels, by_month, by_property
from wegmarke.analytics.passage import Passage, Passages
from wegmarke.domain import Unit
from wegmarke.paths import Calendar, PhaseModel, Touches


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

    @cached_property
    def calendar(self) -> Calendar:
        """The clock of the zone over the span of the data."""
        return self.facts.calendar()

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
