"""Plotly figures of results. Colours of surroundings and fonts are left to the page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from wegmarke.analytics.charts_over_time import CHARTS, with_note_of_hidden
from wegmarke.paths import END

if TYPE_CHECKING:
    from wegmarke.analytics.result import Result

Titles = Mapping[str, str]

_FLOW = "#4b7cb3"
_ENDED = "#9aa3ad"
_TOP_TRANSITIONS = 20


def figure(result: Result, titles: Titles) -> go.Figure:
    """Draw a result by its name; results without a chart of their own become a table."""
    draw = _CHARTS.get(result.name, _as_table)
    drawn = draw(result, titles)
    with_note_of_hidden(drawn, result).update_layout(
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", margin={"t": 24, "b": 24}
    )
    return drawn


def _sankey(result: Result, titles: Titles) -> go.Figure:
    rows = result.rows.to_pylist()
    ends = [[(row["position"], row["from_touchpoint"]), (row["to_position"], row["to_touchpoint"])] for row in rows]
    nodes = list(dict.fromkeys(node for pair in ends for node in pair))
    last = max((position for position, _ in nodes), default=1)
    return go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [f"{position}. {titles.get(name, name)}" for position, name in nodes],
                "color": [_ENDED if name == END else _FLOW for _, name in nodes],
                "x": [_place(position, last) for position, _ in nodes],
                "y": [0.5] * len(nodes),
                "pad": 14,
                "thickness": 14,
            },
            link={
                "source": [nodes.index(origin) for origin, _ in ends],
                "target": [nodes.index(aim) for _, aim in ends],
                "value": [row["units"] for row in rows],
            },
        )
    )


def _place(position: int, last: int) -> float:
    """Return the horizontal place of a position; plotly ignores exact 0 and 1."""
    return min(0.999, max(0.001, (position - 1) / max(1, last - 1)))


def _paths(result: Result, titles: Titles) -> go.Figure:
    rows = result.rows.slice(0, _TOP_TRANSITIONS).to_pylist()[::-1]
    names = [
        f"{titles.get(row['from_touchpoint'], row['from_touchpoint'])} → "
        f"{titles.get(row['to_touchpoint'], row['to_touchpoint'])}"
        for row in rows
    ]
    bars = go.Bar(x=[row["transitions"] for row in rows], y=names, orientation="h", marker={"color": _FLOW})
    return go.Figure(bars).update_xaxes(title="transitions")


def _funnel(result: Result, titles: Titles) -> go.Figure:
    drawn = go.Figure()
    rows = result.rows.to_pylist()
    for label in dict.fromkeys(row.get("label") for row in rows):
        steps = [row for row in rows if row.get("label") == label]
        drawn.add_trace(
            go.Funnel(
                name="–" if label is None else label,
                y=[titles.get(row["id"], row["id"]) for row in steps],
                x=[row["units"] for row in steps],
                textinfo="value+percent initial",
                marker=None if "label" in rows[0] else {"color": _FLOW},
            )
        )
    return drawn


def _phases(result: Result, titles: Titles) -> go.Figure:
    drawn = go.Figure()
    rows = result.rows.to_pylist()
    for label in dict.fromkeys(row.get("label") for row in rows):
        shown = [row for row in rows if row.get("label") == label]
        drawn.add_trace(
            go.Bar(
                name="–" if label is None else label,
                x=[titles.get(row["phase"], row["phase"]) for row in shown],
                y=[row["units"] for row in shown],
                marker=None if "label" in rows[0] else {"color": _FLOW},
            )
        )
    return drawn.update_yaxes(title="units")


def _attribution(result: Result, titles: Titles) -> go.Figure:
    drawn, rows = go.Figure(), result.rows.to_pylist()
    for model in dict.fromkeys(row.get("model") for row in rows):
        shown = [row for row in rows if row.get("model") == model and row["conversions"]]
        names = [titles.get(row["touchpoint"], row["touchpoint"]) for row in shown]
        drawn.add_trace(go.Bar(name=model or "", x=names, y=[row["conversions"] for row in shown]))
    return drawn.update_yaxes(title="conversions")


def _as_table(result: Result, titles: Titles) -> go.Figure:
    cells = [[titles.get(str(value), value) for value in column.to_pylist()] for column in result.rows.columns]
    return go.Figure(go.Table(header={"values": result.rows.column_names}, cells={"values": cells}))


_CHARTS: dict[str, Callable[[Result, Titles], go.Figure]] = {
    "sankey": _sankey,
    "paths": _paths,
    "funnel": _funnel,
    "phases": _phases,
    "attribution": _attribution,
    "attribution_models": _attribution,
    **CHARTS,
}
