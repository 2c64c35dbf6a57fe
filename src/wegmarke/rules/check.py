"""Checks a rule tree and lists everything that is wrong with it, each with its place and a remedy.

Limits keep a rule cheap to compile: depth, number of parts (rules and listed values together),
length of a text. There is nothing in a rule that reaches outside the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wegmarke.domain import Problem, RuleInvalid
from wegmarke.rules.operands import (
    keys_of,
    list_problems,
    number_problems,
    problem,
    quoted,
    scalar_problems,
    text_problems,
)
from wegmarke.rules.tree import (
    EQUALITY,
    GROUPS,
    LISTS,
    OPERATORS,
    ORDERS,
    PROPERTY_PREFIX,
    TEXT_FIELDS,
    TEXTS,
    VALUE_FIELD,
    Rule,
)

MAX_DEPTH: Final = 20
MAX_PARTS: Final = 500

_SHAPES: Final = "a rule: all, any, not, event, or field with one comparison"


def parse_rule(tree: object, where: str = "rule") -> Rule:
    """Make a rule from a tree, or raise `RuleInvalid` with all problems.

    >>> parse_rule({"event": "quote_sent"}).tree
    {'event': 'quote_sent'}
    """
    problems = rule_problems(tree, where)
    if problems:
        raise RuleInvalid(f"{where} is not a valid rule.", problems=problems)
    return Rule.of_checked(tree)


def rule_problems(tree: object, where: str = "rule", depth: int = 1) -> list[Problem]:
    """List all problems of a rule tree; an empty list means that it can be used.

    Args:
        tree: plain dictionaries, lists, texts and numbers.
        where: what messages call the rule.
        depth: level of the rule, where it stands inside another one.
    """
    problems = list(_rule(tree, where, depth))
    parts = _count_parts(tree)
    if parts > MAX_PARTS:
        problems.append(
            problem(where, f"at most {MAX_PARTS} rules and listed values", f"{parts}", "Split the rule.", "too_large")
        )
    return problems


def _rule(tree: object, where: str, depth: int) -> Iterator[Problem]:
    if depth > MAX_DEPTH:
        yield problem(where, f"at most {MAX_DEPTH} levels", "a deeper rule", "Flatten all and any.", "too_deep")
        return
    if not isinstance(tree, dict):
        yield problem(where, _SHAPES, quoted(tree), 'Write for example {"event": "quote_sent"}.', "not_a_rule")
        return
    words = [word for word in tree if word in {*GROUPS, "not", "event", "field"}]
    if len(words) != 1:
        remedy = "Choose one of the forms; combine several with all or any."
        yield problem(where, _SHAPES, keys_of(tree), remedy, "not_a_rule")
        return
    word = words[0]
    if word != "field" and len(tree) > 1:
        remedy = f"Remove the other keys or put them into a rule of their own beside {word}."
        yield problem(where, f"{word} alone", keys_of(tree), remedy, "unknown_key")
    match word:
        case "all" | "any":
            yield from _group(tree[word], f"{where}.{word}", depth)
        case "not":
            yield from _rule(tree["not"], f"{where}.not", depth + 1)
        case "event":
            yield from _event(tree["event"], f"{where}.event")
        case _:
            yield from _field(tree, where)


def _group(members: object, where: str, depth: int) -> Iterator[Problem]:
    if not isinstance(members, list | tuple) or not members:
        remedy = "Write a list with at least one rule; without a condition leave the group out."
        yield problem(where, "a list of rules", quoted(members), remedy, "empty_group")
        return
    for position, member in enumerate(members):
        yield from _rule(member, f"{where}[{position}]", depth + 1)


def _event(names: object, where: str) -> Iterator[Problem]:
    if isinstance(names, list | tuple):
        yield from list_problems(names, where, numbers=False)
    else:
        yield from text_problems(names, where, "an event name such as quote_sent", empty=False)


def _field(tree: Mapping[object, object], where: str) -> Iterator[Problem]:
    operators = [word for word in tree if word != "field"]
    name = tree["field"]
    is_known = isinstance(name, str) and (
        name in {*TEXT_FIELDS, VALUE_FIELD} or (name.startswith(PROPERTY_PREFIX) and len(name) > len(PROPERTY_PREFIX))
    )
    if not is_known:
        expected = f"one of {', '.join(TEXT_FIELDS)}, {VALUE_FIELD}, {PROPERTY_PREFIX}…"
        remedy = f"Properties of events are written {PROPERTY_PREFIX}origin, for example."
        yield problem(f"{where}.field", expected, quoted(name), remedy, "unknown_field")
    else:
        yield from text_problems(name, f"{where}.field", "the name of a field", empty=False)
    if len(operators) != 1 or operators[0] not in OPERATORS:
        remedy = "Combine several comparisons with all or any."
        expected = f"one comparison of {', '.join(OPERATORS)}"
        yield problem(where, expected, keys_of(tree), remedy, "unknown_operator")
        return
    yield from _operand(str(name), str(operators[0]), tree[operators[0]], f"{where}.{operators[0]}")


def _operand(name: str, operator: str, operand: object, where: str) -> Iterator[Problem]:
    has_numbers, has_texts = name not in TEXT_FIELDS, name != VALUE_FIELD
    if operator == "exists":
        if not isinstance(operand, bool):
            yield problem(where, "true or false", quoted(operand), "Write exists: true or exists: false.")
    elif operator in LISTS:
        yield from list_problems(operand, where, numbers=has_numbers, texts=has_texts)
    elif operator in EQUALITY:
        yield from scalar_problems(operand, where, numbers=has_numbers, texts=has_texts)
    elif operator in TEXTS and has_texts:
        yield from text_problems(operand, where, "a text", empty=False)
    elif operator in ORDERS and has_numbers:
        yield from number_problems(operand, where)
    else:
        kind = "texts" if operator in TEXTS else "numbers"
        yield problem(
            where, f"a comparison that fits {name}", operator, f"{operator} compares {kind}.", "operator_misfit"
        )


def _count_parts(tree: object) -> int:
    """Count rules and listed values without recursion, stopping soon after the limit."""
    count, waiting = 0, [tree]
    while waiting and count <= 10 * MAX_PARTS:
        part = waiting.pop()
        count += 1
        if isinstance(part, dict):
            for operand in part.values():
                waiting.extend(_members(operand))
    return count


def _members(operand: object) -> Sequence[object]:
    if isinstance(operand, dict):
        return [operand]
    return operand if isinstance(operand, list | tuple) else []
