"""Units, touches and values at the places of a map, together or by calendar month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths import index
from wegmarke.paths.chosen import Chosen
from wegmarke.paths.expressions.counts import group_counts, group_values
from wegmarke.paths.index import Snapshot
from wegmarke.paths.primitives.passes import codes_of, named, selected, snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches

_HEADS = pa.schema([("group", pa.int64()), ("label", pa.string()), ("units", pa.int64())])
_SUMS = pa.schema(
    [(key, pa.string()) for key in ("touchpoint", "currency", "label")]
    + [(figure, pa.int64()) for figure in ("touches", "value_minor")]
)


def count_heads_at(
    touches: Touches,
    period: Period,
    groups: Sequence[Collection[str]],
    unit: Unit,
    *,
    month: Calendar | None = None,
) -> pa.Table:
    """Count the units of a kind that were at groups of touchpoints: group (its place), label, units.

    Args:
        touches: the tables.
        period: touches outside do not count.
        groups: ids of touchpoints; one may stand in several groups.
        unit: person or account.
        month: the clock of the zone whose months (`2025-03`) are the labels; None for no labels.
    """
    snapshot = snapshot_of(touches, unit)
    if snapshot is None or _chooses_units(touches):
        asked = [_heads_of(touches, period, layer, unit, month) for layer in _layers(groups)]
        return pa.concat_tables(asked) if asked else _HEADS.empty_table()
    codes = [codes_of(touches, sorted(group)) for group in groups]
    selection = selected(touches, unit, snapshot, period, None)
    return index.heads(snapshot, codes, period, month=month, selection=selection).cast(_HEADS)


def sum_touches(
    touches: Touches, period: Period, touchpoints: Collection[str], *, month: Calendar | None = None
) -> pa.Table:
    """Count touches and sum their values: touchpoint, currency, label, touches, value_minor.

    Everybody's touches count, and nobody's, each once. The currency is NULL for touches without a value in one.

    Args:
        touches: the tables.
        period: touches outside do not count.
        touchpoints: ids of the touchpoints.
        month: as for `count_heads_at`.
    """
    ready = [(unit, found) for unit in TOUCH_UNITS if (found := snapshot_of(touches, unit)) is not None]
    if not ready or _chooses_units(touches):
        return _sums_of(touches, period, touchpoints, month)
    unit, snapshot = ready[0]
    return pa.concat_tables(
        [
            _sums_in(touches, snapshot, unit, period, touchpoints, month),
            _sums_of_nobody(touches, unit, period, touchpoints, month),
        ]
    )


def _layers(groups: Sequence[Collection[str]]) -> list[dict[str, str]]:
    """Lay groups that share a touchpoint into different questions: each touchpoint with the place of its group."""
    layers: list[dict[str, str]] = []
    for place, group in enumerate(groups):
        layer = next((layer for layer in layers if layer.keys().isdisjoint(group)), None)
        if layer is None:
            layers.append(layer := {})
        layer |= dict.fromkeys(group, str(place))
    return layers


def _heads_of(touches: Touches, period: Period, layer: dict[str, str], unit: Unit, month: Calendar | None) -> pa.Table:
    rows = group_counts(touches, period, layer, units=[unit], month=month).to_pyarrow()
    rows = rows.filter(pc.greater(rows[unit.value], 0))
    label = rows["label"] if month is not None else pa.nulls(rows.num_rows, pa.string())
    places = rows["group"].cast(pa.int64())
    return pa.table({"group": places, "label": label, "units": rows[unit.value]}).cast(_HEADS)


def _sums_in(
    touches: Touches,
    snapshot: Snapshot,
    unit: Unit,
    period: Period,
    touchpoints: Collection[str],
    month: Calendar | None,
) -> pa.Table:
    selection = selected(touches, unit, snapshot, period, None)
    summed = index.sums(snapshot, codes_of(touches, sorted(touchpoints)), period, month=month, selection=selection)
    return summed.append_column("touchpoint", named(touches, summed["code"])).select(_SUMS.names).cast(_SUMS)


def _sums_of_nobody(
    touches: Touches, unit: Unit, period: Period, touchpoints: Collection[str], month: Calendar | None
) -> pa.Table:
    """Ask the store for touches without a unit, which no index knows: once in a state of the touches."""
    chosen = touches.chosen or Chosen()

    def ask() -> pa.Table:
        nobodys = touches.touches.filter(touches.touches[unit.value].isnull())
        return _sums_of(replace(touches, touches=nobodys), period, touchpoints, month)

    asked = (unit, period, tuple(sorted(touchpoints)), month, chosen.left_out, chosen.touchpoints)
    found: pa.Table = touches.answers.keep(("sums of nobody", *asked), None, ask)
    return found


def _sums_of(touches: Touches, period: Period, touchpoints: Collection[str], month: Calendar | None) -> pa.Table:
    groups = {touchpoint: touchpoint for touchpoint in touchpoints}
    counted = group_counts(touches, period, groups, units=(), month=month).to_pyarrow().to_pylist()
    valued = group_values(touches, period, groups, month=month).to_pyarrow().to_pylist()
    rows = [_row(row, row["currency"], row["touches"], row["value_minor"]) for row in valued]
    with_value: dict[tuple[str, str | None], int] = {}
    for row in valued:
        key = row["group"], row.get("label")
        with_value[key] = with_value.get(key, 0) + row["touches"]
    for row in counted:
        without = row["touches"] - with_value.get((row["group"], row.get("label")), 0)
        if without:
            rows.append(_row(row, None, without, 0))
    return pa.Table.from_pylist(rows, schema=_SUMS)


def _row(row: dict[str, object], currency: str | None, touches: int, value_minor: int) -> dict[str, object]:
    return {
        "touchpoint": row["group"],
        "currency": currency,
        "label": row.get("label"),
        "touches": touches,
        "value_minor": value_minor,
    }


def _chooses_units(touches: Touches) -> bool:
    return touches.chosen is not None and touches.chosen.units is not None
