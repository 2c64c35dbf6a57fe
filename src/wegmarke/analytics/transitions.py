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

_WAITS = LocalizedText(
    de="Wartezeiten: vom Kontaktereignis unmittelbar davor, Median und 90-Prozent-Quantil in Stunden, dazwischen "
    "linear; wo nur das Datum bekannt ist, ist weniger als ein Tag unbekannt.",
    en="Waits: since the touch right in front, median and 90 percent quantile in hours, linear in between; where only "
    "the date is known, less than a day is unknown.",
)
_WAITED = ("wait_median_hours", "wait_p90_hours")
_HOUR_US = 3_600_000_000.0


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
    waits: bool = False,
    zone: str = "UTC",
) -> Result:
    """Count transitions between touchpoints, most frequent first.

    Columns: from_touchpoint, to_touchpoint, transitions, units, share. Every path starts at `(start)` and ends at
    `(end)`, so that what flows into a touchpoint flows out of it. With `waits` also the hours that passed since the
    touch right in front: waits (how many are known), wait_median_hours, wait_p90_hours; none at starts and ends.

    Args:
        touches: the tables.
        by: unit of analysis.
        start: touches before do not count.
        end: touches from here on do not count.
        since: paths begin with the first touch at one of these touchpoints; units without one do not count.
        until: paths end with the first touch at one of these touchpoints.
        collapse: a touchpoint that follows itself counts once.
        top: how many touchpoints have names, those with the most touches; all others are `(other)`. None names all.
        waits: measure how long units waited. Where only the date of a touch is known, less than a day is unknown.
        zone: zone of times without one, and of the ends of the period in words.
    """
    arguments.known_touchpoints(touches, since=since, until=until)
    if top is not None:
        arguments.between("top", top, 1, MOST_NAMED)
    known = facts(touches, by, start, end, zone=zone)
    cut, named = cut_of(touches, since, until), top_touchpoints(known, top)
    table = primitives.count_transitions(touches, known.by, known.period, cut=cut, collapse=collapse, apart=named)
    table = table.sort_by([("transitions", "descending"), *((key, "ascending") for key in _KEYS)])
    leaving = _leaving(table)
    table = table.append_column("share", pc.divide(pc.cast(table["transitions"], pa.float64()), leaving))
    said = [_WHAT, *stretch_sentences(since, until)]
    said += [COLLAPSED] if collapse else []
    said += [top_sentence(top)] if top is not None else []
    guards = [Guard(("share",), leaving)]
    if waits:
        waited = primitives.transition_waits(touches, known.by, known.period, cut=cut, collapse=collapse, apart=named)
        table = _with_waits(table, waited)
        said.append(_WAITS)
        guards.append(Guard(_WAITED, table["units"]))
    return Result("paths", table, known.definition(*said), known.excluded, guards=tuple(guards))


def _with_waits(table: pa.Table, waited: pa.Table) -> pa.Table:
    """Put the waits beside the transitions, in hours."""
    place = {tuple(row[key] for key in _KEYS): number for number, row in enumerate(waited.select(_KEYS).to_pylist())}
    places = pa.array([place.get(tuple(row[key] for key in _KEYS)) for row in table.select(_KEYS).to_pylist()])
    places = places.cast(pa.int64())
    table = table.append_column("waits", pc.fill_null(waited["waits"].take(places), 0))
    for name, column in zip(_WAITED, ("median_us", "p90_us"), strict=True):
        table = table.append_column(name, pc.divide(waited[column].take(places), _HOUR_US))
    return table


def _leaving(table: pa.Table) -> pa.ChunkedArray:
    """Return for each transition how many leave the same touchpoint."""
    sums = table.group_by("from_touchpoint").aggregate([("transitions", "sum")])
    places = pc.index_in(table["from_touchpoint"], sums["from_touchpoint"].combine_chunks())
    return sums["transitions_sum"].take(places)
