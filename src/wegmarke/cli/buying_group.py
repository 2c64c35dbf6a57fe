"""`wegmarke buying-group`: who decides on one solution at one account, and which chairs are empty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, say
from wegmarke.domain import UsageError
from wegmarke.domain.accounts import BuyingGroup, RoleSeat
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Buying groups: roles, persons, empty chairs.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Need = Annotated[
    list[str] | None, typer.Option("--need", help="needed role and number of persons, decider=1; may be repeated")
]


@application.command("list")
def list_(
    folder: Folder,
    account: Annotated[int | None, typer.Option(help="number of an account")] = None,
    need: Need = None,
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List buying groups."""
    with open_workspace(folder) as workspace:
        found = workspace.buying_groups.list(account=account, needed=_needed(need), page=page, size=size)
    if format_ is Format.JSON:
        print_json(found.groups)
    else:
        print_rows(pa.Table.from_pylist([_line(group) for group in found.groups]), format_)
    if format_ is Format.TABLE:
        say(f"{len(found.groups)} of {found.total} buying groups")


@application.command()
def show(
    folder: Folder,
    account: Annotated[int, typer.Argument(help="number of the account")],
    solution: Annotated[str, typer.Argument(help="the solution")],
    opportunity: Annotated[str | None, typer.Option(help="number of one opportunity")] = None,
    need: Need = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print the roles of one buying group, who holds them, and which are missing."""
    with open_workspace(folder) as workspace:
        group = workspace.buying_groups.get(account, solution, opportunity=opportunity, needed=_needed(need))
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(group)
        return
    print_rows(pa.Table.from_pylist([_seat(group, seat, zone) for seat in group.seats]), format_)
    if format_ is Format.TABLE:
        share = "no roles needed" if group.completeness is None else f"{group.completeness} % complete"
        say(f"{group.account.label}, {solution}: {share}; days in {zone.key}")


def _line(group: BuyingGroup) -> dict[str, object]:
    return {
        "account": group.account.number,
        "label": group.account.label,
        "solution": group.solution,
        "persons": len({one.person.number for one in group.holders}),
        "open_opportunities": group.open_opportunities,
        "complete_percent": group.completeness,
        "missing": ", ".join(seat.role for seat in group.seats if seat.missing) or None,
    }


def _seat(group: BuyingGroup, seat: RoleSeat, zone: ZoneInfo) -> dict[str, object]:
    persons = dict.fromkeys(one.person.label for one in group.holders if one.role == seat.role)
    return {
        "role": seat.role,
        "needed": seat.needed,
        "assigned": seat.assigned,
        "missing": seat.missing,
        "persons": ", ".join(persons) or None,
        "last_touch": f"{seat.last_touch_at.astimezone(zone):%Y-%m-%d}" if seat.last_touch_at else None,
    }


def _needed(need: list[str] | None) -> dict[str, int] | None:
    if not need:
        return None
    found: dict[str, int] = {}
    for text in need:
        role, _, count = text.partition("=")
        if not count.isascii() or not count.isdigit():
            raise UsageError(f"--need: expected a role and a number, such as decider=1; got {text!r}.")
        found[role] = int(count)
    return found
