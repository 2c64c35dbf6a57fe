"""Touches of a table that stays where it stands: its engine computes, and only answers come here.

For tables too large to bring along, in ClickHouse, Spark or any other engine of ibis. The columns are those of
`wegmarke.paths.given_columns`, with three differences: times without a zone are UTC; `order` should be there, as rows
of such a table have no order; and `event_id` may be, else events are numbered within their unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import ibis
import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.domain.errors import Problem, unknown_value
from wegmarke.paths.given_columns import NO_CURRENCY, REQUIRED
from wegmarke.paths.touches import Touches
from wegmarke.sources import MINOR_DIGITS

_ABSENT: Final = {"value": "float64", "currency": "string", "order": "int64", "properties": "map<string, string>"}
_FACTORS: Final = {code: 10.0**digits for code, digits in MINOR_DIGITS.items() if digits != 2}


def in_engine(table: ibis.Table, by: Unit | str = Unit.ACCOUNT) -> Touches:
    """Make touches of a table in its own engine.

    Args:
        table: the touches; see above for its columns.
        by: what the column `unit` holds.

    Raises:
        UsageError: for a unit that does not exist; for the table with all problems at once.
    """
    if by not in set(Unit):
        raise unknown_value("by", str(by), [unit.value for unit in Unit])
    if problems := list(_problems(table)):
        raise UsageError("data: expected columns of touches.", problems=problems)
    unit = Unit(by)
    table = table.mutate(**{name: ibis.null(kind) for name, kind in _ABSENT.items() if name not in table.columns})
    names = _distinct(table, "unit") if table.unit.type().is_string() else None
    codes = _numbered(_distinct(table, "touchpoint"), "code", "touchpoint")
    rows = _rows(table, ibis.memtable(codes), names)
    touches = _with_neighbours(rows, unit) if unit in TOUCH_UNITS else rows.mutate(stated_account=rows.unit)
    return Touches(
        touches=touches,
        events=rows.select("event_id", "properties"),
        codes=ibis.memtable(pa.table({"kind": ["event"], "code": pa.array([1], pa.int32()), "text": ["touched"]})),
        touchpoint_codes=ibis.memtable(codes),
        unit_touches={} if unit in TOUCH_UNITS else {unit: touches.filter(touches.unit.notnull())},
        unit_names=names,
    )


def _problems(table: ibis.Table) -> Iterator[Problem]:
    came = ", ".join(table.columns)
    for name in REQUIRED:
        if name not in table.columns:
            yield Problem(name, "a column of this name", f"the columns {came}", "Rename a column, or add one.")
    kinds = {
        "unit": ("whole numbers or texts", ("is_integer", "is_string")),
        "touchpoint": ("texts", ("is_string",)),
        "time": ("instants or dates", ("is_timestamp", "is_date")),
        "value": ("numbers", ("is_numeric",)),
        "order": ("whole numbers", ("is_integer",)),
        "properties": ("a map of texts", ("is_map",)),
    }
    for name, (expected, fits) in kinds.items():
        if name in table.columns and not any(getattr(table[name].type(), fit)() for fit in fits):
            yield Problem(name, expected, str(table[name].type()), "Cast the column.")


def _distinct(table: ibis.Table, name: str) -> pa.Array:
    """Return the different texts of a column, in their order."""
    known = table.filter(table[name].notnull()).select(name).distinct().to_pyarrow()
    return pa.array(sorted(known[name].to_pylist()), pa.string())


def _numbered(texts: pa.Array, number: str, text: str) -> pa.Table:
    return pa.table({number: pa.array(range(1, len(texts) + 1), pa.int32()), text: texts})


def _rows(table: ibis.Table, codes: ibis.Table, names: pa.Array | None) -> ibis.Table:
    """Return one row per event with the columns of the touch table."""
    codes = codes.select(touchpoint_code="code", touchpoint_id="touchpoint")
    rows = table.left_join(codes, table.touchpoint == codes.touchpoint_id)
    if names is not None:
        numbers = ibis.memtable(_numbered(names, "unit_number", "unit_name"))
        rows = rows.left_join(numbers, rows.unit == numbers.unit_name)
    occurred_at = rows.time.cast("timestamp(6)")
    sequence = rows.order.cast("int64").fill_null(0)
    within = ibis.window(group_by=rows.unit, order_by=[occurred_at, sequence, rows.touchpoint])
    number = rows.unit.cast("string").fill_null("") + "-" + ibis.row_number().over(within).cast("string")
    currency = rows.currency.fill_null(NO_CURRENCY)
    factor = currency.cases(*_FACTORS.items(), else_=100.0)
    return rows.select(
        unit=(rows.unit if names is None else rows.unit_number).cast("int64"),
        occurred_at=occurred_at,
        precision_day=ibis.literal(rows.time.type().is_date()),
        sequence=sequence,
        event_id=rows.event_id.cast("string") if "event_id" in table.columns else number,
        source=ibis.literal(1, "int32"),
        event=ibis.literal(1, "int32"),
        touchpoint=rows.touchpoint_code.cast("int32"),
        phase=ibis.null("int32"),
        value_minor=(rows.value.cast("float64") * factor).round().cast("int64"),
        currency=ibis.ifelse(rows.value.notnull(), currency, ibis.null("string")),
        properties=rows.properties,
    )


def _with_neighbours(rows: ibis.Table, by: Unit) -> ibis.Table:
    """Add the neighbours that the touch table of a workspace stores."""
    others = {unit.value: ibis.null("int64") for unit in TOUCH_UNITS if unit is not by}
    rows = rows.mutate(is_placed=ibis.ifelse(rows.unit.notnull() & rows.touchpoint.notnull(), 1, 0), **others)
    path = ibis.window(group_by=[rows.unit, rows.is_placed], order_by=[rows.occurred_at, rows.sequence, rows.event_id])
    rows = rows.mutate(place=ibis.row_number().over(path), before_at=rows.occurred_at.lag().over(path),
                       before=rows.touchpoint.lag().over(path))  # fmt: skip
    placed, later = rows.is_placed == 1, rows.place > 0
    gap = rows.occurred_at.delta(rows.before_at, unit="microsecond")
    return rows.mutate(
        **{
            by.value: rows.unit,
            f"{by.value}_position": ibis.ifelse(placed, (rows.place + 1).cast("int32"), ibis.null("int32")),
            f"{by.value}_previous": ibis.ifelse(placed, ibis.ifelse(later, rows.before, 0), ibis.null("int32")),
            f"{by.value}_gap": ibis.ifelse(placed & later, gap, ibis.null("int64")),
        }
    )
