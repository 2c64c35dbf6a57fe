"""The opportunities of a workspace: listed, one with its history, and in figures."""

from __future__ import annotations

from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import analytics
from wegmarke.accounts import opportunities
from wegmarke.domain import Money, NotFound
from wegmarke.domain.accounts import (
    OpportunityChange,
    OpportunityHistory,
    OpportunityLine,
    OpportunityPage,
    OpportunityTotals,
    Outcome,
)
from wegmarke.domain.errors import unknown_value
from wegmarke.events import reading
from wegmarke.workspace.naming import Names
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.stores import Stores

_ORDERS: dict[str, tuple[str, Literal["ascending", "descending"]]] = {
    "changed": ("changed_at", "descending"),
    "created": ("created_at", "ascending"),
    "amount": ("amount_minor", "descending"),
    "stage": ("stage", "ascending"),
}


class OpportunitiesDoor(Door):
    """Opportunities by source and the number they have there."""

    @operation("opportunities")
    def list(
        self,
        search: str = "",
        outcome: str = "",
        account: int | None = None,
        sort: str = "changed",
        page: int = 1,
        size: int = 50,
    ) -> OpportunityPage:
        """Return one page of the opportunities whose number, solution or stage contains a text.

        Args:
            search: the text.
            outcome: open, won or lost; empty for all.
            account: number of an account; None for all.
            sort: changed, created, amount or stage.
            page: which part, from 1.
            size: how many in a part.

        Raises:
            UsageError: when `sort` or `outcome` is none of these.
        """
        if sort not in _ORDERS:
            raise unknown_value("sort", sort, list(_ORDERS))
        if outcome and outcome not in [*Outcome]:
            raise unknown_value("outcome", outcome, [*Outcome])
        table = _chosen(all_opportunities(self.stores), search.strip(), outcome, account)
        column, direction = _ORDERS[sort]
        table = table.sort_by([(column, direction), ("source", "ascending"), ("opportunity", "ascending")])
        return OpportunityPage(table.num_rows, tuple(_lines(self.stores, table.slice((max(1, page) - 1) * size, size))))

    @operation("opportunities")
    def get(self, source: str, opportunity: str) -> OpportunityHistory:
        """Return one opportunity with its changes, oldest first.

        Raises:
            NotFound: when no event names it.
        """
        table = all_opportunities(self.stores)
        is_it = pc.and_(pc.equal(table["source"], source), pc.equal(table["opportunity"], opportunity))
        lines = _lines(self.stores, table.filter(is_it))
        if not lines:
            raise NotFound(
                f"opportunity: expected the source and number of an opportunity; got {source!r} {opportunity!r}. "
                "See the list."
            )
        rows = opportunities.history(self.stores.engine, source, opportunity).to_pylist()
        return OpportunityHistory(lines[0], tuple(_change(row) for row in rows))

    @operation("opportunities")
    def totals(self, breakdown: str = "") -> tuple[OpportunityTotals, ...]:
        """Return all opportunities in figures, or one entry per value of a breakdown.

        Args:
            breakdown: stage, solution, owner, source, quarter (of the close), or the name of an event property.
        """
        stores, table = self.stores, all_opportunities(self.stores)
        zone = stores.settings.time_zone
        if not breakdown:
            return tuple(analytics.opportunity_totals(table, zone))
        return tuple(analytics.opportunity_totals(table, zone, _labels(stores, table, breakdown)))


def all_opportunities(stores: Stores) -> pa.Table:
    """Return all opportunities as they are after their last change, see `accounts.opportunities`."""
    return stores.answers.keep(
        "opportunities", stores.state_of_data, lambda: opportunities.opportunities(stores.engine)
    )


def _chosen(table: pa.Table, search: str, outcome: str, account: int | None) -> pa.Table:
    if outcome:
        table = table.filter(pc.equal(table["outcome"], outcome))
    if account is not None:
        table = table.filter(pc.equal(table["account"], account))
    if search:
        columns = (pc.fill_null(table[name], "") for name in ("opportunity", "solution", "stage"))
        text = pc.binary_join_element_wise(*columns, "\x1f")
        table = table.filter(pc.match_substring(text, search, ignore_case=True))
    return table


def _labels(stores: Stores, table: pa.Table, breakdown: str) -> list[str | None]:
    if breakdown == "quarter":
        return analytics.close_quarters(table, stores.settings.time_zone)
    if breakdown in ("stage", "solution", "owner", "source"):
        found: list[str | None] = table[breakdown].to_pylist()
        return found
    values = opportunities.latest_property(stores.engine, breakdown).to_pylist()
    value_of = {(row["source"], row["opportunity"]): row["value"] for row in values}
    pairs = zip(table["source"].to_pylist(), table["opportunity"].to_pylist(), strict=True)
    return [value_of[pair] for pair in pairs]


def _lines(stores: Stores, table: pa.Table) -> list[OpportunityLine]:
    names = Names(stores, persons=table["person"].to_pylist(), accounts=table["account"].to_pylist())
    return [
        OpportunityLine(
            source=row["source"],
            opportunity=row["opportunity"],
            account=names.any_account(row["account"]),
            person=names.any_person(row["person"]),
            solution=row["solution"],
            owner=row["owner"],
            stage=row["stage"],
            outcome=Outcome(row["outcome"]),
            amount=_money(row),
            close_date=row["close_date"],
            created_at=reading.known_utc(row["created_at"]),
            closed_at=reading.in_utc(row["closed_at"]),
            changed_at=reading.known_utc(row["changed_at"]),
            changes=row["changes"],
            times_back=row["times_back"],
        )
        for row in table.to_pylist()
    ]


def _change(row: dict[str, Any]) -> OpportunityChange:
    return OpportunityChange(
        at=reading.known_utc(row["occurred_at"]),
        stage=row["stage"],
        outcome=Outcome(row["outcome"]),
        amount=_money(row),
        previous_stage=row["previous_stage"],
        went_back=row["went_back"],
        event=row["event_id"],
    )


def _money(row: dict[str, Any]) -> Money | None:
    return Money(row["amount_minor"], row["currency"]) if row["amount_minor"] is not None else None
