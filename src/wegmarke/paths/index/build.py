"""Read touches from the store into columns: all of them, or the complete paths of some units.

The rows come in any order. They are counted per unit first, so that each can be written straight to its unit's
stretch; then every path is put in order (time, sequence, event id), which is how the touch table orders them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain import StoreDamaged
from wegmarke.engine import Engine, Session
from wegmarke.paths.index.columns import (
    FLAGS,
    NO_VALUE,
    TOUCH_COLUMNS,
    Columns,
    Int64s,
    event_keys,
    no_columns,
)
from wegmarke.paths.spread import spread

NameState: TypeAlias = Callable[[Session], str]
_Sequence: TypeAlias = type[np.int16] | type[np.int64]

_COUNT = "SELECT {unit} AS unit, count(*) AS touches FROM {touches} WHERE {unit} IS NOT NULL GROUP BY ALL ORDER BY 1"
_SEQUENCES = "SELECT coalesce(min(sequence), 0) AS least, coalesce(max(sequence), 0) AS most FROM {touches}"
_ROWS = """
SELECT {unit} AS unit, epoch_us(occurred_at) AS occurred_at, sequence, event_id::BLOB AS event_id,
    coalesce(touchpoint, 0) AS touchpoint, coalesce(phase, 0) AS phase, coalesce(channel, 0) AS channel, event,
    coalesce(value_minor, ({no_value})::BIGINT) AS value_minor, source,
    CASE WHEN value_minor IS NOT NULL AND regexp_full_match(currency, '[A-Z]{{3}}') THEN (ascii(currency) - 64) * 729
         + (ascii(currency[2]) - 64) * 27 + ascii(currency[3]) - 64 ELSE 0 END::USMALLINT AS currency,
    ({flags})::UTINYINT AS flags
FROM {touches} WHERE {unit} IS NOT NULL
"""
_FLAGS = " + ".join(f"{name}::UTINYINT * {flag}" for name, flag in FLAGS.items())
_SOME = "AND {unit} IN (SELECT unit FROM wanted)"
_ID_HALVES = {"high": np.uint64, "low": np.uint64}
_BLOCK_TOUCHES = 1 << 17
"""So many touches are put in order at a time, which bounds what their order takes."""
_LETTERS = 36
_PLACES = [place for place in range(_LETTERS) if place not in (8, 13, 18, 23)]
_NIBBLES = np.zeros(256, np.uint8)
for _letter in "0123456789abcdefABCDEF":
    _NIBBLES[ord(_letter)] = int(_letter, 16)
_READ_COLUMNS = {name: kind for name, kind in TOUCH_COLUMNS.items() if name != "event_key"}


class Abandoned(Exception):
    """Raised where an index is built that nobody wants any more."""


def always() -> bool:
    """Say that what is built is wanted."""
    return True


def no_name(_: Session) -> str:
    """Say that the state of the touches has no name."""
    return ""


def read_columns(
    engine: Engine, unit: str, name_state: NameState = no_name, is_wanted: Callable[[], bool] = always
) -> tuple[Columns, str]:
    """Read the paths of all units, and what the state of the touches that they are of is called.

    Args:
        engine: holds the touch table.
        unit: column of the touch table with the unit.
        name_state: names the state of the touches that a session sees.
        is_wanted: asked between portions.

    Raises:
        Abandoned: when it is not wanted any more.
    """
    with engine.snapshot() as session:
        # asked first: what a transaction sees is what stood there at its first question
        state = name_state(session)
        return read_columns_in(session, unit, is_wanted=is_wanted), state


def read_columns_in(
    session: Session, unit: str, touches: str = "touch", *, is_wanted: Callable[[], bool] = always
) -> Columns:
    """Read the same in a session at hand, from a table with the columns of the touch table and that of the unit."""
    counted = session.query(_COUNT.format(unit=unit, touches=touches))
    if not counted.num_rows:
        return no_columns()
    (known,) = session.query(_SEQUENCES.format(touches=touches)).to_pylist()
    is_short = all(np.iinfo(np.int16).min <= number <= np.iinfo(np.int16).max for number in known.values())
    sequence = np.int16 if is_short else np.int64
    frame = _Frame(counted["unit"].to_numpy(), counted["touches"].to_numpy(), sequence)
    del counted
    for batch in session.batches(_rows(unit, touches)):
        if not is_wanted():
            raise Abandoned
        frame.put(batch)
    return frame.finish()


def read_paths(engine: Engine, unit: str, wanted: Int64s, name_state: NameState = no_name) -> tuple[Columns, str]:
    """Read the paths of some units the same way.

    It takes one question: looking for their touches takes longer than all that follows.
    """
    sql = _rows(unit, "touch") + _SOME.format(unit=unit)
    with engine.snapshot(wanted=pa.table({"unit": wanted})) as session:
        state = name_state(session)
        rows = session.query(sql).combine_chunks()
    if not rows.num_rows:
        return no_columns(), state
    frame = _Frame(*np.unique(rows["unit"].to_numpy(), return_counts=True))
    for batch in rows.to_batches():
        frame.put(batch)
    return frame.finish(), state


def _rows(unit: str, touches: str) -> str:
    return _ROWS.format(unit=unit, touches=touches, no_value=NO_VALUE, flags=_FLAGS)


def rehearse_build() -> None:
    """Arrange three touches, so that the passes that build columns are compiled."""
    for sequence in (np.int16, np.int64):
        _rehearse(sequence)


def _rehearse(sequence: _Sequence) -> None:
    frame = _Frame(np.array([7]), np.array([3]), sequence)
    columns: dict[str, pa.Array] = {
        name: pa.array([3, 2, 1], pa.from_numpy_dtype(k)) for name, k in _READ_COLUMNS.items()
    }
    ids = pa.array([bytes(16)] * 3, pa.binary())
    frame.put(pa.record_batch({**columns, "unit": [7, 7, 7], "sequence": [0, 0, 0], "event_id": ids}))
    frame.finish()


class _Frame:
    """Columns while they are filled; `sequence` is the type that all sequence numbers fit into."""

    def __init__(self, units: Int64s, touches: Int64s, sequence: _Sequence = np.int64) -> None:
        self._units = units
        self._starts = np.concatenate(([0], np.cumsum(touches))).astype(np.int64)
        self._free = self._starts[:-1].copy()
        size = int(self._starts[-1])
        kinds: dict[str, type[np.generic]] = {**_READ_COLUMNS, "sequence": sequence, **_ID_HALVES}
        self._columns: dict[str, npt.NDArray[np.generic]] = {name: np.empty(size, kind) for name, kind in kinds.items()}
        self._lowest = int(units[0])
        span = int(units[-1]) - self._lowest + 1
        self._table: npt.NDArray[np.int64] | None = None
        if span <= 4 * units.size + 1_000_000:
            self._table = np.zeros(span, np.int64)
            self._table[units - self._lowest] = np.arange(units.size)

    def put(self, batch: pa.RecordBatch) -> None:
        """Write the rows of a batch to their units' stretches."""
        from wegmarke.paths.compiled import arrange

        numbers = batch["unit"].to_numpy()
        places = np.empty(numbers.size, np.int64)
        if self._table is None:
            places[:] = np.searchsorted(self._units, numbers)
        else:
            arrange.places_of(numbers, self._lowest, self._table, places)
        targets = np.empty(numbers.size, np.int64)
        arrange.scatter_targets(places, self._free, targets)
        halves = halves_of(batch["event_id"])
        given = {"high": halves[:, 0], "low": halves[:, 1]}
        for name, column in self._columns.items():
            values = given[name] if name in given else batch[name].to_numpy()
            arrange.scatter(np.ascontiguousarray(values, column.dtype), targets, column)

    def finish(self) -> Columns:
        """Put all paths in order.

        Raises:
            StoreDamaged: when other rows came than were counted.
        """
        if not np.array_equal(self._free, self._starts[1:]):
            raise StoreDamaged("Expected as many touches of each unit as were counted before; build the index again.")
        self._arrange()
        return Columns(self._units, self._starts, **self._touch_columns())

    def _touch_columns(self) -> dict[str, Any]:
        return {name: self._columns[name] for name in TOUCH_COLUMNS}

    def _arrange(self) -> None:
        columns, starts = self._columns, self._starts
        spread(starts, self._arrange_units)
        del columns["sequence"]
        # the halves of the id have done their work: their memory becomes that of the key
        high, low = (columns.pop(name).view(np.uint64) for name in _ID_HALVES)
        columns["event_key"] = event_keys(high, low)

    def _arrange_units(self, first: int, last: int) -> None:
        """Put the paths of some units in order, so many at a time."""
        from wegmarke.paths.compiled import arrange

        starts, columns = self._starts, self._columns
        keys = [columns[name] for name in ("occurred_at", "sequence", *_ID_HALVES)]
        marks = np.arange(starts[first], starts[last], _BLOCK_TOUCHES)[1:]
        cuts = np.unique(np.concatenate(([first], np.searchsorted(starts, marks), [last])))
        for begin, end in pairwise(cuts.tolist()):
            order = np.empty(int(starts[end] - starts[begin]), np.int64)
            if arrange.path_orders(begin, end, starts, *keys, order):
                for name, column in columns.items():
                    if name != "sequence":
                        arrange.reorder(begin, end, starts, order, column)


def halves_of(event_ids: pa.BinaryArray) -> npt.NDArray[np.uint64]:
    """Return event ids of 16 bytes as two numbers each, which compare as the ids do."""
    _, offsets, data = event_ids.buffers()
    begin = np.frombuffer(offsets, np.int32)[event_ids.offset]
    halves = np.frombuffer(data, ">u8", count=2 * len(event_ids), offset=int(begin))
    return halves.astype(np.uint64).reshape(-1, 2)


def halves_of_texts(event_ids: pa.ChunkedArray) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return the same of ids that are written as 36 letters, the first halves and the second ones."""
    texts = event_ids.combine_chunks()
    if not len(texts):
        return np.empty(0, np.uint64), np.empty(0, np.uint64)
    _, offsets, data = texts.buffers()
    begin = np.frombuffer(offsets, np.int32)[texts.offset]
    letters = np.frombuffer(data, np.uint8, count=_LETTERS * len(texts), offset=int(begin)).reshape(-1, _LETTERS)
    nibbles = _NIBBLES[letters[:, _PLACES]]
    halves = np.ascontiguousarray(nibbles[:, 0::2] << 4 | nibbles[:, 1::2]).view(">u8").astype(np.uint64)
    return np.ascontiguousarray(halves[:, 0]), np.ascontiguousarray(halves[:, 1])
