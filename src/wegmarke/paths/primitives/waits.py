"""How long units wait between one touch and the next, by transition."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions.waits import transition_wait_codes
from wegmarke.paths.primitives.passes import codes_of, named, selected, snapshot_of
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_QUANTILES = (0.5, 0.9)


def transition_waits(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    cut: Cut | None = None,
    collapse: bool = False,
    apart: Sequence[str] | None = None,
) -> pa.Table:
    """Measure waits between touchpoints: from_touchpoint, to_touchpoint, waits, median_us, p90_us.

    The definition stands at `wegmarke.paths.index.transition_waits`; a transition that nobody waited for is not there.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        cut: which stretch of every path counts; None for the whole.
        collapse: a touchpoint that follows itself counts once.
        apart: touchpoints to tell apart; all others are `(other)`. None tells all apart.
    """
    codes = None if apart is None else codes_of(touches, apart)
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        asked = transition_wait_codes(
            touches, by, period, quantiles=_QUANTILES, cut=cut, collapse=collapse, apart=codes
        )
        measured = asked.to_pyarrow()
    else:
        chosen = selected(touches, by, snapshot, period, cut)
        measured = index.transition_waits(
            snapshot, period, quantiles=_QUANTILES, collapse=collapse, apart=codes, selection=chosen
        )
    return pa.table(
        {
            "from_touchpoint": named(touches, measured["from_code"]),
            "to_touchpoint": named(touches, measured["to_code"]),
            "waits": measured["waits"].cast(pa.int64()),
            "median_us": measured["q0"].cast(pa.float64()),
            "p90_us": measured["q1"].cast(pa.float64()),
        }
    )
