"""The accounts of a workspace, and everything that happened at one of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Money, NotFound
from wegmarke.domain.account_page import AccountRecords
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.views import AccountChoice, AccountLine, AccountPage, Timeline
from wegmarke.events import reading
from wegmarke.identity import read_labels
from wegmarke.workspace.account_records import account_records
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.timelines import phase_ids, timeline_entries

_ORDERS: dict[str, tuple[str, Literal["ascending", "descending"]]] = {
    "last": ("last_at", "descending"),
    "first": ("first_at", "ascending"),
    "touches": ("touches", "descending"),
    "persons": ("persons", "descending"),
    "label": ("folded", "ascending"),
}


ALL_ACCOUNTS = AccountChoice()


class AccountsDoor(Door):
    """Accounts by number."""

    @operation("accounts")
    def list(
        self, search: str = "", sort: str = "last", page: int = 1, size: int = 50, choice: AccountChoice = ALL_ACCOUNTS
    ) -> AccountPage:
        """Return one page of the accounts whose label contains a text, and that were chosen.

        Raises:
            UsageError: when `sort` is none of last, first, touches, persons, label.
        """
        table = _chosen(self.stores, replace(choice, search=search or choice.search), sort)
        shown = table.slice((max(1, page) - 1) * size, size)
        return AccountPage(table.num_rows, tuple(_lines(self.stores, shown)))

    @operation("accounts")
    def export(self, choice: AccountChoice = ALL_ACCOUNTS, sort: str = "last", only: tuple[int, ...] = ()) -> pa.Table:
        """Return the chosen accounts as a table; of them only those named, where some are.

        Columns are account, label, phase (id, null for none), touches, persons, first_at and last_at (UTC).
        """
        table = _chosen(self.stores, choice, sort)
        if only:
            table = table.filter(pc.is_in(table["account"], value_set=pa.array(only, pa.int64())))
        phases = phase_ids(self.stores)
        named = pa.array([phases.get(number) for number in table["phase"].to_pylist()], pa.string())
        table = table.set_column(table.column_names.index("phase"), "phase", named)
        for name in ("first_at", "last_at"):
            instants = pc.assume_timezone(table[name], "UTC")
            table = table.set_column(table.column_names.index(name), name, instants)
        return table.select(["account", "label", "phase", "touches", "persons", "first_at", "last_at"])

    @operation("accounts")
    def timeline(self, account: int, page: int = 1, size: int = 100) -> Timeline:
        """Return events of one account in path order.

        Raises:
            NotFound: when no event belongs to the account.
        """
        stores = self.stores
        table = stores.answers.keep("accounts", stores.state_of_data, lambda: _labelled(stores))
        lines = list(_lines(stores, table.filter(pc.equal(table["account"], account))))
        if not lines:
            raise NotFound(f"account: expected the number of an account with events; got {account}. See the list.")
        rows = reading.timeline(stores.engine, account, skipped=(max(1, page) - 1) * size, size=size).to_pylist()
        total = stores.engine.query("SELECT count(*) AS n FROM touch WHERE account = $account", {"account": account})
        return Timeline(lines[0], total["n"][0].as_py(), timeline_entries(stores, rows))

    @operation("accounts")
    def records(self, account: int) -> AccountRecords:
        """Return what is recorded about an account: buying groups, open opportunities, memberships, descriptions."""
        return account_records(self.stores, account)


def _chosen(stores: Stores, choice: AccountChoice, sort: str) -> pa.Table:
    if sort not in _ORDERS:
        raise unknown_value("sort", sort, list(_ORDERS))
    table = stores.answers.keep("accounts", stores.state_of_data, lambda: _labelled(stores))
    if choice.search.strip():
        table = table.filter(pc.match_substring(table["folded"], choice.search.strip().casefold()))
    if choice.phase:
        numbers = [number for number, phase in phase_ids(stores).items() if phase == choice.phase]
        table = table.filter(pc.is_in(table["phase"], value_set=pa.array(numbers, table["phase"].type)))
    if choice.start is not None:
        table = table.filter(pc.greater_equal(table["last_at"], _stored(table, choice.start)))
    if choice.end is not None:
        table = table.filter(pc.less(table["last_at"], _stored(table, choice.end)))
    return table.sort_by([_ORDERS[sort], ("account", "ascending")])


def _stored(table: pa.Table, instant: datetime) -> pa.Scalar:
    return pa.scalar(instant.astimezone(UTC).replace(tzinfo=None), table["last_at"].type)


def _labelled(stores: Stores) -> pa.Table:
    table = reading.accounts(stores.engine)
    labels = read_labels(stores.state, stores.keys, "account")
    texts = [labels.get(account, f"#{account}") for account in table["account"].to_pylist()]
    folded = pa.array([text.casefold() for text in texts], pa.string())
    return table.append_column("label", pa.array(texts, pa.string())).append_column("folded", folded)


def _lines(stores: Stores, table: pa.Table) -> list[AccountLine]:
    rows = table.to_pylist()
    values: dict[int, list[Money]] = defaultdict(list)
    for value in reading.account_values(stores.engine, [row["account"] for row in rows]).to_pylist():
        values[value["account"]].append(Money(value["minor"], value["currency"]))
    phases = phase_ids(stores)
    return [
        AccountLine(
            account=row["account"],
            label=row["label"],
            touches=row["touches"],
            persons=row["persons"],
            first_at=reading.known_utc(row["first_at"]),
            last_at=reading.known_utc(row["last_at"]),
            phase=phases.get(row["phase"]),
            values=tuple(values[row["account"]]),
        )
        for row in rows
    ]
