"""`wegmarke analyse retention`."""

from __future__ import annotations

from typing import Annotated

import typer

from wegmarke.cli.analyse.options import By, Folder, FormatOption, Map, Output, Period, Segment, Where, answer, names
from wegmarke.cli.period import From, To
from wegmarke.domain import Unit
from wegmarke.workspace import Analyses, Result

_IDS = "ids of touchpoints or phases, with commas"


def retention(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    starts: Annotated[str, typer.Option(help=f"what begins: {_IDS}; else any touch")] = "",
    returns: Annotated[str, typer.Option(help=f"what tells of a return: {_IDS}; else any touch")] = "",
    cohort: Annotated[str, typer.Option(help="first_time or recurring")] = "first_time",
    rule: Annotated[str, typer.Option(help="on, on_or_after, on_or_before or streak")] = "on",
    length: Annotated[str, typer.Option(help="day, week, month, quarter or year")] = "month",
    rolling: Annotated[bool, typer.Option("--rolling", help="windows of 24 or 168 hours from the start")] = False,
    periods: Annotated[int, typer.Option(help="how many periods since the start")] = 12,
    at_least: Annotated[int, typer.Option(help="returns that one period needs")] = 1,
    start_counts: Annotated[bool, typer.Option(help="all members count in period 0")] = True,
    reference: Annotated[str | None, typer.Option(help="shares of: cohort or previous")] = None,
    mean: Annotated[str, typer.Option(help="over cohorts: weighted or simple")] = "weighted",
    breakdown: Annotated[str | None, typer.Option("--breakdown", help="name of an event property")] = None,
    revenue: Annotated[bool, typer.Option("--revenue", help="retention of revenue instead, per currency")] = False,
    payments: Annotated[str, typer.Option(help=f"revenue: {_IDS}; else all that have a value")] = "",
    contract: Annotated[str | None, typer.Option(help="revenue: event property that names a contract")] = None,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    map_: Map = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Count who came back, by cohort and period since the start; or what customers still pay."""

    def ask(analyses: Analyses, period: Period) -> Result:
        if revenue:
            return analyses.revenue_retention(
                by.value, names(payments), reference or "previous", length, periods, contract, *period, map_
            )
        return analyses.retention(
            by.value, names(starts), names(returns), cohort, rule, length, rolling, periods, at_least, start_counts,
            reference or "cohort", mean, breakdown, *period, map_,
        )  # fmt: skip

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where, map_=map_)
