"""Paths beside the maps of a workspace: through the door, from the command line, and pieces that become a draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from map_history import ACCOUNTS, a_workspace_with_maps
from typer.testing import CliRunner

from wegmarke.cli.application import application
from wegmarke.domain import UsageError
from wegmarke.domain.map_discovery import DiscoveryParameters
from wegmarke.domain.map_versions import MapStatus
from wegmarke.workspace import Workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("paths") / "ws"
    with a_workspace_with_maps(folder, events=True) as workspace:
        workspace.maps.put("{id: bare, title: From data}")
    return folder


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    from wegmarke.workspace import open_workspace

    with open_workspace(folder) as opened:
        yield opened


def test_conformance_counts_every_account_once_and_names_units_of_a_deviation(workspace):
    found = workspace.maps["software"].conformance(whole=True)

    assert (found.units, found.by, found.whole) == (ACCOUNTS, "account", True)
    assert found.fitness is not None
    largest = next(one for one in found.deviations if one.touchpoint or one.step)
    units = workspace.maps.deviating_units(
        "software", largest.kind, largest.phase, largest.touchpoint, whole=True, step=largest.step
    )
    assert units.found == largest.units
    assert [one.fitness for one in units.units] == sorted(one.fitness for one in units.units)


def test_pieces_become_a_draft_once_the_proposal_was_seen(workspace):
    maps = workspace.maps
    asked = DiscoveryParameters(usual=1.0)
    found = maps.discovery("bare", asked=asked)
    before = maps.versions("bare")[0]
    chosen = (found.pieces[0].id,)

    with pytest.raises(UsageError, match="changed since the proposal was shown"):
        maps.accept("bare", chosen, asked=asked, seen="another")
    with pytest.raises(UsageError, match="pieces: expected at least one piece"):
        maps.accept("bare", (), asked=asked)
    planned = maps.rehearse_accept("bare", chosen, asked=asked)
    number = maps.accept("bare", chosen, asked=asked, seen=found.seen, who="Ines Kober", why="Aus den Daten")

    made = maps.versions("bare")[0]
    assert (made.version, made.status, made.who) == (number, MapStatus.DRAFT, "Ines Kober")
    assert number == before.version + 1
    assert [one.text for one in maps.differences("bare", before.version, number)] == [one.text for one in planned]
    assert found.pieces[0].id not in [piece.id for piece in maps.discovery("bare", asked=asked).pieces]


def test_commands_say_how_far_paths_follow_and_what_they_propose(folder):
    runner = CliRunner()
    said = runner.invoke(application, ["map", "conformance", str(folder), "software", "--whole"])
    proposed = runner.invoke(application, ["map", "discover", str(folder), "bare", "--format", "csv"])
    planned = runner.invoke(application, ["map", "discover", str(folder), "bare", "--accept", "all", "--dry-run"])

    assert said.exit_code == proposed.exit_code == planned.exit_code == 0
    assert "fitness 0." in said.output
    assert proposed.output.startswith('"piece","title","units","of","seen"')
    assert "This is a plan; nothing was changed." in planned.output
