"""What every analysis returns: rows, and what exactly they say."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from wegmarke import paths
from wegmarke.analytics.definition import Definition, german_number
from wegmarke.analytics.small_numbers import Guard, Hidden, hide
from wegmarke.domain import LocalizedText, UsageError

if TYPE_CHECKING:
    import ibis
    import pandas as pd
    import plotly.graph_objects as go
    import polars as pl  # type: ignore[import-not-found, unused-ignore]  # optional, often not installed

_SHOWN_ROWS = 20


@dataclass(frozen=True)
class Interval:
    """Which columns bound which one, e.g. `Interval("conversion", "low", "high", "Wilson")`; all are at 95 %."""

    of: str
    low: str
    high: str
    method: str


@dataclass(frozen=True)
class Result:
    """Rows of an analysis with their definition.

    Attributes:
        name: which analysis, e.g. `funnel`; chooses the chart.
        rows: the figures.
        definition: what exactly was computed, to be printed under every chart.
        excluded: events left out, by reason, see `EXCLUDED_WORDS`; an event counts under the first that holds.
        intervals: columns that say how sure other columns are.
        guards: columns that `without_small_numbers` hides in rows with few units; empty once it did.
        hidden: what was hidden; None where nothing was.
    """

    name: str
    rows: pa.Table
    definition: Definition
    excluded: dict[str, int] = field(default_factory=dict)
    intervals: tuple[Interval, ...] = ()
    guards: tuple[Guard, ...] = ()
    hidden: Hidden | None = None

    def without_small_numbers(self, below: int) -> Result:
        """Return the result without the rates, intervals and spans behind which fewer than `below` units stand.

        Counts stay: who may see a result may count. What was hidden is NULL, is counted, and is said in the definition.
        """
        rows, hidden = hide(self.rows, self.guards, below)
        if hidden is None:
            return replace(self, guards=())
        said = LocalizedText(
            de=f"In {german_number(hidden.rows)} Zeilen mit weniger als {below} Einheiten sind Werte ausgeblendet.",
            en=f"Hidden in {hidden.rows} rows with fewer than {below} units: {', '.join(hidden.columns)}.",
        )
        return replace(self, rows=rows, definition=self.definition + said, guards=(), hidden=hidden)

    @property
    def table(self) -> ibis.Table:
        """The rows as an ibis table, to go on asking."""
        return paths.as_table(self.rows)

    def to_pyarrow(self) -> pa.Table:
        """Return the rows as an Arrow table."""
        return self.rows

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame."""
        frame: pd.DataFrame = self.rows.to_pandas()
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a polars frame; polars is optional."""
        try:
            import polars as pl
        except ImportError as error:
            message = "to_polars: expected the package polars, which is not installed. Run `pip install polars`."
            raise UsageError(message) from error
        frame = pl.from_arrow(self.rows)
        return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()

    def plot(self, titles: Mapping[str, str] | None = None) -> go.Figure:
        """Draw the figures; `titles` replaces ids of phases and touchpoints by words."""
        # plotly takes a second to import; nobody who only counts should wait for it
        from wegmarke.analytics import charts

        return charts.figure(self, titles or {})

    def _repr_html_(self) -> str:
        columns = self.rows.column_names
        head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(row[column])}</td>" for column in columns) + "</tr>"
            for row in self.rows.slice(0, _SHOWN_ROWS).to_pylist()
        )
        hidden = self.rows.num_rows - _SHOWN_ROWS
        more = f"<p>{hidden} more rows</p>" if hidden > 0 else ""
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"{table}{more}<p>{html.escape(str(self.definition))}</p>"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return html.escape(f"{value:.4g}" if isinstance(value, float) else str(value))
