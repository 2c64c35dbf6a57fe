"""Writes a formula as SQL, part by part from a closed list; whatever is not on the list is refused with a remedy.

All columns are text. Where a formula computes or compares with a number, the text is read as an exact decimal in the
notation of its file; a text that is no number makes the result null and is remembered, so that the row can be
rejected instead of being counted wrongly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from sqlglot import exp

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.sources import times
from wegmarke.sources.formulas import number_sql
from wegmarke.sources.formulas.kinds import Columns, Kind, Notation, Reach, Reading, Sql
from wegmarke.sources.formulas.parsing import Formula

ALLOWED = (
    "columns, texts in '…', numbers, + - * / %, comparisons, AND OR NOT, IN, BETWEEN, LIKE, IS NULL, CASE, COALESCE, "
    "NULLIF, ||, concat, lower, upper, trim, substr, left, right, replace, starts_with, ends_with, contains, length, "
    "abs, round, CAST to a number, text or date, and with group_by also sum, min, max, count, avg, any_value"
)


@dataclass
class FormulaWriter:
    """Writes one formula.

    Attributes:
        parts: writer of each kind of part; the closed list.
        columns: those the formula may name.
        reach: what it may look at.
        is_wide: whether numbers have more than 6 decimals or 12 digits before them.
        readings: texts read as numbers or dates, collected while writing.
        is_inside_aggregate: whether the part being written stands inside `sum(…)` or the like.
        can_fail: whether some product may be too large; it is null then.
        where: place of the formula in the recipe.
    """

    parts: Mapping[type[exp.Expression], PartWriter]
    columns: Columns
    reach: Reach = Reach.ROW
    is_wide: bool = False
    readings: list[Reading] = field(default_factory=list)
    is_inside_aggregate: bool = False
    can_fail: bool = False
    where: str = ""

    def write(self, formula: Formula) -> Sql:
        """Write a formula.

        Raises:
            DocumentInvalid: it uses something that is not allowed.
        """
        self.where = formula.where
        if formula.tree is None:
            return self.column(None, formula.text)
        return self.part(formula.tree)

    def part(self, tree: exp.Expression) -> Sql:
        """Write a part of a formula."""
        writer = self.parts.get(type(tree))
        if writer is None:
            self.refuse("only what a formula may use", repr(tree.sql("duckdb")), f"A formula may use {ALLOWED}.")
        return writer(self, tree)

    def column(self, file: str | None, name: str) -> Sql:
        """Write a column: of the row, or of the first row of the group."""
        found = self.columns.find(file, name, self.where)
        if self.reach is Reach.GROUP and not self.is_inside_aggregate:
            return replace(found, text=f'arg_min({found.text}, "row")')
        return found

    def text(self, tree: exp.Expression) -> str:
        """Write a part that is wanted as text."""
        return self.as_text(self.part(tree))

    def number(self, tree: exp.Expression) -> str:
        """Write a part that is wanted as a number."""
        return self.as_number(self.part(tree))

    def truth(self, tree: exp.Expression) -> str:
        """Write a part that is wanted as a condition."""
        return self.as_truth(self.part(tree))

    def as_text(self, sql: Sql) -> str:
        """Return SQL that gives text, null where there is none."""
        if sql.kind is Kind.TEXT:
            return sql.text
        if sql.kind is Kind.NUMBER:
            return number_sql.as_text(sql.text)
        return f"CAST({sql.text} AS VARCHAR)"

    def as_number(self, sql: Sql) -> str:
        """Return SQL that gives a number, null where the text is none."""
        if sql.kind is Kind.NUMBER:
            return sql.text
        if sql.kind is not Kind.TEXT:
            self.refuse("a number", "a condition or a date", "Compute with numbers only.")
        plain = number_sql.plain(sql.text, sql.notation.decimal, sql.notation.thousands)
        value = number_sql.read(plain, is_wide=self.is_wide)
        self._remember(Reading(sql.text, plain, value, "unreadable_number"))
        return value

    def as_date(self, sql: Sql) -> str:
        """Return SQL that gives a date, null where the text is none."""
        if sql.kind is Kind.DATE:
            return sql.text
        if sql.kind is not Kind.TEXT:
            self.refuse("a date", "a number or a condition", "Cast texts to dates only.")
        value = times.date_sql(sql.text)
        self._remember(Reading(sql.text, sql.text, value, "unreadable_time"))
        return value

    def as_truth(self, sql: Sql) -> str:
        """Return SQL that gives true, false or null."""
        if sql.kind is not Kind.TRUTH:
            self.refuse("a condition", "a text or a number", "Compare it with something, e.g. `x = 'yes'`.")
        return sql.text

    def as_common(self, sides: list[Sql]) -> tuple[Kind, list[str]]:
        """Return all sides as numbers if one is a number, as dates if one is a date, else as text."""
        kinds = {side.kind for side in sides}
        if Kind.NUMBER in kinds:
            return Kind.NUMBER, [self.as_number(side) for side in sides]
        if Kind.DATE in kinds:
            return Kind.DATE, [self.as_date(side) for side in sides]
        if kinds == {Kind.TRUTH}:
            return Kind.TRUTH, [side.text for side in sides]
        return Kind.TEXT, [self.as_text(side) for side in sides]

    def text_from(self, tree: exp.Expression, text: str) -> Sql:
        """Return text made from texts; numbers in it are written as in the first column it reads."""
        column = tree.find(exp.Column)
        if column is None:
            return Sql(text, Kind.TEXT)
        return Sql(text, Kind.TEXT, self._notation(column))

    def refuse(self, expected: str, came: str, remedy: str, code: str = "formula") -> NoReturn:
        """Raise DocumentInvalid for the formula."""
        problem = Problem(self.where, expected, came, remedy, code=code)
        raise DocumentInvalid("The formula cannot be used.", problems=[problem])

    def _notation(self, column: exp.Column) -> Notation:
        return self.columns.find(column.table or None, column.name, self.where).notation

    def _remember(self, reading: Reading) -> None:
        if reading not in self.readings:
            self.readings.append(reading)


PartWriter = Callable[[FormulaWriter, "exp.Expression"], Sql]
