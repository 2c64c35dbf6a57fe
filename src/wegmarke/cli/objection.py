"""`wegmarke objection`: who objects to profiling."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, say
from wegmarke.cli.period import read_day
from wegmarke.domain.objections import ObjectionPlan, ObjectionPurpose
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Objections of persons: to profiling.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Person = Annotated[int, typer.Argument(help="number of a person")]
Purpose = Annotated[ObjectionPurpose, typer.Option(help="to what")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what it would change")]


@application.command("list")
def list_(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List all objections, those that were withdrawn among them."""
    with open_workspace(folder) as workspace:
        found = workspace.objections.list()
    if format_ is Format.JSON:
        print_json(found)
        return
    for one in found:
        until = f", withdrawn {one.withdrawn_at:%Y-%m-%d}" if one.withdrawn_at else ""
        whom = one.label or (f"person {one.person}" if one.person else "nobody any more")
        say(f"{one.purpose.value}  {whom}  since {one.since:%Y-%m-%d}, {one.source}{until}")
    say(f"{len(found)} objections")


@application.command()
def add(
    folder: Folder,
    person: Person,
    source: Annotated[str, typer.Option(help="how it became known: mail, phone, form")] = "",
    purpose: Purpose = ObjectionPurpose.PROFILING,
    since: Annotated[str | None, typer.Option(help="the beginning of this day; else now")] = None,
    dry_run: DryRun = False,
) -> None:
    """Write an objection down; it holds at once."""
    with open_workspace(folder) as workspace:
        door = workspace.objections
        if dry_run:
            plan = door.rehearse(person, purpose)
        else:
            day = read_day(since, "--since", workspace.settings.time_zone)
            plan = door.add(person, purpose, source=source, since=day)
    _say(plan, "would be written down" if dry_run else "is written down", "objects already")


@application.command()
def withdraw(
    folder: Folder, person: Person, purpose: Purpose = ObjectionPurpose.PROFILING, dry_run: DryRun = False
) -> None:
    """Take a person's objections back; they stay in the history."""
    with open_workspace(folder) as workspace:
        door = workspace.objections
        plan = door.rehearse(person, purpose, is_withdrawn=True) if dry_run else door.withdraw(person, purpose)
    _say(plan, "would be withdrawn" if dry_run else "is withdrawn", "does not object")


def _say(plan: ObjectionPlan, done: str, nothing: str) -> None:
    if not plan.is_new:
        say(f"person {plan.person} {nothing}")
        return
    concerned = f"{plan.touches} touches at {plan.accounts} accounts"
    say(f"person {plan.person}: objection to {plan.purpose.value} {done}; {concerned}")
    if plan.models:
        say(f"  {plan.models} models were fitted before; fit them again")
