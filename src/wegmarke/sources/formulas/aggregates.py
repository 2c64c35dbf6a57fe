"""How formulas sum up the rows of a group."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from wegmarke.sources.formulas import number_sql
from wegmarke.sources.formulas.kinds import Kind, Reach, Sql
from wegmarke.sources.formulas.writer import FormulaWriter, PartWriter


def _aggregate(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    if writer.reach is Reach.ROW:
        remedy = "Add `group_by` to the event, or take the aggregate out."
        writer.refuse("a formula over one row", repr(tree.sql("duckdb")), remedy, code="aggregate_without_group")
    if writer.is_inside_aggregate:
        writer.refuse("one aggregate", f"{tree.sql('duckdb')!r} within another", "Take one of them out.")
    writer.is_inside_aggregate = True
    try:
        return _WRITERS[type(tree)](writer, tree)
    finally:
        writer.is_inside_aggregate = False


def _sum(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    part = writer.number(tree.this)
    text = number_sql.bounded(part)
    if writer.reach is Reach.MEMBER:
        return Sql(text, Kind.NUMBER)
    name = "sum" if isinstance(tree, exp.Sum) else "avg"
    return Sql(number_sql.exact(f"{name}({text})"), Kind.NUMBER)


def _extreme(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    inner = writer.part(tree.this)
    if writer.reach is Reach.MEMBER:
        return inner
    name = "min" if isinstance(tree, exp.Min) else "max"
    return replace(inner, text=f"{name}({inner.text})")


def _any_value(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    inner = writer.part(tree.this)
    return inner if writer.reach is Reach.MEMBER else replace(inner, text=f'arg_min({inner.text}, "row")')


def _count(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    counted, distinct = tree.this, ""
    if isinstance(counted, exp.Distinct):
        if len(counted.expressions) != 1:
            writer.refuse("count(DISTINCT x)", repr(tree.sql("duckdb")), "Count one formula.")
        counted, distinct = counted.expressions[0], "DISTINCT "
    inner = "*" if counted is None or isinstance(counted, exp.Star) else writer.part(counted).text
    text = "1" if writer.reach is Reach.MEMBER else f"count({distinct}{inner})"
    return Sql(number_sql.exact(text), Kind.NUMBER)


def _ignore_nulls(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    # The parser wraps any_value in it, which skips empty values anyway.
    if not isinstance(tree.this, exp.AnyValue):
        writer.refuse("any_value(x)", repr(tree.sql("duckdb")), "Leave out IGNORE NULLS.")
    return _aggregate(writer, tree.this)


_WRITERS: dict[type[exp.Expression], PartWriter] = {
    exp.Sum: _sum,
    exp.Avg: _sum,
    exp.Min: _extreme,
    exp.Max: _extreme,
    exp.AnyValue: _any_value,
    exp.Count: _count,
}

AGGREGATE_PARTS: dict[type[exp.Expression], PartWriter] = {
    **dict.fromkeys(_WRITERS, _aggregate),
    exp.IgnoreNulls: _ignore_nulls,
}
