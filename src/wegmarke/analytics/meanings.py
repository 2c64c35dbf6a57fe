"""What touches mean is said by names of touchpoints or events, or by rules; the same words serve several analyses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from wegmarke.domain import RuleInvalid, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Mark, Touches, primitives
from wegmarke.rules import Rule, parse_rule

Meaning: TypeAlias = str | Mapping[str, Any]
"""The id of a touchpoint, the name of an event, a rule as a tree, or a rule as JSON."""


class Meanings:
    """Reads meanings of the touches of one state of the data."""

    def __init__(self, touches: Touches) -> None:
        known = touches.known_codes
        self.touchpoints: Mapping[str, int] = dict(
            zip(known["touchpoint"].to_pylist(), known["code"].to_pylist(), strict=True)
        )
        self.events = primitives.event_codes(touches)

    def mark(self, what: str, asked: Sequence[Meaning], *, valued: bool = False) -> Mark:
        """Return the mark of some meanings; a touchpoint goes before an event of the same name.

        Args:
            what: the argument, for messages.
            asked: the meanings.
            valued: whether every touch with a value is meant where nothing is asked for.

        Raises:
            UsageError: naming those that nobody knows, and those that are known.
        """
        names = [one for one in asked if isinstance(one, str) and not one.lstrip().startswith("{")]
        everything = sorted({*self.touchpoints, *self.events})
        if unknown := [name for name in names if name not in everything]:
            raise unknown_value(what, ", ".join(unknown), everything)
        return Mark(
            frozenset(self.touchpoints[name] for name in names if name in self.touchpoints),
            frozenset(self.events[name] for name in names if name not in self.touchpoints),
            tuple(_rule(what, one) for one in asked if one not in names),
            valued=valued and not asked,
        )

    def known_of(self, usual: Sequence[str]) -> tuple[str, ...]:
        """Return those of some names that the data know."""
        return tuple(name for name in usual if name in self.touchpoints or name in self.events)


def named(asked: Sequence[Meaning]) -> str:
    """Write meanings for a definition."""
    return ", ".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in asked)


def as_meanings(given: Meaning | Sequence[Meaning]) -> tuple[Meaning, ...]:
    """Return one meaning or several as a tuple."""
    return (given,) if isinstance(given, str | Mapping) else tuple(given)


def key_of(asked: Sequence[Meaning]) -> tuple[str, ...]:
    """Return what tells questions with different meanings apart."""
    return tuple(one if isinstance(one, str) else json.dumps(one, sort_keys=True) for one in asked)


def _rule(what: str, given: Meaning) -> Rule:
    try:
        return parse_rule(json.loads(given) if isinstance(given, str) else given, what)
    except (ValueError, RuleInvalid) as error:
        raise UsageError(f"{what}: expected a rule, as a tree or as JSON; {error}") from error
