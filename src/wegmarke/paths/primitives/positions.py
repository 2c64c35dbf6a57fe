"""Which touchpoint stands at which place of how many paths."""

from __future__ import annotations

import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions.positions import positions as position_codes
from wegmarke.paths.primitives.passes import named, selected, snapshot_of
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def positions(
    touches: Touches,
    by: Unit,
    period: Period,
    last: int,
    *,
    cut: Cut | None = None,
    backwards: bool = False,
    collapse: bool = False,
) -> pa.Table:
    """Count units by position: position, near_touchpoint, touchpoint, units.

    `near_touchpoint` stands one position nearer to position 1; position 1 has none.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        last: the highest position; 1 is the first touch of a path, or with `backwards` the last one.
        cut: which stretch of every path counts; None for the whole.
        backwards: count positions from the end of each path.
        collapse: a touchpoint that follows itself has one position.
    """
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        asked = position_codes(touches, by, period, last, cut=cut, backwards=backwards, collapse=collapse)
        counted = asked.to_pyarrow()
    else:
        selection = selected(touches, by, snapshot, period, cut)
        counted = index.positions(snapshot, last, period, backwards=backwards, collapse=collapse, selection=selection)
    return pa.table(
        {
            "position": counted["position"].cast(pa.int64()),
            "near_touchpoint": named(touches, counted["near_code"]),
            "touchpoint": named(touches, counted["code"]),
            "units": counted["units"].cast(pa.int64()),
        }
    )
