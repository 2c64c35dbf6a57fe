"""The part of the small workspace that is about costs: real checks, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from wegmarke import costs
from wegmarke.domain import DocumentInvalid, NotFound
from wegmarke.domain.costs import Cost, CostGroup, CostLine, CostPlan, CostScope
from wegmarke.domain.numbers import Money
from wegmarke.sources import read_plain_table

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACES = ("tp_ad", "tp_website", "tp_demo")


def some_costs() -> list[CostLine]:
    first, second = date(2026, 2, 1), date(2026, 3, 1)
    found = [
        Cost(first, CostScope.MEDIA, 1_240_000, "EUR", "tp_ad", None, "<b>spring</b>"),
        Cost(first, CostScope.PEOPLE, 2_100_000, "EUR"),
        Cost(second, CostScope.MEDIA, 310_050, "EUR", None, "trade_fair"),
        Cost(second, CostScope.TOOLS, 99_900, "USD"),
    ]
    return [CostLine(number, cost, AT, "operator") for number, cost in enumerate(found, 1)]


@dataclass
class FakeCosts:
    lines: list[CostLine] = field(default_factory=some_costs)

    def list(self, start: str | None = None, end: str | None = None) -> list[CostLine]:
        return self.lines

    def table(self, start=None, end=None, group="full", currency=None, rates=None) -> pa.Table:
        return costs.cost_table([line.cost for line in self.lines], CostGroup(group), currency, rates)

    def add(self, month, scope, amount, currency, touchpoint=None, channel=None, note="") -> CostPlan:
        words = {
            "month": month, "scope": scope, "amount": str(amount), "currency": currency, "touchpoint": touchpoint or "",
            "channel": channel or "", "note": note,
        }  # fmt: skip
        cost = costs.typed_cost(words, PLACES)
        if not isinstance(cost, Cost):
            raise DocumentInvalid("costs: nothing was kept.", problems=cost)
        return self._keep([cost])

    def import_content(self, name: str, content: bytes) -> CostPlan:
        return self._keep(_read(name, content))

    def rehearse_content(self, name: str, content: bytes) -> CostPlan:
        return _plan(_read(name, content))

    def rehearse_removal(self, numbers) -> CostPlan:
        found = [line.cost for line in self.lines if line.number in numbers]
        if not found:
            raise NotFound(f"cost: expected the number of a cost; got {numbers[0]}. See the list.")
        return _plan(found)

    def remove(self, numbers, why: str = "") -> CostPlan:
        plan = self.rehearse_removal(numbers)
        self.lines = [line for line in self.lines if line.number not in numbers]
        return plan

    def _keep(self, new) -> CostPlan:
        self.lines = [*self.lines, *(CostLine(100 + place, cost, AT, "operator") for place, cost in enumerate(new))]
        return _plan(new)


def _plan(found) -> CostPlan:
    months = [cost.month for cost in found]
    sums = tuple(Money(cost.amount_minor, cost.currency) for cost in found)
    return CostPlan(len(found), 0, sums, min(months), max(months))


def _read(name, content):
    with TemporaryDirectory() as room:
        (Path(room) / name).write_bytes(content)
        return costs.read_costs(read_plain_table(Path(room) / name), PLACES, name=name)
