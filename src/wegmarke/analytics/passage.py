"""Passing on from one place of a map: who was there, who reached a later phase, and after how many days.

The next phase of a unit is the nearest later phase of the map in which it has a touch. Its first touch
there may lie before the first touch here: such units count and are flagged as out of order.
Exit phases are not progress and are never the next phase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wegmarke.analytics.entries import Entries, Mask, Moments, Numbers, days_between, is_before
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.spread import spread
from wegmarke.domain import Rate, Spread
from wegmarke.paths import Calendar, PhaseModel


@dataclass(frozen=True)
class Passage:
    """Units at one place, as parallel columns.

    Attributes:
        unit: places of the units in the entries.
        here: first touch here.
        went_on: who has a touch in a later phase.
        days: days to the next phase, of those who went on, in their order.
        out_of_order: of those who went on, whose first touch in the next phase lies before the one here.
        leads_on: False at the last phase and at exit phases: nothing comes after them.
    """

    unit: Numbers
    here: Moments
    went_on: Mask
    days: Numbers
    out_of_order: Mask
    leads_on: bool

    def of(self, chosen: Mask) -> Passage:
        """Return the passage of some of the units."""
        among = chosen[self.went_on] if self.leads_on else np.zeros(0, dtype=np.bool_)
        return Passage(
            self.unit[chosen],
            self.here.of(chosen),
            self.went_on[chosen],
            self.days[among],
            self.out_of_order[among],
            self.leads_on,
        )

    def conversion(self, chosen: Mask | None = None) -> Rate | None:
        """Return the share that went on, of all units or the chosen ones."""
        if not self.leads_on:
            return None
        went_on = self.went_on if chosen is None else self.went_on[chosen]
        return rate(int(went_on.sum()), len(went_on))

    def days_to_next(self, chosen: Mask | None = None) -> Spread | None:
        """Return the spread of days to the next phase."""
        if not self.leads_on:
            return None
        return spread(self.days if chosen is None else self.days[chosen[self.went_on]])


class Passages:
    """The way of all units through the phases of one map."""

    def __init__(self, entries: Entries, model: PhaseModel, calendar: Calendar) -> None:
        self._entries = entries
        self._model = model
        self._calendar = calendar
        self._sequence = [phase.id for phase in model.sequence()]
        self._later = self._moments_after()

    def at_phase(self, phase: str) -> Passage:
        """Return the passage of all units with a touch in a phase."""
        here = self._entries.moments(self._model.touchpoints(phase))
        unit: Numbers = np.flatnonzero(here.known)
        return self._passage(unit, here.of(unit), phase)

    def at_touchpoint(self, touchpoint: str) -> Passage:
        """Return the passage of all units with a touch at a touchpoint."""
        arrivals = self._entries.arrivals(touchpoint)
        return self._passage(arrivals.unit, arrivals.moments, self._model.phase_of_touchpoint[touchpoint])

    def _moments_after(self) -> dict[str, Moments]:
        """For each phase of the sequence but the last: the first touch in the nearest later phase touched."""
        after = Moments.never(len(self._entries.units))
        later: dict[str, Moments] = {}
        for phase, following in reversed(list(zip(self._sequence, self._sequence[1:], strict=False))):
            after = self._entries.moments(self._model.touchpoints(following)).otherwise(after)
            later[phase] = after
        return later

    def _passage(self, unit: Numbers, here: Moments, phase: str) -> Passage:
        if phase not in self._later:
            nobody = np.zeros(len(unit), dtype=np.bool_)
            return Passage(unit, here, nobody, np.empty(0, np.int64), nobody[:0], leads_on=False)
        after = self._later[phase].of(unit)
        went_on = after.known
        start, arrival = here.of(went_on), after.of(went_on)
        days = days_between(start, arrival, self._calendar)
        return Passage(unit, here, went_on, days, is_before(arrival, start, self._calendar), leads_on=True)
