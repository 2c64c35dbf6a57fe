"""Touches that count, as flat columns in path order: what whoever computes over whole columns asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths.choosing import chosen_touches, selection_of
from wegmarke.paths.chosen import Int64s
from wegmarke.paths.index.asking import asked_of
from wegmarke.paths.index.columns import Codes
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.primitives.conversions import read_paths
from wegmarke.paths.primitives.passes import snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


@dataclass(frozen=True)
class TouchColumns:
    """Touches of all units; a unit's touches stand together, in path order.

    Attributes:
        units: numbers of the units, rising; shape (units,).
        starts: where each unit begins; shape (units + 1,).
        occurred_at: microseconds since 1970, UTC; like all below of shape (touches,).
        touchpoint: code; 0 where no rule recognised the event.
        phase: position in the reference map, 1-based; 0 for none.
        channel: code; 0 for none.
        event: code of the event name.
        value_minor: minor units; the smallest number stands for none.
        currency: code of the currency; 0 for none.
    """

    units: Int64s
    starts: Int64s
    occurred_at: Int64s
    touchpoint: Codes
    phase: Codes
    channel: Codes
    event: Codes
    value_minor: Int64s
    currency: Codes

    @property
    def owner(self) -> Int64s:
        """Return the place of the unit of each touch."""
        return np.repeat(np.arange(self.units.size), np.diff(self.starts))


_KEPT = ("occurred_at", "touchpoint", "phase", "channel", "event", "value_minor", "currency")


def touch_columns(touches: Touches, by: Unit, *, without_persons: Sequence[int] = ()) -> TouchColumns:
    """Return the touches that count; units without one are missing.

    Args:
        touches: the tables, and the path index where it is ready.
        by: what a path belongs to.
        without_persons: numbers of persons whose touches are left out, whosever unit they are at.
    """
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        return touch_columns_of(read_paths(_without(touches, without_persons, by), by))
    selection = selection_of(touches, by)
    if len(without_persons):
        # only the paths of units that these persons were at are read again
        concerned = _units_of(touches, by, without_persons)
        rest = read_paths(_without(touches, without_persons, by), by, concerned)
        snapshot = snapshot.changed(concerned, rest.base)
        touches = replace(touches, indexes={by: snapshot})
        selection = selection_of(touches, by)
    return touch_columns_of(snapshot, selection)


def person_starts(touches: Touches, by: Unit, *, without_persons: Sequence[int] = ()) -> tuple[Int64s, Int64s]:
    """Return when each person first had a touch at each unit: units and microseconds, one pair per person and unit."""
    table = chosen_touches(_without(touches, without_persons, by), by, Period())
    if "person" not in table.columns:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    table = table.filter(table.person.notnull() & table.touchpoint.notnull())
    found = table.group_by("unit", "person").agg(first=table.occurred_at.min()).to_pyarrow()
    at = found["first"].cast("timestamp[us]").cast("int64").to_numpy()
    return found["unit"].to_numpy().astype(np.int64), at.astype(np.int64)


def touch_columns_of(snapshot: Snapshot, selection: Selection | None = None) -> TouchColumns:
    """Return the touches of a snapshot, or those of them that were selected."""
    parts = [_part(one.columns.units, one.columns.starts, one.counts, one.chosen, one.columns)
             for one in asked_of(snapshot, selection, Period())]  # fmt: skip
    return parts[0] if len(parts) == 1 else _together(parts)


def _part(units: Int64s, starts: Int64s, counts: np.ndarray, chosen: np.ndarray, columns: object) -> TouchColumns:
    if counts.all() and not chosen.size and (not units.size or np.diff(starts).min() > 0):
        return TouchColumns(units, starts, *(getattr(columns, name) for name in _KEPT))
    kept = np.repeat(counts, np.diff(starts))
    if chosen.size:
        kept &= chosen
    before = np.concatenate([[0], np.cumsum(kept)])
    sizes = before[starts[1:]] - before[starts[:-1]]
    there = sizes > 0
    ends = np.concatenate([[0], np.cumsum(sizes[there])]).astype(np.int64)
    return TouchColumns(units[there], ends, *(getattr(columns, name)[kept] for name in _KEPT))


def _together(parts: Sequence[TouchColumns]) -> TouchColumns:
    units = np.concatenate([part.units for part in parts])
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    begins = np.concatenate([part.starts[:-1] + shift for part, shift in zip(parts, _shifts(parts), strict=True)])
    order = np.argsort(units, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    places = np.repeat(begins[order] - starts[:-1], sizes[order]) + np.arange(int(starts[-1]))
    columns = (np.concatenate([getattr(part, name) for part in parts])[places] for name in _KEPT)
    return TouchColumns(units[order], starts, *columns)


def _shifts(parts: Sequence[TouchColumns]) -> list[int]:
    sizes = [part.occurred_at.size for part in parts]
    return [sum(sizes[:place]) for place in range(len(sizes))]


def _without(touches: Touches, persons: Sequence[int], by: Unit) -> Touches:
    if not len(persons):
        return touches
    theirs = ibis.memtable(pa.table({"objecting": np.asarray(persons, np.int64)}))

    def rest(table: ibis.Table) -> ibis.Table:
        return table.anti_join(theirs, table.person == theirs.objecting)

    return replace(
        touches,
        touches=rest(touches.touches),
        unit_touches={} if by in TOUCH_UNITS else {by: rest(touches.unit_touches[by])},
        indexes={},
    )


def _units_of(touches: Touches, by: Unit, persons: Sequence[int]) -> Int64s:
    table = chosen_touches(replace(touches, chosen=None), by, Period())
    theirs = table.filter(table.person.isin([int(person) for person in persons]))
    found = theirs.select("unit").distinct().to_pyarrow()
    return np.sort(pc.drop_null(found["unit"]).to_numpy().astype(np.int64))
