"""Touches that mean something to an analysis, few among many, with what their events say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.expressions.marked_touches import codes_by_kind, with_properties
from wegmarke.paths.expressions.ordered import one_of
from wegmarke.paths.terms.mark import Mark
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Column, Touches
from wegmarke.rules import Codes, coded_condition

OWNERS = ("account", "person")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # the stores write UTC without a zone


def marked_events(
    touches: Touches, by: Unit, period: Period, marks: Sequence[Mark], properties: Sequence[str] = ()
) -> ibis.Table:
    """Return the touches that have a meaning: unit, at (microseconds), mark, value_minor, currency and codes.

    Codes are touchpoint, event and channel (0 for none); account and person say whose the touch is (-1 for nobody's).
    A touch that has several meanings has the first of them. Properties stand in columns said_0, said_1, …
    """
    table = chosen_touches(touches, by, period)
    known = codes_by_kind(touches) if any(mark.rules for mark in marks) else None
    if known is not None:
        table = with_properties(table, touches)
    cases = [(_means(table, mark, known), number) for number, mark in enumerate(marks) if mark]
    table = table.mutate(mark=ibis.cases(*cases, else_=-1).cast("int64") if cases else ibis.literal(-1, "int64"))
    table = table.filter(table.mark >= 0)
    if properties and known is None:
        table = with_properties(table, touches)
    texts = {f"said_{number}": table.properties.get(name) for number, name in enumerate(properties)}
    found = table.select(
        "mark", "sequence", "event_id", "value_minor",
        unit=table.unit.cast("int64"),
        at=table.occurred_at.delta(ibis.literal(_EPOCH), unit="microsecond").cast("int64"),
        currency=table.currency.cast("string"),
        precision_day=table.precision_day,
        **{name: _code(table, name) for name in ("touchpoint", "event", "channel")},
        **{name: _owner(table, name) for name in OWNERS},
        **texts,
    )  # fmt: skip
    return found.order_by(["unit", "at", "sequence", "event_id"])


def _code(table: ibis.Table, name: str) -> Column:
    return table[name].cast("int64").fill_null(0) if name in table.columns else ibis.literal(0, "int64")


def _owner(table: ibis.Table, name: str) -> Column:
    return table[name].cast("int64").fill_null(-1) if name in table.columns else ibis.literal(-1, "int64")


def _means(table: ibis.Table, mark: Mark, known: Codes | None) -> Column:
    parts = [coded_condition(rule, known or {})(table) for rule in mark.rules]
    if mark.touchpoints:
        parts.append(one_of(table.touchpoint, mark.touchpoints))
    if mark.events:
        parts.append(one_of(table.event, mark.events))
    if mark.valued:
        parts.append(table.value_minor.notnull())
    return reduce(or_, parts).fill_null(ibis.literal(value=False))
