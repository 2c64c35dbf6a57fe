"""What lies between two instants of a unit: touchpoints that were reached, and whole paths, of two sets of spans."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths.expressions.between import compared_variants, reach, touches_between
from wegmarke.paths.primitives.passes import named
from wegmarke.paths.touches import Touches


def compare_reach(touches: Touches, by: Unit, spans: pa.Table, others: pa.Table) -> pa.Table:
    """Return touchpoint, units (of `spans` with a touch there) and others (likewise), for each touchpoint."""
    found = [reach(touches_between(touches, by, some)).to_pyarrow() for some in (spans, others)]
    counted = [dict(zip(one["touchpoint"].to_pylist(), one["units"].to_pylist(), strict=True)) for one in found]
    codes = sorted(set(counted[0]) | set(counted[1]))
    columns = {name: pa.array([one.get(code, 0) for code in codes], pa.int64())
               for name, one in zip(("units", "others"), counted, strict=True)}  # fmt: skip
    return pa.table({"touchpoint": named(touches, pa.array(codes, pa.int32())), **columns})


def compare_variants(touches: Touches, by: Unit, spans: pa.Table, others: pa.Table, top: int) -> pa.Table:
    """Return the most frequent paths within `spans`: touchpoints (a list), units, others.

    Spans without a touch are the empty path.
    """
    one, other = (touches_between(touches, by, some) for some in (spans, others))
    rows = compared_variants(one, other, top).to_pyarrow()
    spelled = pa.array(
        [[int(code) for code in text.split()] for text in rows["spelled"].to_pylist()], pa.list_(pa.int32())
    )
    lists = pa.ListArray.from_arrays(spelled.offsets, named(touches, spelled.values))
    counted = pa.table({"touchpoints": lists, "units": rows["units"], "others": rows["others"]})
    with_any = [_spans_with_any(between) for between in (one, other)]
    empty = pa.table(
        {
            "touchpoints": pa.array([[]], lists.type),
            "units": pa.array([spans.num_rows - with_any[0]], pa.int64()),
            "others": pa.array([others.num_rows - with_any[1]], pa.int64()),
        }
    )
    both = pa.concat_tables([counted, empty.cast(counted.schema)])
    order = pc.sort_indices(both.append_column("place", pa.array(range(both.num_rows))),
                            sort_keys=[("units", "descending"), ("place", "ascending")])  # fmt: skip
    return both.take(order).slice(0, top)


def _spans_with_any(between: Touches) -> int:
    table = between.unit_touches[Unit.ORDER]
    return int(table.filter(table.touchpoint.notnull()).unit.nunique().to_pyarrow().as_py())
