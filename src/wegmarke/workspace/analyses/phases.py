"""Phases of a map side by side."""

from __future__ import annotations

from datetime import datetime

from wegmarke import analytics
from wegmarke.analytics import Result
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation
from wegmarke.workspace.questions import model_and_zone


class PhasesDoor(AnalysisDoor):
    """Who was in each phase, who went on, and after how long."""

    @operation("analytics")
    def phases(
        self,
        by: str = "account",
        breakdown: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Count touches, persons, accounts, conversion, days and value per phase of a map."""
        model, zone = model_and_zone(self.stores, map)
        return self._kept(
            ("phases", by, breakdown, start, end, map),
            lambda touches: analytics.phases(touches, model, by, breakdown=breakdown, start=start, end=end, zone=zone),
        )
