"""Which touches a selection of events means: one truth per touch of some columns.

Names, sources, channels and touchpoints are codes: a comparison is judged once per distinct text and looked up. Values
are compared in the minor unit of their currency. What the columns do not hold comes as marks from the event store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from wegmarke.paths.behaviour.marks import Marks
from wegmarke.paths.index.columns import NO_VALUE, Columns, Truths, currency_code
from wegmarke.paths.spread import spread
from wegmarke.rules import (
    CODED,
    Codes,
    Comparison,
    Rule,
    Selection,
    code_table,
    digits_places,
    fields_of,
    judged_by_leaf,
    rule_of,
    value_bounds,
)

_VALUE: Final = "value"
_MOST_KEPT: Final = 1_024
_MOST_CODES: Final = 65_536


class Tables:
    """Truths by code, kept for the codes at hand: a rule is judged on texts once, not for every batch."""

    def __init__(self) -> None:
        self._codes: Codes = {}
        self._kept: dict[tuple[Rule, str], Truths] = {}
        self.digits = np.zeros(_MOST_CODES, np.uint8)
        for currency, place in digits_places().items():
            self.digits[currency_code(currency)] = place

    def follow(self, codes: Codes) -> None:
        """Take the codes as they are now."""
        if codes is not self._codes:
            self._codes = codes
            self._kept.clear()

    def of_rule(self, rule: Rule, name: str) -> Truths:
        """Return the truths of a rule that reads one coded field."""
        if (rule, name) not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[rule, name] = code_table(rule, name, self._codes)
        return self._kept[rule, name]

    def of_touchpoints(self, touchpoints: tuple[str, ...]) -> Truths:
        """Return the truths of touchpoints."""
        known = self._codes.get("touchpoint", {})
        table = np.zeros(max(known.values(), default=0) + 1, np.bool_)
        table[[known[text] for text in touchpoints if text in known]] = True
        return table


@dataclass
class Meaning:
    """Truths of selections over columns, each made once.

    Attributes:
        columns: the paths.
        tables: truths by code.
        marks: truths that the columns cannot tell, by selection and rule.
    """

    columns: Columns
    tables: Tables
    marks: Marks
    _made: dict[object, Truths] = field(default_factory=dict)

    def fresh(self) -> Meaning:
        """Return the same with nothing made yet: truths of many selections take more memory than making them again."""
        return Meaning(self.columns, self.tables, self.marks)

    def of_selection(self, selection: Selection) -> Truths:
        """Return which touches a selection means."""
        if selection not in self._made:
            self._made[selection] = self._selection(selection)
        return self._made[selection]

    def by_code(self, selection: Selection) -> tuple[str, Truths] | None:
        """Return the column whose code alone says what is meant, and the truths by code; None where no code does."""
        rule = selection.rule
        if selection in self.marks.selections:
            return None
        if rule is None:
            return "touchpoint", self.tables.of_touchpoints(selection.touchpoints)
        fields = fields_of(rule)
        if selection.touchpoints or rule in self.marks.rules or len(fields) != 1 or not fields <= CODED.keys():
            return None
        (name,) = fields
        return CODED[name], self.tables.of_rule(rule, name)

    def of_rule(self, rule: Rule) -> Truths:
        """Return which touches satisfy a rule on events."""
        if rule not in self._made:
            self._made[rule] = self._rule(rule)
        return self._made[rule]

    def _selection(self, selection: Selection) -> Truths:
        if selection in self.marks.selections:
            return self.marks.selections[selection]
        if selection.rule is None:
            return self._looked_up("touchpoint", self.tables.of_touchpoints(selection.touchpoints))
        found = self.of_rule(selection.rule)
        if selection.touchpoints:
            found = found & self._looked_up("touchpoint", self.tables.of_touchpoints(selection.touchpoints))
        return found

    def _rule(self, rule: Rule) -> Truths:
        if rule in self.marks.rules:
            return self.marks.rules[rule]
        fields = fields_of(rule)
        if len(fields) == 1 and fields <= CODED.keys():
            return self._by_code(rule, *fields)
        return judged_by_leaf(rule, self._leaf)

    def _leaf(self, leaf: Comparison) -> Truths:
        if leaf.field != _VALUE:
            return self._by_code(rule_of(leaf), leaf.field)
        match leaf.operator:
            case "exists":
                is_there: Truths = self.columns.value_minor != NO_VALUE
                return is_there if leaf.operand else ~is_there
            case "is_not":
                return ~self._leaf(Comparison(_VALUE, "is", leaf.operand))
            case "not_in":
                return ~self._leaf(Comparison(_VALUE, "in", leaf.operand))
            case "in":
                assert isinstance(leaf.operand, tuple)
                each = [self._leaf(Comparison(_VALUE, "is", one)) for one in leaf.operand]
                return np.asarray(np.logical_or.reduce(each), np.bool_)
            case _:
                return self._compared(leaf)

    def _by_code(self, rule: Rule, name: str) -> Truths:
        return self._looked_up(CODED[name], self.tables.of_rule(rule, name))

    def _looked_up(self, column: str, table: Truths) -> Truths:
        from wegmarke.paths.compiled import behaviours

        codes, starts = getattr(self.columns, column), self.columns.starts
        return self._made_by(lambda first, last, out: behaviours.of_codes(first, last, starts, codes, table, out))

    def _compared(self, leaf: Comparison) -> Truths:
        from wegmarke.paths.compiled import behaviours

        word, bounds, may_be = value_bounds(leaf)
        columns, digits = self.columns, self.tables.digits
        given = (columns.starts, columns.value_minor, columns.currency, digits, bounds, may_be, word)
        return self._made_by(lambda first, last, out: behaviours.of_values(first, last, *given, out))

    def _made_by(self, work: Callable[[int, int, Truths], None]) -> Truths:
        out = np.empty(self.columns.touches, np.bool_)
        spread(self.columns.starts, lambda first, last: work(first, last, out))
        return out
