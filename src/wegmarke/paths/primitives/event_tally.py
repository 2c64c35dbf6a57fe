"""What a period holds, per touchpoint and currency: events, values, and why some have no place in a path."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths import index
from wegmarke.paths.choosing import chosen_for
from wegmarke.paths.chosen import KINDS, Chosen
from wegmarke.paths.expressions.tally import tally
from wegmarke.paths.index import Snapshot
from wegmarke.paths.index.tally import WITHOUT_UNIT
from wegmarke.paths.primitives.passes import named, snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_KEYS = ["touchpoint", "currency", "left_out"]
_INSTANT = pa.timestamp("us")
_SCHEMA = pa.schema(
    [(key, pa.string()) for key in _KEYS]
    + [(name, pa.int64()) for name in ("events", "without_unit", "value_minor")]
    + [("first_at", _INSTANT), ("last_at", _INSTANT)]
)


def tally_events(touches: Touches, by: Unit, period: Period) -> pa.Table:
    """Count events per touchpoint, currency and reason to leave them out; the columns are those of `tally`.

    The index of a unit knows no touches without one: the store is asked for those, once in a state of the touches.
    Where a touch may have several units, it would be counted several times in their paths: the store is asked for all.
    Every analysis of a period has these facts, so they are kept where they are not those of some units only.
    """
    chosen = chosen_for(touches, by) or Chosen()
    if chosen.units is not None:
        return _counted(touches, by, period, chosen)
    question = ("events", by, period, chosen.left_out)
    found: pa.Table = touches.answers.keep(question, None, lambda: _counted(touches, by, period, chosen))
    return found


def _counted(touches: Touches, by: Unit, period: Period, chosen: Chosen) -> pa.Table:
    snapshot = snapshot_of(touches, by) if by in TOUCH_UNITS else None
    if snapshot is None:
        return _shaped(tally(touches, by, period).to_pyarrow())
    theirs = _of_units(touches, snapshot, period, chosen)
    return _joined(theirs, _of_nobody(touches, by, period, chosen))


def _of_units(touches: Touches, snapshot: Snapshot, period: Period, chosen: Chosen) -> pa.Table:
    kinds = {kind: KINDS[kind] for kind in sorted(chosen.left_out)}
    units = None if chosen.units is None else index.select_units(snapshot, chosen.units)
    counted = index.tally(snapshot, period, kinds=kinds, units=units)
    nobody = pa.array([0] * counted.num_rows, pa.int64())
    return _shaped(
        counted.append_column("touchpoint", named(touches, counted["code"])).append_column("without_unit", nobody)
    )


def _of_nobody(touches: Touches, by: Unit, period: Period, chosen: Chosen) -> pa.Table:
    def ask() -> pa.Table:
        nobodys = touches.touches.filter(touches.touches[by.value].isnull())
        asked = replace(touches, touches=nobodys, chosen=Chosen(left_out=chosen.left_out))
        return _shaped(tally(asked, by, period).to_pyarrow())

    found: pa.Table = touches.answers.keep(("events of nobody", by, period, chosen.left_out), None, ask)
    if chosen.units is None:
        return found
    place = found.column_names.index("left_out")
    return found.set_column(place, "left_out", found["left_out"].fill_null(WITHOUT_UNIT))


def _joined(theirs: pa.Table, nobodys: pa.Table) -> pa.Table:
    if not nobodys.num_rows:
        return theirs
    how = {"events": "sum", "without_unit": "sum", "value_minor": "sum", "first_at": "min", "last_at": "max"}
    summed = pa.concat_tables([theirs, nobodys]).group_by(_KEYS, use_threads=False).aggregate(list(how.items()))
    return _shaped(summed.rename_columns({f"{name}_{made}": name for name, made in how.items()}))


def _shaped(table: pa.Table) -> pa.Table:
    return table.select(_SCHEMA.names).cast(_SCHEMA)
