"""Paths that go on otherwise from an instant on: what stood before is kept, what came since is put behind it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.paths.index.build import halves_of_texts
from wegmarke.paths.index.columns import (
    FLAGS,
    NO_VALUE,
    TOUCH_COLUMNS,
    Columns,
    Int64s,
    currency_code,
    event_keys,
    no_columns,
)
from wegmarke.paths.index.snapshot import Snapshot

_CURRENCY = re.compile("[A-Z]{3}")


def path_columns(rows: pa.Table, unit: str) -> Columns:
    """Return touches as columns.

    Args:
        rows: columns of the touch table, unit after unit with rising numbers, each path in order.
        unit: column with the unit.
    """
    if not rows.num_rows:
        return no_columns()
    numbers = rows[unit].to_numpy()
    begins = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
    columns: dict[str, Any] = {
        name: _plain(rows[name], NO_VALUE if name == "value_minor" else 0).astype(kind)
        for name, kind in TOUCH_COLUMNS.items()
        if name not in ("currency", "event_key", "flags")
    }
    columns["currency"] = np.where(columns["value_minor"] == NO_VALUE, 0, _currencies(rows["currency"])).astype(
        np.uint16
    )
    flags = [_plain(rows[name], 0) * flag for name, flag in FLAGS.items()]
    columns["flags"] = np.bitwise_or.reduce(flags).astype(np.uint8)
    columns["event_key"] = event_keys(*halves_of_texts(rows["event_id"]))
    return Columns(numbers[begins].astype(np.int64), np.append(begins, numbers.size).astype(np.int64), **columns)


def _currencies(texts: pa.ChunkedArray) -> Int64s:
    """Return the code of each currency, 0 for what is none."""
    known = texts.combine_chunks().dictionary_encode()
    codes = [currency_code(text) if _CURRENCY.fullmatch(text) else 0 for text in known.dictionary.to_pylist()]
    # what is missing points behind the last one
    places = pc.fill_null(known.indices, len(codes)).to_numpy()
    found: Int64s = np.array([*codes, 0], np.int64)[places]
    return found


def _plain(column: pa.ChunkedArray, missing: int) -> Int64s:
    return np.asarray(pc.fill_null(column.cast(pa.int64()), missing).to_numpy(), np.int64)


def rewritten(snapshot: Snapshot, units: Int64s, since: Int64s, fresh: Columns) -> Columns:
    """Return the complete paths of units that changed: the touches before an instant, and fresh ones behind them.

    Args:
        snapshot: has the paths as they were.
        units: numbers of the units, rising.
        since: per unit the instant, microseconds, before which its path stays.
        fresh: all touches of these units from then on; a unit may have none.
    """
    from wegmarke.paths.compiled import rewrite

    parts = [*snapshot.places(units), (fresh, fresh.places(units))]
    lengths = [np.zeros(units.size, np.int64) for _ in parts]
    for (columns, places), out in zip(parts[:-1], lengths, strict=False):
        rewrite.kept_touches(places, since, columns.starts, columns.occurred_at, out)
    lengths[-1] = np.where(parts[-1][1] >= 0, np.diff(fresh.starts, append=0)[parts[-1][1]], 0)
    sizes = np.sum(lengths, axis=0)
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    whole: dict[str, Any] = {name: np.empty(int(starts[-1]), kind) for name, kind in TOUCH_COLUMNS.items()}
    targets = starts[:-1].copy()
    for (columns, places), length in zip(parts, lengths, strict=True):
        for name, out in whole.items():
            rewrite.copy_stretches(places, length, targets, columns.starts, getattr(columns, name), out)
        targets += length
    is_there = sizes > 0
    return Columns(units[is_there], np.append(starts[:-1][is_there], starts[-1]), **whole)
