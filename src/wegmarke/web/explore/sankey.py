"""Draws how units move over the first positions of their paths, as a picture made on the server.

Columns are positions, boxes are touchpoints, bands are the units that go from box to box; heights are
proportional to units. The picture is plain SVG: it needs no script and no style, so the page keeps its
strict content policy and can be read and printed without either.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from wegmarke.domain import Unit
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.titles import MARKERS, Titles
from wegmarke.web.words import UNITS_MANY

WIDTH = 1200.0
_BOX = 10.0
_GAP = 18.0
_TOP = 28.0
_HEIGHT = 440.0
_LABEL = 205.0

# A longer title would run into the next boxes; the whole of it stands in the box's own text.
_LONGEST_TITLE = 22

# Bands thinner than this cannot be pointed at.
_THINNEST = 0.75

_RIMS = frozenset({"(start)", "(end)"})

Node = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Flow:
    """Units that go from one touchpoint to the next one, at one position."""

    position: int
    came_from: str
    went_to: str
    units: int


@dataclass(frozen=True, slots=True)
class Box:
    """A touchpoint at a position."""

    x: float
    y: float
    height: float
    shade: str
    title: str
    label: str
    units: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Band:
    """Units between two boxes."""

    path: str
    width: float
    text: str
    ends: bool


@dataclass(frozen=True, slots=True)
class Sankey:
    """The picture and its twin in numbers."""

    width: float
    height: float
    box: float
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    positions: tuple[tuple[float, str], ...]
    rows: tuple[tuple[str, str, str, str], ...]
    largest: str


def read_flows(result: Result) -> list[Flow]:
    """Read the flows of a result."""
    return [
        Flow(
            int(str(row["position"])),
            str(row["from_touchpoint"]),
            str(row["to_touchpoint"]),
            int(str(row["units"])),
        )
        for row in result.to_pyarrow().to_pylist()
    ]


def draw(flows: list[Flow], titles: Titles, by: Unit, reader: Reader) -> Sankey | None:
    """Lay out the picture; None where there is nothing to draw."""
    if not flows:
        return None
    columns = _columns(flows)
    scale = _scale(columns)
    places = _places(columns, scale)
    height = max(y + size for _, y, size in places.values()) + 8
    return Sankey(
        width=WIDTH,
        height=round(height),
        box=_BOX,
        boxes=tuple(_box(node, columns[node[0]][node[1]], place, titles, reader) for node, place in places.items()),
        bands=tuple(_bands(flows, places, scale, titles, by, reader)),
        positions=tuple(
            (round(_x(place, len(columns)), 1), position_word(position, reader))
            for place, position in enumerate(columns)
        ),
        rows=tuple(_row(flow, titles, reader) for flow in flows),
        largest=_row(max(flows, key=lambda flow: flow.units), titles, reader)[1],
    )


def _columns(flows: list[Flow]) -> dict[int, dict[str, int]]:
    """Count the units in each box: what flows in, or out where nothing flows in."""
    inside: dict[Node, int] = defaultdict(int)
    outside: dict[Node, int] = defaultdict(int)
    for flow in flows:
        outside[flow.position, flow.came_from] += flow.units
        inside[flow.position + 1, flow.went_to] += flow.units
    columns: dict[int, dict[str, int]] = defaultdict(dict)
    for node in {**outside, **inside}:
        columns[node[0]][node[1]] = max(inside[node], outside[node])
    return {position: _ordered(columns[position]) for position in sorted(columns)}


def _ordered(column: dict[str, int]) -> dict[str, int]:
    # The largest on top; what is no touchpoint at the bottom.
    return dict(sorted(column.items(), key=lambda box: (box[0] in MARKERS, box[0] in _RIMS, -box[1], box[0])))


def _scale(columns: dict[int, dict[str, int]]) -> float:
    """Return the height of one unit, so that the fullest column fits."""
    return min((_HEIGHT - _GAP * (len(column) - 1)) / max(sum(column.values()), 1) for column in columns.values())


def _places(columns: dict[int, dict[str, int]], scale: float) -> dict[Node, tuple[float, float, float]]:
    places = {}
    for place, (position, column) in enumerate(columns.items()):
        y = _TOP
        for touchpoint, units in column.items():
            size = max(units * scale, 1.0)
            places[position, touchpoint] = (_x(place, len(columns)), y, size)
            y += size + _GAP
    return places


def _x(place: int, positions: int) -> float:
    return place * (WIDTH - _LABEL - _BOX) / max(positions - 1, 1)


def _box(node: Node, units: int, place: tuple[float, float, float], titles: Titles, reader: Reader) -> Box:
    x, y, size = place
    shade = titles.shade(titles.phase_of.get(node[1]))
    title = titles.touchpoint(node[1])
    return Box(
        x=round(x, 1),
        y=round(y, 1),
        height=round(size, 1),
        shade=f"fill-{shade}" if shade else "fill-none",
        title=title,
        label=title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…",
        units=reader.formats.number(units),
        label_x=round(x + _BOX + 5, 1),
        label_y=round(y + size / 2 + 4, 1),
    )


def _bands(
    flows: list[Flow],
    places: dict[Node, tuple[float, float, float]],
    scale: float,
    titles: Titles,
    by: Unit,
    reader: Reader,
) -> list[Band]:
    order = {node: place[1] for node, place in places.items()}
    leaves: dict[Node, float] = defaultdict(float)
    enters: dict[Node, float] = defaultdict(float)
    bands = []
    # From top to bottom at both ends, so that bands leave and enter their boxes without crossing there.
    for flow in sorted(
        flows, key=lambda flow: (order[flow.position, flow.came_from], order[flow.position + 1, flow.went_to])
    ):
        origin, target = (flow.position, flow.came_from), (flow.position + 1, flow.went_to)
        size = flow.units * scale
        start = places[origin][1] + leaves[origin] + size / 2
        end = places[target][1] + enters[target] + size / 2
        leaves[origin] += size
        enters[target] += size
        bands.append(
            Band(
                path=_curve(places[origin][0] + _BOX, start, places[target][0], end),
                width=round(max(size, _THINNEST), 2),
                text=f"{_row(flow, titles, reader)[1]} → {titles.touchpoint(flow.went_to)}: "
                + _units(flow.units, by, reader),
                ends=flow.went_to in _RIMS or flow.came_from in _RIMS,
            )
        )
    return bands


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _units(count: int, by: Unit, reader: Reader) -> str:
    if by is Unit.PERSON:
        return reader.t.ngettext("%(n)s person", "%(n)s persons", count)
    if by is Unit.ACCOUNT:
        return reader.t.ngettext("%(n)s account", "%(n)s accounts", count)
    return f"{reader.formats.number(count)} {reader.t.label(UNITS_MANY[by])}"


def position_word(position: int, reader: Reader) -> str:
    """Write a position: from the beginning it is positive, from the end negative."""
    if position == -1:
        return reader.t.pgettext("path", "Last touch")
    if position < 0:
        return reader.t.pgettext("path", "Touch %(n)s before the last", n=-position - 1)
    return reader.t.pgettext("path", "Touch %(n)s", n=position)


def _row(flow: Flow, titles: Titles, reader: Reader) -> tuple[str, str, str, str]:
    f = reader.formats
    return (
        f"{f.number(flow.position)} → {f.number(flow.position + 1)}",
        titles.touchpoint(flow.came_from),
        titles.touchpoint(flow.went_to),
        f.number(flow.units),
    )
