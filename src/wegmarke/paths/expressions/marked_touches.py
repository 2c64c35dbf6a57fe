"""Touches with what they are to a funnel: which steps they serve, what excludes them, on which part of a path."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.expressions.ordered import one_of
from wegmarke.paths.terms.course import Course, Marking, StepOrder
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Column, Touches
from wegmarke.rules import Codes, coded_condition

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # the stores write UTC without a zone
_KEPT = ("occurred_at", "sequence", "event_id")


def marked_touches(touches: Touches, by: Unit, period: Period, course: Course, marking: Marking) -> ibis.Table:
    """Return recognised touches: unit, part, place, us, touchpoint, day, label, and m_0, m_1, … per step and exclusion.

    `part` tells the values of a held property apart; touches without it are left out. Marks are 0 or 1.
    """
    table = chosen_touches(touches, by, period)
    table = table.filter(table.touchpoint.notnull())
    if marking.rules or marking.hold is not None or marking.label is not None:
        table = with_properties(table, touches)
    order = [table[name] for name in _KEPT]
    place = ibis.row_number().over(ibis.window(group_by=table.unit, order_by=order)).cast("int64")
    marks = [is_marked(table, touches, marking, number) for number in range(len(marking.codes))]
    if course.order is StepOrder.ANY:
        marks = _each_serves_one(marks, course.steps)
    told = {f"m_{number}": ibis.ifelse(mark, 1, 0) for number, mark in enumerate(marks)}
    path = table.select(
        unit=table.unit.cast("int64"),
        part=ibis.literal(0, "int64") if marking.hold is None else table.properties.get(marking.hold),
        place=place,
        us=table.occurred_at.delta(ibis.literal(_EPOCH), unit="microsecond").cast("int64"),
        touchpoint=table.touchpoint.cast("int64").fill_null(0),
        day=ibis.ifelse(table.precision_day, 1, 0),
        label=ibis.null("string") if marking.label is None else table.properties.get(marking.label),
        **told,
    )
    return path if marking.hold is None else path.filter(path.part.notnull())


def with_properties(table: ibis.Table, touches: Touches) -> ibis.Table:
    """Put the properties of events beside touches; by far the dearest part of any question."""
    events = touches.events.select(said_of="event_id", properties="properties")
    return table.join(events, table.event_id == events.said_of).drop("said_of")


def is_marked(table: ibis.Table, touches: Touches, marking: Marking, place: int) -> Column:
    """Say whether a touch serves a step or exclusion: by its touchpoint, and by its rule where it has one."""
    found = one_of(table.touchpoint, marking.codes[place])
    if place not in marking.rules:
        return found
    return found & coded_condition(marking.rules[place], codes_by_kind(touches))(table)


def codes_by_kind(touches: Touches) -> Codes:
    """Return the codes of texts by kind: sources, events and channels."""
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for row in touches.codes.to_pyarrow().to_pylist():
        known[row["kind"]][row["text"]] = row["code"]
    return known


def _each_serves_one(marks: list[Column], steps: int) -> list[Column]:
    served = ibis.literal(value=False)
    own = []
    for mark in marks[:steps]:
        own.append(mark & ~served)
        served = served | mark
    return [*own, *marks[steps:]]
