"""`wegmarke rejected`: rows and events that were not accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_values, read_text, say
from wegmarke.domain import UsageError
from wegmarke.domain.views import RejectedChoice, ReplayReport
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Rejected events: see, correct, replay, erase.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Id = Annotated[str, typer.Argument(help="id of the row, as the list prints it")]
MaybeId = Annotated[str, typer.Argument(help="id of a row; else the options choose")]
Source = Annotated[str, typer.Option("--source", help="of this source only")]
Reason = Annotated[str, typer.Option("--reason", help="with this reason only, e.g. wrong_type")]
File = Annotated[str, typer.Option("--file", help="of this file or door only")]
Search = Annotated[str, typer.Option("--search", help="with this text in file, message or payload")]
Everything = Annotated[bool, typer.Option("--all", help="really all, without any choice")]


@application.command("list")
def list_(
    folder: Folder,
    source: Source = "",
    reason: Reason = "",
    file: File = "",
    search: Search = "",
    replayed: Annotated[bool, typer.Option("--replayed", help="those that were replayed")] = False,
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List rejected rows."""
    choice = RejectedChoice(source, reason, file, search, "replayed" if replayed else "open")
    with open_workspace(folder) as workspace:
        page = workspace.rejected.page(choice, size=size)
    if format_ is not Format.TABLE:
        print_values(page.rows, format_)
        return
    lines = [
        {"id": row.id, "source": row.source, "file": row.file, "line": row.line, "reason": row.reason,
         "outcome": row.outcome, "message": row.message}
        for row in page.rows
    ]  # fmt: skip
    print_values(lines, format_)
    say(f"{len(lines)} of {page.total} rows" if lines else "No rejected row fits.")


@application.command()
def groups(
    folder: Folder, source: Source = "", reason: Reason = "", file: File = "", format_: FormatOption = Format.TABLE
) -> None:
    """Count rejected rows by source, file and reason."""
    with open_workspace(folder) as workspace:
        print_values(workspace.rejected.groups(RejectedChoice(source, reason, file, state="open")), format_)


@application.command()
def show(folder: Folder, row_id: Id) -> None:
    """Print one row as JSON, with its payload."""
    with open_workspace(folder) as workspace:
        print_json(workspace.rejected.get(row_id))


@application.command()
def edit(
    folder: Folder,
    row_id: Id,
    file: Annotated[Path, typer.Argument(help="corrected payload, a JSON file")],
) -> None:
    """Keep a corrected payload beside the one that came."""
    text = read_text(file)
    with open_workspace(folder) as workspace:
        workspace.rejected.edit(row_id, text.strip())
    say(f"{row_id}: corrected. Next: wegmarke rejected replay {folder} {row_id}")


@application.command()
def replay(
    folder: Folder,
    row_id: MaybeId = "",
    source: Source = "",
    reason: Reason = "",
    file: File = "",
    search: Search = "",
    all_: Everything = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Offer rows again: one, or all that fit; replaying twice adds nothing."""
    choice = _chosen(row_id, RejectedChoice(source, reason, file, search), all_=all_)
    with open_workspace(folder) as workspace:
        report = workspace.rejected.replay(row_id) if row_id else workspace.rejected.replay_all(choice)
    if format_ is Format.JSON:
        print_json(report)
    else:
        _describe(report)
    if row_id and report.refused:
        raise typer.Exit(1)


@application.command()
def erase(
    folder: Folder,
    row_id: MaybeId = "",
    source: Source = "",
    reason: Reason = "",
    file: File = "",
    search: Search = "",
    all_: Everything = False,
    yes: Annotated[bool, typer.Option("--yes", help="do it; without it the plan is shown")] = False,
) -> None:
    """Erase rows with everything they held; the books keep their count."""
    choice = _chosen(row_id, RejectedChoice(source, reason, file, search), all_=all_)
    with open_workspace(folder) as workspace:
        if not yes:
            total = 1 if row_id and workspace.rejected.get(row_id) else workspace.rejected.page(choice, size=1).total
            say(f"{total} rows would be erased for good; nothing was changed. Add --yes to do it.")
            return
        erased = workspace.rejected.erase(row_id) if row_id else workspace.rejected.erase_all(choice)
    say(f"{erased} rows erased")


@application.command()
def expire(
    folder: Folder,
    days: Annotated[int | None, typer.Option(help="else the setting rejected_days", min=0)] = None,
) -> None:
    """Erase rows whose time is over; the same happens whenever the workspace is opened."""
    with open_workspace(folder) as workspace:
        kept = workspace.settings.rejected_days if days is None else days
        erased = workspace.rejected.erase_old(days)
    say(f"{erased} rows older than {kept} days erased")


def _chosen(row_id: str, choice: RejectedChoice, *, all_: bool) -> RejectedChoice:
    """Return the choice; exactly one of id, choice and all must be given."""
    given = [bool(row_id), choice != RejectedChoice(), all_]
    if sum(given) != 1:
        raise UsageError(
            "expected the id of a row, or --source, --reason, --file or --search, or --all; "
            f"got {'none' if not any(given) else 'more than one'} of them. Nothing was changed."
        )
    return choice


def _describe(report: ReplayReport) -> None:
    say(f"{report.accepted} accepted, {report.refused} refused again, {report.skipped} skipped")
    for message in report.messages:
        say(f"  {message}")
    if report.skipped:
        say("Skipped: replayed before, or rows of files, which are corrected there and imported again.")
