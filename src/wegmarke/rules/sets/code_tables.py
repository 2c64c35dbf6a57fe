"""Rules on events as small tables: one truth per code, one bound per kind of currency, for whoever walks columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numpy as np

from wegmarke.rules.amounts import CURRENCY_DIGITS, USUAL_DIGITS, whole_bound
from wegmarke.rules.compilation import combined
from wegmarke.rules.evaluation import matches
from wegmarke.rules.sets.sources import Numbers, Truths
from wegmarke.rules.sets.touch_rows import Codes
from wegmarke.rules.tree import TEXT_FIELDS, Comparison, Rule

T = TypeVar("T")
CODED: Final = {"name": "event", "source": "source", "channel": "channel"}
"""Fields of events that are stored as codes, and the kinds of these codes."""
ORDER_WORDS: Final = ("is", "more_than", "at_least", "less_than", "at_most")
DIGITS: Final = (USUAL_DIGITS, *CURRENCY_DIGITS)
"""Digits of the minor unit, one place each: bounds of a value stand in this order."""


def fields_of(rule: Rule) -> frozenset[str]:
    """Return the fields that a rule on events reads."""
    found: set[str] = set()

    def read(leaf: Comparison) -> np.bool_:
        found.add(leaf.field)
        return np.True_

    judged_by_leaf(rule, read)
    return frozenset(found)


def rule_of(leaf: Comparison) -> Rule:
    """Return a comparison as a rule of its own."""
    return Rule.of_checked({"field": leaf.field, leaf.operator: leaf.operand})


def judged_by_leaf(rule: Rule, judge: Callable[[Comparison], T]) -> T:
    """Judge a rule by its comparisons; what `judge` returns is combined with `&`, `|` and `~`."""
    return cast("T", combined(rule.tree, cast("Callable[[Comparison], Any]", judge)))


def code_table(rule: Rule, field: str, codes: Codes) -> Truths:
    """Return the truth of a rule that reads one coded field, by code; place 0 stands for a missing value."""
    assert field in TEXT_FIELDS
    known = codes.get(CODED[field], {})
    table = np.zeros(max(known.values(), default=0) + 1, dtype=np.bool_)
    table[0] = matches(rule, {field: None})
    for text, code in known.items():
        table[code] = matches(rule, {field: text})
    return table


def value_bounds(leaf: Comparison) -> tuple[int, Numbers, Truths]:
    """Return an order of the value: its place in ORDER_WORDS, the bound for each of DIGITS, and whether it can hold."""
    bounds = [whole_bound(leaf.operator, cast("float", leaf.operand), digits) for digits in DIGITS]
    may_be = np.array([bound is not None for bound in bounds], dtype=np.bool_)
    return ORDER_WORDS.index(leaf.operator), np.array([bound or 0 for bound in bounds], dtype=np.int64), may_be


def digits_places() -> dict[str, int]:
    """Return the place in DIGITS of every currency whose minor unit is not the usual one."""
    return {currency: DIGITS.index(digits) for digits, listed in CURRENCY_DIGITS.items() for currency in listed}
