"""Which recognisers two recognitions differ in: events that none of them matches stay what they are."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from wegmarke.events.recognition import Recogniser, Recognition
from wegmarke.rules import Rule


def rules_that_differ(before: Recognition, after: Recognition) -> list[Rule]:
    """Return the rules of which an event must match one if it is to be recognised differently.

    Recognisers that are the same in both, and stand there in the same order, keep every event that no other matches:
    which of them match it is the same, and so is which of those comes first. The others came, went, changed or moved.
    """
    one, other = _said(before.recognisers), _said(after.recognisers)
    pairs = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    stay = {(block.a + step, block.b + step) for block in pairs for step in range(block.size)}
    stay_before, stay_after = {a for a, _ in stay}, {b for _, b in stay}
    rules = [r.rule for place, r in enumerate(before.recognisers) if place not in stay_before]
    rules += [r.rule for place, r in enumerate(after.recognisers) if place not in stay_after]
    return list(dict.fromkeys(rules))


def _said(recognisers: Sequence[Recogniser]) -> list[tuple[str, str]]:
    return [(recogniser.touchpoint, recogniser.rule.text) for recogniser in recognisers]
