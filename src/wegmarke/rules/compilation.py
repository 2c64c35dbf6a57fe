"""Compiles a rule to an ibis expression, for a whole table of events at once.

The expression is never NULL. Numbers travel as text literals that the engine casts itself: both
sides are then rounded by the same routine, whatever the engine does with decimal literals.
ibis is imported where it is needed, because maps and command line load rules without an engine.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from wegmarke.rules.amounts import CURRENCY_DIGITS, NUMBER_PATTERN, USUAL_DIGITS, whole_bound
from wegmarke.rules.patterns import like_pattern
from wegmarke.rules.tree import PROPERTY_PREFIX, VALUE_FIELD, Comparison, Rule, Scalar, Tree, comparison

if TYPE_CHECKING:
    import ibis
    from ibis.expr.types import BooleanValue, StringValue

_NUMBER: Final = f"^{NUMBER_PATTERN}$"
_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "is": operator.eq,
    "more_than": operator.gt,
    "at_least": operator.ge,
    "less_than": operator.lt,
    "at_most": operator.le,
}


def compile_rule(rule: Rule, table: ibis.Table) -> BooleanValue:
    """Compile a rule to a condition on the rows of a table of events.

    Args:
        rule: the rule.
        table: has name, source, channel, currency (string), value_minor (int64) and
            properties (map of string to string).

    >>> import ibis
    >>> from wegmarke.rules import parse_rule
    >>> events = ibis.table({"name": "string"}, name="events")
    >>> compile_rule(parse_rule({"event": "quote_sent"}), events).type()
    Boolean(nullable=True)
    """
    return _compile(rule.tree, table)


def _compile(tree: Tree, table: ibis.Table) -> BooleanValue:
    return combined(tree, lambda leaf: compile_comparison(leaf, table))


def combined(tree: Tree, compiled: Callable[[Comparison], BooleanValue]) -> BooleanValue:
    """Compile a tree whose leaves are compiled by whoever asks; no leaf may be NULL."""
    leaf = comparison(tree)
    if leaf is not None:
        return compiled(leaf)
    if "not" in tree:
        return ~combined(cast("Tree", tree["not"]), compiled)
    word, combine = ("all", operator.and_) if "all" in tree else ("any", operator.or_)
    return _balanced([combined(member, compiled) for member in cast("list[Tree]", tree[word])], combine)


def _balanced(members: Sequence[BooleanValue], combine: Callable[[Any, Any], Any]) -> BooleanValue:
    """Combine in halves: a chain of hundreds would be as deep as it is long."""
    if len(members) == 1:
        return members[0]
    middle = len(members) // 2
    return combine(_balanced(members[:middle], combine), _balanced(members[middle:], combine))


def compile_comparison(leaf: Comparison, table: ibis.Table) -> BooleanValue:
    """Compile one comparison of an event; never NULL."""
    match leaf.operator:
        case "is_not":
            return ~compile_comparison(Comparison(leaf.field, "is", leaf.operand), table)
        case "not_in":
            return ~compile_comparison(Comparison(leaf.field, "in", leaf.operand), table)
        case "exists":
            column = table["value_minor"] if leaf.field == VALUE_FIELD else _text_of(leaf.field, table)
            return column.notnull() if leaf.operand else column.isnull()
        case "in":
            return _in(leaf, table)
        case _ if leaf.field == VALUE_FIELD:
            return _value(leaf, table)
        case _:
            return _never_null(_text(leaf, _text_of(leaf.field, table)))


def _in(leaf: Comparison, table: ibis.Table) -> BooleanValue:
    members = cast("tuple[Scalar, ...]", leaf.operand)
    texts = [member for member in members if isinstance(member, str)]
    numbers = [member for member in members if not isinstance(member, str)]
    answers = [compile_comparison(Comparison(leaf.field, "is", number), table) for number in numbers]
    if texts:
        answers.append(_never_null(_text_of(leaf.field, table).isin(texts)))
    return _balanced(answers, operator.or_)


def _text_of(name: str, table: ibis.Table) -> StringValue:
    if name.startswith(PROPERTY_PREFIX):
        return table["properties"].get(name.removeprefix(PROPERTY_PREFIX))
    return table[name]


def _text(leaf: Comparison, column: StringValue) -> BooleanValue:
    operand = leaf.operand
    if not isinstance(operand, str):
        import ibis

        number = column.re_search(_NUMBER).ifelse(column, None).try_cast("float64")
        return _COMPARE[leaf.operator](number, ibis.literal(repr(operand)).cast("float64"))
    match leaf.operator:
        case "contains":
            return column.contains(operand)
        case "starts_with":
            return column.startswith(operand)
        case "ends_with":
            return column.endswith(operand)
        case "like":
            return column.re_search(like_pattern(operand))
        case _:
            return column == operand


def _value(leaf: Comparison, table: ibis.Table) -> BooleanValue:
    """Compare minor units exactly, with one whole bound per number of digits of the currency."""
    import ibis

    amount, currency = table["value_minor"], table["currency"]

    def compared(digits: int) -> BooleanValue:
        bound = whole_bound(leaf.operator, cast("float", leaf.operand), digits)
        return ibis.literal(False) if bound is None else _never_null(_COMPARE[leaf.operator](amount, bound))

    return functools.reduce(
        lambda otherwise, digits: _never_null(currency.isin(CURRENCY_DIGITS[digits])).ifelse(
            compared(digits), otherwise
        ),
        CURRENCY_DIGITS,
        compared(USUAL_DIGITS),
    )


def _never_null(answer: BooleanValue) -> BooleanValue:
    return answer.fill_null(False)
