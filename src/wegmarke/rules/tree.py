"""The rule as a value: a tree of plain JSON, and the words it is made of.

    {"all": [rule, …]}   {"any": [rule, …]}   {"not": rule}
    {"event": "quote_sent"}   {"event": ["quote_sent", "offer_sent"]}
    {"field": "channel", "is": "email"}   {"field": "properties.origin", "in": ["social", "search"]}

`event` is short for a comparison of the field `name`. Everything else about meaning, above all what
a missing value does, stands in `evaluation`, which is the slow and readable form of the language.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

Scalar: TypeAlias = str | int | float
Tree: TypeAlias = dict[str, "Tree | list[Tree] | list[Scalar] | Scalar | bool"]

GROUPS: Final = ("all", "any")
EQUALITY: Final = ("is", "is_not")
LISTS: Final = ("in", "not_in")
TEXTS: Final = ("contains", "starts_with", "ends_with", "like")
ORDERS: Final = ("more_than", "at_least", "less_than", "at_most")
OPERATORS: Final = (*EQUALITY, *LISTS, *TEXTS, *ORDERS, "exists")

TEXT_FIELDS: Final = ("name", "source", "channel")
VALUE_FIELD: Final = "value"
PROPERTY_PREFIX: Final = "properties."


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule; made by `parse_rule`, equal when the trees are equal.

    The tree is kept as JSON text, so that a rule can be neither changed nor confused by order.
    """

    text: str

    @property
    def tree(self) -> Tree:
        """Return a fresh copy of the tree as plain dictionaries, lists, texts and numbers."""
        return cast("Tree", json.loads(self.text))

    @classmethod
    def of_checked(cls, tree: object) -> Rule:
        """Wrap a tree that is already known to be free of problems."""
        return cls(json.dumps(tree, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A leaf of the tree: one field, one operator, one operand."""

    field: str
    operator: str
    operand: Scalar | bool | tuple[Scalar, ...]


def comparison(tree: Tree) -> Comparison | None:
    """Read a checked tree as a comparison; None for `all`, `any` and `not`."""
    if "event" in tree:
        names = tree["event"]
        if isinstance(names, list):
            return Comparison("name", "in", tuple(cast("list[Scalar]", names)))
        return Comparison("name", "is", cast("str", names))
    if "field" not in tree:
        return None
    operator = next(word for word in tree if word != "field")
    operand = tree[operator]
    if isinstance(operand, list):
        return Comparison(cast("str", tree["field"]), operator, tuple(cast("list[Scalar]", operand)))
    return Comparison(cast("str", tree["field"]), operator, cast("Scalar | bool", operand))
