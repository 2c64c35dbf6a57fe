"""Plotly figures of curves, trends, grids and whole paths; marks carry their interval as a whisker or a band.

What was hidden because too few units stand behind it is drawn as a gap, and the figure says how many marks are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

if TYPE_CHECKING:
    from wegmarke.analytics.result import Result

Titles = Mapping[str, str]
Rows = Sequence[Mapping[str, Any]]

FLOW = "#4b7cb3"
_BAND = "rgba(75, 124, 179, 0.18)"
_MOST_BARS = 20
_OUTCOMES = ("won", "lost", "stalled", "open")
_DAY_SECONDS = 86_400


def with_note_of_hidden(drawn: go.Figure, result: Result) -> go.Figure:
    """Say in the figure how many rows hide a number."""
    if result.hidden is None:
        return drawn
    said = f"hidden in {result.hidden.rows} rows: fewer than {result.hidden.below} units"
    return drawn.add_annotation(
        text=said, xref="paper", yref="paper", x=1, y=1.06, xanchor="right", showarrow=False, font={"size": 11}
    )


def whiskers(rows: Rows, of: str, low: str = "low", high: str = "high") -> dict[str, Any]:
    """Return the intervals of a column as Plotly takes them; an open bound is drawn as none."""

    def reach(row: Mapping[str, Any], bound: str) -> float:
        return 0.0 if row[of] is None or row[bound] is None else abs(row[bound] - row[of])

    above, below = ([reach(row, bound) for row in rows] for bound in (high, low))
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "thickness": 1}


def variants(result: Result, titles: Titles) -> go.Figure:
    """Draw whole paths by their units."""
    rows = result.rows.slice(0, _MOST_BARS).to_pylist()[::-1]
    bars = go.Bar(x=[row["units"] for row in rows], y=_ways(rows, titles), orientation="h", marker={"color": FLOW})
    return go.Figure(bars).update_xaxes(title="units")


def variants_by_outcome(result: Result, titles: Titles) -> go.Figure:
    """Draw whole paths with how many won, lost, stalled and go on."""
    rows = result.rows.slice(0, _MOST_BARS).to_pylist()[::-1]
    bars = [
        go.Bar(name=name, x=[row[name] for row in rows], y=_ways(rows, titles), orientation="h") for name in _OUTCOMES
    ]
    return go.Figure(bars).update_layout(barmode="stack").update_xaxes(title="units")


def paths_by_outcome(result: Result, titles: Titles) -> go.Figure:
    """Draw the most frequent transitions as shares of all units with the same outcome."""
    rows = result.rows.to_pylist()
    hops = list(dict.fromkeys((row["from_touchpoint"], row["to_touchpoint"]) for row in rows))[:_MOST_BARS][::-1]
    names = [f"{titles.get(one, one)} → {titles.get(other, other)}" for one, other in hops]
    drawn = go.Figure()
    for outcome in dict.fromkeys(row["outcome"] for row in rows):
        share = {
            (row["from_touchpoint"], row["to_touchpoint"]): row["share"] for row in rows if row["outcome"] == outcome
        }
        drawn.add_trace(go.Bar(name=outcome, x=[share.get(hop) for hop in hops], y=names, orientation="h"))
    return drawn.update_xaxes(title="share", tickformat=".0%")


def path_lengths(result: Result, titles: Titles) -> go.Figure:
    """Draw how long paths are, in touches and in hours, as boxes from their quantiles."""
    boxes = [
        go.Box(
            name=titles.get(row["measure"], row["measure"]), q1=[row["q25"]], median=[row["median"]], q3=[row["q75"]],
            lowerfence=[row["min"]], upperfence=[row["p90"]], mean=[row["mean"]], xaxis=f"x{place}", yaxis=f"y{place}",
        )
        for place, row in enumerate(result.rows.to_pylist(), 1)
    ]  # fmt: skip
    return go.Figure(boxes).update_layout(grid={"rows": 1, "columns": len(boxes), "pattern": "independent"})


def time_in_phase(result: Result, titles: Titles) -> go.Figure:
    """Draw the median of days in each phase with its interval."""
    rows = result.rows.to_pylist()
    bars = go.Bar(
        x=[titles.get(row["phase"], row["phase"]) for row in rows], y=[row["days_median"] for row in rows],
        error_y=whiskers(rows, "days_median"), marker={"color": FLOW},
    )  # fmt: skip
    return go.Figure(bars).update_yaxes(title="days (median)")


def phase_curve(result: Result, titles: Titles) -> go.Figure:
    """Draw which share stays longer in each phase."""
    drawn, rows = go.Figure(), result.rows.to_pylist()
    for phase in dict.fromkeys(row["phase"] for row in rows):
        of_phase = [row for row in rows if row["phase"] == phase]
        _add_curve(drawn, titles.get(phase, phase), [row["days"] for row in of_phase], of_phase, "share")
    return drawn.update_xaxes(title="days").update_yaxes(title="share that stays longer", tickformat=".0%")


def conversion_curve(result: Result, titles: Titles) -> go.Figure:
    """Draw which share has converted after so many days."""
    rows, drawn = result.rows.to_pylist(), go.Figure()
    _add_curve(drawn, titles.get("share", "share"), [row["seconds"] / _DAY_SECONDS for row in rows], rows, "share")
    return drawn.update_xaxes(title="days").update_yaxes(title="share converted", tickformat=".0%")


def _add_curve(drawn: go.Figure, name: str, days: Sequence[float], rows: Rows, of: str) -> None:
    """Add steps and the band around them."""
    steps = {"x": days, "mode": "lines", "legendgroup": name}
    rim = {"shape": "hv", "width": 0}
    drawn.add_trace(go.Scatter(**steps, y=[row["low"] for row in rows], line=rim, showlegend=False, hoverinfo="skip"))
    drawn.add_trace(
        go.Scatter(
            **steps, y=[row["high"] for row in rows], line=rim, fill="tonexty", fillcolor=_BAND, showlegend=False,
            hoverinfo="skip",
        )
    )  # fmt: skip
    drawn.add_trace(go.Scatter(**steps, y=[row[of] for row in rows], line={"shape": "hv"}, name=name))


def phase_velocity(result: Result, titles: Titles) -> go.Figure:
    """Draw by month of entry how many days it took to go on; hollow where the month is not over."""
    return _trend(result.rows.to_pylist(), "begins", "days_median", "phase", titles, "is_complete").update_yaxes(
        title="days (median)"
    )


def funnel_trend(result: Result, titles: Titles) -> go.Figure:
    """Draw by period of entry which share converted; hollow where the period is not over."""
    rows = [row | {"is_complete": not row["incomplete"]} for row in result.rows.to_pylist()]
    return _trend(rows, "period", "conversion", "label", titles, "is_complete").update_yaxes(
        title="share converted", tickformat=".0%"
    )


def revenue_retention(result: Result, titles: Titles) -> go.Figure:
    """Draw gross and net retention of revenue, and the share of customers kept, by period and currency."""
    drawn, rows = go.Figure(), result.rows.to_pylist()
    for currency in dict.fromkeys(row["currency"] for row in rows):
        of_currency = [row for row in rows if row["currency"] == currency]
        for name in ("gross", "net", "customer_retention"):
            drawn.add_trace(
                go.Scatter(
                    name=f"{titles.get(name, name)} {currency}", x=[row["begins"] for row in of_currency],
                    y=[row[name] for row in of_currency], mode="lines+markers",
                    error_y=whiskers(of_currency, name) if name == "customer_retention" else None,
                )
            )  # fmt: skip
    return drawn.update_yaxes(title="share", tickformat=".0%")


def _trend(rows: Rows, x: str, y: str, group: str, titles: Titles, is_complete: str) -> go.Figure:
    drawn = go.Figure()
    for label in dict.fromkeys(row.get(group) for row in rows):
        shown = [row for row in rows if row.get(group) == label]
        symbols = ["circle" if row[is_complete] else "circle-open" for row in shown]
        drawn.add_trace(
            go.Scatter(
                name="–" if label is None else titles.get(label, label), x=[row[x] for row in shown],
                y=[row[y] for row in shown], mode="lines+markers", error_y=whiskers(shown, y),
                marker={"symbol": symbols},
            )
        )  # fmt: skip
    return drawn


def retention(result: Result, titles: Titles) -> go.Figure:
    """Draw the grid of cohorts and periods since; with a breakdown that of its first value."""
    rows = result.rows.to_pylist()
    label = rows[0].get("label") if rows else None
    cells = [row for row in rows if row.get("label") == label]
    words = {row["cohort"]: "mean" if row["cohort"] is None else str(row["cohort"]) for row in cells}
    drawn = _shaded(cells, "cohort", "periods_since", "share", {**titles, **words})
    return drawn.update_xaxes(title="periods since")


def phase_conversion(result: Result, titles: Titles) -> go.Figure:
    """Draw the shares of those who moved from one phase to another."""
    return _shaded(result.rows.to_pylist(), "from_phase", "to_phase", "share", titles)


def _shaded(rows: Rows, y: str, x: str, z: str, titles: Mapping[Any, str]) -> go.Figure:
    ys, xs = (list(dict.fromkeys(row[name] for row in rows)) for name in (y, x))
    found = {(row[y], row[x]): row[z] for row in rows}
    cells = [[found.get((one, other)) for other in xs] for one in ys]
    words = [["" if value is None else f"{value:.0%}" for value in line] for line in cells]
    named = [[titles.get(one, one) for one in axis] for axis in (xs, ys)]
    drawn = go.Heatmap(
        z=cells, x=named[0], y=named[1], text=words, texttemplate="%{text}", zmin=0, zmax=1, colorscale="Blues",
        hoverongaps=False,
    )  # fmt: skip
    return go.Figure(drawn).update_yaxes(autorange="reversed")


def boomerangs(result: Result, titles: Titles) -> go.Figure:
    """Draw how many of those who were in a phase went back."""
    rows = sorted(result.rows.to_pylist(), key=lambda row: row["moves"])[-_MOST_BARS:]
    names = [f"{titles.get(row['from_phase'], row['from_phase'])} → {titles.get(row['to_phase'], row['to_phase'])}"
             for row in rows]  # fmt: skip
    bars = go.Bar(
        x=[row["share"] for row in rows], y=names, orientation="h", error_x=whiskers(rows, "share"),
        marker={"color": FLOW},
    )  # fmt: skip
    return go.Figure(bars).update_xaxes(title="share", tickformat=".0%")


def time_to_convert(result: Result, titles: Titles) -> go.Figure:
    """Draw how long it took to convert, as a box from quantiles."""
    boxes = [
        go.Box(
            name=titles.get("days", "days"), mean=[_days(row["mean"])], q1=[_days(row["p25"])],
            median=[_days(row["median"])], q3=[_days(row["p75"])], lowerfence=[_days(row["p10"])],
            upperfence=[_days(row["p90"])],
        )
        for row in result.rows.to_pylist()
    ]  # fmt: skip
    return go.Figure(boxes).update_yaxes(title="days")


def funnel_next(result: Result, titles: Titles) -> go.Figure:
    """Draw what those did next who came no further."""
    rows = result.rows.slice(0, _MOST_BARS).to_pylist()[::-1]
    names = [titles.get(row["next_touchpoint"], row["next_touchpoint"]) or "–" for row in rows]
    bars = go.Bar(x=[row["units"] for row in rows], y=names, orientation="h", marker={"color": FLOW})
    return go.Figure(bars).update_xaxes(title="units")


def _days(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / _DAY_SECONDS


def _ways(rows: Rows, titles: Titles) -> list[str]:
    return [" → ".join(titles.get(one, one) for one in row["touchpoints"]) or "–" for row in rows]


CHARTS: dict[str, Callable[[Result, Titles], go.Figure]] = {
    "variants": variants,
    "variants_by_outcome": variants_by_outcome,
    "paths_by_outcome": paths_by_outcome,
    "path_lengths": path_lengths,
    "time_in_phase": time_in_phase,
    "phase_curve": phase_curve,
    "conversion_curve": conversion_curve,
    "phase_velocity": phase_velocity,
    "funnel_trend": funnel_trend,
    "revenue_retention": revenue_retention,
    "retention": retention,
    "phase_conversion": phase_conversion,
    "boomerangs": boomerangs,
    "time_to_convert": time_to_convert,
    "funnel_next": funnel_next,
}
"""By name of the result. Lists of units have no chart: they are tables."""
