"""Costs of a workspace: written down, imported, listed, removed, and as a table in one currency."""

from __future__ import annotations

import builtins
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from wegmarke import costs, sources
from wegmarke.domain import DocumentInvalid
from wegmarke.domain.costs import Cost, CostGroup, CostLine, CostPlan
from wegmarke.domain.errors import unknown_value
from wegmarke.workspace.operation import Door, operation


class CostsDoor(Door):
    """What touchpoints, channels and everything behind them cost, by month."""

    @operation("costs")
    def list(self, start: str | None = None, end: str | None = None) -> builtins.list[CostLine]:
        """Return the costs of all months from `start` to `end`, both included, by month; None leaves a side open.

        Raises:
            UsageError: for what is no month such as 2026-03.
        """
        return costs.kept(self.stores.state, *costs.month_span(start, end))

    @operation("costs")
    def table(
        self,
        start: str | None = None,
        end: str | None = None,
        group: str = "full",
        currency: str | None = None,
        rates: dict[str, float] | None = None,
    ) -> pa.Table:
        """Return costs of a group of scopes in one currency.

        Columns: month (its first day), scope, touchpoint, channel, amount_minor, currency. No cost has both a
        touchpoint and a channel; many have neither.

        Args:
            start: first month; None for all.
            end: last month, which is included; None for all.
            group: `media` for media alone, `full` for all scopes.
            currency: of all amounts; None for the only one there is.
            rates: what one unit of another currency is worth in it.

        Raises:
            UsageError: where there are several currencies and none was named, or one has no rate.
        """
        if group not in [*CostGroup]:
            raise unknown_value("group", group, [*CostGroup])
        kept = [line.cost for line in costs.kept(self.stores.state, *costs.month_span(start, end))]
        return costs.cost_table(kept, CostGroup(group), currency, rates)

    @operation("costs")
    def add(
        self,
        month: str,
        scope: str,
        amount: float | str,
        currency: str,
        touchpoint: str | None = None,
        channel: str | None = None,
        note: str = "",
    ) -> CostPlan:
        """Write one cost down, with an audit entry.

        Args:
            month: such as 2026-03, or its first day.
            scope: what was paid for: media, production, agency, tools, people or sales.
            amount: in whole units, from 0.
            currency: ISO 4217.
            touchpoint: id of the touchpoint it was paid for.
            channel: the channel it was paid for, where it was no single touchpoint.
            note: names nobody.

        Raises:
            DocumentInvalid: when anything is wrong, with all of it.
        """
        words = {
            "month": str(month), "scope": scope, "amount": str(amount), "currency": currency,
            "touchpoint": touchpoint or "", "channel": channel or "", "note": note,
        }  # fmt: skip
        stores = self.stores
        cost = costs.typed_cost(words, self._touchpoints())
        if not isinstance(cost, Cost):
            raise DocumentInvalid("costs: nothing was kept.", problems=cost)
        return costs.add(stores.state, stores.clock, [cost], who=self.viewer.name)

    def import_file(self, file: Path, *, dry_run: bool = False) -> CostPlan:
        """Import costs from a CSV file, a workbook or a Parquet file: all of them, or none.

        Costs that are there already, down to their note, count once: a file may be imported again with new rows.

        Args:
            file: with the columns of `import_table`.
            dry_run: only say what would be added.

        Raises:
            SourceUnreadable: when the file cannot be read at all.
            DocumentInvalid: when anything in it is wrong, with all of it.
        """
        return self.import_table(sources.read_plain_table(file), name=file.name, dry_run=dry_run)

    def import_content(self, name: str, content: bytes) -> CostPlan:
        """Import costs from a file that was uploaded; like `import_file`."""
        return self.import_table(_read(name, content), name=name)

    def rehearse_content(self, name: str, content: bytes) -> CostPlan:
        """Say what an uploaded file would add; nothing is changed."""
        return self.import_table(_read(name, content), name=name, dry_run=True)

    @operation("costs")
    def import_table(self, table: pa.Table, name: str = "costs", dry_run: bool = False) -> CostPlan:
        """Import costs from a table: all of them, or none.

        Args:
            table: columns month, scope, amount (in whole units), currency, and where wanted touchpoint, channel, note.
            name: of the table, for messages.
            dry_run: only say what would be added.

        Raises:
            DocumentInvalid: when anything is wrong, with all of it.
        """
        stores = self.stores
        new = costs.read_costs(table, self._touchpoints(), name=name)
        if dry_run:
            return costs.planned(stores.state, new)
        return costs.add(stores.state, stores.clock, new, who=self.viewer.name, is_import=True)

    @operation("costs")
    def rehearse_removal(self, numbers: Sequence[int]) -> CostPlan:
        """Say what removing costs would change; nothing is changed.

        Raises:
            NotFound: when one of the numbers is of no cost.
        """
        stores = self.stores
        return costs.remove(stores.state, stores.clock, numbers, who=self.viewer.name, is_plan=True)

    @operation("costs")
    def remove(self, numbers: Sequence[int], why: str = "") -> CostPlan:
        """Remove costs, with an audit entry; returns what that changed.

        Raises:
            NotFound: when one of the numbers is of no cost; nothing is removed then.
        """
        stores = self.stores
        return costs.remove(stores.state, stores.clock, numbers, who=self.viewer.name, why=why)

    def _touchpoints(self) -> set[str]:
        return {one.id for document in self.stores.library.documents() for one in document.touchpoints}


def _read(name: str, content: bytes) -> pa.Table:
    with tempfile.TemporaryDirectory(prefix="wegmarke-") as room:
        file = Path(room) / (Path(name.replace("\\", "/")).name or "costs")
        file.write_bytes(content)
        return sources.read_plain_table(file)
