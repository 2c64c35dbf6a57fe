"""Paths to conversions: from the path index where it is ready, else from the touches in path order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches, selection_of
from wegmarke.paths.chosen import Int64s
from wegmarke.paths.conversion_paths import Anchors, ConversionPaths
from wegmarke.paths.index.conversions import conversion_paths
from wegmarke.paths.index.rewriting import path_columns
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.primitives.passes import snapshot_of
from wegmarke.paths.terms.converting import Converting, Lookback
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_KEPT = (
    "occurred_at", "sequence", "touchpoint", "phase", "channel", "event", "value_minor", "currency", "source",
    "precision_day", "automated", "internal",
)  # fmt: skip


def paths_to_conversions(
    touches: Touches,
    by: Unit,
    period: Period,
    converting: Converting | Anchors,
    *,
    lookback: Lookback | None = None,
    without: Collection[int] = (),
    with_nulls: bool = True,
) -> ConversionPaths:
    """Return the paths to all conversions of a period; see `wegmarke.paths.index.conversion_paths`."""
    snapshot, selection = snapshot_of(touches, by), None
    if snapshot is None:
        snapshot = read_paths(touches, by)
    else:
        selection = selection_of(touches, by)
    known = touches.known_codes
    names = dict(zip(known["code"].to_pylist(), known["touchpoint"].to_pylist(), strict=True))
    return conversion_paths(
        snapshot, converting, names, period,
        lookback=lookback, without=without, with_nulls=with_nulls, selection=selection,
    )  # fmt: skip


def event_codes(touches: Touches) -> Mapping[str, int]:
    """Return the code of every event name."""
    return {text: code for code, text in code_names(touches, "event").items()}


def code_names(touches: Touches, kind: str) -> Mapping[int, str]:
    """Return the texts of all codes of a kind: source, event, channel or touchpoint."""
    codes = touches.codes.filter(touches.codes.kind == kind).select("code", "text").to_pyarrow()
    return dict(zip(codes["code"].to_pylist(), codes["text"].to_pylist(), strict=True))


def read_paths(touches: Touches, by: Unit, units: Int64s | None = None) -> Snapshot:
    """Read the touches that count, of some units or of all, as columns; an index would hold them."""
    table = chosen_touches(touches, by, Period())
    if units is not None:
        table = table.filter(table.unit.isin(units.tolist()))
    table = table.mutate(unit=table.unit.cast("int64"), event_id=table.event_id.cast("string"))
    missing = [name for name in _KEPT if name not in table.columns]
    table = table.mutate(**{name: _NOTHING[name] for name in missing})
    rows = table.select("unit", "event_id", *_KEPT).to_pyarrow()
    order: Sequence[tuple[str, str]] = [(name, "ascending") for name in ("unit", "occurred_at", "sequence", "event_id")]
    rows = rows.take(pc.sort_indices(rows, sort_keys=order))
    return Snapshot.of(path_columns(rows, "unit"))


_NOTHING: Mapping[str, object] = dict.fromkeys(("phase", "channel", "event", "source"), 0) | dict.fromkeys(
    ("precision_day", "automated", "internal"), False
)
