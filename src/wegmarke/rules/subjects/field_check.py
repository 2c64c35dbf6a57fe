"""Checks comparisons of fields, and of the time of an event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from wegmarke.domain import Problem
from wegmarke.rules.operands import keys_of, list_problems, number_problems, problem, quoted, scalar_problems
from wegmarke.rules.operands import text_problems as words_problems
from wegmarke.rules.subjects.spans import read_instant, read_span
from wegmarke.rules.subjects.tree import (
    DATES,
    FIELD_OPERATORS,
    FIELD_PREFIXES,
    SPANS,
    WHEN_OPERATORS,
)
from wegmarke.rules.tree import EQUALITY, LISTS, ORDERS, TEXTS

KINDS: Final = ("text", "number", "date")

_FITTING: Final = {
    "text": FIELD_OPERATORS,
    "number": (*EQUALITY, *LISTS, *ORDERS, "exists"),
    "date": (*DATES, *SPANS, "exists"),
}
_SHOWN: Final = 12


def field_problems(tree: Mapping[object, object], where: str, fields: Mapping[str, str] | None) -> Iterator[Problem]:
    """List what is wrong with a field and its one comparison."""
    operators = [word for word in tree if word != "field"]
    name = tree["field"]
    yield from _name(name, f"{where}.field", fields)
    if len(operators) != 1 or operators[0] not in FIELD_OPERATORS:
        expected = f"one comparison of {', '.join(FIELD_OPERATORS)}"
        yield problem(
            where, expected, keys_of(tree), "Combine several comparisons with all or any.", "unknown_operator"
        )
        return
    operator = str(operators[0])
    kind = (fields or {}).get(name) if isinstance(name, str) else None
    if kind is not None and operator not in _FITTING[kind]:
        remedy = f"{name} is a {kind}; compare it with one of {', '.join(_FITTING[kind])}."
        yield problem(f"{where}.{operator}", f"a comparison that fits {name}", operator, remedy, "operator_misfit")
    else:
        yield from operand_problems(operator, tree[operators[0]], f"{where}.{operator}", texts=kind != "number")


def when_problems(comparison: object, where: str) -> Iterator[Problem]:
    """List what is wrong with a comparison of the time of an event."""
    if not isinstance(comparison, dict) or len(comparison) != 1 or next(iter(comparison)) not in WHEN_OPERATORS:
        came = keys_of(comparison) if isinstance(comparison, dict) else quoted(comparison)
        expected = f"one comparison of {', '.join(WHEN_OPERATORS)}"
        yield problem(where, expected, came, "Write for example {within: 30 days}.", "unknown_operator")
        return
    operator = str(next(iter(comparison)))
    yield from operand_problems(operator, comparison[operator], f"{where}.{operator}")


def operand_problems(operator: str, operand: object, where: str, *, texts: bool = True) -> Iterator[Problem]:
    """List what is wrong with what a comparison compares with."""
    if operator == "exists":
        if not isinstance(operand, bool):
            yield problem(where, "true or false", quoted(operand), "Write exists: true or exists: false.")
    elif operator in LISTS:
        yield from list_problems(operand, where, texts=texts)
    elif operator in EQUALITY:
        yield from scalar_problems(operand, where, numbers=True, texts=texts)
    elif operator in TEXTS:
        yield from words_problems(operand, where, "a text", empty=False)
    elif operator in DATES:
        yield from date_problems(operand, where)
    elif operator in SPANS:
        yield from span_problems(operand, where)
    else:
        yield from number_problems(operand, where)


def date_problems(operand: object, where: str) -> Iterator[Problem]:
    """List what is wrong with a date or instant."""
    if not isinstance(operand, str) or read_instant(operand) is None:
        expected = "a date such as 2026-03-01, or an instant such as 2026-03-01T09:00"
        yield problem(
            where, expected, quoted(operand), "Write year, month and day, in quotes where in doubt.", "bad_date"
        )


def span_problems(operand: object, where: str) -> Iterator[Problem]:
    """List what is wrong with a length of time."""
    if not isinstance(operand, str) or read_span(operand) is None:
        expected = "a length of time such as 30 days, of at most 36500 days"
        remedy = "Count in minutes, hours, days or weeks; months and years differ in length."
        yield problem(where, expected, quoted(operand), remedy, "bad_span")


def _name(name: object, where: str, fields: Mapping[str, str] | None) -> Iterator[Problem]:
    prefix, _, rest = name.partition(".") if isinstance(name, str) else ("", "", "")
    if prefix not in FIELD_PREFIXES or not rest:
        expected = f"a field such as {', '.join(f'{known}.…' for known in FIELD_PREFIXES)}"
        remedy = "Properties of events are compared inside a behaviour, with where."
        yield problem(where, expected, quoted(name), remedy, "unknown_field")
        return
    yield from words_problems(name, where, "the name of a field", empty=False)
    if fields is not None and name not in fields:
        known = ", ".join(list(fields)[:_SHOWN]) or "none yet"
        yield problem(where, "a known field", quoted(name), f"These are known: {known}.", "unknown_field")
