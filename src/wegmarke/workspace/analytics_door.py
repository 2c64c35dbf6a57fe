"""Analyses over the touches of a workspace."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Literal

from wegmarke import analytics
from wegmarke.analytics import Result
from wegmarke.paths import Touches
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.questions import ask_in_one_state, model_and_zone


class AnalyticsDoor(Door):
    """Questions of the kind `ws.analytics.funnel(by="account")`; periods are half-open."""

    @operation("analytics")
    def paths(self, by: str = "account", start: datetime | None = None, end: datetime | None = None) -> Result:
        """Count transitions between touchpoints, with the units that made them."""
        return self._kept(("paths", by, start, end), lambda touches: analytics.paths(touches, by, start=start, end=end))

    @operation("analytics")
    def sankey(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        positions: int = 6,
        top: int = 8,
    ) -> Result:
        """Count how units move over the first positions of their paths."""
        return self._kept(
            ("sankey", by, start, end, positions, top),
            lambda touches: analytics.sankey(touches, by, start=start, end=end, positions=positions, top=top),
        )

    @operation("analytics")
    def funnel(
        self,
        by: str = "account",
        steps: tuple[str, ...] = (),
        order: Literal["any", "sequential"] = "any",
        breakdown: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002  # the word of the command line and the glossary
    ) -> Result:
        """Count units that reach each phase of a map, or each of the given steps."""
        model, zone = model_and_zone(self.stores, map)
        return self._kept(
            ("funnel", by, steps, order, breakdown, start, end, map),
            lambda touches: analytics.funnel(
                touches, model, by, steps=steps or None, order=order, breakdown=breakdown,
                start=start, end=end, zone=zone,
            ),
        )  # fmt: skip

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

    def _kept(self, question: Hashable, ask: Callable[[Touches], Result]) -> Result:
        stores = self.stores
        return stores.answers.keep(question, stores.state_of_data, lambda: ask_in_one_state(stores, ask))
