"""Paths by position: first touch, second touch, third, as flows that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from wegmarke import paths as primitives
from wegmarke.analytics.facts import facts
from wegmarke.analytics.result import Result
from wegmarke.domain import Unit, UsageError
from wegmarke.paths import END, Touches

REMAINDER = "(other)"

Node = tuple[int, str]
Flows = dict[tuple[Node, Node], int]

_SCHEMA = pa.schema(
    [
        ("position", pa.int32()),
        ("from_touchpoint", pa.string()),
        ("to_position", pa.int32()),
        ("to_touchpoint", pa.string()),
        ("units", pa.int64()),
    ]
)


def sankey(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    positions: int = 6,
    top: int = 8,
) -> Result:
    """Count units that go from position to position.

    Columns: position, from_touchpoint, to_position, to_touchpoint, units. Per position the `top` most
    frequent touchpoints are named, all others are `(other)`; whose path is over goes to `(end)`.
    """
    if positions < 2 or top < 1:
        raise UsageError(f"sankey: expected at least 2 positions and top 1; got {positions} and {top}. Raise them.")
    known = facts(touches, by, start, end)
    rows = primitives.positions(touches, known.by, known.period, positions).to_pyarrow().to_pylist()
    hops = [(row["position"], row["from_touchpoint"], row["to_touchpoint"], row["units"]) for row in rows]
    flows = _flows(hops, _names(hops, top))
    _add_ends(flows, hops, _names(hops, top), positions)
    definition = (
        f"Units by the touchpoint of their first {positions} touches in the period; the {top} most frequent "
        f"touchpoints of each position are named, the others are {REMAINDER}. " + known.sentences()
    )
    return Result("sankey", _table(flows), definition, known.excluded)


Hop = tuple[int, str | None, str, int]


def _names(hops: list[Hop], top: int) -> dict[Node, str]:
    """Decide per position which touchpoints keep their names."""
    totals = _totals(hops)
    names: dict[Node, str] = {}
    for position in {position for position, _ in totals}:
        here = sorted((-units, touchpoint) for (at, touchpoint), units in totals.items() if at == position)
        for rank, (_, touchpoint) in enumerate(here):
            names[position, touchpoint] = touchpoint if rank < top else REMAINDER
    return names


def _totals(hops: list[Hop]) -> dict[Node, int]:
    totals: dict[Node, int] = defaultdict(int)
    for position, _, touchpoint, units in hops:
        totals[position, touchpoint] += units
    return totals


def _flows(hops: list[Hop], names: Mapping[Node, str]) -> Flows:
    flows: Flows = defaultdict(int)
    for position, came_from, touchpoint, units in hops:
        if came_from is not None and position > 1:
            origin = (position - 1, names[position - 1, came_from])
            flows[origin, (position, names[position, touchpoint])] += units
    return flows


def _add_ends(flows: Flows, hops: list[Hop], names: Mapping[Node, str], positions: int) -> None:
    """Who stood at a position and is not at the next one has ended; at the last position nobody is asked."""
    staying: dict[Node, int] = defaultdict(int)
    for (position, touchpoint), units in _totals(hops).items():
        staying[position, names[position, touchpoint]] += units
    for (origin, _), units in list(flows.items()):
        staying[origin] -= units
    for (position, name), units in staying.items():
        if position < positions and units:
            flows[(position, name), (position + 1, END)] += units


def _table(flows: Flows) -> pa.Table:
    largest_first = sorted(flows.items(), key=lambda flow: (flow[0][0][0], -flow[1], flow[0]))
    rows = [
        {"position": a[0], "from_touchpoint": a[1], "to_position": b[0], "to_touchpoint": b[1], "units": units}
        for (a, b), units in largest_first
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)
