"""What a question is about beside its unit and period: a segment, a rule, and kinds of touches."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from wegmarke.workspace import rule_language


@dataclass(frozen=True, slots=True)
class About:
    """What a question is about.

    Attributes:
        segment: id of a segment; None for everybody.
        where: a rule on persons or accounts as JSON; empty for everybody.
        including: kinds of touches that count although they are usually left out: `automated`, `internal`.
    """

    segment: str | None = None
    where: str = ""
    including: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.segment or self.where or self.including)

    @property
    def tree(self) -> dict[str, Any] | None:
        """Return the rule; None without one."""
        return json.loads(self.where) if self.where else None


def about(segment: str | None, where: str | Mapping[str, Any] | None, including: Collection[str]) -> About:
    """Say what a question is about.

    Args:
        segment: id of a segment.
        where: a rule as a tree, or as text in YAML or JSON.
        including: kinds of touches.

    Raises:
        DocumentInvalid, RuleInvalid: with all problems of the rule.
    """
    tree: object = None
    if isinstance(where, str) and where.strip():
        tree = rule_language.read_tree(where, rule_language.SUBJECTS)
    elif isinstance(where, Mapping):
        tree = rule_language.checked(dict(where), rule_language.SUBJECTS)
    return About(segment or None, json.dumps(tree, sort_keys=True) if tree else "", tuple(sorted(set(including))))
