"""Checks the tree of a rule on subjects and lists everything that is wrong with it, each with place and remedy.

Limits, beside those of rules on events: 64,000 characters of text in all, and a cost. The cost estimates how often
the touches are read: 1 for a behaviour, 3 more where it reads properties, 2 for every event that is compared with
others in the path (`since`, `before`, each step of `then`). A rule may cost 100.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from wegmarke.domain import Problem, RuleInvalid
from wegmarke.rules.check import MAX_DEPTH, MAX_PARTS
from wegmarke.rules.operands import keys_of, problem, quoted
from wegmarke.rules.subjects.behaviour_check import behaviour_problems
from wegmarke.rules.subjects.costs import MAX_COST, cost_of
from wegmarke.rules.subjects.field_check import field_problems
from wegmarke.rules.subjects.reading import canonical
from wegmarke.rules.subjects.tree import BEHAVIOURS, FORMS, SubjectRule

MAX_SIZE: Final = 64_000

_SHAPES: Final = f"a rule: one of {', '.join(FORMS)}"


def parse_subject_rule(tree: object, where: str = "rule", fields: Mapping[str, str] | None = None) -> SubjectRule:
    """Make a rule on subjects from a tree, or raise `RuleInvalid` with all problems.

    Args:
        tree: plain dictionaries, lists, texts and numbers.
        where: what messages call the rule.
        fields: the known fields with their kinds (`text`, `number`, `date`); without it any field is accepted.

    >>> parse_subject_rule({"did": {"within": "30 days", "event": "quote_sent"}}).tree
    {'did': {'event': 'quote_sent', 'within': '30 days'}}
    """
    problems = subject_rule_problems(tree, where, fields)
    if problems:
        raise RuleInvalid(f"{where} is not a valid rule.", problems=problems)
    return SubjectRule(json.dumps(canonical(tree), ensure_ascii=False))


def subject_rule_problems(tree: object, where: str = "rule", fields: Mapping[str, str] | None = None) -> list[Problem]:
    """List all problems of a tree; an empty list means that it can be used."""
    parts, size = _extent(tree)
    if parts > MAX_PARTS:
        expected = f"at most {MAX_PARTS} rules and listed values"
        return [problem(where, expected, f"{parts} or more", "Split the rule.", "too_large")]
    if size > MAX_SIZE:
        expected = f"at most {MAX_SIZE} characters of text"
        return [problem(where, expected, f"{size} or more", "Split the rule.", "too_large")]
    problems = list(_rule(tree, where, 1, fields))
    if not problems and (cost := cost_of(canonical(tree))) > MAX_COST:
        remedy = "Leave out some sequences and comparisons of properties, or split the rule."
        problems = [problem(where, f"a cost of at most {MAX_COST}", str(cost), remedy, "too_costly")]
    return problems


def _rule(tree: object, where: str, depth: int, fields: Mapping[str, str] | None) -> Iterator[Problem]:
    if depth > MAX_DEPTH:
        yield problem(where, f"at most {MAX_DEPTH} levels", "a deeper rule", "Flatten all and any.", "too_deep")
        return
    words = [word for word in tree if word in FORMS] if isinstance(tree, dict) else []
    if not isinstance(tree, dict) or len(words) != 1:
        came = keys_of(tree) if isinstance(tree, dict) else quoted(tree)
        remedy = 'Write for example {"did": {"event": "quote_sent"}}; combine several rules with all or any.'
        yield problem(where, _SHAPES, came, remedy, "not_a_rule")
        return
    word = words[0]
    if word != "field" and len(tree) > 1:
        remedy = f"Put what belongs to {word} inside it, and other rules beside it with all or any."
        yield problem(where, f"{word} alone", keys_of(tree), remedy, "unknown_key")
    if word in BEHAVIOURS:
        yield from behaviour_problems(word, tree[word], f"{where}.{word}", depth)
    elif word == "field":
        yield from field_problems(tree, where, fields)
    elif word == "not":
        yield from _rule(tree["not"], f"{where}.not", depth + 1, fields)
    else:
        yield from _group(tree[word], f"{where}.{word}", depth, fields)


def _group(members: object, where: str, depth: int, fields: Mapping[str, str] | None) -> Iterator[Problem]:
    if not isinstance(members, list | tuple) or not members:
        remedy = "Write a list with at least one rule; without a condition leave the group out."
        yield problem(where, "a list of rules", quoted(members), remedy, "empty_group")
        return
    for position, member in enumerate(members):
        yield from _rule(member, f"{where}[{position}]", depth + 1, fields)


def _extent(tree: object) -> tuple[int, int]:
    """Count rules and listed values, and the characters of texts, without recursion, stopping soon after a limit."""
    parts = size = 0
    waiting = [tree]
    while waiting and parts <= MAX_PARTS and size <= MAX_SIZE:
        found = waiting.pop()
        parts += 1
        if isinstance(found, dict):
            size += sum(len(key) for key in found if isinstance(key, str))
            for operand in found.values():
                size += len(operand) if isinstance(operand, str) else 0
                waiting.extend(
                    _some(operand) if isinstance(operand, list | tuple) else [operand] * isinstance(operand, dict)
                )
        elif isinstance(found, list | tuple):
            waiting.extend(_some(found))
        elif isinstance(found, str):
            size += len(found)
    return parts, size


def _some(members: Iterable[object]) -> list[object]:
    return list(itertools.islice(members, MAX_PARTS + 1))
