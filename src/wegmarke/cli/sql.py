"""`wegmarke sql`: one question in SQL over the documented views."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, complain, print_rows
from wegmarke.workspace import open_workspace


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("sql")(_sql)


def _sql(
    folder: Annotated[Path, typer.Argument(help="workspace folder")],
    statement: Annotated[str, typer.Argument(help="one SELECT over the views of docs/sql.md")],
    format_: FormatOption = Format.TABLE,
    rows: Annotated[int, typer.Option(help="rows at most")] = 10_000,
    seconds: Annotated[float, typer.Option(help="seconds at most")] = 30,
) -> None:
    """Ask one question in SQL; nothing can be changed by it."""
    with open_workspace(folder) as workspace:
        answer = workspace.sql.select(statement, rows, seconds)
    print_rows(answer.rows, format_)
    if answer.is_cut:
        complain(f"There are more rows; only the first {answer.rows.num_rows:,} are shown. Raise --rows.")
