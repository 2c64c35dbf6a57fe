"""`wegmarke segment`: who is in which segment, and the documents that say so."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, read_text, say
from wegmarke.domain import Language, UsageError
from wegmarke.domain.segments import SegmentListing, SegmentPlan
from wegmarke.workspace import load_segment, open_workspace

application = typer.Typer(help="Segments: documents, subjects, static lists.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Name = Annotated[str, typer.Argument(help="id of a segment")]
File = Annotated[Path, typer.Argument(help="YAML or JSON document")]
Who = Annotated[str, typer.Option(help="who does it, for the list of versions")]
Why = Annotated[str, typer.Option(help="the reason, likewise")]
_INSTANT = "%Y-%m-%d %H:%M"


@application.command("list")
def list_(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List all segments with their size."""
    with open_workspace(folder) as workspace:
        found, zone = workspace.segments.all(), ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [
        {"segment": one.id, "title": one.title.get(Language.EN), "subject": str(one.subject), "kind": str(one.kind),
         "size": one.size, "saved": _when(one.updated_at, zone)}
        for one in found
    ]  # fmt: skip
    _print(rows, format_, "no segments yet")


@application.command()
def show(
    folder: Folder,
    segment: Name,
    version: Annotated[int | None, typer.Option(help="an older version; else the last one", min=1)] = None,
    history: Annotated[bool, typer.Option("--history", help="list all versions instead")] = False,
) -> None:
    """Print a segment as a document."""
    with open_workspace(folder) as workspace:
        versions = workspace.segments.versions(segment)
        zone = ZoneInfo(workspace.settings.time_zone)
    if history:
        for one in versions:
            said = " · ".join(filter(None, ("removed" if not one.text else "", one.who, one.why)))
            say(f"{one.version}  {_when(one.created_at, zone)}" + (f"  {said}" if said else ""))
        return
    chosen = next((one for one in versions if version in (None, one.version)), None)
    if chosen is None:
        there = ", ".join(str(one.version) for one in versions)
        raise UsageError(f"--version: expected one of the versions {there}; got {version}.")
    print(chosen.text, end="")  # noqa: T201


@application.command()
def preview(folder: Folder, file: File, format_: FormatOption = Format.TABLE) -> None:
    """Say what saving a document would change; nothing is kept."""
    text = read_text(file)
    with open_workspace(folder) as workspace:
        plan = workspace.segments.rehearse(text)
    if format_ is Format.JSON:
        print_json(plan)
        return
    _say_plan(plan)


@application.command()
def save(folder: Folder, file: File, who: Who = "", why: Why = "") -> None:
    """Keep a document as a new version of its segment, judge everybody by it, and say what that changed."""
    text = read_text(file)
    with open_workspace(folder) as workspace:
        plan = workspace.segments.rehearse(text)
        saved = workspace.segments.save(text, who=who, why=why)
    _say_plan(plan)
    say(f"{saved.id}: version {saved.version}, {saved.size} {saved.subject}s")


@application.command()
def check(file: File) -> None:
    """Check a document without a workspace."""
    found = load_segment(read_text(file))
    say(f"{found.id}: a {found.kind} of {found.subject}s, no problems")


@application.command()
def remove(folder: Folder, segment: Name, who: Who = "", why: Why = "") -> None:
    """Remove a segment; its versions and its history stay."""
    with open_workspace(folder) as workspace:
        workspace.segments.remove(segment, who=who, why=why)
    say(f"{segment}: removed")


@application.command()
def subjects(
    folder: Folder,
    segment: Name,
    skipped: Annotated[int, typer.Option(help="how many to leave out in front", min=0)] = 0,
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List who is in a segment, since when and why; those that entered last first."""
    with open_workspace(folder) as workspace:
        page = workspace.segments.subjects(segment, skipped, size)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(page)
        return
    rows = [
        {"number": row.number, "label": row.label, "since": _when(row.since, zone), "why": row.why.get(Language.EN)}
        for row in page.rows
    ]
    _print(rows, format_, "nobody")
    if format_ is Format.TABLE and page.total > len(rows):
        say(f"{len(rows)} of {page.total}")


@application.command()
def history(folder: Folder, segment: Name, number: int, format_: FormatOption = Format.TABLE) -> None:
    """Print the stays of one person or account, oldest first."""
    with open_workspace(folder) as workspace:
        found = workspace.segments.history(segment, number)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [
        {"since": _when(one.since, zone), "until": _when(one.until, zone) if one.until is not None else None,
         "why": one.why.get(Language.EN), "version": one.version}
        for one in found
    ]  # fmt: skip
    _print(rows, format_, "never in it")


@application.command()
def explain(folder: Folder, segment: Name, number: int) -> None:
    """Say which parts of a rule hold for one person or account now, and with which events."""
    with open_workspace(folder) as workspace:
        say(workspace.segments.explain(segment, number).get(Language.EN))


@application.command()
def changes(
    folder: Folder,
    segment: Name,
    days: Annotated[int, typer.Option(help="how many days, today last", min=1)] = 30,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Count who entered and left on each of the last days."""
    with open_workspace(folder) as workspace:
        found = workspace.segments.changes(segment, days)
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [{"day": f"{one.day}", "entered": one.entered, "left": one.left, "size": one.size} for one in found]
    _print(rows, format_, "")


@application.command()
def overlap(folder: Folder, first: Name, second: Name, format_: FormatOption = Format.TABLE) -> None:
    """Count the subjects that two segments share."""
    with open_workspace(folder) as workspace:
        found = workspace.segments.overlap(first, second)
    if format_ is Format.JSON:
        print_json(found)
        return
    say(f"only {first}: {found.only_first}; both: {found.both}; only {second}: {found.only_second}")


@application.command()
def put(
    folder: Folder,
    segment: Name,
    numbers: Annotated[list[int] | None, typer.Argument(help="numbers of persons or accounts")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="CSV file with one subject per line")] = None,
    column: Annotated[str, typer.Option("--column", help="column of the file; else the first one")] = "",
    kind: Annotated[str, typer.Option("--kind", help="kind of identifier in it, e.g. email; else numbers")] = "",
    who: Who = "",
    why: Why = "",
) -> None:
    """Put persons or accounts on a static list, by number or from a file."""
    if bool(numbers) == (file is not None):
        raise UsageError("put: expected either numbers or --file; got " + ("both." if numbers else "neither."))
    values = _column(file, column) if file is not None else []
    with open_workspace(folder) as workspace:
        door = workspace.segments
        if kind:
            done = door.put_named(segment, kind, values, who, why)
        else:
            done = door.put(segment, numbers or [_number(value) for value in values], who, why)
    _say_listing(done)


@application.command("take-out")
def take_out(
    folder: Folder,
    segment: Name,
    numbers: Annotated[list[int], typer.Argument(help="numbers of persons or accounts")],
) -> None:
    """Take persons or accounts off a static list."""
    with open_workspace(folder) as workspace:
        say(f"{workspace.segments.take_out(segment, numbers)} taken out")


def _column(file: Path, name: str) -> list[str]:
    rows = list(csv.reader(read_text(file).splitlines()))
    names = [title.strip() for title in rows[0]] if rows else []
    if not names or (name and name not in names):
        came = f"the columns {', '.join(names)}" if names else "an empty file"
        raise UsageError(f"{file}: expected a line of column names with {name or 'at least one'}; got {came}.")
    place = names.index(name) if name else 0
    return [row[place].strip() for row in rows[1:] if len(row) > place and row[place].strip()]


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise UsageError(f"--file: expected numbers of persons or accounts; got {value!r}. Say with --kind what it is.")
    return int(value)


def _say_listing(done: SegmentListing) -> None:
    say(f"{done.put} put on the list, {done.there} were on it already, {done.unknown_total} unknown")
    for value in done.unknown:
        say(f"  unknown: {value}")


def _say_plan(plan: SegmentPlan) -> None:
    say(f"{plan.id}: {plan.words.get(Language.EN)}")
    if not plan.is_new:
        say(f"nothing differs from version {plan.version}; no new version")
    say(f"{plan.enter} enter, {plan.leave} leave, {plan.stay} stay")
    if plan.also:
        say(f"also changes: {', '.join(plan.also)}")
    if plan.announces and plan.enter + plan.leave:
        say(f"{plan.enter + plan.leave} events would be made of it")


def _print(rows: Sequence[Mapping[str, object]], format_: Format, nothing: str) -> None:
    if rows:
        print_rows(pa.Table.from_pylist([dict(row) for row in rows]), format_)
    elif format_ is Format.TABLE:
        say(nothing)


def _when(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime(_INSTANT)
