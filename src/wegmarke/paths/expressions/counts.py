"""Counts per group of touchpoints: touches, distinct persons and accounts, values; per month or property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import counted_touches
from wegmarke.paths.expressions.groups import grouped, named
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches

EVERYBODY = (Unit.PERSON, Unit.ACCOUNT)


def group_counts(
    touches: Touches,
    period: Period,
    group_of: Mapping[str, str],
    *,
    units: Sequence[Unit] = EVERYBODY,
    month: Calendar | None = None,
    property_name: str | None = None,
) -> ibis.Table:
    """Count per group: group, touches, and the distinct units asked for as person and account.

    The groups are numbered by touchpoint id; touches at other touchpoints are left out. With a calendar
    or a property name the rows are broken down by `label`: the local month `2025-03` or the property.
    """
    table = _rows(touches, period, group_of, month, property_name)
    distinct = {unit.value: table[unit.value].nunique() for unit in units}
    counted = table.group_by("group_code", *_label(table)).agg(touches=table.count(), **distinct)
    return _labelled(named(counted, group_of), month)


def group_values(
    touches: Touches,
    period: Period,
    group_of: Mapping[str, str],
    *,
    month: Calendar | None = None,
    property_name: str | None = None,
) -> ibis.Table:
    """Sum values per group and currency: group, currency, value_minor, touches; with `label` where asked for."""
    table = _rows(touches, period, group_of, month, property_name)
    table = table.filter(table.value_minor.notnull(), table.currency.notnull())
    summed = table.group_by("group_code", "currency", *_label(table)).agg(
        value_minor=table.value_minor.sum().cast("int64"), touches=table.count()
    )
    return _labelled(named(summed, group_of), month)


def _rows(
    touches: Touches, period: Period, group_of: Mapping[str, str], month: Calendar | None, property_name: str | None
) -> ibis.Table:
    table = counted_touches(touches, period)
    table = table.filter(table.touchpoint.notnull())
    table = table.select("touchpoint", "person", "account", "value_minor", "currency", "occurred_at", "event_id")
    table = grouped(table, touches, group_of)
    if month is not None:
        return table.mutate(label=month.month_start(table.occurred_at))
    if property_name is not None:
        events = touches.events.select("event_id", label=touches.events.properties.get(property_name))
        return table.left_join(events, "event_id").drop("event_id_right")
    return table


def _label(table: ibis.Table) -> list[str]:
    return ["label"] if "label" in table.columns else []


def _labelled(table: ibis.Table, month: Calendar | None) -> ibis.Table:
    """Write months as text, once the rows are few: engines group by a date much faster."""
    return table if month is None else table.mutate(label=table.label.strftime("%Y-%m"))
