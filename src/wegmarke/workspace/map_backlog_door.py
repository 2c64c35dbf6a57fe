"""What a map asks for: maps that look closer, improvements by worth, and what initiatives changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.map_backlog import InitiativeEffect, RankedImprovement, Reading
from wegmarke.domain.map_versions import MapBranch
from wegmarke.maps import Initiative, JourneyMap, Metric, effects, hierarchy, rank_improvements
from wegmarke.workspace.map_numbers import measured
from wegmarke.workspace.operation import Door, operation

MOST_DAYS = 3650


class MapBacklogDoor(Door):
    """Hierarchy, backlog and effects by map."""

    @operation("maps")
    def tree(self, map_id: str, by: str = "account") -> MapBranch:
        """Return a map with all maps that look closer at it, and what rolls up from them.

        Raises:
            NotFound: naming the maps that are there.
            UsageError: when a map looks closer at itself, or at a place that is not there.
        """
        stores = self.stores
        stores.library.get(map_id)

        def tree() -> MapBranch:
            documents = stores.library.documents()
            maps = {one.id: hierarchy.Measured(one, measured(stores, one, by)) for one in documents}
            return hierarchy.hierarchy(maps, map_id)

        return stores.answers.keep(("map tree", map_id, by), stores.state_of_data, tree)

    @operation("maps")
    def backlog(self, map_id: str, by: str = "account", version: int | None = None) -> list[RankedImprovement]:
        """Return the improvements of a map, the most worth-while first.

        Raises:
            NotFound: naming what is there.
        """
        stores = self.stores
        document = stores.library.get(map_id, version)
        return stores.answers.keep(
            ("map backlog", map_id, by, version),
            stores.state_of_data,
            lambda: rank_improvements(document, measured(stores, document, by)),
        )

    @operation("maps")
    def effect(self, map_id: str, initiative: str, days: int = 90, by: str = "account") -> InitiativeEffect:
        """Measure an initiative's metric in the days before and after it shipped.

        Args:
            map_id: the map.
            initiative: id of the initiative.
            days: length of both periods; the second one ends today at the latest, and the first is as long.
            by: unit of analysis.

        Raises:
            NotFound: naming what is there.
            UsageError: when it has not shipped, names no metric, or the days make no sense.
        """
        if not 1 <= days <= MOST_DAYS:
            raise UsageError(f"days: expected a whole number from 1 to {MOST_DAYS}; got {days}.")
        document = self.stores.library.get(map_id)
        chosen, metric, shipped = _shipped(document, initiative)
        zone = ZoneInfo(document.time_zone or self.stores.settings.time_zone)
        today = self.stores.clock.now().astimezone(zone).date()
        length = min(days, (today - shipped).days)
        if length < 1:
            raise UsageError(f"initiative {initiative}: it shipped on {shipped}; there is nothing to compare yet.")

        def compared() -> InitiativeEffect:
            before, after = (
                self._reading(document, metric, by, first, first + timedelta(days=length), zone)
                for first in (shipped - timedelta(days=length), shipped)
            )
            return effects.effect(chosen, metric, shipped, before, after)

        question = ("map effect", map_id, initiative, length, by)
        return self.stores.answers.keep(question, self.stores.state_of_data, compared)

    def _reading(
        self, document: JourneyMap, metric: Metric, by: str, first: date, end: date, zone: ZoneInfo
    ) -> Reading:
        bounds = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, end)]
        numbers = measured(self.stores, document, by, *bounds)
        return effects.reading(numbers.metrics[metric.id], first, end)


def _shipped(document: JourneyMap, name: str) -> tuple[Initiative, Metric, date]:
    initiative = next((one for one in document.initiatives if one.id == name), None)
    if initiative is None:
        there = ", ".join(one.id for one in document.initiatives) or "none yet"
        raise NotFound(f"initiative: expected one of the map {document.id} ({there}); got {name[:60]!r}.")
    metric = next((one for one in document.metrics if one.id == initiative.metric), None)
    if initiative.shipped is None or metric is None:
        missing = "shipped: the day it reached customers" if initiative.shipped is None else "metric: where it shows"
        raise UsageError(f"initiative {name}: expected the field {missing}; got nothing. Add it to the map.")
    return initiative, metric, date.fromisoformat(initiative.shipped)
