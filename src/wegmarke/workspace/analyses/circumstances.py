"""What else a workspace knows of accounts that are stuck: empty chairs in buying groups, and open opportunities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts import buying_groups, opportunities
from wegmarke.analytics import Circumstances
from wegmarke.workspace.buying_groups_door import needed_roles
from wegmarke.workspace.stores import Stores


def circumstances_of(stores: Stores, accounts: Sequence[int]) -> Circumstances:
    """Look up some accounts; what the data do not tell is left out, for it is no reason."""
    return Circumstances(_missing_roles(stores, accounts), _open_opportunity(stores, accounts))


def _missing_roles(stores: Stores, accounts: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the needed roles that nobody holds in one of the account's buying groups."""
    needed = needed_roles(stores, None)
    held: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for row in _of(buying_groups.role_holders(stores.engine), accounts).to_pylist():
        held[row["account"], row["solution"]].add(row["role"])
    missing: defaultdict[int, set[str]] = defaultdict(set)
    for row in _of(buying_groups.buying_groups(stores.engine), accounts).to_pylist():
        missing[row["account"]] |= set(needed) - held[row["account"], row["solution"]]
    return {account: tuple(role for role in needed if role in roles) for account, roles in missing.items()}


def _open_opportunity(stores: Stores, accounts: Sequence[int]) -> dict[int, bool]:
    """Return whether each account has an open opportunity; nothing where the workspace has no opportunities at all."""
    known = opportunities.opportunities(stores.engine)
    if not known.num_rows:
        return {}
    opened = known.filter(pc.equal(known["outcome"], "open"))
    having = set(_of(opened, accounts)["account"].to_pylist())
    return {account: account in having for account in accounts}


def _of(table: pa.Table, accounts: Sequence[int]) -> pa.Table:
    return table.filter(pc.is_in(table["account"], value_set=pa.array(accounts, table["account"].type)))
