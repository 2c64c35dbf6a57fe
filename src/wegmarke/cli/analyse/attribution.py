"""`wegmarke analyse attribution`."""

from __future__ import annotations

import csv
import enum
from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.analyse.options import By, Folder, FormatOption, Output, Period, Segment, Where, answer, names
from wegmarke.cli.output import Format, read_text, say
from wegmarke.cli.period import From, To, read_day
from wegmarke.cli.rates import read_rates
from wegmarke.domain import Unit, UsageError
from wegmarke.domain.changes import ChangeAct
from wegmarke.domain.costs import CostGroup
from wegmarke.workspace import Analyses, Result, open_workspace

_IDS = "ids of touchpoints or names of events, with commas"


def attribution(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    model: Annotated[str, typer.Option(help="name of a model; several with commas stand side by side")] = (
        "position_based"
    ),
    conversion: Annotated[
        str, typer.Option(help=f"{_IDS}; or stage:MODEL:STAGE, or opportunity:won; else every touch with a value")
    ] = "",
    order: Annotated[int, typer.Option(help="markov: touchpoints per state, 1 to 4")] = 1,
    lookback: Annotated[str | None, typer.Option(help="longest time before a conversion, e.g. '90 days'")] = None,
    sessions: Annotated[int | None, typer.Option(help="so many sessions before a conversion")] = None,
    reset_on_win: Annotated[bool, typer.Option("--reset-on-win", help="a path begins anew after a conversion")] = False,
    first_only: Annotated[bool, typer.Option("--first-only", help="only the first conversion of each unit")] = False,
    without: Annotated[str, typer.Option(help="ids of touchpoints that do not count, with commas")] = "",
    direct: Annotated[str, typer.Option(help="last_non_direct: ids of touchpoints that are direct visits")] = "",
    new_lead: Annotated[str, typer.Option(help=f"milestones: what tells of a new lead: {_IDS}")] = "",
    new_opportunity: Annotated[str, typer.Option(help=f"milestones: what tells of a new opportunity: {_IDS}")] = "",
    half_life: Annotated[str, typer.Option(help="time_decay: time in which a touch loses half")] = "7 days",
    nulls: Annotated[bool, typer.Option(help="markov: count paths that led to no conversion")] = True,
    intervals: Annotated[int, typer.Option(help="draws for 95 % intervals; 0 for none")] = 0,
    currency: Annotated[str | None, typer.Option(help="of the answer; else the one with the largest sum")] = None,
    rate: Annotated[list[str] | None, typer.Option(help="a rate like USD=0.92, once per currency")] = None,
    costs: Annotated[Path | None, typer.Option(help="CSV file with the columns touchpoint and cost")] = None,
    cost_group: Annotated[
        CostGroup | None, typer.Option(help="set costs that are kept in the workspace against credits: media or full")
    ] = None,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Share conversions among the touchpoints before them, by a model."""
    rates, spent = read_rates(rate or []), None if costs is None else read_costs(costs)
    models = names(model)

    def ask(analyses: Analyses, period: Period) -> Result:
        return analyses.attribution(
            models[0] if models else model, by.value, names(conversion), *period, order, lookback, sessions,
            reset_on_win, first_only, names(without), names(direct), names(new_lead), names(new_opportunity), half_life,
            nulls, intervals, currency, rates, spent, models if len(models) > 1 else (),
            None if cost_group is None else cost_group.value,
        )  # fmt: skip

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)


class Detail(enum.StrEnum):
    """How a change is told."""

    SUMMARY = "summary"  # by kind and touchpoint
    TOUCHPOINTS = "touchpoints"  # credits before and after
    EVENTS = "events"  # every event


def attribution_changes(
    folder: Folder,
    since: Annotated[str, typer.Option(help="day: what was known when it began is compared with today")],
    by: By = Unit.ACCOUNT,
    model: Annotated[str, typer.Option(help="touchpoints: name of a model")] = "position_based",
    conversion: Annotated[str, typer.Option(help=f"{_IDS}; else every touch with a value")] = "",
    lookback: Annotated[str | None, typer.Option(help="longest time before a conversion, e.g. '90 days'")] = None,
    detail: Annotated[Detail, typer.Option(help="summary, touchpoints or events")] = Detail.SUMMARY,
    start: From = None,
    end: To = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Say why credits changed since a day: by which events, and what somebody decided meanwhile."""
    acts: list[ChangeAct] = []

    def ask(analyses: Analyses, period: Period, zone: str) -> Result:
        known = read_day(since, "--since", zone)
        assert known is not None
        acts.extend(analyses.attribution_acts(known))
        if detail is Detail.SUMMARY:
            return analyses.attribution_change_log(known, by.value, names(conversion), *period, lookback)
        return analyses.attribution_changes(
            known, model, by.value, names(conversion), *period, lookback, detail is Detail.EVENTS
        )

    with open_workspace(folder) as workspace:
        zone = workspace.settings.time_zone
    answer(folder, lambda analyses, period: ask(analyses, period, zone), (start, end), format_, output)
    if (format_ or Format.TABLE) is Format.TABLE and output is None:
        for act in acts:
            say(" ".join(filter(None, (f"{act.at:%Y-%m-%d %H:%M}", act.by, act.act, act.subject, act.why))))


def read_costs(file: Path) -> dict[str, float]:
    """Read what touchpoints cost.

    Raises:
        UsageError: naming the line that cannot be read.
    """
    rows = csv.DictReader(read_text(file).lstrip("\ufeff").splitlines())
    if not {"touchpoint", "cost"} <= set(rows.fieldnames or ()):
        raise UsageError(f"{file}: expected the columns touchpoint and cost; got {', '.join(rows.fieldnames or ())}.")
    spent: dict[str, float] = {}
    for row in rows:
        try:
            spent[row["touchpoint"]] = spent.get(row["touchpoint"], 0.0) + float(row["cost"])
        except (TypeError, ValueError) as error:
            raise UsageError(
                f"{file} line {rows.line_num}: expected a number like 1200.50 as cost; got {row['cost']!r}."
            ) from error
    return spent
