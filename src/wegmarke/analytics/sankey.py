"""Paths by position: first touch, second touch, third, or the last ones, as flows that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import pyarrow as pa

from wegmarke.analytics import arguments
from wegmarke.analytics.facts import facts
from wegmarke.analytics.result import Result
from wegmarke.analytics.stretches import COLLAPSED, cut_of, stretch_sentences
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import END, START, Touches, primitives

Anchor = Literal["start", "end"]
Node = tuple[int, str]
Flows = dict[tuple[Node, Node], int]
MOST_POSITIONS = 20
MOST_NAMED = 100

_SCHEMA = pa.schema(
    [
        ("position", pa.int32()),
        ("from_touchpoint", pa.string()),
        ("to_position", pa.int32()),
        ("to_touchpoint", pa.string()),
        ("units", pa.int64()),
    ]
)


@takes_data
def sankey(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    positions: int = 6,
    top: int = 8,
    anchor: Anchor = "start",
    at: Sequence[str] = (),
    collapse: bool = False,
    zone: str = "UTC",
) -> Result:
    """Count units that go from position to position.

    Columns: position, from_touchpoint, to_position, to_touchpoint, units. From the start, position 1 is the first
    touch, and whose path is over goes to `(end)`; from the end, position -1 is the last touch, and whose path is not so
    long comes from `(start)`.

    Args:
        touches: the tables.
        by: unit of analysis.
        start: touches before do not count.
        end: touches from here on do not count.
        positions: how many positions, 2 to 20.
        top: how many touchpoints have names per position; all others are `(other)`.
        anchor: count positions from the `start` of paths on, or back from their `end`.
        at: touchpoints. Paths begin, or with the anchor `end` they end, with the first touch at one of them; units
            without one do not count.
        collapse: a touchpoint that follows itself has one position.
        zone: zone of times without one, and of the ends of the period in words.
    """
    arguments.between("positions", positions, 2, MOST_POSITIONS)
    arguments.between("top", top, 1, MOST_NAMED)
    if anchor not in ("start", "end"):
        raise unknown_value("anchor", anchor, ["start", "end"])
    arguments.known_touchpoints(touches, at=at)
    known = facts(touches, by, start, end, zone=zone)
    is_end = anchor == "end"
    since, until = ((), at) if is_end else (at, ())
    cut = cut_of(touches, since, until, only_ended=True)
    rows = primitives.positions(
        touches, known.by, known.period, positions, cut=cut, backwards=is_end, collapse=collapse
    ).to_pylist()
    hops = [(row["position"], row["near_touchpoint"], row["touchpoint"], row["units"]) for row in rows]
    names = _names(hops, top)
    flows = _flows(hops, names)
    _add_rims(flows, hops, names, positions, START if is_end else END)
    said = [_what(positions, top, is_end=is_end), *stretch_sentences(since, until, only_ended=True)]
    said += [COLLAPSED] if collapse else []
    return Result("sankey", _table(_turned(flows) if is_end else flows), known.definition(*said), known.excluded)


Hop = tuple[int, str | None, str, int]


def _names(hops: list[Hop], top: int) -> dict[Node, str]:
    """Decide per position which touchpoints keep their names."""
    totals = _totals(hops)
    names: dict[Node, str] = {}
    for position in {position for position, _ in totals}:
        here = sorted((-units, touchpoint) for (at, touchpoint), units in totals.items() if at == position)
        for rank, (_, touchpoint) in enumerate(here):
            names[position, touchpoint] = touchpoint if rank < top else primitives.REMAINDER
    return names


def _totals(hops: list[Hop]) -> dict[Node, int]:
    totals: dict[Node, int] = defaultdict(int)
    for position, _, touchpoint, units in hops:
        totals[position, touchpoint] += units
    return totals


def _flows(hops: list[Hop], names: Mapping[Node, str]) -> Flows:
    """Return how many go from each position to the next one, counted from the anchor."""
    flows: Flows = defaultdict(int)
    for position, near, touchpoint, units in hops:
        if near is not None and position > 1:
            origin = (position - 1, names[position - 1, near])
            flows[origin, (position, names[position, touchpoint])] += units
    return flows


def _add_rims(flows: Flows, hops: list[Hop], names: Mapping[Node, str], positions: int, rim: str) -> None:
    """Who stands at a position and not at the next one is at the rim; at the last position nobody is asked."""
    staying: dict[Node, int] = defaultdict(int)
    for (position, touchpoint), units in _totals(hops).items():
        staying[position, names[position, touchpoint]] += units
    for (origin, _), units in list(flows.items()):
        staying[origin] -= units
    for (position, name), units in staying.items():
        if position < positions and units:
            flows[(position, name), (position + 1, rim)] += units


def _turned(flows: Flows) -> Flows:
    """Let flows that were counted back from the end go forward."""
    return {((-b[0], b[1]), (-a[0], a[1])): units for (a, b), units in flows.items()}


def _table(flows: Flows) -> pa.Table:
    largest_first = sorted(flows.items(), key=lambda flow: (flow[0][0][0], -flow[1], flow[0]))
    rows = [
        {"position": a[0], "from_touchpoint": a[1], "to_position": b[0], "to_touchpoint": b[1], "units": units}
        for (a, b), units in largest_first
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _what(positions: int, top: int, *, is_end: bool) -> LocalizedText:
    first_de, first_en = ("letzten", "last") if is_end else ("ersten", "first")
    return LocalizedText(
        de=f"Einheiten nach dem Kontaktpunkt ihrer {first_de} {positions} Kontaktereignisse im Zeitraum; je Stelle "
        f"haben die {top} häufigsten Kontaktpunkte einen Namen, die übrigen sind {primitives.REMAINDER}.",
        en=f"Units by the touchpoint of their {first_en} {positions} touches in the period; the {top} most frequent "
        f"touchpoints of each position are named, the others are {primitives.REMAINDER}.",
    )
