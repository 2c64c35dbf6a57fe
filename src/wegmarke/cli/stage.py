"""`wegmarke stage`: where accounts, persons and opportunities stand, and the models that say so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, read_text, say
from wegmarke.cli.period import read_day
from wegmarke.domain import Language, UsageError
from wegmarke.domain.stages import StageCount, StageFinding, StageModelVersion, StagePlan, StageRow
from wegmarke.workspace import load_stage_model, open_workspace

application = typer.Typer(help="Stages: models, histories, counts.", no_args_is_help=True)
models = typer.Typer(help="Stage models: which stages there are, and what enters them.", no_args_is_help=True)
application.add_typer(models, name="model")
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
File = Annotated[Path, typer.Argument(help="YAML or JSON document")]
Model = Annotated[str, typer.Option("--model", help="id of a stage model: account, person, opportunity or your own")]
_INSTANT = "%Y-%m-%d %H:%M"


@models.command("show")
def show(
    folder: Folder,
    model: Annotated[str, typer.Argument(help="id of the model")] = "account",
    version: Annotated[int | None, typer.Option(help="an older version; else the newest one", min=0)] = None,
    history: Annotated[bool, typer.Option("--history", help="list all versions instead")] = False,
) -> None:
    """Print a stage model as a document."""
    with open_workspace(folder) as workspace:
        zone = ZoneInfo(workspace.settings.time_zone)
        if history:
            for found in workspace.stages.versions(model):
                say(_version_line(found, zone))
            return
        print(workspace.stages.get(model, version).text, end="")  # noqa: T201


@models.command()
def save(
    folder: Folder,
    file: File,
    who: Annotated[str, typer.Option(help="who saves it, for the list of versions")] = "",
    why: Annotated[str, typer.Option(help="the reason, likewise")] = "",
    since: Annotated[str | None, typer.Option("--from", help="first day it holds, e.g. 2025-01-01; else now")] = None,
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="it judges all of the past")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what it would mean")] = False,
) -> None:
    """Keep a document as a new version of its model, and say what that means."""
    text = read_text(file)
    if since is not None and from_beginning:
        raise UsageError("--from, --from-beginning: expected at most one of them; got both.")
    with open_workspace(folder) as workspace:
        valid_from = read_day(since, "--from", workspace.settings.time_zone)
        plan = workspace.stages.rehearse(text, valid_from=valid_from, from_beginning=from_beginning)
        if not dry_run:
            workspace.stages.save(text, who=who, why=why, valid_from=valid_from, from_beginning=from_beginning)
    _say_plan(plan, dry_run=dry_run)


@models.command()
def check(file: File) -> None:
    """Check a document without a workspace."""
    model = load_stage_model(read_text(file))
    say(f"{model.id}: {len(model.stages)} stages of the subject {model.subject}, no problems")


@application.command()
def history(
    folder: Folder,
    subject: Annotated[str, typer.Argument(help="number of an account or person, or id of an opportunity")],
    model: Model = "account",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print the stages of one subject, oldest first."""
    with open_workspace(folder) as workspace:
        found = workspace.stages.history(subject, model)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    if found.rows:
        print_rows(pa.Table.from_pylist([_stay(row, zone) for row in found.rows]), format_)
    if format_ is Format.TABLE:
        stays = [row for row in found.rows if not row.is_skipped]
        say(f"{found.label}: {stays[-1].stage if stays else 'no stage yet'}; times in {zone.key}")


@application.command()
def counts(
    folder: Folder,
    model: Model = "account",
    at: Annotated[str | None, typer.Option("--at", help="the beginning of this day; else now")] = None,
    by: Annotated[str | None, typer.Option("--by", help="week or month: at the end of each, instead")] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Count the subjects in each stage, at an instant or over time."""
    if at is not None and by is not None:
        raise UsageError("--at, --by: expected at most one of them; got both.")
    with open_workspace(folder) as workspace:
        instant = read_day(at, "--at", workspace.settings.time_zone)
        doors = workspace.stages
        found = doors.counts_over_time(model, by) if by is not None else doors.counts(model, instant)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
    elif found:
        print_rows(pa.Table.from_pylist([_count(line, zone) for line in found]), format_)
    if format_ is Format.TABLE:
        say(f"stages of the model {model}; times in {zone.key}")


@application.command()
def findings(
    folder: Folder,
    model: Model = "account",
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List what does not fit a model: stages gone back, transitions it does not list, unknown names."""
    with open_workspace(folder) as workspace:
        found = workspace.stages.findings(model, size)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    if found.findings:
        print_rows(pa.Table.from_pylist([_finding(one, zone) for one in found.findings]), format_)
    if format_ is Format.TABLE:
        total = ", ".join(f"{count} {code}" for code, count in found.counts.items())
        say(f"findings of the model {model}: {total or 'none'}")


def _version_line(found: StageModelVersion, zone: ZoneInfo) -> str:
    since = f"from {_when(found.valid_from, zone)}" if found.valid_from is not None else "from the beginning"
    said = " · ".join(filter(None, (found.who, found.why)))
    return f"{found.version}  {since}" + (f"  {said}" if said else "")


def _say_plan(plan: StagePlan, *, dry_run: bool) -> None:
    if not plan.is_new:
        say(f"{plan.model}: nothing differs from version {plan.version}; no new version")
        return
    say(f"{plan.model}: version {plan.version} {'would be' if dry_run else 'is'} kept")
    for difference in plan.differences:
        before, after = difference.before.get(Language.EN), difference.after.get(Language.EN)
        say(f"  {difference.stage or 'model'}, {difference.field}: {before or '–'} → {after or '–'}")
    say(
        f"{plan.changed} of {plan.subjects} subjects change their stage; the past of {plan.rewritten} reads differently"
    )
    for change in plan.changes:
        say(f"  {change.subjects} × {change.before or 'no stage'} → {change.after or 'no stage'}")


def _stay(row: StageRow, zone: ZoneInfo) -> dict[str, object]:
    flags = [("went back", row.went_back), ("not allowed", not row.is_allowed), ("skipped", row.is_skipped)]
    return {
        "entered": _when(row.entered_at, zone),
        "left": _when(row.left_at, zone),
        "stage": row.stage,
        "previous": row.previous,
        "because of": f"{row.event} ({row.source})",
        "event": row.event_id,
        "version": row.version,
        "flags": ", ".join(word for word, holds in flags if holds),
    }


def _count(line: StageCount, zone: ZoneInfo) -> dict[str, object]:
    period = {"from": f"{line.began}", "entered": line.entered} if line.began is not None else {}
    return {"at": _when(line.at, zone), "stage": line.stage, "subjects": line.subjects, **period}


def _finding(one: StageFinding, zone: ZoneInfo) -> dict[str, object]:
    return {
        "code": one.code.value,
        "at": _when(one.at, zone),
        "subject": one.subject,
        "label": one.label,
        "event": one.values["event_id"],
        "text": one.text.get(Language.EN),
    }


def _when(instant: datetime | None, zone: ZoneInfo) -> str | None:
    return instant.astimezone(zone).strftime(_INSTANT) if instant is not None else None
