"""What treating two accounts as one would change, before anybody does it."""

from __future__ import annotations

from typing import Any

from wegmarke.domain import UsageError
from wegmarke.domain.accounts import Named
from wegmarke.domain.duplicates import AccountMergePlan, AccountSide
from wegmarke.domain.persons import AccountName, Figure, FigureChange
from wegmarke.events import account_touches
from wegmarke.events import reading as event_reading
from wegmarke.identity import newest_label, reading
from wegmarke.workspace.naming import Names
from wegmarke.workspace.stores import Stores

COUNT_ACCOUNTS = "SELECT count(DISTINCT account) AS n FROM touch"


def plan_account_merge(stores: Stores, first: int, second: int) -> AccountMergePlan:
    """Lay two accounts side by side.

    Raises:
        UsageError: when both are the same account.
    """
    if first == second:
        raise UsageError(f"second: expected another account than the first; got {second} twice.")
    found = {row["account"]: row for row in account_touches(stores.engine, (first, second)).to_pylist()}
    names = Names(stores, accounts=[first, second])
    one, other = (side_of(stores, names.account(number), found.get(number, {})) for number in (first, second))
    number = min(first, second)
    label = newest_label(stores.state, stores.keys, "account", [first, second]) or names.account(number).label
    identifiers = one.identifiers + other.identifiers
    result = described(Named(number, label), identifiers, found.get(None, {}))
    return AccountMergePlan(one, other, result, _figures(stores, one, other, result))


def side_of(stores: Stores, account: Named, row: dict[str, Any]) -> AccountSide:
    """Describe an account as it is by its row of `account_touches`."""
    return described(account, len(reading.identifiers_of(stores.state, "account", account.number)), row)


def described(account: Named, identifiers: int, row: dict[str, Any]) -> AccountSide:
    """Describe an account by its row of `account_touches`; an empty one says that it has no touches."""
    return AccountSide(
        account=account,
        identifiers=identifiers,
        touches=row.get("touches", 0),
        persons=row.get("persons", 0),
        first_at=event_reading.in_utc(row.get("first_at")),
        last_at=event_reading.in_utc(row.get("last_at")),
    )


def _figures(stores: Stores, one: AccountSide, other: AccountSide, result: AccountSide) -> tuple[FigureChange, ...]:
    accounts = stores.engine.query(COUNT_ACCOUNTS)["n"][0].as_py()
    both_are_counted = all(side.first_at is not None for side in (one, other))
    kept = one if one.account.number == result.account.number else other
    name = AccountName(result.account.number, result.account.label)
    return (
        FigureChange(Figure.ACCOUNTS, accounts, accounts - both_are_counted),
        FigureChange(Figure.TOUCHES_AT_ACCOUNT, kept.touches, result.touches, name),
        FigureChange(Figure.PERSONS_AT_ACCOUNT, kept.persons, result.persons, name),
    )
