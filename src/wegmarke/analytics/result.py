"""What every analysis returns: rows, and what exactly they say."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from wegmarke import paths
from wegmarke.domain import UsageError

if TYPE_CHECKING:
    import ibis
    import pandas as pd
    import plotly.graph_objects as go
    import polars as pl  # type: ignore[import-not-found, unused-ignore]  # optional, often not installed

_SHOWN_ROWS = 20


@dataclass(frozen=True)
class Result:
    """Rows of an analysis with their definition.

    Attributes:
        name: which analysis, e.g. `funnel`; chooses the chart.
        rows: the figures.
        definition: what exactly was computed, to be printed under every chart.
        excluded: what was left out, by reason, in events unless the reason says units.
    """

    name: str
    rows: pa.Table
    definition: str
    excluded: dict[str, int] = field(default_factory=dict)

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
        return f"{table}{more}<p>{html.escape(self.definition)}</p>"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return html.escape(f"{value:.4g}" if isinstance(value, float) else str(value))
