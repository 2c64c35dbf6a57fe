"""Whole paths: how many units take each, how these ended, and what they are worth."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions.variants import all_variants, most_frequent
from wegmarke.paths.index import Snapshot
from wegmarke.paths.primitives.passes import REMAINDER, named, selected, snapshot_of
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.ending import Endings, Outcome
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

ENDED = [*(outcome.name.lower() for outcome in Outcome), "value_minor"]
"""The columns that say how units ended, and what their paths are worth."""
_COUNTED = ["variants", "units", *ENDED]


def count_variants(
    touches: Touches,
    by: Unit,
    period: Period,
    endings: Endings,
    *,
    top: int,
    cut: Cut | None = None,
    collapse: bool = False,
) -> pa.Table:
    """Count units per path: touchpoints (list), variants, units, won, lost, stalled, open, value_minor.

    The most frequent paths come first, each as one variant; where there are more, a last row `(other)` holds all of
    them, so that sums close. The outcome is that of the whole path, whatever stretch of it counts; a path of which
    nothing counts is the empty one.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        endings: what decides about outcome and worth.
        top: how many paths have a row of their own, at least 1.
        cut: which stretch of every path counts; None for the whole.
        collapse: a touchpoint that follows itself counts once.
    """
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        found, total = _asked(touches, by, period, endings, cut, top, collapse=collapse)
    else:
        found, total = _passed(touches, by, snapshot, period, endings, cut, top, collapse=collapse)
    found = found.take(pa.array(_in_order(found), pa.int64()))
    rest = {name: total[name] - (pc.sum(found[name]).as_py() or 0) for name in _COUNTED}
    if not rest["variants"]:
        return found
    others = pa.table({"touchpoints": [[REMAINDER]]} | {name: [count] for name, count in rest.items()})
    return pa.concat_tables([found, others.cast(found.schema)])


def _in_order(found: pa.Table) -> list[int]:
    """Return the most frequent first, and among equals by their names: codes depend on what came first."""
    names, units = found["touchpoints"].to_pylist(), found["units"].to_pylist()
    return sorted(range(found.num_rows), key=lambda row: (-units[row], names[row]))


def _passed(
    touches: Touches,
    by: Unit,
    snapshot: Snapshot,
    period: Period,
    endings: Endings,
    cut: Cut | None,
    top: int,
    *,
    collapse: bool,
) -> tuple[pa.Table, dict[str, int]]:
    ended = index.outcomes(snapshot, endings, period, selection=selected(touches, by, snapshot, period, None))
    stretch = selected(touches, by, snapshot, period, cut)
    found = index.variants(snapshot, period, top=top, collapse=collapse, outcomes=ended, selection=stretch)
    lists = found.table["touchpoints"].combine_chunks()
    table = _table(touches, lists.offsets, lists.values, found.table)
    total = {name: (pc.sum(table[name]).as_py() or 0) + found.others[name] for name in ENDED}
    return table, total | {"variants": found.variants, "units": found.units}


def _asked(
    touches: Touches, by: Unit, period: Period, endings: Endings, cut: Cut | None, top: int, *, collapse: bool
) -> tuple[pa.Table, dict[str, int]]:
    counted = all_variants(touches, by, period, cut=cut, collapse=collapse, endings=endings)
    sums = {name: counted[name].sum().fill_null(0).cast("int64") for name in ("units", *ENDED)}
    total = counted.agg(variants=counted.count(), **sums).to_pyarrow().to_pylist()[0]
    rows = most_frequent(counted, top).to_pyarrow()
    spelled = [[int(code) for code in text.split()] for text in rows["spelled"].to_pylist()]
    lists = pa.array(spelled, pa.list_(pa.int32()))
    return _table(touches, lists.offsets, lists.values, rows), total


def _table(touches: Touches, offsets: pa.Array, codes: pa.Array, counted: pa.Table) -> pa.Table:
    lists = pa.ListArray.from_arrays(offsets, named(touches, codes))
    columns = {name: counted[name].cast(pa.int64()) for name in ("units", *ENDED)}
    return pa.table({"touchpoints": lists, "variants": pa.array([1] * counted.num_rows, pa.int64())} | columns)
