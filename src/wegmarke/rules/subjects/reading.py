"""Reads a checked tree into typed parts, and writes every tree in its one canonical order of keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias, cast

from wegmarke.rules.subjects.spans import read_span
from wegmarke.rules.subjects.tree import (
    AMOUNTS,
    COUNTS,
    ENDS,
    WHEN_OPERATORS,
    Amount,
    Behaviour,
    Bound,
    Did,
    DistinctDays,
    End,
    FieldTest,
    Group,
    Operand,
    Opposite,
    Part,
    Selection,
    Step,
)
from wegmarke.rules.tree import Rule, Tree

JSON: TypeAlias = Any
"""Checked plain values; their shape is known from the key they stand under."""

WHEN: Final = "when"
_ONCE: Final = Bound("at_least", 1)
_KEY_ORDER: Final = (
    *("all", "any", "not", "field", "event", "touchpoint", "where", "by", "role", "within", "since", "before"),
    *("then", "of", "currency", "has", "when"),
)


def canonical(tree: object) -> JSON:
    """Return a checked tree with its keys in the one order in which rules are written; nothing else changes."""
    if isinstance(tree, Mapping):
        keys = sorted(tree, key=lambda key: _KEY_ORDER.index(key) if key in _KEY_ORDER else len(_KEY_ORDER))
        return {key: canonical(tree[key]) for key in keys}
    if isinstance(tree, list | tuple):
        return [canonical(inner) for inner in tree]
    return tree


def part_of(tree: Tree) -> Part:
    """Read a checked tree; trees of rules on events are not read here."""
    word = next(iter(tree))
    content = cast("Any", tree[word])
    if word in ("all", "any"):
        return Group(word, tuple(part_of(member) for member in content))
    if word == "not":
        return Opposite(part_of(content))
    if "field" in tree:
        return _field(tree)
    if word == "did_not":
        return Did(_behaviour(content), Bound("is", 0))
    if word in AMOUNTS:
        return Amount(word, _behaviour(content), content["of"], content.get("currency"), _bound(content))
    if word in ENDS:
        has = Rule.of_checked(content["has"]) if "has" in content else None
        return End(word, _behaviour(content), has, _when(content.get(WHEN)))
    if word == "distinct_days":
        return DistinctDays(_behaviour(content), _bound(content))
    return Did(_behaviour(content), _bound(content))


def _field(tree: Mapping[str, Any]) -> FieldTest:
    operator = next(word for word in tree if word != "field")
    return FieldTest(tree["field"], operator, _operand(tree[operator]))


def _when(comparison: Mapping[str, Any] | None) -> FieldTest | None:
    if comparison is None:
        return None
    operator = next(word for word in WHEN_OPERATORS if word in comparison)
    return FieldTest(WHEN, operator, comparison[operator])


def _operand(operand: JSON) -> Operand:
    return tuple(operand) if isinstance(operand, list) else operand


def _bound(content: Mapping[str, Any]) -> Bound:
    return next((Bound(word, content[word]) for word in COUNTS if word in content), _ONCE)


def _behaviour(content: Mapping[str, Any]) -> Behaviour:
    by = content.get("by")
    return Behaviour(
        selection=_selection(content),
        at_account=by is not None,
        roles=_texts(by["role"]) if isinstance(by, dict) else (),
        within=_span(content),
        since=_moment(content.get("since")),
        before=_moment(content.get("before")),
        then=tuple(Step(_selection(step), _span(step)) for step in content.get("then", ())),
    )


def _selection(content: Mapping[str, Any]) -> Selection:
    rules = [content["where"]] if "where" in content else []
    if "event" in content:
        rules.insert(0, {"event": content["event"]})
    tree = rules[0] if len(rules) == 1 else {"all": rules}
    touchpoints = _texts(content["touchpoint"]) if "touchpoint" in content else ()
    return Selection(Rule.of_checked(tree) if rules else None, touchpoints)


def _moment(stated: JSON) -> str | Selection | None:
    return _selection(stated) if isinstance(stated, dict) else stated


def _texts(stated: JSON) -> tuple[str, ...]:
    return (stated,) if isinstance(stated, str) else tuple(stated)


def _span(content: Mapping[str, Any]) -> timedelta | None:
    return read_span(content["within"]) if "within" in content else None
