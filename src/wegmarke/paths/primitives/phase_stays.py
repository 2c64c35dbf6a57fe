"""Stays of units in the phases of a map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit, UsageError
from wegmarke.paths import index
from wegmarke.paths.choosing import selection_of
from wegmarke.paths.expressions.phase_stays import phase_stays as expression
from wegmarke.paths.primitives.passes import snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.staying import MOST_PHASES, Stays
from wegmarke.paths.touches import Touches


def phase_stays(touches: Touches, by: Unit, period: Period, phase_of: Mapping[str, int]) -> Stays:
    """Return the stays of all units as columns; phases are numbers from 1 by id of the touchpoint.

    There can be as many stays as touches, so the answer is in the form in which they are counted, not an Arrow table.
    """
    if max(phase_of.values(), default=0) > MOST_PHASES:
        raise UsageError(f"phases: expected at most {MOST_PHASES}; got {max(phase_of.values())}. Use another map.")
    known = touches.touchpoint_codes.to_pyarrow().to_pylist()
    codes = {row["code"]: phase_of[row["touchpoint"]] for row in known if row["touchpoint"] in phase_of}
    snapshot = snapshot_of(touches, by)
    if snapshot is not None:
        return index.phase_stays(snapshot, codes, period, selection=selection_of(touches, by))
    return of_rows(expression(touches, by, period, codes).to_pyarrow())


def of_rows(rows: pa.Table) -> Stays:
    """Return stays from rows of unit, phase and entered_at in any order."""
    rows = rows.take(pc.sort_indices(rows, [("unit", "ascending"), ("entered_at", "ascending")]))
    units, sizes = np.unique(rows["unit"].to_numpy(), return_counts=True)
    entered = rows["entered_at"].cast(pa.timestamp("us")).to_numpy().astype("datetime64[us]").view(np.int64)
    return Stays.of(units, sizes.astype(np.int64), rows["phase"].to_numpy().astype(np.uint8), entered)
