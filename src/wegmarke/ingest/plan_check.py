"""Hold events against the tracking plan: whole tables at once, and in words only for those that do not fit.

Properties are laid out flat, one item per property of each event. Names become numbers by looking up the few
different ones, and the pair (event type, property) leads to what the plan says in one indexing step, however large
the plan is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.tracking_plan import (
    PropertyKind,
    PropertyType,
    TrackingPlan,
    UnknownEvents,
    UnknownProperties,
)
from wegmarke.ingest.plan_personal import by_default, is_usual
from wegmarke.ingest.plan_values import PATTERNS, fit
from wegmarke.sources import EVENT_SCHEMA, PERSONAL

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

REMOVED_SCHEMA = pa.schema(
    [("event", pa.string()), ("property", pa.string()), ("why", pa.string()), ("events", pa.int64())]
)
"""Properties that were removed, counted: why is `personal` or `undeclared`."""

_KINDS = list(PropertyKind)
_PROPERTIES = EVENT_SCHEMA.get_field_index("properties")


@dataclass(frozen=True)
class Planned:
    """Events held against a plan.

    Attributes:
        good: events that fit, without the properties that must not be stored; the personal ones stand in the column
            `PERSONAL` where there are any, beside those that the door had set aside.
        fits: for each offered event, whether it is among the good ones.
        removed: what was removed from the good ones, table of `REMOVED_SCHEMA`.
    """

    good: pa.Table
    fits: Flags
    removed: pa.Table


@dataclass(frozen=True)
class _Items:
    """The properties of all events, one after the other.

    Attributes:
        rows: number of the event each belongs to.
        places: number of each name among `names`, the different names.
        told: whether each was set aside by its door: it is personal whatever a plan says.
    """

    rows: Numbers
    places: Numbers
    names: pa.Array
    values: pa.Array
    filled: Flags
    told: Flags

    def __len__(self) -> int:
        return len(self.rows)


class PlanCheck:
    """A tracking plan made ready to be asked about whole tables of events."""

    def __init__(self, plan: TrackingPlan | None) -> None:
        self.plan = plan or TrackingPlan()
        pairs = [(number, found) for number, event in enumerate(self.plan.events) for found in event.properties]
        self._event_names = pa.array([event.name for event in self.plan.events], pa.string())
        places = {name: place for place, name in enumerate(dict.fromkeys(found.name for _, found in pairs))}
        self._property_names = pa.array(list(places), pa.string())
        # The last row, column and place of each stands for what is not declared.
        self._undeclared = len(pairs)
        self._specs = np.full((len(self.plan.events) + 1, len(places) + 1), self._undeclared, dtype=np.int64)
        for spec, (number, found) in enumerate(pairs):
            self._specs[number, places[found.name]] = spec
        self._describe([found for _, found in pairs])
        self._asks_nothing = not self.plan.events and self.plan.unknown_events is UnknownEvents.ACCEPT
        needed = [sum(found.required for found in event.properties) for event in self.plan.events]
        self._needed = np.array([*needed, 0], dtype=np.int64)

    def _describe(self, found: list[PropertyType]) -> None:
        names = pa.array([declared.name for declared in found], pa.string())
        default = by_default(names).to_pylist()
        personal = [
            usual if declared.personal is None else declared.personal
            for declared, usual in zip(found, default, strict=True)
        ]
        self._personal = np.array([*personal, False], dtype=bool)
        self._kind = np.array([*(_KINDS.index(declared.kind) for declared in found), 0], dtype=np.int64)
        self._required = np.array([*(declared.required for declared in found), False], dtype=bool)
        self._limited = np.array([*(bool(declared.allowed) for declared in found), False], dtype=bool)
        self._allowed = pa.array(
            [f"{spec}\x1f{text}" for spec, declared in enumerate(found) for text in declared.allowed], pa.string()
        )

    def apply(self, events: pa.Table) -> Planned:
        """Part events that fit from events that do not, and take out what must not be stored."""
        items = _laid_out(events)
        usual = _flags(by_default(items.names))[items.places]
        if PERSONAL in events.column_names:
            events = events.drop_columns([PERSONAL])
        elif self._asks_nothing and not usual.any():
            return Planned(events, np.ones(events.num_rows, dtype=bool), REMOVED_SCHEMA.empty_table())
        types = _looked_up(events["name"].combine_chunks(), self._event_names)
        declared_type = types < len(self.plan.events)
        specs = self._specs[types[items.rows], _looked_up(items.names, self._property_names)[items.places]]
        wrong = self._wrong(items, specs)
        undeclared = (specs == self._undeclared) & declared_type[items.rows] & ~items.told
        if self.plan.unknown_properties is UnknownProperties.REJECT:
            wrong |= undeclared
        good = self._complete(items, specs, types)
        good[items.rows[wrong]] = False
        if self.plan.unknown_events is UnknownEvents.REJECT:
            good &= declared_type
        personal = items.told | self._personal[specs] | (usual & (specs == self._undeclared))
        dropped = undeclared & ~personal & (self.plan.unknown_properties is UnknownProperties.LEAVE_OUT)
        removed = _counted(events, items, personal, dropped, good)
        kept = _with_properties(events, items, ~(personal | dropped)) if removed.num_rows else events
        if personal.any():
            kept = kept.append_column(PERSONAL, _with_properties(events, items, personal)["properties"])
        return Planned(kept if good.all() else kept.filter(pa.array(good)), good, removed)

    def personal(self, event: str, name: str) -> bool:
        """Tell whether a property of an event is taken out before it is stored."""
        for found in next((declared.properties for declared in self.plan.events if declared.name == event), ()):
            if found.name == name and found.personal is not None:
                return found.personal
        return is_usual(name)

    def _wrong(self, items: _Items, specs: Numbers) -> Flags:
        wrong = np.zeros(len(items), dtype=bool)
        kinds = self._kind[specs]
        for kind in PATTERNS:
            asked = np.flatnonzero((kinds == _KINDS.index(kind)) & items.filled)
            if len(asked):
                wrong[asked] = ~_flags(fit(kind, items.values.take(pa.array(asked))))
        wrong &= ~items.told
        asked = np.flatnonzero(self._limited[specs] & items.filled & ~items.told)
        if len(asked):
            numbers = pc.cast(pa.array(specs[asked]), pa.string())
            texts = pc.binary_join_element_wise(numbers, items.values.take(pa.array(asked)), "\x1f")
            wrong[asked] |= ~_flags(pc.is_in(texts, value_set=self._allowed))
        return wrong

    def _complete(self, items: _Items, specs: Numbers, types: Numbers) -> Flags:
        """Tell for each event whether all required properties are there and not empty."""
        needed = self._needed[types]
        if not needed.any():
            return np.ones(len(types), dtype=bool)
        there = self._required[specs] & items.filled
        # The same name may stand twice in one event; it counts once.
        pairs = np.unique(items.rows[there] * (self._undeclared + 1) + specs[there])
        found = np.bincount(pairs // (self._undeclared + 1), minlength=len(types))
        return np.asarray(found >= needed, dtype=bool)


def _laid_out(events: pa.Table) -> _Items:
    rows, names, values = _pairs_of(events["properties"])
    told = np.zeros(len(rows), dtype=bool)
    if PERSONAL in events.column_names:
        more = _pairs_of(events[PERSONAL])
        told = np.concatenate([told, np.ones(len(more[0]), dtype=bool)])
        rows = np.concatenate([rows, more[0]])
        order = pa.array(np.argsort(rows, kind="stable"))
        names, values = (pa.concat_arrays(pair).take(order) for pair in ((names, more[1]), (values, more[2])))
        rows, told = rows[order], told[order]
    coded = pc.dictionary_encode(names)
    filled = _flags(pc.fill_null(pc.greater(pc.utf8_length(values), 0), False))
    places = np.asarray(coded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    return _Items(rows, places, coded.dictionary, values, filled, told)


def _pairs_of(maps: pa.ChunkedArray) -> tuple[Numbers, pa.Array, pa.Array]:
    """Return row, name and value of every pair of a column of maps."""
    column = maps.combine_chunks()
    offsets = np.asarray(column.offsets)
    lengths = np.diff(offsets)
    first, count = int(offsets[0]), int(offsets[-1] - offsets[0])
    return (
        np.repeat(np.arange(len(lengths)), lengths),
        column.keys.slice(first, count),
        column.items.slice(first, count),
    )


def _looked_up(names: pa.Array, known: pa.Array) -> Numbers:
    """Return the place of each name among the known ones, and their number for any other."""
    places = pc.fill_null(pc.index_in(names, value_set=known), len(known))
    return np.asarray(places.to_numpy(zero_copy_only=False), dtype=np.int64)


def _flags(column: pa.Array) -> Flags:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=bool)


def _counted(events: pa.Table, items: _Items, personal: Flags, dropped: Flags, good: Flags) -> pa.Table:
    taken = np.flatnonzero((personal | dropped) & good[items.rows])
    if not len(taken):
        return REMOVED_SCHEMA.empty_table()
    found = pa.table(
        {
            "event": events["name"].take(pa.array(items.rows[taken])),
            "property": items.names.take(pa.array(items.places[taken])),
            "why": pa.array(np.where(personal[taken], "personal", "undeclared")),
            "row": items.rows[taken],
        }
    )
    counted = found.group_by(["event", "property", "why"], use_threads=False).aggregate([("row", "count_distinct")])
    return counted.rename_columns(REMOVED_SCHEMA.names).cast(REMOVED_SCHEMA)


def _with_properties(events: pa.Table, items: _Items, wanted: Flags) -> pa.Table:
    """Return events with some of their properties only."""
    kept = np.flatnonzero(wanted)
    lengths = np.bincount(items.rows[kept], minlength=events.num_rows)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    # An event without properties stays one: the same event must say the same whatever came with it.
    nothing = pc.and_(pc.is_null(events["properties"]).combine_chunks(), pa.array(lengths == 0))
    keys = items.names.take(pa.array(items.places[kept]))
    field = EVENT_SCHEMA.field(_PROPERTIES)
    column = pa.MapArray.from_arrays(offsets, keys, items.values.take(pa.array(kept)), type=field.type, mask=nothing)
    return events.set_column(events.column_names.index("properties"), field, column)
