"""Touches of persons with a role at their account: found on both paths, so that none has to name the other unit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.paths.index.columns import Columns, Truths
from wegmarke.paths.index.snapshot import Snapshot


def touches_of_holders(accounts: Columns, persons: Snapshot, pairs: pa.Table) -> Truths:
    """Tell for each touch of accounts whether its person holds a role there.

    Args:
        accounts: paths of accounts.
        persons: paths of persons.
        pairs: who holds one (account, person).
    """
    from wegmarke.paths.compiled import behaviours

    out = np.zeros(accounts.touches, np.bool_)
    at_account = accounts.places(pairs["account"].to_numpy())
    holders = pairs["person"].to_numpy()
    for part in persons.parts():
        columns = part.columns
        places = columns.places(holders)
        known = np.nonzero((places >= 0) & (at_account >= 0))[0]
        known = known[part.counts[places[known]]]
        behaviours.find_shared(
            places[known], at_account[known], columns.starts, columns.occurred_at, columns.event_key,
            accounts.starts, accounts.occurred_at, accounts.event_key, out,
        )  # fmt: skip
    return out
