"""Phases over time: where units went, how long they stayed, who came back, who is stuck."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from wegmarke import analytics
from wegmarke.analytics import Result
from wegmarke.domain import Unit
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.analyses.circumstances import circumstances_of
from wegmarke.workspace.operation import operation
from wegmarke.workspace.questions import model_and_zone


class PhaseTimesDoor(AnalysisDoor):
    """Questions about the way of units through the phases of a map."""

    @operation("analytics")
    def phase_conversion(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002  # the word of the command line and the glossary
    ) -> Result:
        """Count where units went from each phase, at once and later."""
        return self._over_phases("phase_conversion", analytics.phase_conversion, by, start, end, map)

    @operation("analytics")
    def time_in_phase(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Measure how long units stay in each phase, with those that are still there."""
        return self._over_phases("time_in_phase", analytics.time_in_phase, by, start, end, map)

    @operation("analytics")
    def phase_curve(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Return the share of stays that last longer, per phase and time."""
        return self._over_phases("phase_curve", analytics.phase_curve, by, start, end, map)

    @operation("analytics")
    def phase_velocity(
        self,
        by: str = "account",
        length: str = "month",
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Measure how fast units move on, by the period in which they first entered a phase."""
        return self._over_phases("phase_velocity", analytics.phase_velocity, by, start, end, map, length=length)

    @operation("analytics")
    def boomerangs(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Count moves back to an earlier phase."""
        return self._over_phases("boomerangs", analytics.boomerangs, by, start, end, map)

    @operation("analytics")
    def boomerang_units(
        self,
        by: str = "account",
        top: int = 50,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Name the units that went back most often."""
        return self._over_phases("boomerang_units", analytics.boomerang_units, by, start, end, map, top=top)

    @operation("analytics")
    def stalled(
        self,
        by: str = "account",
        quantile: float | None = None,
        longer_days: float | None = None,
        untouched_days: float = 30,
        top: int = 100,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Find units that are long in their phase and had no touch lately, with the reasons that the data give."""
        model, zone = model_and_zone(self.stores, map)
        longer = None if longer_days is None else timedelta(days=longer_days)
        look_up = (lambda units: circumstances_of(self.stores, units)) if by == Unit.ACCOUNT else None
        return self._kept(
            ("stalled", by, quantile, longer_days, untouched_days, top, end, map),
            lambda touches: analytics.stalled(
                touches, model, by, quantile=quantile, longer_than=longer, untouched=timedelta(days=untouched_days),
                top=top, look_up=look_up, end=end, zone=zone,
            ),
        )  # fmt: skip

    def _over_phases(
        self,
        name: str,
        analysis: Callable[..., Result],
        by: str,
        start: datetime | None,
        end: datetime | None,
        map_id: str | None,
        **asked: object,
    ) -> Result:
        model, zone = model_and_zone(self.stores, map_id)
        return self._kept(
            (name, by, start, end, map_id, *asked.values()),
            lambda touches: analysis(touches, model, by, start=start, end=end, zone=zone, **asked),
        )
