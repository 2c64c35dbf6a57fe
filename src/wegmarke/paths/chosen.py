"""What a question is about: which units, which touchpoints, and which kinds of touches are left out.

A touch that is not chosen has not happened: the touches on both sides of it become neighbours. Made once, from a
segment or a rule, and handed to any primitive as `Touches.chosen`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths.index.columns import AUTOMATED, INTERNAL
from wegmarke.paths.index.selection import Selection, code_table, everything, select_flags, select_touches, select_units
from wegmarke.paths.index.snapshot import Snapshot

Int64s: TypeAlias = npt.NDArray[np.int64]

KINDS = {"automated": AUTOMATED, "internal": INTERNAL}
"""Kinds of touches that can be left out: columns of the touch table, and flags in the path index."""

USUALLY_LEFT_OUT = frozenset(KINDS)
"""What a workspace leaves out unless it is told otherwise."""

_MOST_LITERALS = 1_000


@dataclass(frozen=True, eq=False)
class Chosen:
    """Which units and which touches count.

    Attributes:
        units: numbers of the units, rising, each once; None for all.
        touchpoints: ids of the touchpoints; None for all.
        left_out: kinds of touches that do not count, of `KINDS`.
        by: what the units are; must be given with them.
    """

    units: Int64s | None = None
    touchpoints: tuple[str, ...] | None = None
    left_out: frozenset[str] = frozenset()
    by: Unit | None = None

    def __post_init__(self) -> None:
        if unknown := sorted(self.left_out - set(KINDS)):
            raise unknown_value("left_out", ", ".join(unknown), sorted(KINDS))
        if (self.units is None) != (self.by is None):
            raise UsageError(
                f"chosen: expected units together with what they are (by); got by={self.by!r}. Give both, or neither."
            )
        if self.units is not None:
            object.__setattr__(self, "units", np.unique(np.asarray(self.units, np.int64)))

    @property
    def chooses_touches(self) -> bool:
        """Tell whether touches of one unit may be told apart, so that it has other neighbours than all its touches."""
        return self.touchpoints is not None or bool(self.left_out)

    def in_snapshot(self, snapshot: Snapshot, touchpoint_codes: pa.Table) -> Selection:
        """Return the selection for a snapshot of the paths of these units; codes as in `Touches.touchpoint_codes`."""
        selection = everything(snapshot) if self.units is None else select_units(snapshot, self.units)
        if self.left_out:
            selection &= select_flags(snapshot, without=sum(KINDS[kind] for kind in self.left_out))
        if self.touchpoints is not None:
            names = zip(touchpoint_codes["code"].to_pylist(), touchpoint_codes["touchpoint"].to_pylist(), strict=True)
            # what was not recognised is no touchpoint, and stays out of paths whoever chooses
            wanted = code_table([code for code, name in names if name in self.touchpoints])
            selection &= select_touches(snapshot, lambda columns: wanted[columns.touchpoint])
        return selection

    def in_table(self, table: ibis.Table, unit: str, touchpoint_codes: ibis.Table) -> ibis.Table:
        """Keep the rows of touches that count; `unit` names the column with the unit.

        A table without the column of a kind has no touches of it.
        """
        if self.units is not None:
            table = _among(table, unit, self.units)
        for kind in sorted(self.left_out & set(table.columns)):
            table = table.filter(~table[kind])
        if self.touchpoints is not None:
            known = touchpoint_codes.filter(touchpoint_codes.touchpoint.isin(list(self.touchpoints)))
            wanted = known.select(wanted_code="code")
            table = table.semi_join(wanted, table.touchpoint == wanted.wanted_code)
        return table


def _among(table: ibis.Table, unit: str, units: Int64s) -> ibis.Table:
    if not units.size:
        return table.filter(ibis.literal(value=False))
    if units.size <= _MOST_LITERALS:
        return table.filter(table[unit].isin(units.tolist()))
    wanted = ibis.memtable(pa.table({"wanted_unit": units}))
    return table.semi_join(wanted, table[unit] == wanted.wanted_unit)
