"""`wegmarke cost`: what touchpoints, channels and everything behind them cost, by month."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, say
from wegmarke.cli.rates import read_rates
from wegmarke.domain.costs import CostGroup, CostLine, CostPlan, CostScope
from wegmarke.workspace import digits_of, open_workspace

application = typer.Typer(help="What was paid, by month: the cost of touchpoints and channels.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
First = Annotated[str | None, typer.Option("--from", help="first month, e.g. 2026-01")]
Last = Annotated[str | None, typer.Option("--to", help="last month, e.g. 2026-03")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what it would change")]


@application.command("list")
def list_(folder: Folder, start: First = None, end: Last = None, format_: FormatOption = Format.TABLE) -> None:
    """List costs by month."""
    with open_workspace(folder) as workspace:
        found = workspace.costs.list(start, end)
    if format_ is Format.JSON:
        print_json(found)
        return
    for line in found:
        say(_line(line))
    say(f"{len(found)} costs")


@application.command("table")
def table(
    folder: Folder,
    start: First = None,
    end: Last = None,
    group: Annotated[CostGroup, typer.Option(help="media alone, or all scopes")] = CostGroup.FULL,
    currency: Annotated[str | None, typer.Option(help="of all amounts; else the only one there is")] = None,
    rate: Annotated[list[str] | None, typer.Option(help="a rate like USD=0.92, once per currency")] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print costs in one currency, as analyses use them."""
    with open_workspace(folder) as workspace:
        found = workspace.costs.table(start, end, group.value, currency, read_rates(rate or []))
    print_rows(found, format_)


@application.command("add")
def add(
    folder: Folder,
    month: Annotated[str, typer.Argument(help="such as 2026-03")],
    scope: Annotated[CostScope, typer.Argument(help="what was paid for")],
    amount: Annotated[str, typer.Argument(help="in whole units, such as 1234.50")],
    currency: Annotated[str, typer.Argument(help="such as EUR")],
    touchpoint: Annotated[str | None, typer.Option(help="id of the touchpoint it was paid for")] = None,
    channel: Annotated[str | None, typer.Option(help="the channel, where it was no single touchpoint")] = None,
    note: Annotated[str, typer.Option(help="names nobody")] = "",
) -> None:
    """Write one cost down."""
    with open_workspace(folder) as workspace:
        plan = workspace.costs.add(month, scope.value, amount, currency, touchpoint, channel, note)
    say(f"added: {_figures(plan)}")


@application.command("import")
def import_(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="CSV, workbook or Parquet with month, scope, amount, currency")],
    dry_run: DryRun = False,
) -> None:
    """Add the costs of a file: all of them, or none. What is there already counts once."""
    with open_workspace(folder) as workspace:
        plan = workspace.costs.import_file(file, dry_run=dry_run)
    say(f"{'would be added' if dry_run else 'added'}: {_figures(plan)}; there already: {plan.known}")


@application.command("remove")
def remove(
    folder: Folder,
    numbers: Annotated[list[int], typer.Argument(help="numbers of the list")],
    why: Annotated[str, typer.Option(help="the reason, kept in the audit; names nobody")] = "",
    dry_run: DryRun = False,
) -> None:
    """Remove costs: all that are named, or none."""
    with open_workspace(folder) as workspace:
        door = workspace.costs
        plan = door.rehearse_removal(numbers) if dry_run else door.remove(numbers, why)
    say(f"{'would be removed' if dry_run else 'removed'}: {_figures(plan)}")


def _figures(plan: CostPlan) -> str:
    sums = ", ".join(_money(one.minor, one.currency) for one in plan.sums)
    return f"{plan.lines} costs ({sums})" if sums else f"{plan.lines} costs"


def _line(line: CostLine) -> str:
    cost = line.cost
    about = cost.touchpoint or cost.channel or "–"
    money = _money(cost.amount_minor, cost.currency)
    return f"{line.number}  {cost.month:%Y-%m}  {cost.scope}  {about}  {money}  {cost.note}".rstrip()


def _money(minor: int, currency: str) -> str:
    digits = digits_of(currency)
    return f"{minor / 10**digits:.{digits}f} {currency}"
