"""`wegmarke map`: journey maps in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_values, read_text, say
from wegmarke.domain import Language
from wegmarke.workspace import dump_map, lint_map, load_map, map_schema, open_workspace

application = typer.Typer(help="Journey maps in and out.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
MapId = Annotated[str, typer.Argument(help="id of the map")]
Version = Annotated[int | None, typer.Option("--version", help="a version; else the one that stands for the map")]
Who = Annotated[str, typer.Option("--who", help="who does it, for the list of versions")]
Why = Annotated[str, typer.Option("--why", help="the reason, likewise")]


@application.command("list")
def list_(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List the maps, the reference map first."""
    with open_workspace(folder) as workspace:
        summaries = workspace.maps.list()
    if format_ is not Format.TABLE:
        print_values(summaries, format_)
        return
    for summary in summaries:
        say(f"{summary.id}  {summary.status}  {summary.title.get(Language.EN)}")
    if not summaries:
        say(f"No map yet. Import one with `wegmarke map import {folder} FILE`.")


@application.command()
def show(folder: Folder, map_id: MapId, version: Version = None) -> None:
    """Print a map as a document: the version that stands for it, or another."""
    with open_workspace(folder) as workspace:
        document = workspace.maps.get(map_id, version)
    print(dump_map(document), end="")  # noqa: T201


@application.command()
def lint(folder: Folder, map_id: MapId, format_: FormatOption = Format.TABLE) -> None:
    """Say what a careful reader would ask about a map."""
    with open_workspace(folder) as workspace:
        document = workspace.maps.get(map_id)
    hints = lint_map(document)
    if format_ is not Format.TABLE:
        print_values(hints, format_)
        return
    for hint in hints:
        say(f"{hint.where}: {hint.text.get(Language.EN)}")
    if not hints:
        say("No hints.")


@application.command()
def numbers(
    folder: Folder,
    map_id: MapId,
    by: Annotated[str, typer.Option(help="person, account, buying_group, opportunity or order")] = "account",
) -> None:
    """Print the measured numbers of a map's cells as JSON."""
    with open_workspace(folder) as workspace:
        print_json(workspace.maps.numbers(map_id, by=by))


@application.command()
def check(file: Annotated[Path, typer.Argument(help="YAML or JSON document")]) -> None:
    """Check a map document without a workspace."""
    document = load_map(read_text(file))
    say(f"{document.id}: {len(document.phases)} phases, {len(document.touchpoints)} touchpoints, no problems")


@application.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of a map document."""
    print_json(map_schema())
