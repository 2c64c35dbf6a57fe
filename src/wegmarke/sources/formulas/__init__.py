"""Formulas of a recipe: SQL scalar expressions over the columns of a file, and nothing beyond.

Purpose: parse what a recipe says, and write it as SQL that can do no more than compute.
Reads: nothing.
Writes: nothing.
Used by: sources.
"""

from wegmarke.sources.formulas import number_sql
from wegmarke.sources.formulas.aggregates import AGGREGATE_PARTS
from wegmarke.sources.formulas.conditions import CONDITION_PARTS
from wegmarke.sources.formulas.kinds import PLAIN, Columns, Kind, Notation, Reach, Reading, Sql
from wegmarke.sources.formulas.number_sql import needs_wide
from wegmarke.sources.formulas.numbers import NUMBER_PARTS
from wegmarke.sources.formulas.parsing import Formula, parse_formula
from wegmarke.sources.formulas.texts import TEXT_PARTS
from wegmarke.sources.formulas.writer import FormulaWriter

__all__ = [
    "PLAIN",
    "Columns",
    "Formula",
    "FormulaWriter",
    "Kind",
    "Notation",
    "Reach",
    "Reading",
    "Sql",
    "needs_wide",
    "number_sql",
    "parse_formula",
    "writer",
]

_PARTS = {**CONDITION_PARTS, **NUMBER_PARTS, **TEXT_PARTS, **AGGREGATE_PARTS}


def writer(columns: Columns, reach: Reach = Reach.ROW, *, is_wide: bool = False) -> FormulaWriter:
    """Make a writer for one formula."""
    return FormulaWriter(_PARTS, columns, reach, is_wide)
