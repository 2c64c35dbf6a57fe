"""The commands around suggested duplicates, as a person types them, beside the process that owns the workspace."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import commands
import pytest
from event_builders import an_event, event_table

from wegmarke.workspace import Settings, Workspace, init

PEOPLE = [
    ("c1", "Katharina", "Steinbrecher", "1984-05-17"),
    ("c2", "Steinbrecher", "Katharina", "17.05.1984"),
    ("c3", "Jonas", "Weidenfeld", "1990-01-02"),
]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return commands.run("duplicate", *words)


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        rows = [
            an_event(
                source_event_id=record,
                name="person_described",
                person_identifiers=[{"kind": "crm_contact", "value": record}],
                properties=[("Vorname", first), ("Nachname", surname), ("Geburtsdatum", born)],
            )
            for record, first, surname, born in PEOPLE
        ]
        workspace.stores.inbox.accept("crm", event_table(rows), origins="door")
        workspace.stores.settle()
        yield workspace


@pytest.fixture
def folder(owner: Workspace) -> Path:
    return owner.folder.path


def test_search_says_how_many_pairs_there_are_and_what_comes_next(folder):
    done = run("find", folder)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3 records compared, 1 pairs kept, 1 to decide")
    assert f"wegmarke duplicate list {folder}" in done.stdout


def test_list_names_the_numbers_that_other_commands_take(owner, folder):
    owner.duplicates.find()

    (line,) = json.loads(run("list", folder, "--format", "json").stdout)["lines"]

    assert (line["left"], line["right"]) == (1, 2)
    assert "swapped" in run("show", folder, "1", "2").stdout


def test_confirming_shows_a_plan_first_and_joins_when_it_is_meant(owner, folder):
    owner.duplicates.find()

    planned = run("confirm", folder, "1", "2", "--reason", "same birthday")
    before = owner.persons.list().total
    done = run("confirm", folder, "1", "2", "--reason", "same birthday", "--yes")

    assert (planned.returncode, done.returncode) == (0, 0), planned.stderr + done.stderr
    assert (before, owner.persons.list().total) == (3, 2)


def test_refused_pair_is_not_suggested_again_until_it_is_reopened(owner, folder):
    owner.duplicates.find()

    assert run("refuse", folder, "1", "2").returncode == 0
    assert run("find", folder).stdout.startswith("3 records compared, 1 pairs kept, 0 to decide")
    assert run("reopen", folder, "1", "2").returncode == 0
    assert owner.duplicates.list().total == 1


def test_pair_that_nobody_suggested_is_named(owner, folder):
    done = run("refuse", folder, "1", "3")

    assert done.returncode == 1
    assert "expected two records that were suggested or decided; got 1 and 3" in done.stderr
