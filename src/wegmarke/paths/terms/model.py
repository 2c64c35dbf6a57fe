"""Which phase a touchpoint counts for: the columns of one map, as analyses need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wegmarke.domain import CanonicalPhase, LocalizedText, UsageError


@dataclass(frozen=True, slots=True)
class PhaseColumn:
    """One phase of a map; `order` is its place from left to right."""

    id: str
    title: LocalizedText
    canonical: CanonicalPhase
    order: int


@dataclass(frozen=True)
class PhaseModel:
    """The phases of one map and the phase each of its touchpoints counts for.

    Several maps may number phases differently, therefore analyses derive the phase of a touch from its
    touchpoint through this model. Phases whose canonical phase is `exit` stand beside the sequence:
    reaching one is no progress.
    """

    phases: tuple[PhaseColumn, ...]
    phase_of_touchpoint: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {phase.id for phase in self.phases}
        lost = sorted({phase for phase in self.phase_of_touchpoint.values() if phase not in known})
        if lost:
            raise UsageError(f"phases of touchpoints: expected some of {', '.join(sorted(known))}; got {lost}.")

    def sequence(self) -> tuple[PhaseColumn, ...]:
        """Return the phases that follow each other, left to right, without exit phases."""
        progress = [phase for phase in self.phases if phase.canonical is not CanonicalPhase.EXIT]
        return tuple(sorted(progress, key=lambda phase: phase.order))

    def ordered(self) -> tuple[PhaseColumn, ...]:
        """Return all phases, left to right."""
        return tuple(sorted(self.phases, key=lambda phase: phase.order))

    def touchpoints(self, phase: str) -> tuple[str, ...]:
        """Return the touchpoints that count for a phase."""
        return tuple(touchpoint for touchpoint, of in self.phase_of_touchpoint.items() if of == phase)

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Return the touchpoints of every phase, phases left to right."""
        return {phase.id: self.touchpoints(phase.id) for phase in self.ordered()}
