"""`wegmarke account`: the accounts and their timelines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_values
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Accounts and what happened at each.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]


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
        print_values(workspace.accounts.list(search=search, sort=sort, size=size).lines, format_)


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
    if format_ is Format.JSON:
        print_json(found)
    else:
        print_values(found.entries, format_)
