"""How formulas compute."""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from wegmarke.engine import text_literal
from wegmarke.sources.formulas import number_sql
from wegmarke.sources.formulas.kinds import Kind, Reach, Sql
from wegmarke.sources.formulas.writer import FormulaWriter, PartWriter


def _literal(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    if tree.is_string:
        return Sql(text_literal(tree.name), Kind.TEXT)
    number = number_sql.literal(Decimal(tree.name))
    if number is None:
        writer.refuse("a number of at most 12 digits and 6 decimals", tree.name, "Round the number.")
    return Sql(number, Kind.NUMBER)


def _add(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    sign = "+" if isinstance(tree, exp.Add) else "-"
    return Sql(f"({writer.number(tree.this)} {sign} {writer.number(tree.args['expression'])})", Kind.NUMBER)


def _multiply(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    left, right = writer.number(tree.this), writer.number(tree.args["expression"])
    if writer.reach is Reach.GROUP and not writer.is_inside_aggregate:
        return Sql(number_sql.inexact_product(left, right), Kind.NUMBER)
    # One product of two narrow numbers always fits; wide ones and products of products may not.
    sides = (tree.this, tree.args["expression"])
    if not writer.is_wide and not any(side.find(exp.Mul, exp.Div) for side in sides):
        return Sql(number_sql.product(left, right), Kind.NUMBER)
    writer.can_fail = True
    return Sql(f"TRY({number_sql.product(left, right)})", Kind.NUMBER)


def _divide(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return Sql(number_sql.quotient(writer.number(tree.this), writer.number(tree.args["expression"])), Kind.NUMBER)


def _modulo(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return Sql(f"({writer.number(tree.this)} % nullif({writer.number(tree.args['expression'])}, 0))", Kind.NUMBER)


def _negate(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return Sql(f"(-{writer.number(tree.this)})", Kind.NUMBER)


def _absolute(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return Sql(f"abs({writer.number(tree.this)})", Kind.NUMBER)


def _round(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    places = tree.args.get("decimals")
    digits = "0" if places is None else places.name if isinstance(places, exp.Literal) else ""
    if digits not in {"0", "1", "2", "3", "4", "5", "6"}:
        writer.refuse("round(x) or round(x, 0 to 6)", repr(tree.sql("duckdb")), "Write the digits as a number.")
    return Sql(number_sql.exact(f"round({writer.number(tree.this)}, {digits})"), Kind.NUMBER)


NUMBER_PARTS: dict[type[exp.Expression], PartWriter] = {
    exp.Literal: _literal,
    exp.Add: _add,
    exp.Sub: _add,
    exp.Mul: _multiply,
    exp.Div: _divide,
    exp.Mod: _modulo,
    exp.Neg: _negate,
    exp.Abs: _absolute,
    exp.Round: _round,
}
