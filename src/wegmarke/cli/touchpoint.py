"""`wegmarke touchpoint`: which event is a contact at which touchpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_values, read_text, say
from wegmarke.domain import Language
from wegmarke.domain.recognition import RecognitionPlan, TouchpointChange, TouchpointRule
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Touchpoints: the rules that recognise their events.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]


@application.command("list")
def list_(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List touchpoints with their rules, first the rule that is asked first."""
    with open_workspace(folder) as workspace:
        found = workspace.recognition.touchpoints()
    if format_ is Format.JSON:
        print_json(found)
        return
    print_values([_row(line) for line in found], format_)


@application.command()
def coverage(
    folder: Folder,
    most: Annotated[int, typer.Option(help="how many event names to list", min=0)] = 20,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Say how much of what is stored is recognised, and of which event names most is not."""
    with open_workspace(folder) as workspace:
        found = workspace.recognition.coverage(most)
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [
        {
            "event": name.name,
            "events": name.events,
            "unrecognised": name.unrecognised,
            "touchpoints": ", ".join(name.touchpoints),
        }
        for name in found.names
    ]
    print_values(rows, format_)
    if format_ is Format.TABLE:
        say(f"\n{found.recognised} of {found.events} events are recognised")


@application.command("set")
def change(
    folder: Folder,
    touchpoint: Annotated[str, typer.Argument(help="id of the touchpoint")],
    rule: Annotated[Path | None, typer.Option(help="file with another rule (YAML or JSON)")] = None,
    without_rule: Annotated[bool, typer.Option("--without-rule", help="let it recognise nothing")] = False,
    place: Annotated[int | None, typer.Option(help="place among the touchpoints of its map", min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what it would change")] = False,
) -> None:
    """Let another rule or priority hold for a touchpoint, and say what that changes."""
    text = "" if without_rule else read_text(rule) if rule is not None else None
    asked = TouchpointChange(touchpoint, text, place)
    with open_workspace(folder) as workspace:
        door = workspace.recognition
        plan = door.rehearse_change(asked) if dry_run else door.apply_change(asked)
    _say_plan(plan, dry_run=dry_run)


@application.command()
def rehearse(folder: Folder, file: Annotated[Path, typer.Argument(help="map document, YAML or JSON")]) -> None:
    """Say which touches a map document would change if it were imported; nothing is changed."""
    text = read_text(file)
    with open_workspace(folder) as workspace:
        plan = workspace.recognition.rehearse(text)
    _say_plan(plan, dry_run=True)


def _row(line: TouchpointRule) -> dict[str, object]:
    return {
        "priority": line.priority or None,
        "touchpoint": line.touchpoint,
        "map": line.map_id,
        "phase": line.phase,
        "touches": line.touches,
        "rule": line.words.get(Language.EN),
    }


def _say_plan(plan: RecognitionPlan, *, dry_run: bool) -> None:
    if not plan.is_new:
        say("nothing differs from the rules that hold")
        return
    say(f"the rules {'would be' if dry_run else 'are'} changed")
    say(f"recognised: {plan.recognised_before} → {plan.recognised_after} of {plan.events} events")
    for move in plan.moves:
        units = f"{move.persons} persons, {move.accounts} accounts"
        say(f"  {move.touches} touches: {move.before or 'none'} → {move.after or 'none'} ({units})")
    if plan.phases:
        say(f"touches that change their phase alone: {plan.phases}")
    say(f"persons: {plan.persons}, accounts: {plan.accounts}")
