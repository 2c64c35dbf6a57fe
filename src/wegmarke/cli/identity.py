"""`wegmarke identity`: the rules that say who is who."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, say
from wegmarke.domain.identity_rules import Blocking, IdentityPlan, IdentityRules, SharedDevices, parse_limit
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Who is who: limits, blocked values, shared devices.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Number = Annotated[int | None, typer.Option(min=0)]


@application.command("show")
def show(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """Print the rules that hold."""
    with open_workspace(folder) as workspace:
        rules = workspace.identity.rules()
    if format_ is Format.JSON:
        print_json(rules)
        return
    for line in _lines(rules):
        say(line)


@application.command("set")
def change(
    folder: Folder,
    limit: Annotated[list[str] | None, typer.Option(help="kind=5 or kind=5/week; * stands for all others")] = None,
    most_identifiers: Number = None,
    most_neighbours: Number = None,
    most_accounts: Number = None,
    block: Annotated[list[str] | None, typer.Option(help="a value that identifies nobody")] = None,
    unblock: Annotated[list[str] | None, typer.Option(help="a value that may identify somebody again")] = None,
    shared_devices: Annotated[SharedDevices | None, typer.Option(help="whose the time on a device is")] = None,
    look_back_days: Number = None,
    why: Annotated[str, typer.Option(help="the reason, kept in the audit; names nobody")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what it would change")] = False,
) -> None:
    """Change rules, for everything that is stored, and say what that changes."""
    with open_workspace(folder) as workspace:
        before = workspace.identity.rules()
        rules = replace(
            before,
            limits={**before.limits, **dict(parse_limit(text) for text in limit or ())},
            most_identifiers=_or(most_identifiers, before.most_identifiers),
            most_neighbours=_or(most_neighbours, before.most_neighbours),
            most_accounts=_or(most_accounts, before.most_accounts),
            look_back_days=_or(look_back_days, before.look_back_days),
            shared_devices=shared_devices or before.shared_devices,
        )
        blocking = Blocking(tuple(block or ()), tuple(unblock or ()))
        door = workspace.identity
        plan = door.rehearse(rules, blocking) if dry_run else door.change(rules, why, blocking)
    _say_plan(plan, dry_run=dry_run)


@application.command("crowded")
def crowded(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List persons who belong to more accounts at once than the rules allow."""
    with open_workspace(folder) as workspace:
        found = workspace.identity.crowded()
    if format_ is Format.JSON:
        print_json(found)
        return
    for line in found:
        accounts = ", ".join(account.label or f"account {account.account}" for account in line.accounts)
        say(f"{line.person}  {line.label or 'without a name'}: {accounts}")
    say(f"{len(found)} persons")


def _or(number: int | None, before: int) -> int:
    return before if number is None else number


def _lines(rules: IdentityRules) -> list[str]:
    limits = [f"limit {kind}: {limit.most} {limit.per}" for kind, limit in rules.limits.items()]
    return [
        *limits,
        f"most identifiers: {rules.most_identifiers}",
        f"most neighbours: {rules.most_neighbours}",
        f"most accounts: {rules.most_accounts}",
        f"blocked values: {', '.join(value.shown for value in rules.blocked) or 'none beside those that never count'}",
        f"shared devices: {rules.shared_devices}",
        f"look-back: {rules.look_back_days} days",
    ]


def _say_plan(plan: IdentityPlan, *, dry_run: bool) -> None:
    if not plan.is_new:
        say("nothing differs from the rules that hold")
        return
    say(f"the rules {'would be' if dry_run else 'are'} changed")
    say(f"persons: {plan.persons_before} → {plan.persons_after}")
    for found in plan.changes:
        say(f"  {found.links} links: {found.before or 'joined'} → {found.after or 'joined'}")
    say(f"devices whose time is cut otherwise: {plan.devices}, with {plan.events} events that change hands")
