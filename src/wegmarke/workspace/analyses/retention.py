"""Retention of units and of revenue."""

from __future__ import annotations

from datetime import datetime

from wegmarke import analytics
from wegmarke.analytics import Result
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation
from wegmarke.workspace.questions import model_and_zone
from wegmarke.workspace.stores import Stores

Groups = dict[str, tuple[str, ...]]


class RetentionDoor(AnalysisDoor):
    """Who came back, and what they pay."""

    @operation("analytics")
    def retention(
        self,
        by: str = "account",
        starts: tuple[str, ...] = (),
        returns: tuple[str, ...] = (),
        cohort: str = "first_time",
        rule: str = "on",
        length: str = "month",
        rolling: bool = False,
        periods: int = 12,
        at_least: int = 1,
        start_counts: bool = True,
        reference: str = "cohort",
        mean: str = "weighted",
        breakdown: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002  # the word of the command line and the glossary
    ) -> Result:
        """Count who came back, by cohort and period since the start."""
        groups, zone = _groups_and_zone(self.stores, map)
        asked = {
            "starts": starts, "returns": returns, "cohort": cohort, "rule": rule, "length": length, "rolling": rolling,
            "periods": periods, "at_least": at_least, "start_counts": start_counts, "reference": reference,
            "mean": mean, "breakdown": breakdown, "start": start, "end": end,
        }  # fmt: skip
        return self._kept(
            ("retention", by, map, *asked.values()),
            lambda touches: analytics.retention(touches, by, groups=groups, zone=zone, **asked),  # type: ignore[arg-type]
        )

    @operation("analytics")
    def revenue_retention(
        self,
        by: str = "account",
        payments: tuple[str, ...] = (),
        reference: str = "previous",
        length: str = "month",
        periods: int = 12,
        contract: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Measure gross and net revenue retention per currency."""
        groups, zone = _groups_and_zone(self.stores, map)
        return self._kept(
            ("revenue_retention", by, payments, reference, length, periods, contract, start, end, map),
            lambda touches: analytics.revenue_retention(
                touches, by, payments=payments, groups=groups, reference=reference, length=length, periods=periods,
                contract=contract, start=start, end=end, zone=zone,
            ),
        )  # fmt: skip


def _groups_and_zone(stores: Stores, map_id: str | None) -> tuple[Groups, str]:
    """Return the touchpoints of each phase and the zone; a workspace without a map has touchpoints only."""
    if map_id is None and stores.library.reference() is None:
        return {}, stores.settings.time_zone
    model, zone = model_and_zone(stores, map_id)
    return model.groups(), zone
