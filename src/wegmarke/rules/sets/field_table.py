"""Fields of subjects from a table in memory: one row per subject, one column per field, named as rules name it.

Columns hold texts, numbers, truth values, instants, or lists of them. A field without a column is missing for
everybody, as is every field of a subject without a row. The table says what holds at one time: for an earlier one hand
in the table of then.
"""

from __future__ import annotations

from typing import Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.rules.sets.sources import Moment, Numbers, Subjects, Truths
from wegmarke.rules.subjects.field_values import instants_that_fit, value_holds
from wegmarke.rules.subjects.history import Fields
from wegmarke.rules.subjects.tree import DATES, SPANS, FieldTest

SUBJECT: Final = "subject"
_ORDERS: Final = {
    "is": pc.equal,
    "more_than": pc.greater,
    "at_least": pc.greater_equal,
    "less_than": pc.less,
    "at_most": pc.less_equal,
}
_OPPOSITES: Final = {"is_not": "is", "not_in": "in"}


class FieldTable:
    """A `FieldSource` over an Arrow table with the column `subject` (int64) and columns of fields."""

    def __init__(self, table: pa.Table) -> None:
        ordered = table.sort_by(SUBJECT).combine_chunks()
        self._columns: dict[str, pa.Array] = {
            name: _in_utc(_one_piece(ordered[name])) for name in ordered.column_names if name != SUBJECT
        }
        self._numbers = np.asarray(ordered[SUBJECT], dtype=np.int64)

    def holds(self, test: FieldTest, subjects: Subjects, moment: Moment) -> Truths:
        """Tell for each subject whether a comparison holds."""
        rows, is_known = _rows_of(self._numbers, subjects)
        found = np.zeros(len(subjects), dtype=np.bool_)
        if test.operator in _OPPOSITES:
            return ~self.holds(FieldTest(test.field, _OPPOSITES[test.operator], test.operand), subjects, moment)
        if test.operator == "exists" and test.operand is False:
            return ~self.holds(FieldTest(test.field, "exists", True), subjects, moment)
        column = self._columns.get(test.field)
        if column is not None and is_known.any():
            # Few subjects are cut out first, so that a batch does not pay for everybody.
            found[is_known] = _column_holds(column.take(pa.array(rows[is_known])), test, moment)
        return found

    def fields_of(self, subject: int, moment: Moment) -> Fields:
        """Return the fields of one subject by name."""
        row = int(np.searchsorted(self._numbers, subject))
        if row == len(self._numbers) or self._numbers[row] != subject:
            return {}
        return {name: column[row].as_py() for name, column in self._columns.items()}


def _one_piece(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _in_utc(column: pa.Array) -> pa.Array:
    """Give instants a zone and microseconds; those without a zone are UTC."""
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", "UTC"))
    if pa.types.is_list(column.type) and pa.types.is_timestamp(column.type.value_type):
        return column.cast(pa.list_(pa.timestamp("us", "UTC")))
    return column


def _rows_of(numbers: Numbers, subjects: Subjects) -> tuple[Numbers, Truths]:
    rows = np.searchsorted(numbers, subjects.numbers)
    is_known = rows < len(numbers)
    is_known[is_known] = numbers[rows[is_known]] == subjects.numbers[is_known]
    return rows, is_known


def _column_holds(column: pa.Array, test: FieldTest, moment: Moment) -> Truths:
    if pa.types.is_list(column.type):
        parents = np.asarray(pc.list_parent_indices(column))
        held = _values_hold(pc.list_flatten(column), test, moment)
        found = np.zeros(len(column), dtype=np.bool_)
        found[parents[held]] = True
        return found
    return _values_hold(column, test, moment)


def _values_hold(values: pa.Array, test: FieldTest, moment: Moment) -> Truths:
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    if test.operator == "exists":
        return np.asarray(values.is_valid())
    if pa.types.is_timestamp(values.type) and test.operator in (*DATES, *SPANS):
        first, last = instants_that_fit(test, moment.as_of, moment.zone)
        instants = values.cast(pa.int64())
        between = pc.and_(pc.greater_equal(instants, first), pc.less_equal(instants, last))
        return np.asarray(pc.fill_null(between, False))
    if _is_number(values.type) and test.operator in _ORDERS and not isinstance(test.operand, str):
        return np.asarray(
            pc.fill_null(_ORDERS[test.operator](values.cast(pa.float64()), float(cast("float", test.operand))), False)
        )
    return _distinct_hold(values, test, moment)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _distinct_hold(values: pa.Array, test: FieldTest, moment: Moment) -> Truths:
    """Judge every distinct value once, as the reference does; traits have few of them beside their subjects."""
    encoded = values.dictionary_encode()
    held = [value_holds(value, test, moment.as_of, moment.zone) for value in encoded.dictionary.to_pylist()]
    codes = np.asarray(pc.fill_null(encoded.indices, len(held)))
    return cast("Truths", np.array([*held, False], dtype=np.bool_)[codes])
