"""`wegmarke map import`, `export` and `convert`: maps as files, with what a format leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wegmarke.cli.map_ import Folder, MapId, Version, Who, Why, application
from wegmarke.cli.output import say
from wegmarke.cli.period import From, To, read_period
from wegmarke.domain import Language, UsageError
from wegmarke.domain.map_files import MapFile, MapImportPlan, MapLoss
from wegmarke.workspace import Workspace, convert_map, is_observed, known_formats, lint_map, open_workspace

__all__ = ["application"]

_ENDINGS = ", ".join(form.endings[0] for form in known_formats())
_READ = ", ".join(form.endings[0] for form in known_formats() if form.can_read)
LanguageOption = Annotated[Language | None, typer.Option("--language", help="de or en, where a format shows one")]


@application.command("import")
def import_(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help=f"ending {_READ}")],
    into: Annotated[str, typer.Option("--into", help="id of the map it updates; else the file says so")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would change; keep nothing")] = False,
    language: LanguageOption = None,
    who: Who = "",
    why: Why = "",
) -> None:
    """Take in a map from a file as a new version of its map."""
    content = _read(file)
    with open_workspace(folder) as workspace:
        if dry_run:
            _say_plan(workspace.maps.rehearse_import(file.name, content, into), language or Language.EN)
            return
        plan = workspace.maps.import_(file.name, content, into, who=who, why=why)
        _say_kept(workspace, plan, language or Language.EN)


@application.command()
def export(
    folder: Folder,
    map_id: MapId,
    file: Annotated[Path, typer.Argument(help=f"ending {_ENDINGS}; .xes or .ocel.json for observed paths")],
    version: Version = None,
    language: LanguageOption = None,
    by: Annotated[str, typer.Option("--by", help="person or account: of measured numbers and paths")] = "account",
    first: From = None,
    last: To = None,
) -> None:
    """Write a map, or the paths observed at its touchpoints, to a file, and say what its format leaves behind."""
    with open_workspace(folder) as workspace:
        if is_observed(file.name):
            _export_observed(workspace, map_id, file, by, (first, last), language)
            return
        if first is not None or last is not None:
            raise UsageError("--from, --to: expected a file of observed paths (.xes, .ocel.json) with them.")
        made = workspace.maps.export(map_id, file.name, version, language.value if language else None, by)
    _write(file, made, language or Language.EN)


@application.command()
def convert(
    file: Annotated[Path, typer.Argument(help=f"ending {_READ}")],
    target: Annotated[Path, typer.Argument(help=f"ending {_ENDINGS}")],
    language: LanguageOption = None,
) -> None:
    """Turn a map from one file format into another, without a workspace."""
    made = convert_map(file.name, _read(file), target.name, language.value if language else None)
    _write(target, made, language or Language.EN)


def _export_observed(
    workspace: Workspace,
    map_id: str,
    file: Path,
    by: str,
    days: tuple[str | None, str | None],
    language: Language | None,
) -> None:
    start, end = read_period(*days, workspace.maps.time_zone(map_id))
    shown = (language or Language.EN).value
    found = workspace.maps.export_observed(map_id, file.absolute(), by, start, end, shown)
    say(f"{file} written: {found.touches} touches of {found.units} units under pseudonyms")


def _write(file: Path, made: MapFile, language: Language) -> None:
    try:
        file.write_bytes(made.content)
    except OSError as error:
        raise UsageError(f"{file}: expected a file that can be written; {error.strerror}. Check the path.") from error
    say(f"{file} written")
    _say_losses(made.losses, language)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: expected a file that can be read; {error.strerror}. Check the path.") from error


def _say_plan(plan: MapImportPlan, language: Language) -> None:
    if plan.is_new:
        say(f"{plan.map}: would be a new map, {plan.phases} phases, {plan.touchpoints} touchpoints")
    elif plan.differences:
        say(f"{plan.map}: version {plan.base} would be followed by one with {len(plan.differences)} differences")
    else:
        say(f"{plan.map}: nothing would change")
    for line in plan.differences:
        say(line.text.get(language))
    _say_losses(plan.losses, language)


def _say_kept(workspace: Workspace, plan: MapImportPlan, language: Language) -> None:
    kept = workspace.maps.versions(plan.map)[0]
    document = workspace.maps.get(plan.map, kept.version)
    numbers = workspace.maps.numbers(plan.map)
    say(f"{plan.map}: {plan.phases} phases, {plan.touchpoints} touchpoints")
    if kept.version > 1:
        say(f"version {kept.version}, {kept.status}")
    say(f"{numbers.recognised} of {numbers.events} events are recognised by its touchpoints")
    for hint in lint_map(document):
        say(f"hint: {hint.where}: {hint.text.get(Language.EN)}")
    _say_losses(plan.losses, language)


def _say_losses(losses: Sequence[MapLoss], language: Language) -> None:
    """Say on standard error what was left behind."""
    if losses:
        console = Console(stderr=True, highlight=False, markup=False)
        head = f"nicht übernommen: {len(losses)}" if language is Language.DE else f"left behind: {len(losses)}"
        console.print(head, soft_wrap=True)
        for loss in losses:
            console.print(f"  {loss.where}: {loss.text.get(language)}", soft_wrap=True)
