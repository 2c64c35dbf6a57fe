"""`wegmarke source`: files in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_values, progress_bar, say
from wegmarke.domain.views import ImportReport, RejectedGroup
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Import files.", no_args_is_help=True)


@application.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="workspace folder")],
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX, Parquet, JSONL or XES files; text also with gzip")],
    recipe: Annotated[Path, typer.Option("--recipe", help="which rows become which events")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="read and check everything, write nothing")] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Import files by a recipe; the same files twice add nothing."""
    with open_workspace(folder) as workspace, progress_bar("rows") as bar:
        task = bar.add_task("rows", total=None)
        report = workspace.sources.import_files(
            tuple(file.resolve() for file in files),
            recipe.resolve(),
            dry_run=dry_run,
            progress=lambda done, total: bar.update(task, completed=done, total=total or None),
        )
    if format_ is Format.JSON:
        print_json(report)
    else:
        _describe(report)


@application.command()
def rejected(
    folder: Annotated[Path, typer.Argument(help="workspace folder")],
    limit: Annotated[int, typer.Option(help="how many rows", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List what was not accepted, with file, line, reason and remedy."""
    with open_workspace(folder) as workspace:
        groups, rows = workspace.rejected.groups(), workspace.rejected.rows(limit=limit)
    if format_ is not Format.TABLE:
        print_values(rows, format_)
        return
    for group in groups:
        say(_sentence(group))
    if not groups:
        say("Nothing was rejected.")


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
