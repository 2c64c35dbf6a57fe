"""What a workspace knows about accounts and who belongs to them, and what is wrong in that."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts import Described, Found, described, memberships, problems
from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.accounts import AccountFacts, Finding, FindingCode, FindingPage, Membership, MembershipPage
from wegmarke.domain.errors import unknown_value
from wegmarke.events import reading
from wegmarke.workspace.naming import Names
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.stores import Stores


class AccountFactsDoor(Door):
    """Descriptions, memberships and findings of accounts."""

    @operation("account_facts")
    def get(self, account: int) -> AccountFacts:
        """Return what events say about an account, newest by time; everything is None where they say nothing.

        Raises:
            NotFound: when no event names the account.
        """
        stores = self.stores
        table = _described(stores).table
        row: dict[str, Any] = next(iter(table.filter(pc.equal(table["account"], account)).to_pylist()), {})
        if not row and not _is_known(stores, account):
            raise NotFound(f"account: expected the number of an account; got {account}. See the list.")
        children = table.filter(pc.equal(table["parent"], account))["account"].to_pylist()
        # An account that nobody describes is its own head.
        parent, head = row.get("parent"), row.get("head", account)
        names = Names(stores, accounts=[account, parent, head, *children])
        return AccountFacts(
            account=names.account(account),
            domain=row.get("domain"),
            debtor_number=row.get("debtor_number"),
            legal_entity=row.get("legal_entity"),
            parent=names.any_account(parent),
            head=names.any_account(head),
            children=tuple(names.account(child) for child in children),
        )

    @operation("account_facts")
    def memberships(
        self,
        account: int | None = None,
        person: int | None = None,
        at: datetime | None = None,
        page: int = 1,
        size: int = 50,
    ) -> MembershipPage:
        """Return one page of memberships, of an account, a person, or both.

        Args:
            account: number of one account; None for all.
            person: number of one person; None for all.
            at: only those that hold at this instant; one that contradicts itself never holds.
            page: which part, from 1.
            size: how many in a part.

        Raises:
            UsageError: when `at` has no time zone.
        """
        if at is not None and at.tzinfo is None:
            raise UsageError(f"at: expected a time with its zone; got {at.isoformat()}. Add the zone.")
        stores, engine = self.stores, self.stores.engine
        table = (
            stores.answers.keep("memberships", stores.state_of_data, lambda: memberships.memberships(engine))
            if at is None
            else memberships.memberships_at(engine, at)
        )
        for name, wanted in (("account", account), ("person", person)):
            if wanted is not None:
                table = table.filter(pc.equal(table[name], wanted))
        shown = table.slice((max(1, page) - 1) * size, size)
        return MembershipPage(table.num_rows, tuple(_memberships(stores, shown)))

    @operation("account_facts")
    def problems(self, code: str = "", page: int = 1, size: int = 50) -> FindingPage:
        """Return one page of what is wrong in the data about accounts, all of it or what has one code.

        Raises:
            UsageError: when there is no such code.
        """
        if code and code not in [*FindingCode]:
            raise unknown_value("code", code, [*FindingCode])
        stores = self.stores
        found = stores.answers.keep(
            "problems of accounts", stores.state_of_data, lambda: problems(stores.engine, _described(stores))
        )
        counts = Counter(one.code.value for one in found)
        chosen = [one for one in found if not code or one.code == code]
        start = (max(1, page) - 1) * size
        return FindingPage(len(chosen), tuple(_findings(stores, chosen[start : start + size])), dict(counts))


def _described(stores: Stores) -> Described:
    return stores.answers.keep(
        "descriptions of accounts", stores.state_of_data, lambda: described(stores.engine, stores.state, stores.keys)
    )


def _is_known(stores: Stores, account: int) -> bool:
    query = "SELECT 1 FROM account_owner WHERE owner = $account LIMIT 1"
    return bool(stores.engine.query(query, {"account": account}).num_rows)


def _memberships(stores: Stores, table: pa.Table) -> list[Membership]:
    names = Names(stores, persons=table["person"].to_pylist(), accounts=table["account"].to_pylist())
    return [
        Membership(
            person=names.person(row["person"]),
            account=names.account(row["account"]),
            role=row["role"],
            from_at=reading.in_utc(row["from_at"]),
            to_at=reading.in_utc(row["to_at"]),
            source=row["source"],
            events=tuple(row["evidence"]),
            problem=FindingCode(row["problem"]) if row["problem"] is not None else None,
            record=row["record"],
        )
        for row in table.to_pylist()
    ]


def _findings(stores: Stores, found: list[Found]) -> list[Finding]:
    names = Names(
        stores,
        persons=(number for one in found for number in one.persons),
        accounts=(number for one in found for number in one.accounts),
    )
    return [
        Finding(
            code=one.code,
            values=dict(one.texts),
            instants=dict(one.instants),
            persons=tuple(names.person(number) for number in one.persons),
            accounts=tuple(names.account(number) for number in one.accounts),
            events=one.events,
        )
        for one in found
    ]
