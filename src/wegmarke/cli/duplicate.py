"""`wegmarke duplicate`: records that are probably one person or account, laid side by side and decided."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, progress_bar, say
from wegmarke.domain.duplicates import ComparedValue, DuplicateLine, DuplicatePage, Review
from wegmarke.domain.persons import FigureChange
from wegmarke.workspace import Workspace, open_workspace


class Subject(StrEnum):
    """What is compared."""

    PERSON = "person"
    ACCOUNT = "account"


application = typer.Typer(help="Records that are probably one person or account.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Left = Annotated[int, typer.Argument(help="number of one record, as the list prints it")]
Right = Annotated[int, typer.Argument(help="number of the other record")]
Compared = Annotated[Subject, typer.Option("--subject", help="person or account")]
Reason = Annotated[str, typer.Option("--reason", help="a few words that stay with the decision; they must name nobody")]


@application.command()
def find(folder: Folder, subject: Compared = Subject.PERSON, format_: FormatOption = Format.TABLE) -> None:
    """Compare all records anew; what was decided is not suggested again."""
    with open_workspace(folder) as workspace, progress_bar("records") as bar:
        task = bar.add_task("records", total=None)
        found = workspace.duplicates.find(
            subject.value, progress=lambda done, total: bar.update(task, completed=done, total=total or None)
        )
        page = workspace.duplicates.list(subject.value, size=1)
    if format_ is Format.JSON:
        print_json(found)
        return
    say(f"{found.records} records compared, {found.pairs} pairs kept, {page.total} to decide")
    if page.total:
        say(f"Next: wegmarke duplicate list {folder}{_option(subject)}")


@application.command("list")
def list_(
    folder: Folder,
    subject: Compared = Subject.PERSON,
    review: Annotated[Review, typer.Option(help="undecided, confirmed or refused")] = Review.UNDECIDED,
    threshold: Annotated[float | None, typer.Option(help="least probability, from 0.05; else 0.5")] = None,
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List pairs, the most probable first."""
    with open_workspace(folder) as workspace:
        found = workspace.duplicates.list(subject.value, review, threshold, page=page, size=size)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    print_rows(pa.Table.from_pylist([_line(line, zone) for line in found.lines]), format_)
    if format_ is Format.TABLE:
        _say_page(found, folder, subject)


@application.command()
def show(
    folder: Folder, left: Left, right: Right, subject: Compared = Subject.PERSON, format_: FormatOption = Format.TABLE
) -> None:
    """Print one pair side by side, with what speaks for and against it."""
    with open_workspace(folder) as workspace:
        found = workspace.duplicates.get(subject.value, left, right)
    if format_ is Format.JSON:
        print_json(found)
        return
    print_rows(pa.Table.from_pylist([_value(value) for value in found.values]), format_)
    if format_ is Format.TABLE:
        line = found.line
        chance = "" if line.probability is None else f"; probability {line.probability:.3f}"
        said = f"; {line.verdict.value} by {line.decided_by}" if line.verdict else ""
        say(f"{subject.value} {line.first.number} and {line.second.number}{chance}{said}")


@application.command()
def confirm(
    folder: Folder,
    left: Left,
    right: Right,
    subject: Compared = Subject.PERSON,
    reason: Reason = "",
    yes: Annotated[bool, typer.Option("--yes", help="do it; without it the plan is shown")] = False,
) -> None:
    """Treat both as one; all analyses follow."""
    with open_workspace(folder) as workspace:
        if not yes:
            print_rows(pa.Table.from_pylist(_plan(workspace, subject, left, right)), Format.TABLE)
            say("This is a plan; nothing was changed. Add --yes to do it.")
            return
        number = workspace.duplicates.confirm(subject.value, left, right, reason)
    say(f"{left} and {right} are one now: {subject.value} {number}")


@application.command()
def refuse(folder: Folder, left: Left, right: Right, subject: Compared = Subject.PERSON, reason: Reason = "") -> None:
    """Say that both are two; they are not suggested again."""
    with open_workspace(folder) as workspace:
        workspace.duplicates.refuse(subject.value, left, right, reason)
    say(f"{left} and {right} stay two; they are not suggested again")


@application.command()
def reopen(
    folder: Folder,
    left: Left,
    right: Right,
    subject: Compared = Subject.PERSON,
    reason: Reason = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what it would change, and change nothing")] = False,
) -> None:
    """Take a decision back; what it joined is two again."""
    with open_workspace(folder) as workspace:
        if dry_run:
            print_rows(pa.Table.from_pylist(_plan_apart(workspace, subject, left, right)), Format.TABLE)
            say("This is a plan; nothing was changed. Leave --dry-run away to do it.")
            return
        workspace.duplicates.reopen(subject.value, left, right, reason)
    say(f"{left} and {right}: nothing is decided any more")


def _say_page(found: DuplicatePage, folder: Path, subject: Subject) -> None:
    if found.search.found_at is None:
        say(f"Nobody has searched yet. Next: wegmarke duplicate find {folder}{_option(subject)}")
        return
    quality = found.quality
    say(f"{len(found.lines)} of {found.total} pairs")
    if quality.estimated_precision is not None and quality.estimated_recall is not None:
        say(
            f"From {quality.threshold:g}: {quality.estimated_precision:.0%} right and {quality.estimated_recall:.0%} "
            f"found by estimate; {quality.confirmed} of {quality.decided} decided pairs confirmed"
        )


def _option(subject: Subject) -> str:
    return "" if subject is Subject.PERSON else f" --subject {subject.value}"


def _line(line: DuplicateLine, zone: ZoneInfo) -> dict[str, object]:
    row: dict[str, object] = {
        "left": line.left,
        "right": line.right,
        "probability": line.probability,
        "first": line.first.label,
        "second": line.second.label,
    }
    if line.verdict is None:
        return {**row, **{f"speaks_{side}": text for side, text in _reasons(line).items()}}
    day = f"{line.decided_at.astimezone(zone):%Y-%m-%d}" if line.decided_at else None
    return {**row, "decided": line.verdict.value, "day": day, "by": line.decided_by, "reason": line.why}


def _reasons(line: DuplicateLine) -> dict[str, str]:
    """Return what speaks most for and against a pair, three properties each."""
    said = sorted(line.agreements, key=lambda agreement: -abs(agreement.speaks))
    sides = {"for": [one for one in said if one.speaks > 0], "against": [one for one in said if one.speaks < 0]}
    return {side: ", ".join(f"{one.column} {one.level}" for one in chosen[:3]) for side, chosen in sides.items()}


def _value(value: ComparedValue) -> dict[str, object]:
    return {
        "property": value.column,
        "left": "withheld" if value.is_withheld else value.left,
        "right": "withheld" if value.is_withheld else value.right,
        "level": value.level or None,
        "speaks": f"{value.speaks:+.1f}" if value.level else None,
    }


def _plan(workspace: Workspace, subject: Subject, left: int, right: int) -> list[dict[str, object]]:
    if subject is Subject.PERSON:
        return [_figure(change) for change in workspace.duplicates.plan(left, right).figures]
    return [_figure(change) for change in workspace.duplicates.plan_accounts(left, right).figures]


def _plan_apart(workspace: Workspace, subject: Subject, left: int, right: int) -> list[dict[str, object]]:
    if subject is Subject.ACCOUNT:
        return [_figure(change) for change in workspace.duplicates.plan_apart(left, right).figures]
    joined = workspace.duplicates.get(subject.value, left, right).line.joined
    return [_figure(change) for change in workspace.persons.plan_split(*joined).figures] if joined else []


def _figure(change: FigureChange) -> dict[str, object]:
    return {
        "number": change.figure.value,
        "account": change.account.label if change.account else None,
        "now": change.before,
        "then": change.after,
    }
