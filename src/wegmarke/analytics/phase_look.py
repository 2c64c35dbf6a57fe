"""What all questions about phases over time look at: the stays of units, and how far the data reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from wegmarke.analytics.definition import german_instant
from wegmarke.analytics.facts import Facts, facts
from wegmarke.domain import CanonicalPhase, LocalizedText, Unit, UsageError
from wegmarke.paths import Period, PhaseColumn, PhaseModel, Stays, Touches, primitives

STILL = "(still)"
"""Stands where a phase would, for stays that have not ended."""
DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_ALWAYS = -(2**63)

STAYS = LocalizedText(
    de="Eine Einheit ist in der Phase, die sie zuletzt betreten hat; von Phasen im selben Augenblick zählt die am "
    "weitesten rechts. Kontaktereignisse ohne Phase ändern nichts; zurückzukommen ist ein weiterer Aufenthalt. Es "
    "zählen Aufenthalte, die im Zeitraum begannen; was vorher war, ist bekannt.",
    en="A unit is in the phase it entered last; of phases at one instant, the one furthest right counts. Touches "
    "without a phase change nothing; coming back is another stay. Stays that began in the period count; what was "
    "before is known.",
)


@dataclass(frozen=True)
class PhaseLook:
    """The way of all units through the phases of one map.

    Attributes:
        facts: unit, period and zone, and what was left out.
        phases: left to right; stays number them from 1.
        stays: from the beginning of what is known until the end of the period.
        state: the last instant that the data say anything about; None without data.
    """

    facts: Facts
    phases: tuple[PhaseColumn, ...]
    stays: Stays
    state: datetime | None

    @property
    def leads_on(self) -> npt.NDArray[np.bool_]:
        """Return per number whether reaching the phase is progress; exit phases stand beside the way."""
        progress = [phase.canonical is not CanonicalPhase.EXIT for phase in self.phases]
        return np.array([False, *progress], np.bool_)

    @property
    def since(self) -> int:
        """Return the first instant of the period in microseconds."""
        return _ALWAYS if self.facts.period.start is None else microseconds(self.facts.period.start)

    @property
    def until(self) -> int:
        """Return the state of the data in microseconds."""
        return 0 if self.state is None else microseconds(self.state)

    def id_of(self, number: int) -> str:
        """Return the id of a numbered phase."""
        return self.phases[number - 1].id

    def censored(self) -> LocalizedText:
        """Say where stays that have not ended are cut off."""
        if self.state is None:
            return LocalizedText(de="Keine Daten.", en="No data.")
        return LocalizedText(
            de=f"Was bis zum Datenstand ({german_instant(self.state, self.facts.zone)}) nicht geendet hat, ist dort "
            "zensiert.",
            en=f"What had not ended at the state of the data ({self.state.isoformat()}) is censored there.",
        )


def look_at_phases(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str,
    start: datetime | None,
    end: datetime | None,
    zone: str,
) -> PhaseLook:
    """Find the stays of all units in the phases of a map.

    Raises:
        UsageError: when the map has no phase that leads on.
    """
    phases = model.ordered()
    if not model.sequence():
        raise UsageError(
            f"map: expected at least one phase that is no exit; got {[phase.id for phase in phases]}. Name another map."
        )
    known = facts(touches, by, start, end, zone=zone, touchpoints=list(model.phase_of_touchpoint))
    number = {phase.id: place for place, phase in enumerate(phases, 1)}
    phase_of = {touchpoint: number[phase] for touchpoint, phase in model.phase_of_touchpoint.items()}
    stays = primitives.phase_stays(touches, known.by, Period(None, end), phase_of)
    return PhaseLook(known, phases, stays, data_state(touches, end))


def data_state(touches: Touches, end: datetime | None) -> datetime | None:
    """Return the last instant that the data say anything about: the last event of all, or the end of the period."""
    last: datetime | None = touches.touches.occurred_at.max().to_pyarrow().as_py()
    if last is None:
        return None
    last = last.replace(tzinfo=UTC)
    return last if end is None else min(last, end.astimezone(UTC))


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970, UTC."""
    return (instant - _EPOCH) // _US


def instant_of(at: int) -> datetime:
    """Return microseconds since 1970 as an instant."""
    return _EPOCH + at * _US
