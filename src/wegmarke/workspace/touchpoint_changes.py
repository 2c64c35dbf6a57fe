"""A map with another rule, or another priority, for one of its touchpoints."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wegmarke.documents import read_text, write_text
from wegmarke.domain import DocumentInvalid, NotFound, Problem
from wegmarke.domain.recognition import TouchpointChange
from wegmarke.maps import JourneyMap, Touchpoint
from wegmarke.rules import Rule, parse_rule


def changed_map(documents: Sequence[JourneyMap], change: TouchpointChange) -> JourneyMap:
    """Return the map that brings a touchpoint's rule, with the change made.

    Args:
        documents: all maps, the reference map first.
        change: what to change.

    Raises:
        NotFound: where no map has the touchpoint.
        DocumentInvalid: with every problem of the place.
        RuleInvalid: with every problem of the rule.
    """
    document = _bringing(documents, change.touchpoint)
    touchpoints = list(document.touchpoints)
    here = next(place for place, one in enumerate(touchpoints) if one.id == change.touchpoint)
    touchpoint = touchpoints.pop(here)
    if change.rule is not None:
        touchpoint = msgspec.structs.replace(touchpoint, rule=parsed_rule(change.rule))
    touchpoints.insert(here if change.place is None else _place(change.place, len(document.touchpoints)), touchpoint)
    return msgspec.structs.replace(document, touchpoints=tuple(touchpoints))


def parsed_rule(text: str) -> Rule | None:
    """Read a rule from YAML or JSON text; None for an empty text."""
    return parse_rule(read_text(text, "rule").content) if text.strip() else None


def rule_text(rule: Rule | None) -> str:
    """Write a rule as YAML text."""
    return "" if rule is None else write_text(rule.tree)  # type: ignore[arg-type]


def _bringing(documents: Sequence[JourneyMap], touchpoint: str) -> JourneyMap:
    having = [(document, one) for document in documents for one in document.touchpoints if one.id == touchpoint]
    if not having:
        known = sorted({one.id for document in documents for one in document.touchpoints})
        there = ", ".join(known[:20]) + (", …" if len(known) > 20 else "") or "none yet"
        raise NotFound(f"touchpoint: expected one of the touchpoints of the maps ({there}); got {touchpoint!r}.")
    return next((document for document, one in having if _has_rule(one)), having[0][0])


def _has_rule(touchpoint: Touchpoint) -> bool:
    return touchpoint.rule is not None


def _place(place: int, size: int) -> int:
    if not 1 <= place <= size:
        remedy = "Choose a place among the touchpoints of the map that brings the rule."
        problem = Problem("place", f"a whole number from 1 to {size}", str(place), remedy)
        raise DocumentInvalid("touchpoint: nothing was changed.", problems=[problem])
    return place - 1
