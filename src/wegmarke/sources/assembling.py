"""Puts the columns that the engine computed for an event into the table that every door hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.sources import zones
from wegmarke.sources.batch import EVENT_SCHEMA, IDENTIFIERS
from wegmarke.sources.recipe import EventSpec, Pick


@dataclass
class StampCount:
    """How many times were written with an offset from UTC, and how many without."""

    with_offset: int = 0
    without: int = 0


def events_table(rows: pa.Table, event: EventSpec, source: str, zone: str, stamps: StampCount) -> pa.Table:
    """Return rows of `EventSql.events` as a table of `EVENT_SCHEMA`.

    Args:
        rows: what the engine computed; every row is sound.
        event: the kind of event.
        source: name of the system.
        zone: zone of times without offset.
        stamps: is told how the times were written.
    """
    rows = rows.combine_chunks()
    count = rows.num_rows
    columns: dict[str, pa.Array] = {
        "source": pa.repeat(source, count),
        "source_event_id": rows["id"],
        "name": pa.repeat(event.name, count),
        "occurred_at": pa.array(_instants(rows, event.time.pick, zone, stamps)).cast(pa.timestamp("us", tz="UTC")),
        "precision": pc.if_else(rows["is_day"], "day", "instant"),
        "sequence": rows["line"],
        "person_identifiers": _identifiers(rows, "person", [kind for kind, _ in event.person]),
        "account_identifiers": _identifiers(rows, "account", [kind for kind, _ in event.account]),
        "person_label": rows["person_label"],
        "account_label": rows["account_label"],
        "channel": rows["channel"],
        "value_minor": _whole(rows["value"]) if event.value is not None else pa.nulls(count, pa.int64()),
        "currency": rows["currency"],
        "properties": _properties(rows, [name for name, _ in event.properties]),
    }
    return pa.table(list(columns.values()), names=list(columns)).cast(EVENT_SCHEMA)


def _instants(rows: pa.Table, pick: Pick, zone: str, stamps: StampCount) -> npt.NDArray[np.int64]:
    """Return microseconds since 1970 UTC; where a group has times of both kinds, the wanted one of the two."""
    has_local, local = _numbers(rows["local_us"])
    has_offset, instants = _numbers(rows["utc_us"])
    stamps.without += int(has_local.sum())
    stamps.with_offset += int(has_offset.sum())
    if not has_local.any():
        return instants
    converted = zones.to_utc(local, zone)
    both = np.minimum(converted, instants) if pick is Pick.EARLIEST else np.maximum(converted, instants)
    return np.where(has_local & has_offset, both, np.where(has_local, converted, instants))


def _numbers(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Return where a column has numbers, and the numbers with 0 elsewhere."""
    return column.is_valid().to_numpy(), column.fill_null(0).to_numpy()


def _whole(minor: pa.ChunkedArray) -> pa.ChunkedArray:
    """Round exact amounts to whole minor units, halves to the even one."""
    return pc.round(minor, 0, "half_to_even").cast(pa.decimal128(38, 0), safe=False).cast(pa.int64())


def _identifiers(rows: pa.Table, what: str, kinds: Sequence[str]) -> pa.Array:
    offsets, names, values = _present(rows, what, kinds)
    pairs = pa.StructArray.from_arrays([names, values], fields=list(IDENTIFIERS.value_type))
    return pa.ListArray.from_arrays(offsets, pairs, type=IDENTIFIERS)


def _properties(rows: pa.Table, names: Sequence[str]) -> pa.Array:
    offsets, named, values = _present(rows, "property", names)
    return pa.MapArray.from_arrays(offsets, named, values)


def _present(rows: pa.Table, what: str, names: Sequence[str]) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return, row by row, the name and value of every column that is not empty, and where each row starts."""
    count, width = rows.num_rows, len(names)
    if not width or not count:
        empty = pa.array([], type=pa.string())
        return pa.array(np.zeros(count + 1, dtype=np.int32)), empty, empty
    columns = [_single(rows[f"{what}_{number}"]) for number in range(width)]
    present = np.column_stack([column.is_valid().to_numpy(zero_copy_only=False) for column in columns])
    places = np.flatnonzero(present.ravel())
    row, column = np.divmod(places, width)
    offsets = np.concatenate((np.zeros(1, dtype=np.int32), np.cumsum(present.sum(axis=1), dtype=np.int32)))
    values = pa.concat_arrays(columns).take(pa.array(column * count + row))
    return pa.array(offsets, type=pa.int32()), pa.array(names, type=pa.string()).take(pa.array(column)), values


def _single(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return (pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole).cast(pa.string())
