"""Truths and numbers that the columns cannot tell: the event store marks events, which are found on their paths again.

Properties are texts of any size and stay in the event store. It is asked once for all rules that read them, and its
answer is laid over the columns by unit, instant and key of the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.paths.index.build import halves_of
from wegmarke.paths.index.columns import NO_VALUE, Columns, Int64s, Truths, event_keys
from wegmarke.rules import Question, Rows, Rule, Selection, SubjectKind, has_property

_PROPERTY: Final = "properties."


@dataclass(frozen=True)
class Marks:
    """What the event store said about the touches of some columns.

    Attributes:
        selections: one truth per touch, of selections that read properties.
        rules: likewise, of rules on the first or last event; right only where its behaviour's selection holds.
        properties: one number per touch in millionths, `NO_VALUE` where it does not count; right likewise.
    """

    selections: Mapping[Selection, Truths] = field(default_factory=dict)
    rules: Mapping[Rule, Truths] = field(default_factory=dict)
    properties: Mapping[str, Int64s] = field(default_factory=dict)


def rows_to_mark(kind: SubjectKind, questions: Sequence[Question]) -> Rows | None:
    """Return what has to be asked of the event store for these questions; None where the columns tell it all."""
    selections: list[Selection] = []
    rules: list[Rule] = []
    properties: list[str] = []
    for question in questions:
        selections += [one for one in question.selections if reads_properties(one)]
        if question.has is not None and has_property(question.has):
            rules.append(question.has)
            selections.append(question.behaviour.selection)
        if question.of.startswith(_PROPERTY):
            properties.append(question.of)
            selections.append(question.behaviour.selection)
    if not selections:
        return None
    return Rows(kind, (), _distinct(selections), _distinct(rules), _distinct(properties))


def reads_properties(selection: Selection) -> bool:
    """Tell whether the columns cannot tell which events are meant."""
    return selection.rule is not None and has_property(selection.rule)


def _distinct(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(found))


def marks_on(columns: Columns, rows: Rows, marked: pa.Table) -> Marks:
    """Lay marked events over columns; those of other units are passed over.

    Args:
        columns: the paths.
        rows: what was asked.
        marked: `TouchTables.marked` of it.
    """
    places = _places(columns, marked)
    is_there = places >= 0
    places = places[is_there]

    def truths(name: str) -> Truths:
        out = np.zeros(columns.touches, np.bool_)
        out[places] = marked[name].to_numpy()[is_there]
        return out

    def numbers(name: str) -> Int64s:
        out = np.full(columns.touches, NO_VALUE, np.int64)
        out[places] = pc.fill_null(marked[name], NO_VALUE).to_numpy()[is_there]
        out.flags.writeable = False
        return out

    return Marks(
        # The others were asked for their properties, and in the time of one question: the columns tell them whole.
        selections={one: truths(f"s{place}") for place, one in enumerate(rows.selections) if reads_properties(one)},
        rules={one: truths(f"h{place}") for place, one in enumerate(rows.rules)},
        properties={one: numbers(f"m{place}") for place, one in enumerate(rows.properties)},
    )


def _places(columns: Columns, marked: pa.Table) -> Int64s:
    from wegmarke.paths.compiled import behaviours

    units = columns.places(marked["unit"].to_numpy())
    out = np.empty(units.size, np.int64)
    at = np.ascontiguousarray(marked["occurred_at"].to_numpy())
    paths = (columns.starts, columns.occurred_at, columns.event_key)
    behaviours.find_events(units, at, _keys(marked["event_id"]), *paths, out)
    return out


def _keys(event_ids: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    halves = [halves_of(chunk) for chunk in event_ids.chunks if len(chunk)]
    if not halves:
        return np.empty(0, np.uint64)
    both = np.concatenate(halves)
    return event_keys(np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1]))
