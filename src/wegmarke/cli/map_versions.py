"""`wegmarke map`: versions, what differs between them, and who moves them from draft to retired."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer

from wegmarke.cli.map_ import Folder, MapId, Version, Who, Why
from wegmarke.cli.map_files import application
from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, print_values, say
from wegmarke.domain import Language
from wegmarke.domain.map_versions import MapBranch, MapMovePlan, MapVersion
from wegmarke.workspace import MAP_TEMPLATES, open_workspace

Number = Annotated[int, typer.Argument(help="number of the version", min=1)]
LanguageOption = Annotated[Language, typer.Option("--language", help="de or en")]
By = Annotated[str, typer.Option("--by", help="unit of analysis, e.g. person or account")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what it would change")]
_INSTANT = "%Y-%m-%d %H:%M"

__all__ = ["application"]


@application.command()
def versions(folder: Folder, map_id: MapId, format_: FormatOption = Format.TABLE) -> None:
    """List the versions of a map, newest first."""
    with open_workspace(folder) as workspace:
        found = workspace.maps.versions(map_id)
        zone = ZoneInfo(workspace.settings.time_zone)
    if format_ is Format.TABLE:
        print_rows(pa.Table.from_pylist([_version(one, zone) for one in found]), format_)
        say(f"times in {zone.key}")
        return
    print_values(found, format_)


@application.command()
def diff(
    folder: Folder,
    map_id: MapId,
    before: Annotated[int | None, typer.Option("--from", help="a version; else what stands for the map")] = None,
    after: Annotated[int | None, typer.Option("--to", help="a version; else the newest")] = None,
    other: Annotated[str | None, typer.Option("--with", help="compare with this map instead")] = None,
    language: LanguageOption = Language.EN,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Say what differs between two versions of a map, or between two maps."""
    with open_workspace(folder) as workspace:
        found = workspace.maps.differences(map_id, before, after, other)
    if format_ is not Format.TABLE:
        print_values(found, format_)
        return
    for line in found:
        say(line.text.get(language))
    if not found:
        say("Nichts unterscheidet sich." if language is Language.DE else "Nothing differs.")


@application.command()
def submit(
    folder: Folder, map_id: MapId, version: Number, who: Who = "", why: Why = "", dry_run: DryRun = False
) -> None:
    """Send a draft to review."""
    _move(folder, map_id, version, "in_review", who, why, dry_run=dry_run)


@application.command()
def approve(
    folder: Folder, map_id: MapId, version: Number, who: Who = "", why: Why = "", dry_run: DryRun = False
) -> None:
    """Approve a version that is in review, and freeze what its metrics say now."""
    _move(folder, map_id, version, "approved", who, why, dry_run=dry_run)


@application.command()
def publish(
    folder: Folder, map_id: MapId, version: Number, who: Who = "", why: Why = "", dry_run: DryRun = False
) -> None:
    """Make an approved version live; the one that was is retired."""
    _move(folder, map_id, version, "live", who, why, dry_run=dry_run)


@application.command()
def retire(
    folder: Folder, map_id: MapId, version: Number, who: Who = "", why: Why = "", dry_run: DryRun = False
) -> None:
    """Retire a version."""
    _move(folder, map_id, version, "retired", who, why, dry_run=dry_run)


@application.command()
def restore(
    folder: Folder, map_id: MapId, version: Number, who: Who = "", why: Why = "", dry_run: DryRun = False
) -> None:
    """Keep what a version says as a new draft."""
    with open_workspace(folder) as workspace:
        if dry_run:
            _say_plan(workspace.maps.rehearse_restore(map_id, version))
            return
        made = workspace.maps.restore(map_id, version, who=who, why=why)
    say(f"{map_id}: version {made.version} says what version {version} says; it is a draft")


@application.command()
def new(
    folder: Folder,
    map_id: MapId,
    template: Annotated[str, typer.Option("--template", help=", ".join(MAP_TEMPLATES))] = "b2b-default",
    title: Annotated[str, typer.Option("--title", help="in the customer's words; else the template's")] = "",
    who: Who = "",
) -> None:
    """Make a map from a template, as a draft."""
    with open_workspace(folder) as workspace:
        made = workspace.maps.new(template, map_id, title, who=who)
    say(f"{made.map}: version {made.version}, {made.status}, made from {template}")


@application.command()
def revisions(
    folder: Folder,
    kind: Annotated[str, typer.Argument(help="touchpoint or persona")],
    thing: Annotated[str, typer.Argument(help="its id")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """List how a touchpoint or persona read over time, on all maps."""
    with open_workspace(folder) as workspace:
        found = workspace.maps.revisions(kind, thing)
    if format_ is not Format.TABLE:
        print_values(found, format_)
        return
    for one in found:
        held = ", ".join(f"{name} {number}" for name, number in one.held_by)
        say(f"{one.revision}  {one.title.get(Language.EN)}  ({held})")


@application.command()
def tree(folder: Folder, map_id: MapId, by: By = "account", format_: FormatOption = Format.TABLE) -> None:
    """Print a map with the maps that look closer at it, and what rolls up from them."""
    with open_workspace(folder) as workspace:
        branch = workspace.maps.tree(map_id, by=by)
    if format_ is Format.TABLE:
        _say_branch(branch, 0)
    else:
        print_json(branch)


@application.command()
def backlog(
    folder: Folder, map_id: MapId, by: By = "account", version: Version = None, format_: FormatOption = Format.TABLE
) -> None:
    """List the improvements of a map, the most worth-while first."""
    with open_workspace(folder) as workspace:
        found = workspace.maps.backlog(map_id, by=by, version=version)
    if format_ is Format.TABLE and not found:
        say("No improvements yet. Add some to the map under `improvements`.")
    print_values(found, format_)


@application.command()
def effect(
    folder: Folder,
    map_id: MapId,
    initiative: Annotated[str, typer.Argument(help="id of the initiative")],
    days: Annotated[int, typer.Option("--days", help="length of the periods before and after", min=1)] = 90,
    by: By = "account",
) -> None:
    """Measure an initiative's metric before and after it shipped; printed as JSON."""
    with open_workspace(folder) as workspace:
        print_json(workspace.maps.effect(map_id, initiative, days=days, by=by))


def _move(folder: Path, map_id: str, version: int, after: str, who: str, why: str, *, dry_run: bool) -> None:
    with open_workspace(folder) as workspace:
        if dry_run:
            _say_plan(workspace.maps.rehearse_move(map_id, version, after))
            return
        moved = workspace.maps.move(map_id, version, after, who=who, why=why)
    say(f"{map_id}: version {moved.version} is {moved.status}")


def _say_plan(plan: MapMovePlan) -> None:
    """Say what would happen, in the order in which it would."""
    if plan.makes is not None:
        say(f"{plan.map}: version {plan.makes} would be made as a draft that says what version {plan.version} says")
    else:
        say(f"{plan.map}: version {plan.version} would go from {plan.before} to {plan.after}")
    if plan.freezes:
        say("the numbers of now would be kept with it")
    if plan.retires is not None:
        say(f"version {plan.retires} would be retired")
    if plan.takes_down is not None:
        say("{}: version {} would be approved, no longer live".format(*plan.takes_down))
    if plan.stands != plan.stood:
        say(f"version {plan.stands} would stand for the map instead of version {plan.stood}")
    for difference in plan.differences:
        say(f"  {difference.text.get(Language.EN)}")
    say("This is a plan; nothing was changed. Leave --dry-run away to do it.")


def _version(one: MapVersion, zone: ZoneInfo) -> dict[str, object]:
    return {
        "version": one.version,
        "status": one.status.value,
        "state": one.state,
        "title": one.title.get(Language.EN),
        "kept": _when(one.created_at, zone),
        "by": one.who,
        "why": one.why,
        "approved": _when(one.approved_at, zone),
        "approved by": one.approved_by,
        "hash": one.content_hash[:12],
    }


def _when(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).strftime(_INSTANT) if at is not None else None


def _say_branch(branch: MapBranch, depth: int) -> None:
    emotion = "–" if branch.emotion is None else f"{branch.emotion:+.1f}"
    place = f" at {branch.phase}" if branch.phase else ""
    say(f"{'  ' * depth}{branch.map}{place}  emotion {emotion}, {branch.open_pains} open pains")
    for closer in branch.closer:
        _say_branch(closer, depth + 1)
