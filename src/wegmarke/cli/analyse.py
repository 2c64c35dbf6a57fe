"""`wegmarke analyse`: questions to the journeys of persons and accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from wegmarke.cli.output import Format, FormatOption, print_result
from wegmarke.cli.period import From, To, read_period
from wegmarke.domain import Unit, UsageError
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Paths, funnels, phases.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
By = Annotated[Unit, typer.Option("--by", help="unit of analysis")]
Map = Annotated[str | None, typer.Option("--map", help="id of a map; else the live map, or the oldest one")]
Breakdown = Annotated[str | None, typer.Option("--breakdown", help="month, or the name of an event property")]


@application.command()
def paths(
    folder: Folder, by: By = Unit.ACCOUNT, start: From = None, end: To = None, format_: FormatOption = Format.TABLE
) -> None:
    """Count transitions between touchpoints."""
    with open_workspace(folder) as workspace:
        period = read_period(start, end, workspace.settings.time_zone)
        result = workspace.analytics.paths(by.value, *period)
    print_result(result, format_)


@application.command()
def funnel(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    steps: Annotated[str, typer.Option(help="ids of phases or touchpoints, with commas; else all phases")] = "",
    order: Annotated[str, typer.Option(help="any (late entries are flagged) or sequential")] = "any",
    breakdown: Breakdown = None,
    start: From = None,
    end: To = None,
    map_: Map = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Count units that reach each phase of the map, or each of the given steps."""
    wanted = tuple(step.strip() for step in steps.split(",") if step.strip())
    with open_workspace(folder) as workspace:
        period = read_period(start, end, workspace.maps.time_zone(map_))
        result = workspace.analytics.funnel(by.value, wanted, _order(order), breakdown, *period, map_)
    print_result(result, format_)


@application.command()
def phases(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    breakdown: Breakdown = None,
    start: From = None,
    end: To = None,
    map_: Map = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Count touches, persons, accounts, conversion, days and value per phase."""
    with open_workspace(folder) as workspace:
        period = read_period(start, end, workspace.maps.time_zone(map_))
        result = workspace.analytics.phases(by.value, breakdown, *period, map_)
    print_result(result, format_)


def _order(text: str) -> Literal["any", "sequential"]:
    if text == "any":
        return "any"
    if text == "sequential":
        return "sequential"
    raise UsageError(f"--order: expected any or sequential; got {text!r}.")
