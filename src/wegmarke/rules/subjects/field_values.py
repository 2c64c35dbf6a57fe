"""The meaning of comparisons with fields: one field, one answer.

* A field has no value, one, or several (a list). A comparison holds when it holds for at least one of the values.
* `is_not` and `not_in` are the exact opposites of `is` and `in`; `exists` asks for at least one value.
* A number in a rule is compared with numbers, and with texts that read as one (see `amounts`). A text in a rule is
  compared with texts. True and false are the texts `true` and `false`. NaN is no value.
* Dates are compared with instants, and with texts that are written as dates. A date alone is a day in the rule's zone:
  `before` ends before it begins, `since` begins with it, `after` begins when it is over.
* `within` is the time (as_of - span, as_of], `older_than` what lies before it, `in_next` is (as_of, as_of + span].
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import cast

from wegmarke.rules.amounts import read_number
from wegmarke.rules.evaluation import compare_number, compare_text
from wegmarke.rules.subjects.history import FieldValue
from wegmarke.rules.subjects.spans import day_after, microseconds, read_instant, read_span, span_microseconds
from wegmarke.rules.subjects.tree import DATES, SPANS, FieldTest
from wegmarke.rules.tree import TEXTS, Comparison, Scalar

FIRST_US = -(2**62)
LAST_US = 2**62


def field_holds(values: FieldValue | Sequence[FieldValue], test: FieldTest, as_of: datetime, zone: tzinfo) -> bool:
    """Tell whether a comparison holds for the value or values of a field."""
    present = [value for value in _listed(values) if value is not None and not _is_nan(value)]
    if test.operator == "exists":
        return bool(present) is test.operand
    if test.operator in ("is_not", "not_in"):
        opposite = {"is_not": "is", "not_in": "in"}[test.operator]
        return not field_holds(values, FieldTest(test.field, opposite, test.operand), as_of, zone)
    return any(value_holds(value, test, as_of, zone) for value in present)


def value_holds(value: FieldValue, test: FieldTest, as_of: datetime, zone: tzinfo) -> bool:
    """Tell whether a comparison that is no opposite holds for one value."""
    if test.operator in (*DATES, *SPANS):
        instant = instant_of(value, zone)
        first, last = instants_that_fit(test, as_of, zone)
        return instant is not None and first <= microseconds(instant) <= last
    if test.operator == "in":
        members = cast("tuple[Scalar, ...]", test.operand)
        return any(_compare(value, "is", member) for member in members)
    return _compare(value, test.operator, cast("Scalar", test.operand))


def instants_that_fit(test: FieldTest, as_of: datetime, zone: tzinfo) -> tuple[int, int]:
    """Return the first and the last microsecond for which a comparison with a date holds."""
    stated = cast("str", test.operand)
    now = microseconds(as_of)
    if test.operator in DATES:
        begins = microseconds(cast("datetime", read_instant(stated, zone)))
        over = day_after(stated, zone)
        after = begins + 1 if over is None else microseconds(over)
        return {"before": (FIRST_US, begins - 1), "since": (begins, LAST_US), "after": (after, LAST_US)}[test.operator]
    span = read_span(stated)
    assert span is not None
    length = span_microseconds(span)
    return {
        "within": (now - length + 1, now),
        "older_than": (FIRST_US, now - length),
        "in_next": (now + 1, now + length),
    }[test.operator]


def instant_of(value: FieldValue, zone: tzinfo) -> datetime | None:
    """Read a value as an instant; None where it is none."""
    if isinstance(value, datetime):
        return value
    return read_instant(value, zone) if isinstance(value, str) else None


def _listed(values: FieldValue | Sequence[FieldValue]) -> Sequence[FieldValue]:
    return values if isinstance(values, list | tuple) else [cast("FieldValue", values)]


def _is_nan(value: FieldValue) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _compare(value: FieldValue, operator: str, operand: Scalar) -> bool:
    text = ("true" if value else "false") if isinstance(value, bool) else value
    if isinstance(text, datetime) or text is None:
        return False
    if isinstance(operand, str):
        return isinstance(text, str) and compare_text(Comparison("", operator, operand), text)
    number = read_number(text) if isinstance(text, str) else float(text)
    return operator not in TEXTS and number is not None and compare_number(number, operator, float(operand))
