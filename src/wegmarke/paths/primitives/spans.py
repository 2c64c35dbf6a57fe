"""How long paths are: touches of each unit, and its first and last instant."""

from __future__ import annotations

import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions.ordered import ordered
from wegmarke.paths.primitives.passes import selected, snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_INSTANT = pa.timestamp("us")


def path_spans(touches: Touches, by: Unit, period: Period) -> pa.Table:
    """Return one row per unit with a recognised touch: touches, first_at, last_at; in no order."""
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        path = ordered(touches, by, period)
        counted = path.group_by("unit").agg(
            touches=path.count(), first_at=path.occurred_at.min(), last_at=path.occurred_at.max()
        )
        table = counted.to_pyarrow()
        return pa.table(
            {"touches": table["touches"].cast(pa.int64())}
            | {name: table[name].cast(_INSTANT) for name in ("first_at", "last_at")}
        )
    # code 0 is what no rule recognised
    known = range(1, 65_536)
    selection = selected(touches, by, snapshot, period, None)
    found = index.windowed_counts(snapshot, period, touchpoints=known, selection=selection)
    ends = {"first_at": found.first_at, "last_at": found.last_at}
    return pa.table(
        {"touches": found.touches}
        | {name: pa.array(instants.view("datetime64[us]"), _INSTANT) for name, instants in ends.items()}
    )
