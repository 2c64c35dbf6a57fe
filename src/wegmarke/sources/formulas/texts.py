"""How formulas change texts, and casts. A text that ends up empty is no text: it becomes null."""

from __future__ import annotations

from sqlglot import exp

from wegmarke.sources.formulas import number_sql
from wegmarke.sources.formulas.kinds import Kind, Sql
from wegmarke.sources.formulas.writer import FormulaWriter, PartWriter

_TYPE = exp.DataType.Type
_WHOLE_NUMBERS = {_TYPE.INT, _TYPE.BIGINT, _TYPE.SMALLINT, _TYPE.TINYINT, _TYPE.INT128}
_NUMBERS = {_TYPE.DECIMAL, _TYPE.DOUBLE, _TYPE.FLOAT}
_TEXTS = {_TYPE.VARCHAR, _TYPE.TEXT, _TYPE.CHAR, _TYPE.NVARCHAR}
_TRIMS = {"LEADING": "ltrim", "TRAILING": "rtrim"}


def _not_empty(writer: FormulaWriter, tree: exp.Expression, text: str) -> Sql:
    return writer.text_from(tree, f"nullif({text}, '')")


def _pipe(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return writer.text_from(tree, f"({writer.text(tree.this)} || {writer.text(tree.args['expression'])})")


def _concat(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return _not_empty(writer, tree, f"concat({', '.join(writer.text(part) for part in tree.expressions)})")


def _change_case(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    name = "lower" if isinstance(tree, exp.Lower) else "upper"
    return writer.text_from(tree, f"{name}({writer.text(tree.this)})")


def _trim(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    name = _TRIMS.get(str(tree.args.get("position") or "").upper(), "trim")
    signs = tree.args.get("expression")
    more = "" if signs is None else f", {writer.text(signs)}"
    return _not_empty(writer, tree, f"{name}({writer.text(tree.this)}{more})")


def _replace(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    new = tree.args.get("replacement")
    parts = [writer.text(tree.this), writer.text(tree.args["expression"]), "''" if new is None else writer.text(new)]
    return _not_empty(writer, tree, f"replace({', '.join(parts)})")


def _substring(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    places = [tree.args.get("start"), tree.args.get("length")]
    numbers = ", ".join(_whole(writer, place) for place in places if place is not None)
    return _not_empty(writer, tree, f"substr({writer.text(tree.this)}, {numbers})")


def _side(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    name = "left" if isinstance(tree, exp.Left) else "right"
    number = _whole(writer, tree.args["expression"])
    return _not_empty(writer, tree, f"{name}({writer.text(tree.this)}, {number})")


def _whole(writer: FormulaWriter, tree: exp.Expression) -> str:
    return f"TRY_CAST({writer.number(tree)} AS INTEGER)"


def _length(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    return Sql(number_sql.exact(f"length({writer.text(tree.this)})"), Kind.NUMBER)


def _cast(writer: FormulaWriter, tree: exp.Expression) -> Sql:
    target, inner = tree.args["to"].this, writer.part(tree.this)
    if target in _WHOLE_NUMBERS:
        return Sql(number_sql.exact(f"round({writer.as_number(inner)}, 0)"), Kind.NUMBER)
    if target in _NUMBERS:
        return Sql(writer.as_number(inner), Kind.NUMBER)
    if target in _TEXTS:
        return Sql(writer.as_text(inner), Kind.TEXT, inner.notation)
    if target is not _TYPE.DATE:
        came = tree.args["to"].sql("duckdb")
        writer.refuse("CAST to DECIMAL, INTEGER, VARCHAR or DATE", came, "Choose one of these types.")
    return Sql(writer.as_date(inner), Kind.DATE)


TEXT_PARTS: dict[type[exp.Expression], PartWriter] = {
    exp.DPipe: _pipe,
    exp.Concat: _concat,
    exp.Lower: _change_case,
    exp.Upper: _change_case,
    exp.Trim: _trim,
    exp.Replace: _replace,
    exp.Substring: _substring,
    exp.Left: _side,
    exp.Right: _side,
    exp.Length: _length,
    exp.Cast: _cast,
    exp.TryCast: _cast,
}
