"""Groups of units for a breakdown; a missing value is a group of its own and never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.entries import Entries, Mask, Moments, Numbers
from wegmarke.paths import Calendar

MONTH = "month"


@dataclass(frozen=True)
class Labels:
    """One label per unit.

    Attributes:
        names: all labels, ascending.
        place: per unit the place of its label in names, -1 where it has none.
    """

    names: tuple[str, ...]
    place: Numbers

    def groups(self) -> Iterator[tuple[str | None, Mask]]:
        """Yield each label with its units; the missing label comes last, where any unit misses it."""
        for number, name in enumerate(self.names):
            yield name, self.place == number
        missing = self.place == -1
        if missing.any():
            yield None, missing

    def of(self, units: Numbers) -> Labels:
        """Return the labels of some units."""
        return Labels(self.names, self.place[units])


def by_month(entered: Moments, calendar: Calendar) -> Labels:
    """Label units by the local month in which they entered."""
    place = np.full(len(entered.at), -1, dtype=np.int64)
    names, found = np.unique(calendar.months(entered.at[entered.known]), return_inverse=True)
    place[entered.known] = found
    return Labels(tuple(str(name) for name in names), place)


def by_property(rows: pa.Table, entries: Entries) -> Labels:
    """Label units by rows of unit and label."""
    place = np.full(len(entries.units), -1, dtype=np.int64)
    rows = rows.filter(pc.is_valid(rows["label"]))
    names = sorted(pc.unique(rows["label"]).to_pylist())
    found = pc.index_in(rows["label"], value_set=pa.array(names, pa.string()))
    place[entries.places(rows["unit"])] = found.to_numpy()
    return Labels(tuple(names), place)
