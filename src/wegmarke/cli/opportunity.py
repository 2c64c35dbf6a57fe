"""`wegmarke opportunity`: opportunities, their history, and their figures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, say
from wegmarke.domain import Language, Money
from wegmarke.domain.accounts import OpportunityChange, OpportunityLine, OpportunityTotals
from wegmarke.i18n import Formats
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Opportunities, their history and their figures.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
_FORMATS = Formats(Language.EN)


@application.command("list")
def list_(
    folder: Folder,
    search: Annotated[str, typer.Option(help="part of the number, the solution or the stage")] = "",
    outcome: Annotated[str, typer.Option(help="open, won or lost")] = "",
    account: Annotated[int | None, typer.Option(help="number of an account")] = None,
    sort: Annotated[str, typer.Option(help="changed, created, amount or stage")] = "changed",
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List opportunities."""
    with open_workspace(folder) as workspace:
        found = workspace.opportunities.list(
            search=search, outcome=outcome, account=account, sort=sort, page=page, size=size
        )
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found.lines)
    else:
        print_rows(pa.Table.from_pylist([_line(line, zone) for line in found.lines]), format_)
    if format_ is Format.TABLE:
        say(f"{len(found.lines)} of {found.total} opportunities; days in {zone.key}")


@application.command()
def show(
    folder: Folder,
    source: Annotated[str, typer.Argument(help="the system it comes from")],
    opportunity: Annotated[str, typer.Argument(help="its number there")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print the stages and amounts of one opportunity, oldest first."""
    with open_workspace(folder) as workspace:
        found = workspace.opportunities.get(source, opportunity)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    print_rows(pa.Table.from_pylist([_change(one, zone) for one in found.changes]), format_)
    if format_ is Format.TABLE:
        line = found.opportunity
        say(f"{source} {opportunity}: {line.account.label if line.account else 'no account'}, {line.outcome}")


@application.command()
def totals(
    folder: Folder,
    breakdown: Annotated[
        str, typer.Option(help="stage, solution, owner, source, quarter, or the name of an event property")
    ] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print how many opportunities there are, what was won, and how long it took."""
    with open_workspace(folder) as workspace:
        found = workspace.opportunities.totals(breakdown)
    if format_ is Format.JSON:
        print_json(found)
    else:
        print_rows(pa.Table.from_pylist([_figures(one) for one in found]), format_)


def _line(line: OpportunityLine, zone: ZoneInfo) -> dict[str, object]:
    return {
        "source": line.source,
        "opportunity": line.opportunity,
        "account": line.account.label if line.account else None,
        "solution": line.solution,
        "stage": line.stage,
        "outcome": line.outcome.value,
        "amount": _money(line.amount),
        "created": _day(line.created_at, zone),
        "closed": _day(line.closed_at, zone),
    }


def _change(change: OpportunityChange, zone: ZoneInfo) -> dict[str, object]:
    return {
        "day": _day(change.at, zone),
        "stage": change.stage,
        "outcome": change.outcome.value,
        "amount": _money(change.amount),
        "before": change.previous_stage,
        "back": "yes" if change.went_back else "",
    }


def _figures(one: OpportunityTotals) -> dict[str, object]:
    return {
        "label": one.label,
        "opportunities": one.opportunities,
        "without_account": one.without_account,
        "won": one.win_rate.part,
        "closed": one.win_rate.of,
        "win_rate": one.win_rate.value,
        "won_value": " + ".join(_FORMATS.money(value) for value in one.won_values) or None,
        "median_days_won": one.won_days.median,
        "median_days_lost": one.lost_days.median,
    }


def _day(instant: datetime | None, zone: ZoneInfo) -> str | None:
    return f"{instant.astimezone(zone):%Y-%m-%d}" if instant is not None else None


def _money(value: Money | None) -> str | None:
    return _FORMATS.money(value) if value is not None else None
