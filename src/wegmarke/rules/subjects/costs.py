"""Estimates what a checked rule costs, in readings of all touches."""

from __future__ import annotations

from typing import Final

from wegmarke.rules.subjects.reading import part_of
from wegmarke.rules.subjects.tree import Amount, Behaviour, End, FieldTest, Group, Opposite, Part, Selection
from wegmarke.rules.tree import PROPERTY_PREFIX, Rule, Tree

MAX_COST: Final = 100
_READING: Final = 1
_PROPERTIES: Final = 3
_ORDER: Final = 2


def cost_of(tree: Tree) -> int:
    """Return the cost of a checked tree.

    >>> cost_of({"did": {"event": "quote_sent", "then": [{"event": "order_placed"}]}})
    3
    """
    return _cost(part_of(tree))


def _cost(part: Part) -> int:
    match part:
        case FieldTest():
            return 0
        case Opposite():
            return _cost(part.part)
        case Group():
            return sum(_cost(member) for member in part.members)
        case _:
            extra = _READING + _ORDER * len(compared_selections(part.behaviour))
            return extra + (_PROPERTIES if reads_properties(part) else 0)


def compared_selections(behaviour: Behaviour) -> list[Selection]:
    """Return the selections whose events a behaviour compares in the path with its own."""
    moments = [moment for moment in (behaviour.since, behaviour.before) if isinstance(moment, Selection)]
    return moments + [step.selection for step in behaviour.then]


def reads_properties(part: Part) -> bool:
    """Tell whether a behaviour needs properties of events, which do not stand in the touches."""
    if isinstance(part, Group | Opposite | FieldTest):
        return False
    rules = [selection.rule for selection in (part.behaviour.selection, *compared_selections(part.behaviour))]
    if isinstance(part, End):
        rules.append(part.has)
    of_property = isinstance(part, Amount) and part.of.startswith(PROPERTY_PREFIX)
    return of_property or any(rule is not None and has_property(rule) for rule in rules)


def has_property(rule: Rule) -> bool:
    """Tell whether a rule on events compares a property."""
    waiting: list[object] = [rule.tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if str(found.get("field", "")).startswith(PROPERTY_PREFIX):
                return True
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)
    return False
