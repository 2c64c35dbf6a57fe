"""`wegmarke analyse attribution`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.analyse.options import By, Folder, FormatOption, Output, Period, Segment, Where, answer, names
from wegmarke.cli.output import read_text
from wegmarke.cli.period import From, To
from wegmarke.cli.rates import read_rates
from wegmarke.domain import Unit, UsageError
from wegmarke.workspace import Analyses, Result

_IDS = "ids of touchpoints or names of events, with commas"


def attribution(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    model: Annotated[str, typer.Option(help="name of a model; several with commas stand side by side")] = (
        "position_based"
    ),
    conversion: Annotated[
        str, typer.Option(help=f"{_IDS}; or stage:MODEL:STAGE, or new_opportunity:won; else every touch with a value")
    ] = "",
    order: Annotated[int, typer.Option(help="markov: touchpoints per state, 1 to 4")] = 1,
    lookback: Annotated[str | None, typer.Option(help="longest time before a conversion, e.g. '90 days'")] = None,
    sessions: Annotated[int | None, typer.Option(help="so many sessions before a conversion")] = None,
    reset_on_win: Annotated[bool, typer.Option("--reset-on-win", help="a path begins anew after a conversion")] = False,
    first_only: Annotated[bool, typer.Option("--first-only", help="only the first conversion of each unit")] = False,
    without: Annotated[str, typer.Option(help="ids of touchpoints that do not count, with commas")] = "",
    direct: Annotated[str, typer.Option(help="last_non_direct: ids of touchpoints that are direct visits")] = "",
    new_lead: Annotated[str, typer.Option(help=f"milestones: what tells of a new new_lead: {_IDS}")] = "",
    new_opportunity: Annotated[str, typer.Option(help=f"milestones: what tells of a new new_opportunity: {_IDS}")] = "",
    half_life: Annotated[str, typer.Option(help="time_decay: time in which a touch loses half")] = "7 days",
    nulls: Annotated[bool, typer.Option(help="markov: count paths that led to no conversion")] = True,
    intervals: Annotated[int, typer.Option(help="draws for 95 % intervals; 0 for none")] = 0,
    currency: Annotated[str | None, typer.Option(help="of the answer; else the one with the largest sum")] = None,
    rate: Annotated[list[str] | None, typer.Option(help="a rate like USD=0.92, once per currency")] = None,
    costs: Annotated[Path | None, typer.Option(help="CSV file with the columns touchpoint and cost")] = None,
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
        )  # fmt: skip

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)


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
