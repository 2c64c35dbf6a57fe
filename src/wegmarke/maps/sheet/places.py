"""A map by its columns: which things stand in which phase, in the order of the steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from wegmarke.domain import MapNumbers
from wegmarke.maps.document import Anchored, Card, JourneyMap, Lane, Phase, Placed, Placement, Step, Touchpoint
from wegmarke.maps.sheet.saying import Saying


@dataclass(frozen=True)
class Places:
    """A document with its columns looked up once.

    Attributes:
        numbers: None where none shall be shown.
        only: id of the single phase to look at; all of them without.
    """

    document: JourneyMap
    numbers: MapNumbers | None
    saying: Saying
    only: str | None = None

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """Return the columns."""
        return tuple(phase for phase in self.document.phases if self.only in (None, phase.id))

    @cached_property
    def index(self) -> dict[str, int]:
        """Return the position of each phase."""
        return {phase.id: number for number, phase in enumerate(self.phases)}

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """Return the rows that are printed."""
        return tuple(lane for lane in self.document.lanes if not lane.hidden and not lane.screen_only)

    @cached_property
    def steps(self) -> tuple[tuple[Step, ...], ...]:
        """Return the steps of each phase."""
        return tuple(tuple(step for step in self.document.steps if step.phase == phase.id) for phase in self.phases)

    @cached_property
    def placed(self) -> tuple[tuple[tuple[Placement, Touchpoint], ...], ...]:
        """Return the touchpoints placed in each phase, each once, in the order of the steps."""
        touchpoints = {touchpoint.id: touchpoint for touchpoint in self.document.touchpoints}
        found: list[dict[str, tuple[Placement, Touchpoint]]] = [{} for _ in self.phases]
        placements = [placement for placement in self.document.placements if placement.step in self._rank]
        for placement in sorted(placements, key=lambda one: self._rank[one.step]):
            phase = self._rank[placement.step][0]
            found[phase].setdefault(placement.touchpoint, (placement, touchpoints[placement.touchpoint]))
        return tuple(tuple(column.values()) for column in found)

    def cards(self, *types: str) -> list[list[tuple[Lane, Card]]]:
        """Return the cards of some kinds of rows by phase; within a phase by row, then by step."""
        columns: list[list[tuple[float, Lane, Card]]] = [[] for _ in self.phases]
        for lane in (lane for lane in self.lanes if lane.type in types):
            for card in lane.cards:
                phase, at = self.where(card)
                if phase is not None:
                    columns[phase].append((at, lane, card))
        order = {lane.id: number for number, lane in enumerate(self.lanes)}
        return [
            [(lane, card) for _, lane, card in sorted(column, key=lambda one: (order[one[1].id], one[0]))]
            for column in columns
        ]

    def where(self, thing: Anchored) -> tuple[int | None, float]:
        """Return the column of a thing and how far into it, 0 to 1; the middle for a whole phase."""
        if thing.phase is not None:
            return self.index.get(thing.phase), 0.5
        step = thing.step or self._step_of_placement.get(thing.placement or "")
        return self._rank.get(step or "", (None, 0.5))

    def where_placed(self, thing: Placed) -> list[int]:
        """Return the columns that something with many places concerns."""
        phases = {self.index[phase] for phase in thing.phases if phase in self.index}
        phases |= {self._rank[step][0] for step in thing.steps if step in self._rank}
        by_touchpoint = self.document.phase_of_touchpoint()
        phases |= {self.index[at] for one in thing.touchpoints if (at := by_touchpoint.get(one, "")) in self.index}
        return sorted(phases)

    def phase_title(self, phase: int) -> str:
        """Return the title of a column."""
        return self.saying.text(self.phases[phase].title)

    def phase_number(self, phase: int) -> int:
        """Return the number of a column on the whole sheet, from 1."""
        return self.document.phases.index(self.phases[phase]) + 1

    def texts(self, texts: Iterable[object]) -> tuple[str, ...]:
        """Return texts of the map in the reader's language."""
        return tuple(self.saying.text(text) for text in texts if text)  # type: ignore[arg-type]

    @cached_property
    def _rank(self) -> dict[str, tuple[int, float]]:
        return {
            step.id: (phase, (number + 0.5) / len(steps))
            for phase, steps in enumerate(self.steps)
            for number, step in enumerate(steps)
        }

    @cached_property
    def _step_of_placement(self) -> dict[str, str]:
        return {placement.id: placement.step for placement in self.document.placements}
