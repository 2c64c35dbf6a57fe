"""How formulas compare and choose."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from wegmarke.sources.formulas.kinds import Kind, Sql
from wegmarke.sources.formulas.writer import FormulaWriter, PartWriter

_SIGNS: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}


def _column(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    if tree.args.get("db") is not None or not isinstance(tree.this, exp.Identifier):
        writer.refuse("a column or file.column", repr(tree.sql("duckdb")), "Write at most one dot.")
    return writer.column(tree.text("table") or None, tree.name)


def _boolean(_: FormulaWriter, tree: exp.Expression) -> Sql:
    return Sql("true" if tree.this else "false", Kind.TRUTH)


def _null(_: FormulaWriter, __: exp.Expression) -> Sql:
    return Sql("CAST(NULL AS VARCHAR)", Kind.TEXT)


def _paren(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    inner = writer.part(tree.this)
    return replace(inner, text=f"({inner.text})")


def _compare(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    _, (left, right) = writer.as_common([writer.part(tree.this), writer.part(tree.args["expression"])])
    return Sql(f"({left} {_SIGNS[type(tree)]} {right})", Kind.TRUTH)


def _both(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    word = "AND" if isinstance(tree, exp.And) else "OR"
    return Sql(f"({writer.truth(tree.this)} {word} {writer.truth(tree.args['expression'])})", Kind.TRUTH)


def _not(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return Sql(f"(NOT {writer.truth(tree.this)})", Kind.TRUTH)


def _is(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    right = tree.args["expression"]
    if isinstance(right, exp.Boolean):
        return Sql(f"({writer.truth(tree.this)} IS {'TRUE' if right.this else 'FALSE'})", Kind.TRUTH)
    if not isinstance(right, exp.Null):
        writer.refuse("IS NULL, IS TRUE or IS FALSE", repr(tree.sql("duckdb")), "Compare with = instead.")
    return Sql(f"({writer.part(tree.this).text} IS NULL)", Kind.TRUTH)


def _in(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    if not tree.expressions:
        writer.refuse("IN ('a', 'b')", repr(tree.sql("duckdb")), "List the values.")
    _, sides = writer.as_common([writer.part(side) for side in (tree.this, *tree.expressions)])
    return Sql(f"({sides[0]} IN ({', '.join(sides[1:])}))", Kind.TRUTH)


def _between(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    sides = [writer.part(side) for side in (tree.this, tree.args["low"], tree.args["high"])]
    _, (middle, low, high) = writer.as_common(sides)
    return Sql(f"({middle} BETWEEN {low} AND {high})", Kind.TRUTH)


def _like(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    word = "ILIKE" if isinstance(tree, exp.ILike) else "LIKE"
    return Sql(f"({writer.text(tree.this)} {word} {writer.text(tree.args['expression'])})", Kind.TRUTH)


def _test(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    name = "starts_with" if isinstance(tree, exp.StartsWith) else "ends_with"
    if isinstance(tree, exp.Contains):
        name = "contains"
    return Sql(f"{name}({writer.text(tree.this)}, {writer.text(tree.args['expression'])})", Kind.TRUTH)


def _case(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    ifs = tree.args["ifs"]
    if tree.this is None:
        conditions = [writer.truth(part.this) for part in ifs]
    else:
        conditions = [_compare(writer, exp.EQ(this=tree.this.copy(), expression=part.this.copy())).text for part in ifs]
    return _choice(writer, conditions, [part.args["true"] for part in ifs], tree.args.get("default"))


def _if(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return _choice(writer, [writer.truth(tree.this)], [tree.args["true"]], tree.args.get("false"))


def _choice(
    writer: FormulaWriter, conditions: list[str], results: list[exp.Expression], otherwise: exp.Expression | None
) -> Sql:
    parts = [writer.part(result) for result in results]
    parts.append(_null(writer, exp.null()) if otherwise is None else writer.part(otherwise))
    kind, texts = writer.as_common(parts)
    whens = " ".join(f"WHEN {when} THEN {then}" for when, then in zip(conditions, texts, strict=False))
    return Sql(f"CASE {whens} ELSE {texts[-1]} END", kind, parts[0].notation)


def _coalesce(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    parts = [writer.part(part) for part in (tree.this, *tree.expressions)]
    kind, texts = writer.as_common(parts)
    return Sql(f"coalesce({', '.join(texts)})", kind, parts[0].notation)


def _nullif(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    first = writer.part(tree.this)
    kind, (left, right) = writer.as_common([first, writer.part(tree.args["expression"])])
    return Sql(f"nullif({left}, {right})", kind, first.notation)


CONDITION_PARTS: dict[type[exp.Expression], PartWriter] = {
    **dict.fromkeys(_SIGNS, _compare),
    exp.Column: _column,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.Paren: _paren,
    exp.And: _both,
    exp.Or: _both,
    exp.Not: _not,
    exp.Is: _is,
    exp.In: _in,
    exp.Between: _between,
    exp.Like: _like,
    exp.ILike: _like,
    exp.StartsWith: _test,
    exp.EndsWith: _test,
    exp.Contains: _test,
    exp.Case: _case,
    exp.If: _if,
    exp.Coalesce: _coalesce,
    exp.Nullif: _nullif,
}
