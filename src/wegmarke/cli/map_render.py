"""`wegmarke map render`: a map on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.map_ import Folder, MapId, Version
from wegmarke.cli.map_versions import application
from wegmarke.cli.output import say
from wegmarke.workspace import open_workspace

__all__ = ["application"]


@application.command()
def render(
    folder: Folder,
    map_id: MapId,
    file: Annotated[Path, typer.Argument(help="ending .svg, .pdf, .png, .html or .pptx")],
    paper: Annotated[str, typer.Option("--paper", help="a3, a4-tiles, a1 or slides")] = "a3",
    language: Annotated[str, typer.Option("--language", help="de, en or both")] = "en",
    black_and_white: Annotated[bool, typer.Option("--black-and-white", help="greys instead of colours")] = False,
    version: Version = None,
    without_numbers: Annotated[bool, typer.Option("--without-numbers", help="leave out what was measured")] = False,
) -> None:
    """Render a map as a picture or on paper: the format is the ending of the file."""
    with open_workspace(folder) as workspace:
        workspace.maps[map_id].render(
            file,
            paper=paper,
            language=language,
            black_and_white=black_and_white,
            version=version,
            without_numbers=without_numbers,
        )
    say(f"{file} written")
