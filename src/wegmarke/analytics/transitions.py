"""Paths as a graph: which touchpoint follows which, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics import arguments
from wegmarke.analytics.facts import facts
from wegmarke.analytics.result import Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.stretches import COLLAPSED, cut_of, stretch_sentences, top_sentence, top_touchpoints
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.paths import Touches, primitives

MOST_NAMED = 1_000
_KEYS = ["from_touchpoint", "to_touchpoint"]

_WHAT = LocalizedText(
    de="Übergänge von jedem Kontaktereignis zum nächsten derselben Einheit, nicht erkannte Ereignisse ausgelassen; "
    "Einheiten sind die verschiedenen, die einen Übergang machten; Anteile sind die an allen Übergängen von dort.",
    en="Transitions from each touch to the next one of the same unit, unrecognised events left out; "
    "units are the distinct ones that made a transition; shares are those of all transitions from there.",
)


@takes_data
def paths(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    since: Sequence[str] = (),
    until: Sequence[str] = (),
    collapse: bool = False,
    top: int | None = None,
    zone: str = "UTC",
) -> Result:
    """Count transitions between touchpoints, most frequent first.

    Columns: from_touchpoint, to_touchpoint, transitions, units, share. Every path starts at `(start)` and ends at
    `(end)`, so that what flows into a touchpoint flows out of it.

    Args:
        touches: the tables.
        by: unit of analysis.
        start: touches before do not count.
        end: touches from here on do not count.
        since: paths begin with the first touch at one of these touchpoints; units without one do not count.
        until: paths end with the first touch at one of these touchpoints.
        collapse: a touchpoint that follows itself counts once.
        top: how many touchpoints have names, those with the most touches; all others are `(other)`. None names all.
        zone: zone of times without one, and of the ends of the period in words.
    """
    arguments.known_touchpoints(touches, since=since, until=until)
    if top is not None:
        arguments.between("top", top, 1, MOST_NAMED)
    known = facts(touches, by, start, end, zone=zone)
    table = primitives.count_transitions(
        touches, known.by, known.period,
        cut=cut_of(touches, since, until), collapse=collapse, apart=top_touchpoints(known, top),
    )  # fmt: skip
    table = table.sort_by([("transitions", "descending"), *((key, "ascending") for key in _KEYS)])
    leaving = _leaving(table)
    table = table.append_column("share", pc.divide(pc.cast(table["transitions"], pa.float64()), leaving))
    said = [_WHAT, *stretch_sentences(since, until)]
    said += [COLLAPSED] if collapse else []
    said += [top_sentence(top)] if top is not None else []
    guards = (Guard(("share",), leaving),)
    return Result("paths", table, known.definition(*said), known.excluded, guards=guards)


def _leaving(table: pa.Table) -> pa.ChunkedArray:
    """Return for each transition how many leave the same touchpoint."""
    sums = table.group_by("from_touchpoint").aggregate([("transitions", "sum")])
    places = pc.index_in(table["from_touchpoint"], sums["from_touchpoint"].combine_chunks())
    return sums["transitions_sum"].take(places)
