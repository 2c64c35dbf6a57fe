"""The costs of a period, as attribution sets them against what was earned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from wegmarke import costs
from wegmarke.analytics import attribution
from wegmarke.domain import LocalizedText
from wegmarke.domain.costs import GROUP_WORDS, Cost, CostGroup
from wegmarke.domain.errors import unknown_value
from wegmarke.workspace.stores import Stores

_DECEMBER = 12


@dataclass(frozen=True)
class KeptCosts:
    """Costs of a period; months that lie in it in part count by their days.

    Attributes:
        group: which scopes.
        costs: all of the period, of any scope.
        channels: channel of each touchpoint of a map, by touchpoint.
        is_open: whether the period has no beginning or no end.
    """

    group: CostGroup
    costs: tuple[Cost, ...]
    channels: tuple[tuple[str, str], ...]
    is_open: bool

    @property
    def channels_by_touchpoint(self) -> Mapping[str, str]:
        """Return the channel of each touchpoint."""
        return dict(self.channels)

    def spent(self, currency: str | None, rates: Mapping[str, float]) -> attribution.Spent:
        """Return the costs in the currency of values, or where these have none in the only one of the costs.

        Raises:
            UsageError: where a currency has no rate.
        """
        table = costs.cost_table(self.costs, self.group, currency, rates)
        touchpoints: dict[str, int] = defaultdict(int)
        channels: dict[str, int] = defaultdict(int)
        common = 0
        rows = table.to_pylist()
        for row in rows:
            if row["touchpoint"] is not None:
                touchpoints[row["touchpoint"]] += row["amount_minor"]
            elif row["channel"] is not None:
                channels[row["channel"]] += row["amount_minor"]
            else:
                common += row["amount_minor"]
        used = rows[0]["currency"] if rows else None
        return attribution.Spent(touchpoints, channels, common, used, tuple(self._said([row["month"] for row in rows])))

    def _said(self, months: list[date]) -> list[LocalizedText]:
        group = GROUP_WORDS[self.group]
        if not months:
            return [
                LocalizedText(
                    de=f"Kosten ({group.de}): keine in diesem Zeitraum.", en=f"Costs ({group.en}): none in this period."
                )
            ]
        span = f"{min(months):%Y-%m} – {max(months):%Y-%m}"
        said = [
            LocalizedText(
                de=f"Kosten ({group.de}) der Monate {span}; ein Monat, der nur zum Teil im Zeitraum liegt, zählt nach "
                "seinen Tagen.",
                en=f"Costs ({group.en}) of the months {span}; a month that lies in the period in part counts by its "
                "days.",
            )
        ]
        if self.is_open:
            said.append(
                LocalizedText(
                    de="Der Zeitraum ist offen: Konversionen aus Monaten, für die keine Kosten eingetragen sind, "
                    "lassen den CAC zu klein erscheinen.",
                    en="The period is open: conversions of months without costs make the CAC appear too small.",
                )
            )
        return said


def kept_costs(stores: Stores, group: str, start: datetime | None, end: datetime | None) -> KeptCosts:
    """Return the costs of a period that are kept in a workspace.

    Raises:
        UsageError: when there is no such group of scopes.
    """
    if group not in [*CostGroup]:
        raise unknown_value("cost_group", group, [*CostGroup])
    zone = ZoneInfo(stores.settings.time_zone)
    paid = (_within(line.cost, start, end, zone) for line in costs.kept(stores.state))
    channels = {
        one.id: one.channel for document in reversed(stores.library.documents()) for one in document.touchpoints
    }
    return KeptCosts(
        CostGroup(group), tuple(cost for cost in paid if cost is not None), tuple(sorted(channels.items())),
        start is None or end is None,
    )  # fmt: skip


def _within(cost: Cost, start: datetime | None, end: datetime | None, zone: ZoneInfo) -> Cost | None:
    """Return the part of a cost whose days lie in the period; None for none."""
    first, behind = (datetime.combine(day, time(), zone) for day in (cost.month, _next(cost.month)))
    begins, ends = max(first, start or first), min(behind, end or behind)
    if begins >= ends:
        return None
    share = (ends.timestamp() - begins.timestamp()) / (behind.timestamp() - first.timestamp())
    return cost if share == 1 else replace(cost, amount_minor=round(cost.amount_minor * share))


def _next(month: date) -> date:
    return date(month.year + month.month // _DECEMBER, month.month % _DECEMBER + 1, 1)
