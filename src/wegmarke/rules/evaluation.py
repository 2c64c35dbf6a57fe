"""The meaning of a rule, written to be read: one event, one answer.

This is the reference for the compiled form, and what tests compare it with. What holds everywhere:

* Texts are compared exactly: case, accents and blanks count.
* A number in a rule is compared with the number that a property reads as (see `amounts`); a property
  that does not read as one, matches no comparison with a number.
* A missing value matches only `exists: false` and the two negations: `is_not` and `not_in` are the
  exact opposites of `is` and `in`, so that a rule and its opposite always share out all events.
* An empty text is a value, not a missing one.
* In `like`, `*` stands for any characters, also for none; every other character for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from wegmarke.rules.amounts import digits_of, read_number, whole_bound
from wegmarke.rules.patterns import is_like
from wegmarke.rules.tree import PROPERTY_PREFIX, VALUE_FIELD, Comparison, Rule, Scalar, Tree, comparison


def matches(rule: Rule, event: Mapping[str, object]) -> bool:
    """Tell whether an event satisfies a rule.

    Args:
        rule: the rule.
        event: name, source, channel, value_minor, currency and properties; absent ones are missing.

    >>> from wegmarke.rules import parse_rule
    >>> matches(parse_rule({"field": "properties.origin", "is": "social"}), {"properties": {"origin": "social"}})
    True
    """
    return _matches(rule.tree, event)


def _matches(tree: Tree, event: Mapping[str, object]) -> bool:
    leaf = comparison(tree)
    if leaf is not None:
        return _compare(leaf, event)
    if "not" in tree:
        return not _matches(cast("Tree", tree["not"]), event)
    if "all" in tree:
        return all(_matches(member, event) for member in cast("list[Tree]", tree["all"]))
    return any(_matches(member, event) for member in cast("list[Tree]", tree["any"]))


def _compare(leaf: Comparison, event: Mapping[str, object]) -> bool:
    match leaf.operator:
        case "is_not":
            return not _compare(Comparison(leaf.field, "is", leaf.operand), event)
        case "not_in":
            return not _compare(Comparison(leaf.field, "in", leaf.operand), event)
        case "in":
            members = cast("tuple[Scalar, ...]", leaf.operand)
            return any(_compare(Comparison(leaf.field, "is", member), event) for member in members)
        case _ if leaf.field == VALUE_FIELD:
            return _compare_value(leaf, event)
        case _:
            return compare_text(leaf, _text_of(leaf.field, event))


def _text_of(name: str, event: Mapping[str, object]) -> str | None:
    if name.startswith(PROPERTY_PREFIX):
        properties = cast("Mapping[str, str | None]", event.get("properties") or {})
        return properties.get(name.removeprefix(PROPERTY_PREFIX))
    return cast("str | None", event.get(name))


def compare_text(leaf: Comparison, text: str | None) -> bool:
    """Tell whether a comparison of a text, or of the number it reads as, holds."""
    if leaf.operator == "exists":
        return (text is not None) is leaf.operand
    if text is None:
        return False
    if isinstance(leaf.operand, str):
        return {
            "is": text == leaf.operand,
            "contains": leaf.operand in text,
            "starts_with": text.startswith(leaf.operand),
            "ends_with": text.endswith(leaf.operand),
            "like": is_like(text, leaf.operand),
        }[leaf.operator]
    number = read_number(text)
    return number is not None and compare_number(number, leaf.operator, float(cast("float", leaf.operand)))


def _compare_value(leaf: Comparison, event: Mapping[str, object]) -> bool:
    minor = cast("int | None", event.get("value_minor"))
    if leaf.operator == "exists":
        return (minor is not None) is leaf.operand
    digits = digits_of(cast("str | None", event.get("currency")))
    bound = whole_bound(leaf.operator, cast("float", leaf.operand), digits)
    return minor is not None and bound is not None and compare_number(minor, leaf.operator, bound)


def compare_number(number: float, operator: str, bound: float) -> bool:
    """Tell whether a number compares so with a bound."""
    return {
        "is": number == bound,
        "more_than": number > bound,
        "at_least": number >= bound,
        "less_than": number < bound,
        "at_most": number <= bound,
    }[operator]
