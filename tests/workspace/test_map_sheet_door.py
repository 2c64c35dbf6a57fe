"""A map of a workspace on paper, from Python and from the command line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import wegmarke
from wegmarke.cli.application import application
from wegmarke.domain import NotFound, UsageError
from wegmarke.workspace import init

MAP = """
id: small
title: {de: Klein, en: Small}
status: live
phases: [{id: buy, title: {de: Kaufen, en: Buy}, canonical: decision}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("paper") / "acme"
    with init(path) as workspace:
        workspace.maps.put(MAP)
        workspace.maps.put(MAP.replace("Small", "Second"))
    return path


def test_a_map_is_rendered_by_the_ending_of_its_file(folder, tmp_path):
    with wegmarke.open(folder) as workspace:
        made = workspace.maps["small"].render(tmp_path / "a3.svg")
        paper = workspace.maps["small"].render(tmp_path / "a3.pdf")

    written = made.read_text(encoding="utf-8")
    assert "Second" in written
    assert "Version 2" in written
    assert paper.read_bytes().startswith(b"%PDF-")


def test_options_reach_the_sheet(folder, tmp_path):
    with wegmarke.open(folder) as workspace:
        made = workspace.maps["small"].render(tmp_path / "m.svg", language="both", version=1, without_numbers=True)

    written = made.read_text(encoding="utf-8")
    assert 'height="594mm"' in written
    assert {"Kaufen", "Zahlen: weggelassen", "Numbers: left out"} <= set(_parts(written))
    assert "Second" not in written


def test_a_map_that_is_not_there_is_named(folder, tmp_path):
    with wegmarke.open(folder) as workspace, pytest.raises(NotFound, match="small"):
        workspace.maps["large"].render(tmp_path / "m.svg")


def test_an_unknown_ending_writes_nothing(folder, tmp_path):
    with wegmarke.open(folder) as workspace, pytest.raises(UsageError, match=r"\.pdf"):
        workspace.maps["small"].render(tmp_path / "m.docx")

    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_file(folder, tmp_path):
    file = tmp_path / "m.png"

    done = CliRunner().invoke(application, ["map", "render", str(folder), "small", str(file), "--black-and-white"])

    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(b"\x89PNG")


def _parts(written: str) -> list[str]:
    texts = [part.split("<")[0] for part in written.split(">")]
    return [one.strip() for text in texts for one in text.split("|")]
