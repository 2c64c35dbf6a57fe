"""`wegmarke plan`: the event types we accept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, print_values, read_text, say
from wegmarke.domain import NotFound
from wegmarke.domain.tracking_plan import Coverage, EventCoverage, PropertyCoverage, TrackingPlan
from wegmarke.workspace import open_workspace, parse_plan

application = typer.Typer(help="The tracking plan: event types we accept.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]


@application.command()
def show(
    folder: Folder,
    version: Annotated[int | None, typer.Option(help="an older version; else the one that holds", min=1)] = None,
    history: Annotated[bool, typer.Option("--history", help="list all versions instead")] = False,
) -> None:
    """Print the tracking plan as it was written."""
    with open_workspace(folder) as workspace:
        if history:
            for number, created_at in workspace.plan.history():
                say(f"{number}  {created_at:%Y-%m-%d %H:%M} UTC")
            return
        found = workspace.plan.read(version)
    if found is None:
        raise NotFound(
            f"tracking plan: expected one, got none yet. Start with `wegmarke plan propose {folder} > plan.yaml`, "
            f"then `wegmarke plan import {folder} plan.yaml`."
        )
    print(found.text, end="" if found.text.endswith("\n") else "\n")  # noqa: T201


@application.command("import")
def import_(folder: Folder, file: Annotated[Path, typer.Argument(help="YAML document")]) -> None:
    """Make a document the tracking plan, from now on."""
    text = read_text(file)
    with open_workspace(folder) as workspace:
        kept = workspace.plan.put(text)
    say(f"version {kept.version} holds: {_described(kept.plan)}")


@application.command()
def check(file: Annotated[Path, typer.Argument(help="YAML document")]) -> None:
    """Check a document without a workspace."""
    say(f"{_described(parse_plan(read_text(file), name=file.name))}, no problems")


@application.command()
def propose(folder: Folder) -> None:
    """Print a plan that declares what is stored and not declared yet."""
    with open_workspace(folder) as workspace:
        print(workspace.plan.propose(), end="")  # noqa: T201


@application.command()
def coverage(
    folder: Folder,
    missing: Annotated[bool, typer.Option("--missing", help="only what is missing on one side")] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Lay the plan beside what arrived: declared but never seen, seen but not declared."""
    with open_workspace(folder) as workspace:
        found = workspace.plan.coverage()
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [row for line in found.lines for row in _rows(line) if not missing or row["hint"]]
    print_values(rows, format_)
    if format_ is Format.TABLE:
        _sum_up(found)


def _described(plan: TrackingPlan) -> str:
    properties = sum(len(event.properties) for event in plan.events)
    return (
        f"{len(plan.events)} event types, {properties} properties; "
        f"unknown events: {plan.unknown_events}, unknown properties: {plan.unknown_properties}"
    )


def _rows(line: EventCoverage) -> list[dict[str, object]]:
    first = _row(line.name, "", line.events, line.share, line.last_at, _hint(line))
    inner = [
        _row(line.name, found.name, found.events, found.share, found.last_at, _property_hint(line, found))
        for found in line.properties
    ]
    return [first, *inner]


def _row(event: str, name: str, events: int, share: float | None, last_at: object, hint: str) -> dict[str, object]:
    shown = f"{last_at:%Y-%m-%d %H:%M}" if last_at is not None else None
    return {"event": event, "property": name, "events": events, "share": share, "last_arrived": shown, "hint": hint}


def _hint(line: EventCoverage) -> str:
    if line.rejected:
        return f"not declared, {line.rejected} rejected"
    if not line.declared:
        return "not declared"
    return "" if line.events else "never seen"


def _property_hint(line: EventCoverage, found: PropertyCoverage) -> str:
    if found.removed:
        return f"{found.why}, removed from {found.removed}"
    if not found.declared:
        return "not declared" if line.declared else ""
    return "" if found.events or found.personal else "never seen"


def _sum_up(found: Coverage) -> None:
    if not found.version:
        say("\nNo tracking plan yet: everything is accepted, and usual names of personal properties are removed.")
        return
    say(f"\nversion {found.version}: {found.seen} of {found.declared} declared event types were seen")
    say(f"{found.covered} of {found.events} stored events are of a declared type")
