"""Whom the identifiers of new events belong to, as the sink knows it by heart.

The copy in the event store says the same: to join a few events with it takes longer the more identifiers there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wegmarke.events.walk import Numbers
from wegmarke.events.walked import numbers_of


@dataclass(frozen=True, slots=True)
class Owners:
    """Owner of each identifier of persons and of accounts, by its number; 0 where it has none."""

    persons: Numbers
    accounts: Numbers

    def given(self, arrived: pa.Table) -> pa.Table:
        """Put owners where `person` and `stated_account` are numbers of identifiers."""
        for name, owners in (("person", self.persons), ("stated_account", self.accounts)):
            found = owners[numbers_of(arrived, name)]
            column = pa.array(np.asarray(found, dtype=np.int64), mask=found == 0)
            arrived = arrived.set_column(arrived.column_names.index(name), name, column)
        return arrived
