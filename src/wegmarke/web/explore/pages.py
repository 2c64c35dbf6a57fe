"""Handlers of the place *Explore*."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from wegmarke.web.explore.attribution_changes import changed_events
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.explore.downloads import download, download_rows
from wegmarke.web.explore.frame import show
from wegmarke.web.explore.funnel_parts import part_of
from wegmarke.web.explore.path_question import read_question
from wegmarke.web.explore.paths import transition_cells, transitions_of
from wegmarke.web.explore.prediction_pages import HANDLERS as PREDICTION_HANDLERS
from wegmarke.web.explore.registry import analysis_named
from wegmarke.web.explore.report_pages import HANDLERS as REPORT_HANDLERS
from wegmarke.web.explore.sql import sql, sql_csv
from wegmarke.web.explore.transitions import read_transitions
from wegmarke.web.explore.value_sections import figures_of
from wegmarke.web.explore.variants import variant_cells, variants_of
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles


@get("/explore/{name:str}", sync_to_thread=True)
def explore(page: NamedDependency[Page], name: FromPath[str]) -> Response[str] | Response[bytes] | Redirect:
    """Show an analysis, or download its figures or its picture: `/explore/paths`, `/explore/paths.csv`."""
    stem, point, ending = name.partition(".")
    analysis = analysis_named(stem)
    if point:
        return download(page, analysis, ending)
    elsewhere = analysis.redirect(page)
    return show(page, analysis) if elsewhere is None else Redirect(elsewhere, status_code=303)


@get("/explore/funnel-figures/{name:str}", sync_to_thread=True)
def funnel_part(page: NamedDependency[Page], name: FromPath[str]) -> Response[str] | Response[bytes]:
    """Download the figures of a section below the funnel: `/explore/funnel-figures/trend.csv`."""
    part, _, ending = name.partition(".")
    selection = page.selection()
    rows = part_of(page, selection, part).to_pyarrow()
    return download_rows(page, rows, ending, f"wegmarke-funnel-{part}-{selection.by.value}")


@get("/explore/value-figures/{name:str}", sync_to_thread=True)
def value_part(page: NamedDependency[Page], name: FromPath[str]) -> Response[str] | Response[bytes]:
    """Download the figures of a section of customer value or of CAC: `/explore/value-figures/payback.csv`."""
    part, _, ending = name.partition(".")
    selection = page.selection()
    rows = figures_of(page, selection, part).to_pyarrow()
    return download_rows(page, rows, ending, f"wegmarke-{part}-{selection.by.value}")


@get("/explore/attribution-changes.csv", sync_to_thread=True)
def attribution_changes_csv(page: NamedDependency[Page]) -> Response[str] | Response[bytes]:
    """Download every event that made credits change."""
    selection = page.selection()
    rows = changed_events(page, selection).to_pyarrow()
    return download_rows(page, rows, "csv", f"wegmarke-attribution-changes-{selection.by.value}")


@get("/explore/transitions.csv", sync_to_thread=True)
def transitions_csv(page: NamedDependency[Page]) -> Response[str]:
    """Download all transitions."""
    selection = page.selection()
    result = transitions_of(page, selection, read_question(page.params), waits=True)
    found = read_transitions(result, reference_titles(page.front, page.reader))
    header = (
        "from_touchpoint", "from_title", "to_touchpoint", "to_title", "transitions", "units", "share", "waits",
        "wait_median_hours", "wait_p90_hours",
    )  # fmt: skip
    return csv_response(f"wegmarke-transitions-{selection.by.value}.csv", header, transition_cells(found))


@get("/explore/variants.csv", sync_to_thread=True)
def variants_csv(page: NamedDependency[Page]) -> Response[str]:
    """Download whole paths."""
    selection = page.selection()
    result = variants_of(page, selection, read_question(page.params))
    header, lines = variant_cells(result, reference_titles(page.front, page.reader))
    return csv_response(f"wegmarke-variants-{selection.by.value}.csv", header, lines)


HANDLERS = (
    explore, funnel_part, value_part, transitions_csv, variants_csv, attribution_changes_csv, sql, sql_csv,
    *PREDICTION_HANDLERS, *REPORT_HANDLERS,
)  # fmt: skip
