"""`wegmarke score`: who is engaged, who fits, and what a score is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, read_text, say
from wegmarke.cli.period import read_day
from wegmarke.domain import Language
from wegmarke.domain.scores import ScorePlan, ScoreUnit, SubjectScore
from wegmarke.workspace import load_score, open_workspace

application = typer.Typer(help="Scores: documents, values, what they are made of.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
File = Annotated[Path, typer.Argument(help="YAML or JSON document")]
Name = Annotated[str, typer.Argument(help="id of a score: engagement, fit, grade or your own")]
Unit = Annotated[ScoreUnit, typer.Option("--unit", help="person, account or buying_group")]
At = Annotated[str | None, typer.Option("--at", help="the beginning of this day; else now")]


@application.command("list")
def list_scores(folder: Folder) -> None:
    """List all scores."""
    with open_workspace(folder) as workspace:
        for found in workspace.scores.all():
            inside = ", ".join(f"{one.inside} in {one.id}" for one in found.thresholds)
            say(f"{found.score}  {found.kind}  version {found.version}" + (f"  {inside}" if inside else ""))


@application.command()
def show(
    folder: Folder,
    score: Name = "engagement",
    version: Annotated[int | None, typer.Option(help="an older version; else the newest one", min=0)] = None,
    history: Annotated[bool, typer.Option("--history", help="list all versions instead")] = False,
) -> None:
    """Print a score as a document."""
    with open_workspace(folder) as workspace:
        if history:
            for found in workspace.scores.versions(score):
                say("  ".join(filter(None, (str(found.version), found.who, found.why))))
            return
        print(workspace.scores.get(score, version).text, end="")  # noqa: T201


@application.command()
def save(
    folder: Folder,
    file: File,
    who: Annotated[str, typer.Option(help="who saves it, for the list of versions")] = "",
    why: Annotated[str, typer.Option(help="the reason, likewise")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what it would mean")] = False,
) -> None:
    """Keep a document as a new version of its score, and say what that means."""
    text = read_text(file)
    with open_workspace(folder) as workspace:
        plan = workspace.scores.rehearse(text)
        if not dry_run:
            workspace.scores.save(text, who=who, why=why)
    _say_plan(plan, dry_run=dry_run)


@application.command()
def check(file: File) -> None:
    """Check a document without a workspace."""
    score = load_score(read_text(file))
    say(f"{score.id}: a score of the kind {score.kind}, no problems")


@application.command()
def remove(folder: Folder, score: Name) -> None:
    """Remove all saved versions of a score."""
    with open_workspace(folder) as workspace:
        workspace.scores.remove(score)
    say(f"{score}: removed")


@application.command()
def top(
    folder: Folder,
    score: Name = "engagement",
    unit: Unit = ScoreUnit.PERSON,
    at: At = None,
    size: Annotated[int, typer.Option(help="how many", min=1, max=500)] = 20,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List the subjects with the highest scores."""
    with open_workspace(folder) as workspace:
        instant = read_day(at, "--at", workspace.settings.time_zone)
        found = workspace.scores.top(score, unit, 1, size, instant)
    if format_ is Format.JSON:
        print_json(found)
    elif found.lines:
        rows = [
            {"subject": line.subject, "solution": line.solution, "label": line.label, "value": str(line.value),
             "grade": line.grade}
            for line in found.lines
        ]  # fmt: skip
        print_rows(pa.Table.from_pylist(rows), format_)
    if format_ is Format.TABLE:
        say(f"{len(found.lines)} of {found.total} of the unit {unit.value}")


@application.command()
def explain(
    folder: Folder,
    subject: Annotated[int, typer.Argument(help="number of a person or account; of a buying group its account")],
    score: Annotated[str, typer.Option("--score", help="id of a score")] = "engagement",
    unit: Unit = ScoreUnit.PERSON,
    solution: Annotated[str, typer.Option(help="solution of a buying group")] = "",
    at: At = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Say what the score of one subject is made of."""
    with open_workspace(folder) as workspace:
        instant = read_day(at, "--at", workspace.settings.time_zone)
        found = workspace.scores.of(score, subject, unit, solution, instant)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [
        {"part": one.part, "points": str(one.points), "share": str(one.share), "events": one.events,
         "because": one.words.get(Language.EN)}
        for one in found.contributions
    ]  # fmt: skip
    if rows:
        print_rows(pa.Table.from_pylist(rows), format_)
    if format_ is Format.TABLE:
        _say_value(found, zone)


@application.command()
def follow(folder: Folder) -> None:
    """Say as events which thresholds were crossed up to now."""
    with open_workspace(folder) as workspace:
        say(f"{workspace.scores.follow()} crossings said")


def _say_value(found: SubjectScore, zone: ZoneInfo) -> None:
    grade = f", grade {found.grade}" if found.grade else ""
    say(f"{found.label}: {found.value} of 100 from {found.points} points{grade}")
    for crossing in found.crossings:
        at = crossing.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        say(f"  {at} {'entered' if crossing.is_inside else 'left'} {crossing.threshold}")


def _say_plan(plan: ScorePlan, *, dry_run: bool) -> None:
    if not plan.is_new:
        say(f"{plan.score}: nothing differs from version {plan.version}; no new version")
        return
    say(f"{plan.score}: version {plan.version} {'would be' if dry_run else 'is'} kept")
    for difference in plan.differences:
        say(f"  {difference.where}: {difference.before or '–'} → {difference.after or '–'}")
    say(f"{plan.changed} of {plan.subjects} persons get another value")
    for threshold, count in plan.enters.items():
        say(f"  {threshold}: {count} enter, {plan.leaves[threshold]} leave")
