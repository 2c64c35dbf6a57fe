"""`wegmarke demo|init|serve|check`: begin, look, make sure."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import complain, progress_bar, say
from wegmarke.config import Settings
from wegmarke.domain import Language
from wegmarke.workspace import Workspace, fill_with_demo, finish_demo, open_workspace
from wegmarke.workspace import init as init_workspace

DEMO_NAME = "Fuchsberg Antriebstechnik (Demo)"
Port = Annotated[int, typer.Option(help="port on 127.0.0.1; 0 takes a free one", min=0, max=65535)]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="print the link, open nothing")]


def register(application: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (demo, init, serve, check):
        application.command()(command)


def demo(
    folder: Annotated[
        Path | None, typer.Option("--dir", help="folder to keep the demo in; else a temporary one")
    ] = None,
    port: Port = 0,
    no_browser: NoBrowser = False,
    seed: Annotated[int, typer.Option(help="the same seed gives the same company")] = 7,
    persons: Annotated[int, typer.Option(help="how many persons to invent", min=1)] = 2000,
) -> None:
    """Show a demo company: a generated workspace, served on this machine."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="wegmarke-demo-") as temporary:
            _demo(Path(temporary) / "demo", port, seed, persons, no_browser=no_browser)
    else:
        _demo(folder, port, seed, persons, no_browser=no_browser)


def init(
    folder: Annotated[Path, typer.Argument(help="new or empty folder")],
    name: Annotated[str, typer.Option(help="how the workspace is called; else as the folder")] = "",
    time_zone: Annotated[str, typer.Option(help="IANA zone for calendar grouping")] = "Europe/Berlin",
    language: Annotated[Language, typer.Option(help="language of the pages")] = Language.DE,
) -> None:
    """Make a workspace in a new or empty folder."""
    settings = Settings(name=name or folder.resolve().name, time_zone=time_zone, language=language)
    with init_workspace(folder, settings):
        say(f"{folder} is a workspace now. Next: wegmarke source import {folder} FILES --recipe RECIPE.yaml")


def serve(
    folder: Annotated[Path, typer.Argument(help="workspace folder")], port: Port = 0, no_browser: NoBrowser = False
) -> None:
    """Serve the pages of a workspace on this machine."""
    with open_workspace(folder) as workspace:
        _serve_or_link(workspace, port, no_browser=no_browser)


def check(folder: Annotated[Path, typer.Argument(help="workspace folder")]) -> None:
    """Check invariants and books; exit code 1 names what is broken."""
    with open_workspace(folder) as workspace:
        broken = workspace.check()
        overview = workspace.overview()
    for line in overview.sources:
        say(
            f"{line.source}: {line.received} received = {line.stored} stored + {line.duplicate} duplicate + "
            f"{line.conflict} conflict + {line.rejected} rejected"
        )
    for sentence in broken:
        complain(sentence)
    if broken:
        raise typer.Exit(1)
    say(f"{overview.events} events, {overview.persons} persons, {overview.accounts} accounts: all invariants hold")


def _demo(folder: Path, port: int, seed: int, persons: int, *, no_browser: bool) -> None:
    known = folder.exists() and any(folder.iterdir())
    with (
        open_workspace(folder) if known else init_workspace(folder, Settings(name=DEMO_NAME)) as workspace,
        progress_bar("events") as bar,
    ):
        task = bar.add_task("events", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        if known:
            finish_demo(workspace, progress=show)
        else:
            fill_with_demo(workspace, persons=persons, seed=seed, progress=show)
        bar.stop()
        _serve_or_link(workspace, port, no_browser=no_browser)


def _serve_or_link(workspace: Workspace, port: int, *, no_browser: bool) -> None:
    if workspace.is_owner:
        _serve(workspace, port, no_browser=no_browser)
    else:
        say(f"Served already. Open {workspace.pages.new_link()}")


def _serve(workspace: Workspace, port: int, *, no_browser: bool) -> None:
    # imported here, so that other commands start without the web framework
    from wegmarke.server import Opening
    from wegmarke.server import serve as serve_pages

    def announce(opening: Opening) -> None:
        workspace.stores.new_link = opening.issue_link
        workspace.stores.paths.start()
        say(f"{workspace.name} is served at {opening.origin} (Ctrl-C ends it)")
        say(f"Open this link once: {opening.link}")

    serve_pages(
        workspace.on_pages(),
        port=port,
        open_browser=not no_browser,
        announce=announce,
        open_intake=workspace.open_intake,
    )
