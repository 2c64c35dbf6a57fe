"""The accounts of a workspace, and everything that happened at one of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Money, NotFound
from wegmarke.domain.account_page import AccountRecords
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.views import AccountLine, AccountPage, Timeline
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


class AccountsDoor(Door):
    """Accounts by number."""

    @operation("accounts")
    def list(self, search: str = "", sort: str = "last", page: int = 1, size: int = 50) -> AccountPage:
        """Return one page of the accounts whose label contains a text.

        Raises:
            UsageError: when `sort` is none of last, first, touches, persons, label.
        """
        stores = self.stores
        table = stores.answers.keep("accounts", stores.state_of_data, lambda: _labelled(stores))
        if search.strip():
            table = table.filter(pc.match_substring(table["folded"], search.strip().casefold()))
        if sort not in _ORDERS:
            raise unknown_value("sort", sort, list(_ORDERS))
        column, direction = _ORDERS[sort]
        table = table.sort_by([(column, direction), ("account", "ascending")])
        shown = table.slice((max(1, page) - 1) * size, size)
        return AccountPage(table.num_rows, tuple(_lines(stores, shown)))

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
