"""Paths: what follows what, which ways units take as a whole, and how those differ that won, lost or stalled."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from wegmarke import analytics
from wegmarke.analytics import Ends, Result
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation


class PathsDoor(AnalysisDoor):
    """Transitions, flows by position, variants, and outcomes side by side."""

    @operation("analytics")
    def paths(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        since: tuple[str, ...] = (),
        until: tuple[str, ...] = (),
        collapse: bool = False,
        top: int | None = None,
        waits: bool = False,
    ) -> Result:
        """Count transitions between touchpoints, with the units that made them, and how long they waited."""
        return self._kept(
            ("paths", by, start, end, since, until, collapse, top, waits),
            lambda touches: analytics.paths(
                touches,
                by,
                start=start,
                end=end,
                since=since,
                until=until,
                collapse=collapse,
                top=top,
                waits=waits,
                zone=self._zone,
            ),
        )

    @operation("analytics")
    def sankey(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        positions: int = 6,
        top: int = 8,
        anchor: Literal["start", "end"] = "start",
        at: tuple[str, ...] = (),
        collapse: bool = False,
    ) -> Result:
        """Count how units move over the first positions of their paths, or over the last ones."""
        return self._kept(
            ("sankey", by, start, end, positions, top, anchor, at, collapse),
            lambda touches: analytics.sankey(
                touches,
                by,
                start=start,
                end=end,
                positions=positions,
                top=top,
                anchor=anchor,
                at=at,
                collapse=collapse,
                zone=self._zone,
            ),
        )

    @operation("analytics")
    def variants(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        won: tuple[str, ...] = (),
        top: int = 20,
        collapse: bool = False,
        currency: str | None = None,
    ) -> Result:
        """Count units per whole path, with how many won and what it was worth."""
        return self._kept(
            ("variants", by, start, end, won, top, collapse, currency),
            lambda touches: analytics.variants(
                touches,
                by,
                start=start,
                end=end,
                won=won,
                top=top,
                collapse=collapse,
                currency=currency,
                zone=self._zone,
            ),
        )

    @operation("analytics")
    def paths_by_outcome(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        won: tuple[str, ...] = (),
        lost: tuple[str, ...] = (),
        stalled_days: int = 90,
        collapse: bool = False,
        top: int | None = None,
    ) -> Result:
        """Count transitions of the units that won, lost, stalled and go on, side by side."""
        return self._kept(
            ("paths_by_outcome", by, start, end, won, lost, stalled_days, collapse, top),
            lambda touches: analytics.paths_by_outcome(
                touches,
                by,
                ends=Ends(won, lost, stalled_days),
                start=start,
                end=end,
                collapse=collapse,
                top=top,
                zone=self._zone,
            ),
        )

    @operation("analytics")
    def variants_by_outcome(
        self,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        won: tuple[str, ...] = (),
        lost: tuple[str, ...] = (),
        stalled_days: int = 90,
        collapse: bool = False,
        top: int = 20,
    ) -> Result:
        """Count units per whole path that won, lost, stalled and go on, side by side."""
        return self._kept(
            ("variants_by_outcome", by, start, end, won, lost, stalled_days, collapse, top),
            lambda touches: analytics.variants_by_outcome(
                touches,
                by,
                ends=Ends(won, lost, stalled_days),
                start=start,
                end=end,
                collapse=collapse,
                top=top,
                zone=self._zone,
            ),
        )

    @operation("analytics")
    def path_lengths(self, by: str = "account", start: datetime | None = None, end: datetime | None = None) -> Result:
        """Measure how many touches paths have, and how long they take."""
        return self._kept(
            ("path_lengths", by, start, end),
            lambda touches: analytics.path_lengths(touches, by, start=start, end=end, zone=self._zone),
        )

    @property
    def _zone(self) -> str:
        return self.stores.settings.time_zone
