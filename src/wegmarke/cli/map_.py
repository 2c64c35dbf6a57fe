"""`wegmarke map`: journey maps in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_values, read_text, say
from wegmarke.domain import Language, UsageError
from wegmarke.workspace import dump_map, lint_map, load_map, open_workspace

application = typer.Typer(help="Journey maps in and out.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
MapId = Annotated[str, typer.Argument(help="id of the map")]


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


@application.command("import")
def import_(folder: Folder, file: Annotated[Path, typer.Argument(help="YAML or JSON document")]) -> None:
    """Import a map document; one with the same id is replaced."""
    text = read_text(file)
    with open_workspace(folder) as workspace:
        document = workspace.maps.put(text)
        numbers = workspace.maps.numbers(document.id)
    say(f"{document.id}: {len(document.phases)} phases, {len(document.touchpoints)} touchpoints")
    say(f"{numbers.recognised} of {numbers.events} events are recognised by its touchpoints")
    for hint in lint_map(document):
        say(f"hint: {hint.where}: {hint.text.get(Language.EN)}")


@application.command()
def export(folder: Folder, map_id: MapId, file: Annotated[Path, typer.Argument(help="ending .yaml")]) -> None:
    """Write a map document to a file."""
    if file.suffix not in (".yaml", ".yml"):
        raise UsageError(f"file: expected the ending .yaml; got {file.name!r}.")
    with open_workspace(folder) as workspace:
        document = workspace.maps.get(map_id)
    file.write_text(dump_map(document), encoding="utf-8")
    say(f"{file} written")


@application.command()
def lint(folder: Folder, map_id: MapId) -> None:
    """Say what a careful reader would ask about a map."""
    with open_workspace(folder) as workspace:
        document = workspace.maps.get(map_id)
    hints = lint_map(document)
    for hint in hints:
        say(f"{hint.where}: {hint.text.get(Language.EN)}")
    if not hints:
        say("No hints.")


@application.command()
def numbers(
    folder: Folder,
    map_id: MapId,
    by: Annotated[str, typer.Option(help="person or account")] = "account",
) -> None:
    """Print the measured numbers of a map's cells as JSON."""
    with open_workspace(folder) as workspace:
        print_json(workspace.maps.numbers(map_id, by=by))


@application.command()
def check(file: Annotated[Path, typer.Argument(help="YAML or JSON document")]) -> None:
    """Check a map document without a workspace."""
    document = load_map(read_text(file))
    say(f"{document.id}: {len(document.phases)} phases, {len(document.touchpoints)} touchpoints, no problems")
