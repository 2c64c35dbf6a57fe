"""What taking an account apart would change that two records were joined to, before anybody does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from wegmarke import events, identity
from wegmarke.domain.accounts import Named
from wegmarke.domain.duplicates import AccountSide, AccountSplitPlan
from wegmarke.domain.persons import AccountName, Figure, FigureChange
from wegmarke.identity import reading
from wegmarke.workspace.account_merge_plan import COUNT_ACCOUNTS, described, side_of
from wegmarke.workspace.naming import Names
from wegmarke.workspace.stores import Stores


def plan_account_split(stores: Stores, joined: tuple[int, int], by: str) -> AccountSplitPlan:
    """Lay an account beside what would be left of it without the link between two of its identifiers.

    Raises:
        NotFound: when there is no such link.
    """
    account = reading.owner_of(stores.state, "account", joined[0])
    owners = identity.owners_without(stores.state, stores.clock, identity.Act(by, subject="account"), *joined)
    named = Names(stores, accounts=[account]).account(account)
    before = side_of(stores, named, _by_account(events.account_touches(stores.engine, [account])).get(account, {}))
    if not owners:
        return AccountSplitPlan(before, (before,), ())
    rows = _by_account(events.rehearse_accounts(stores.engine, stores.recognition(), owners))
    after = _sides(stores, account, owners, rows)
    return AccountSplitPlan(before, after, _figures(stores, before, after))


def _by_account(table: pa.Table) -> dict[int | None, dict[str, Any]]:
    return {row["account"]: row for row in table.to_pylist()}


def _sides(
    stores: Stores, account: int, owners: Mapping[int, int], rows: Mapping[int | None, dict[str, Any]]
) -> tuple[AccountSide, ...]:
    numbers = [number for number, _ in reading.identifiers_of(stores.state, "account", account)]
    parts: dict[int, list[int]] = {}
    for number in numbers:
        parts.setdefault(owners.get(number, account), []).append(number)
    labels = identity.labels_of_parts(stores.state, stores.keys, "account", parts)
    counted = Counter(owners.get(number, account) for number in numbers)
    return tuple(
        described(Named(owner, labels.get(owner, f"#{owner}")), counted[owner], rows.get(owner, {}))
        for owner in sorted(parts)
    )


def _figures(stores: Stores, before: AccountSide, after: Sequence[AccountSide]) -> tuple[FigureChange, ...]:
    total = stores.engine.query(COUNT_ACCOUNTS)["n"][0].as_py()
    seen = sum(side.first_at is not None for side in after)
    (kept,) = (side for side in after if side.account.number == before.account.number)
    name = AccountName(before.account.number, before.account.label)
    return (
        FigureChange(Figure.ACCOUNTS, total, total - (before.first_at is not None) + seen),
        FigureChange(Figure.TOUCHES_AT_ACCOUNT, before.touches, kept.touches, name),
        FigureChange(Figure.PERSONS_AT_ACCOUNT, before.persons, kept.persons, name),
    )
