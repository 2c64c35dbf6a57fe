"""Parses formulas. A formula is later written as SQL from a closed list, so nothing reaches the engine as it stands.

A text that is no formula may still be the name of a column, such as
`Won Date`; that shows when the files are opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from wegmarke.domain import DocumentInvalid, Problem

LONGEST_FORMULA = 1_000
_NAME = re.compile(r"[^\W\d][^'\"();*=<>|,]*")
_AGGREGATES = (exp.Sum, exp.Min, exp.Max, exp.Count, exp.Avg, exp.AnyValue)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its place in the recipe.

    Attributes:
        text: as it stands in the recipe.
        where: place in the recipe, for messages.
        tree: what it means; None if the text can only be the name of a column.
    """

    text: str
    where: str
    tree: exp.Expression | None

    @property
    def is_aggregated(self) -> bool:
        """Whether it sums up several rows."""
        return self.tree is not None and self.tree.find(*_AGGREGATES) is not None

    def columns(self) -> Iterator[tuple[str | None, str]]:
        """Yield (file name or None, column) for every column it reads."""
        if self.tree is None:
            yield None, self.text
            return
        for column in self.tree.find_all(exp.Column):
            yield column.table or None, column.name


def parse_formula(text: str, where: str) -> Formula:
    """Parse a formula.

    >>> parse_formula("Quantity * UnitPrice", "value").tree is None
    False

    Raises:
        DocumentInvalid: it is neither a formula nor the possible name of a column.
    """
    text = text.strip()
    if len(text) > LONGEST_FORMULA:
        raise _invalid(where, f"at most {LONGEST_FORMULA} characters", f"{len(text)}", "Shorten the formula.")
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError) as error:
        if _NAME.fullmatch(text):
            return Formula(text, where, None)
        detail = "too many brackets" if isinstance(error, RecursionError) else _first_line(error)
        remedy = "Write the name of a column or an SQL expression."
        raise _invalid(where, "a formula", f"{text!r} ({detail})", remedy) from None
    if isinstance(tree, exp.Alias | exp.Command) and _NAME.fullmatch(text):
        return Formula(text, where, None)
    return Formula(text, where, cast("exp.Expression", tree).transform(_two_parts))


def _two_parts(tree: exp.Expression) -> exp.Expression:
    """Turn `a.b.c`, however deep, into a column `b.c` of `a`; files have no deeper structure than that."""
    if not isinstance(tree, exp.Column | exp.Dot):
        return tree
    parts = tree.parts
    if len(parts) < 3 or not all(isinstance(part, exp.Identifier) for part in parts):
        return tree
    return exp.column(".".join(part.name for part in parts[1:]), table=parts[0].name, quoted=True)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(". ")


def _invalid(where: str, expected: str, came: str, remedy: str) -> DocumentInvalid:
    problem = Problem(where, expected, came, remedy, code="formula")
    return DocumentInvalid("The formula cannot be used.", problems=[problem])
