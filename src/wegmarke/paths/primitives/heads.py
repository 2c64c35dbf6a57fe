"""How many persons and accounts were at groups of touchpoints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions.counts import group_counts
from wegmarke.paths.primitives.passes import codes_of, selected, snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def count_heads(touches: Touches, period: Period, group_of: Mapping[str, str], units: Sequence[Unit]) -> pa.Table:
    """Count per group of touchpoints, given by touchpoint, the units of each kind that were there.

    Columns: group, and one for each kind of unit; groups where nobody was may be missing.
    """
    snapshots = {unit: snapshot_of(touches, unit) for unit in units}
    chooses_units = touches.chosen is not None and touches.chosen.units is not None
    if chooses_units or None in snapshots.values():
        return group_counts(touches, period, group_of, units=units).to_pyarrow().select(["group", *units])
    gathered: dict[str, list[str]] = defaultdict(list)
    for touchpoint, group in group_of.items():
        gathered[group].append(touchpoint)
    codes = [codes_of(touches, touchpoints) for touchpoints in gathered.values()]
    counted = {
        unit.value: index.units_at(snapshot, codes, period, selection=selected(touches, unit, snapshot, period, None))
        for unit, snapshot in snapshots.items()
        if snapshot is not None
    }
    return pa.table({"group": pa.array(list(gathered), pa.string())} | counted)
