"""`wegmarke internal`: who is one of our own, so that analyses leave their touches out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, say
from wegmarke.domain import UsageError
from wegmarke.domain.internal_names import InternalKind, InternalLine, InternalName, InternalPlan
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Who is one of our own: mail domains, accounts, persons.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Domain = Annotated[str | None, typer.Option(help="everybody with a mail address there: ours.example")]
Account = Annotated[str | None, typer.Option(help="number of an account: what happened at it")]
Person = Annotated[str | None, typer.Option(help="number of a person")]
Why = Annotated[str, typer.Option(help="the reason, kept in the audit; names nobody")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what it would change")]


@application.command("list")
def list_(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List the names."""
    with open_workspace(folder) as workspace:
        found = workspace.internal.list()
    if format_ is Format.JSON:
        print_json(found)
        return
    for line in found:
        say(_line(line))
    say(f"{len(found)} names")


@application.command("add")
def add(
    folder: Folder,
    domain: Domain = None,
    account: Account = None,
    person: Person = None,
    why: Why = "",
    dry_run: DryRun = False,
) -> None:
    """Name one of our own, and say what that changes."""
    name = _name(domain, account, person)
    with open_workspace(folder) as workspace:
        plan = workspace.internal.rehearse(name) if dry_run else workspace.internal.add(name, why)
    if not plan.is_new:
        say(f"{_words(plan.name)} is named already")
        return
    say(f"{_words(plan.name)} {'would be' if dry_run else 'is'} named; left out of analyses: {_figures(plan)}")


@application.command("remove")
def remove(
    folder: Folder,
    domain: Domain = None,
    account: Account = None,
    person: Person = None,
    why: Why = "",
    dry_run: DryRun = False,
) -> None:
    """Take a name back, and say what that changes."""
    name = _name(domain, account, person)
    with open_workspace(folder) as workspace:
        door = workspace.internal
        plan = door.rehearse(name, is_removed=True) if dry_run else door.remove(name, why)
    if not plan.is_new:
        say(f"{_words(plan.name)} is not named")
        return
    say(f"{_words(plan.name)} {'would be' if dry_run else 'is'} taken back; counted again: {_figures(plan)}")


def _name(domain: str | None, account: str | None, person: str | None) -> InternalName:
    given = {InternalKind.DOMAIN: domain, InternalKind.ACCOUNT: account, InternalKind.PERSON: person}
    named = [InternalName(kind, text) for kind, text in given.items() if text is not None]
    if len(named) != 1:
        raise UsageError(f"internal: expected one of --domain, --account and --person; got {len(named)}. Give one.")
    return named[0]


def _words(name: InternalName) -> str:
    return f"{name.kind} {name.name}"


def _figures(plan: InternalPlan) -> str:
    return f"{plan.touches} touches ({plan.events} events) of {plan.persons} persons"


def _line(line: InternalLine) -> str:
    words = [f"{line.kind} {line.name}"]
    if line.label:
        words.append(line.label)
    if line.kind is InternalKind.DOMAIN:
        words.append(f"{line.persons} persons")
    words.append(f"since {line.at:%Y-%m-%d}, by {line.by}")
    if line.why:
        words.append(line.why)
    return "  ".join(words)
