"""What is known about accounts: domain, debtor number, legal entity, parent and group, newest by time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts.hierarchy import Hierarchy, hierarchy
from wegmarke.accounts.naming import find_accounts
from wegmarke.accounts.statements import load_steps
from wegmarke.engine import Engine
from wegmarke.identity import BLOCKED
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

_STATEMENTS = load_steps("descriptions.sql")
_NONE = (*BLOCKED, "-")


@dataclass(frozen=True)
class Described:
    """The accounts that events describe.

    Attributes:
        table: account, domain, debtor_number, legal_entity, parent, head (of the group; null where the parents go
            round in a circle), level (parents above it), parent_text and parent_event (what named the parent).
        hierarchy: heads and circles of all accounts that are parents or have one.
    """

    table: pa.Table
    hierarchy: Hierarchy

    def unknown_parents(self) -> pa.Table:
        """Return the rows whose parent no event ever named as an account."""
        says_none = pc.is_in(pc.utf8_lower(self.table["parent_text"]), value_set=pa.array(_NONE))
        is_unknown = pc.and_(pc.is_valid(self.table["parent_text"]), pc.is_null(self.table["parent"]))
        return self.table.filter(pc.and_(is_unknown, pc.invert(says_none)))


def described(engine: Engine, database: Database, keys: KeyRing) -> Described:
    """Return what events say about accounts, with their places in groups."""
    table = engine.query(_STATEMENTS["all_descriptions"])
    texts, said_by = table["parent_text"].to_pylist(), table["parent_said_by"].to_pylist()
    parents = pa.array(find_accounts(database, keys, texts, said_by), pa.int64())
    table = table.drop_columns("parent_said_by").append_column("parent", parents)
    stated = table.filter(pc.is_valid(table["parent"]))
    group = hierarchy(stated["account"].to_numpy(), stated["parent"].to_numpy())
    return Described(_placed(table, group), group)


def stated_properties(engine: Engine) -> pa.Table:
    """Return account, name and value (newest by time) of all properties that descriptions of accounts have."""
    return engine.query(_STATEMENTS["properties"])


def _placed(table: pa.Table, group: Hierarchy) -> pa.Table:
    accounts = table["account"].to_numpy()
    heads, levels = accounts.copy(), np.zeros(len(accounts), dtype=np.int64)
    if len(group.accounts):
        places = np.minimum(np.searchsorted(group.accounts, accounts), len(group.accounts) - 1)
        is_in = group.accounts[places] == accounts
        heads[is_in], levels[is_in] = group.heads[places[is_in]], group.levels[places[is_in]]
    return table.append_column("head", pa.array(heads, mask=heads == 0)).append_column("level", pa.array(levels))
