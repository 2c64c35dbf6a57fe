"""Paths as a graph: which touchpoint follows which, and how often."""

from __future__ import annotations

from datetime import datetime

from wegmarke import paths as primitives
from wegmarke.analytics.facts import facts
from wegmarke.analytics.result import Result
from wegmarke.domain import Unit
from wegmarke.paths import Touches

_KEYS = ["from_touchpoint", "to_touchpoint"]


def paths(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Result:
    """Count transitions between touchpoints, most frequent first.

    Columns: from_touchpoint, to_touchpoint, transitions, units. Every path starts at `(start)` and ends
    at `(end)`, so that what flows into a touchpoint flows out of it.
    """
    known = facts(touches, by, start, end)
    table = primitives.count_transitions(touches, known.by, known.period)
    table = table.sort_by([("transitions", "descending"), *((key, "ascending") for key in _KEYS)])
    definition = (
        "Transitions from each touch to the next one of the same unit, unrecognised events left out; "
        "units are the distinct ones that made a transition. " + known.sentences()
    )
    return Result("paths", table, definition, known.excluded)
