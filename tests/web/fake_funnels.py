"""Funnels of the fictional maker of pumps: fixed counts per step, of whatever steps are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fake_map import a_map
from fake_numbers import a_rate

from wegmarke.analytics.funnels import read_plan
from wegmarke.analytics.funnels.plan import check_plan
from wegmarke.maps import phase_model
from wegmarke.workspace import FunnelGroups, FunnelSteps

COUNTS = (412, 318, 204, 149, 137, 54, 4)
REACHED = datetime(2025, 11, 3, 9, 30, tzinfo=UTC)
SMALL_N = 5
_DAY = 86400.0

Rows = list[dict[str, object]]


def funnel_rows(steps: FunnelSteps, share: float = 1.0) -> Rows:
    """Count each step of a funnel; as the workspace does it, shares of fewer than five are hidden."""
    rows: Rows = []
    counts = [round(count * share) for count in COUNTS[: len(steps.steps)]]
    for place, (text, units) in enumerate(zip(steps.steps, counts, strict=True)):
        before = counts[max(place - 1, 0)]
        previous, first = a_rate(units, before), a_rate(units, counts[0])
        is_small = before < SMALL_N
        rows.append(
            {
                "step": place + 1,
                "id": text,
                "units": units,
                "skipped": 0,
                "ended_here": units - counts[place + 1] if place + 1 < len(counts) else 0,
                "of_previous": None if is_small or not place else previous.value,
                "low": None if is_small or not place else previous.low,
                "high": None if is_small or not place else previous.high,
                "of_first": None if counts[0] < SMALL_N else first.value,
                "of_all": first.value,
                "seconds_n": units,
                "seconds_median": None if not place else 12.5 * place * _DAY,
            }
        )
    return rows


@dataclass
class FakeFunnels:
    """The questions about funnels; what was asked is kept."""

    answer: Callable[[Rows], Any]
    share: float = 1.0
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def funnel(self, *, breakdown: FunnelGroups | None = None, **asked: Any) -> Any:
        steps = self._checked("funnel", breakdown=breakdown, **asked)
        if breakdown is None:
            return self.answer(funnel_rows(steps, self.share))
        labels = ("2025-01", "2025-02", None) if breakdown.of == "month" else ("Süd", "(other)", None)
        shares = (0.6, 0.39, 0.01)
        return self.answer(
            [
                {"label": label, **row}
                for label, share in zip(labels, shares, strict=True)
                for row in funnel_rows(steps, share)
            ]
        )

    def funnel_times(self, **asked: Any) -> Any:
        self._checked("times", **asked)
        spans = dict(zip(("min", "p10", "p25", "median", "p75", "p90", "max"), range(1, 8), strict=True))
        figures = {name: 3000.0 if place == 1 else place * 9 * _DAY for name, place in spans.items()}
        return self.answer([{"n": 54, "date_only": 1, "mean": 41 * _DAY, **figures}])

    def funnel_curve(self, **asked: Any) -> Any:
        self._checked("curve", **asked)
        rows = [
            {"seconds": n * 10 * _DAY, "at_risk": 400 - n * 66, "converted": n * 9, "share": n * 0.03,
             "low": n * 0.02, "high": n * 0.05}
            for n in range(1, 6)
        ]  # fmt: skip
        last: dict[str, object] = {"seconds": 60 * _DAY, "at_risk": 4, "converted": 54}
        return self.answer([*rows, {**last, "share": None, "low": None, "high": None}])

    def funnel_trend(self, **asked: Any) -> Any:
        self._checked("trend", **asked)
        rows = [
            {"period": date(2025, month, 1), "entered": 30 + month, "converted": month, "conversion": month / 40,
             "low": month / 60, "high": month / 30, "seconds_median": 30 * _DAY, "incomplete": month > 10}
            for month in range(1, 12)
        ]  # fmt: skip
        few: dict[str, object] = dict.fromkeys(("conversion", "low", "high", "seconds_median"))
        return self.answer(
            [*rows, {"period": date(2025, 12, 1), "entered": 2, "converted": 1, "incomplete": True, **few}]
        )

    def funnel_next(self, **asked: Any) -> Any:
        self._checked("next", **asked)
        return self.answer(
            [
                {"next_touchpoint": "blog", "units": 60, "share": 0.64, "seconds_median": 2 * _DAY},
                {"next_touchpoint": "(end)", "units": 34, "share": 0.36, "seconds_median": None},
            ]
        )

    def funnel_dropped(self, **asked: Any) -> Any:
        self._checked("dropped", **asked)
        return self.answer(
            [
                {"unit": 100 + place, "reached_at": REACHED - timedelta(days=place),
                 "next_touchpoint": "blog" if place % 2 else None,
                 "next_at": REACHED + timedelta(hours=5) if place % 2 else None}
                for place in range(94)
            ]
        )  # fmt: skip

    def named(self, by: str, units: tuple[int, ...]) -> dict[int, str]:
        self.asked.append(("named", {"by": by, "units": units}))
        return {unit: f"Werk {unit}" for unit in units if unit % 3}

    def _checked(self, name: str, *, steps: FunnelSteps, **asked: Any) -> FunnelSteps:
        """Refuse what the workspace refuses."""
        self.asked.append((name, {"steps": steps, **asked}))
        plan, problems = read_plan(
            steps.steps, order=steps.order, counting=steps.counting, window=steps.window,
            exclusions=steps.exclusions, hold=steps.hold,
        )  # fmt: skip
        model = phase_model(a_map())
        places = {touchpoint: (touchpoint,) for touchpoint in model.phase_of_touchpoint}
        check_plan(plan, model.groups() | places, problems)
        return steps
