"""`wegmarke account`: the accounts and their timelines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, say
from wegmarke.domain import Language, Money
from wegmarke.domain.accounts import AccountFacts, Membership
from wegmarke.domain.views import AccountLine, TimelineEntry
from wegmarke.i18n import Formats, translator
from wegmarke.workspace import finding_words, open_workspace

application = typer.Typer(help="Accounts and what happened at each.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
_FORMATS = Formats(Language.EN)


@application.command("list")
def list_(
    folder: Folder,
    search: Annotated[str, typer.Option(help="part of the name")] = "",
    sort: Annotated[str, typer.Option(help="last, first, touches, persons or label")] = "last",
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List accounts."""
    with open_workspace(folder) as workspace:
        page = workspace.accounts.list(search=search, sort=sort, size=size)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(page.lines)
    else:
        print_rows(pa.Table.from_pylist([_line(line, zone) for line in page.lines]), format_)
    if format_ is Format.TABLE:
        say(f"{len(page.lines)} of {page.total} accounts; days in {zone.key}")


@application.command()
def timeline(
    folder: Folder,
    account: Annotated[int, typer.Argument(help="number of the account")],
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(min=1)] = 100,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print what happened at an account, oldest first."""
    with open_workspace(folder) as workspace:
        found = workspace.accounts.timeline(account, page=page, size=size)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    print_rows(pa.Table.from_pylist([_told(one, zone) for one in found.entries]), format_)
    if format_ is Format.TABLE:
        say(f"{found.account.label}: {len(found.entries)} of {found.total} events; times in {zone.key}")


@application.command()
def show(
    folder: Folder,
    account: Annotated[int, typer.Argument(help="number of the account")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print what is known about an account, and who belongs to it."""
    with open_workspace(folder) as workspace:
        found = workspace.account_facts.get(account)
        belonging = workspace.account_facts.memberships(account=account, size=1000)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json({"account": found, "memberships": belonging.lines})
        return
    if format_ is Format.TABLE:
        say(_described(found))
    print_rows(pa.Table.from_pylist([_membership(one, zone) for one in belonging.lines]), format_)


@application.command()
def problems(
    folder: Folder,
    code: Annotated[str, typer.Option(help="only findings of this code")] = "",
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print what contradicts itself or says too little in the data about accounts."""
    with open_workspace(folder) as workspace:
        found = workspace.account_facts.problems(code=code, page=page, size=size)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    t = translator(Language.EN)
    rows = [{"code": one.code.value, "finding": finding_words(one, t, zone)} for one in found.findings]
    print_rows(pa.Table.from_pylist(rows), format_)
    if format_ is Format.TABLE:
        say(f"{len(rows)} of {found.total} findings; days in {zone.key}")


def _described(found: AccountFacts) -> str:
    parts = {
        "domain": found.domain,
        "debtor number": found.debtor_number,
        "legal entity": found.legal_entity,
        "parent": found.parent.label if found.parent else None,
        "group": found.head.label if found.head else "unknown, its parents go round in a circle",
    }
    return "; ".join([found.account.label, *(f"{name}: {text}" for name, text in parts.items() if text)])


def _membership(one: Membership, zone: ZoneInfo) -> dict[str, object]:
    return {
        "person": one.person.label,
        "role": one.role,
        "from": _day(one.from_at, zone) if one.from_at else None,
        "to": _day(one.to_at, zone) if one.to_at else None,
        "source": one.source,
        "problem": one.problem.value if one.problem else None,
    }


def _line(line: AccountLine, zone: ZoneInfo) -> dict[str, object]:
    return {
        "account": line.account,
        "label": line.label,
        "phase": line.phase,
        "touches": line.touches,
        "persons": line.persons,
        "first": _day(line.first_at, zone),
        "last": _day(line.last_at, zone),
        "value": _money(line.values),
    }


def _told(one: TimelineEntry, zone: ZoneInfo) -> dict[str, object]:
    local = one.occurred_at.astimezone(zone)
    return {
        "occurred": _day(local, zone) if one.precision == "day" else f"{local:%Y-%m-%d %H:%M}",
        "event": one.event,
        "touchpoint": one.touchpoint,
        "phase": one.phase,
        "channel": one.channel,
        "person": one.person_label or None,
        "value": _money((one.value,) if one.value else ()),
        "properties": ", ".join(f"{name}={value}" for name, value in sorted(one.properties.items())),
    }


def _day(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d}"


def _money(values: tuple[Money, ...]) -> str | None:
    return " + ".join(_FORMATS.money(value) for value in values) or None
