"""`wegmarke source`: files in, and keys for systems that send events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, complain, print_json, print_values, progress_bar, say
from wegmarke.domain import UsageError
from wegmarke.domain.views import ImportReport, RejectedGroup
from wegmarke.domain.write_keys import KeyKind
from wegmarke.workspace import guess_recipe, open_workspace

application = typer.Typer(help="Import files, make write keys.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
_STOPPED = 130
"""Exit code after Ctrl-C, as shells expect it."""


@application.command("import")
def import_(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX, Parquet, JSONL or XES files; text also with gzip")],
    recipe: Annotated[Path, typer.Option("--recipe", help="which rows become which events")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="read and check everything, write nothing")] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Import files by a recipe; the same files twice add nothing."""
    try:
        with open_workspace(folder) as workspace, progress_bar("rows") as bar:
            task = bar.add_task("rows", total=None)
            report = workspace.sources.import_files(
                tuple(file.resolve() for file in files),
                recipe.resolve(),
                dry_run=dry_run,
                progress=lambda done, total: bar.update(task, completed=done, total=total or None),
            )
    except (KeyboardInterrupt, RuntimeError) as error:
        # The analytic engine answers Ctrl-C with an error of its own.
        if isinstance(error, RuntimeError) and "interrupted" not in str(error).casefold():
            raise
        complain("Stopped. What was accepted so far is kept; start the same command again to go on.")
        raise typer.Exit(_STOPPED) from None
    if format_ is Format.JSON:
        print_json(report)
    else:
        _describe(report)


@application.command()
def key(
    folder: Folder,
    kind: Annotated[KeyKind | None, typer.Option(help="where the key will live")] = None,
    name: Annotated[str, typer.Option(help="source its events belong to; else the kind")] = "",
    event: Annotated[list[str] | None, typer.Option(help="event a browser may send; may stand several times")] = None,
    days: Annotated[int | None, typer.Option(help="after which it expires", min=1)] = None,
    replaces: Annotated[int | None, typer.Option(help="number of a key that goes on for a while, then expires")] = None,
    overlap_hours: Annotated[int, typer.Option(help="how long that key goes on", min=0)] = 48,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Make a write key and print it once."""
    if (kind is None) == (replaces is None):
        raise UsageError("key: expected either --kind or --replaces; give exactly one of them.")
    with open_workspace(folder) as workspace:
        if kind is None:
            made = workspace.keys.replace(replaces or 0, overlap_hours=overlap_hours)
        else:
            made = workspace.keys.make(kind, name or kind.value, event_types=tuple(event or ()), lifetime_days=days)
    if format_ is Format.JSON:
        print_json(made)
        return
    say(f"{made.key.kind} key {made.key.number} for source {made.key.name!r}. It is shown this once:")
    say(made.text)


@application.command()
def keys(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List write keys, without their texts."""
    with open_workspace(folder) as workspace:
        print_values(workspace.keys.list(), format_)


@application.command()
def revoke(folder: Folder, number: Annotated[int, typer.Argument(help="number of the key")]) -> None:
    """Take a write key back at once."""
    with open_workspace(folder) as workspace:
        revoked = workspace.keys.revoke(number)
    say(f"key {revoked.number} ({revoked.hint}) opens nothing any more")


def _describe(report: ImportReport) -> None:
    say(f"{report.rows} rows read in {report.seconds:.1f} s")
    if report.dry_run:
        say(f"dry run, nothing written: {report.received - report.rejected} events would be offered")
    else:
        say(
            f"{report.received} received = {report.stored} stored + {report.duplicate} duplicate + "
            f"{report.conflict} conflict + {report.rejected} rejected"
        )
    for name, count in report.events.items():
        say(f"  {count:>9} {name}")
    for notice in report.notices:
        say(f"note: {notice}")
    for group in report.rejects:
        say(_sentence(group))


def _sentence(group: RejectedGroup) -> str:
    kind = "kept aside" if group.reason == "conflict" else "rejected"
    # messages of files name file and line themselves; with several rows it is the first of them
    place = f"{_place(group)}: " if group.rows > 1 or not group.message.startswith(group.file) else ""
    return f"{kind}: {group.rows} × {group.reason}, {place}{group.message}"


def _place(group: RejectedGroup) -> str:
    if group.first_line is None:
        return group.file
    lines = f"line {group.first_line}" if group.rows == 1 else f"lines {group.first_line} to {group.last_line}"
    return f"{group.file} {lines}"


@application.command()
def guess(
    file: Annotated[Path, typer.Argument(help="file of another system, of any kind that can be imported")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print a recipe for a file, guessed from its first rows; correct it and import with it."""
    found = guess_recipe(file)
    if format_ is Format.JSON:
        print_json(found)
        return
    typer.echo(found.recipe, nl=False)
    for notice in found.notices:
        typer.echo(f"note: {notice}", err=True)
    if found.bad:
        typer.echo(f"note: {found.bad} rows at the start of the file cannot be read", err=True)
