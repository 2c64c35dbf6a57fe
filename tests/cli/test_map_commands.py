"""The commands around versions of maps, as a person types them, in the order in which a map lives."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import commands
import pytest
from map_history import a_workspace_with_maps

from wegmarke.workspace import Settings, Workspace, init


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return commands.run("map", *words)


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace that no test changes, owned by this process: commands ask it."""
    with a_workspace_with_maps(tmp_path_factory.mktemp("maps") / "ws", events=True) as workspace:
        yield workspace


@pytest.fixture
def folder(owner: Workspace) -> Path:
    return owner.folder.path


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        yield workspace


def test_map_goes_from_a_template_to_live_and_back(fresh):
    place = fresh.folder.path

    said = [
        run("new", place, "ours", "--template", "saas", "--title", "Unser Weg", "--who", "Ada").stdout,
        run("submit", place, "ours", "1").stdout,
        run("approve", place, "ours", "1", "--who", "Ralf", "--why", "geprüft").stdout,
        run("publish", place, "ours", "1").stdout,
        run("retire", place, "ours", "1").stdout,
        run("restore", place, "ours", "1").stdout,
    ]

    assert said == [
        "ours: version 1, draft, made from saas\n",
        "ours: version 1 is in_review\n",
        "ours: version 1 is approved\n",
        "ours: version 1 is live\n",
        "ours: version 1 is retired\n",
        "ours: version 2 says what version 1 says; it is a draft\n",
    ]
    assert fresh.maps.versions("ours")[1].approved_by == "Ralf"


def test_versions_are_listed_with_their_zone(folder):
    done = run("versions", folder, "software")

    assert "Ohne Ziele" in done.stdout
    assert "Europe/Berlin" in done.stdout + done.stderr


def test_versions_come_as_json(folder):
    found = json.loads(run("versions", folder, "software", "--format", "json").stdout)

    assert [(one["version"], one["status"], one["state"]) for one in found] == [
        (3, "in_review", "to_be"),
        (2, "draft", "to_be"),
        (1, "live", "as_is"),
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "State: “As is” → “To be”."), ("de", "Zustand: „Ist“ → „Soll“.")]
)
def test_differences_are_said_in_both_languages(folder, language, said):
    assert said in run("diff", folder, "software", "--from", "1", "--to", "3", "--language", language).stdout


def test_same_versions_differ_in_nothing(folder):
    assert run("diff", folder, "software", "--from", "2", "--to", "2").stdout == "Nothing differs.\n"


def test_map_is_compared_with_another_one(folder):
    rows = json.loads(run("diff", folder, "software", "--with", "try-out", "--format", "json").stdout)

    assert {"added", "changed"} & {row["act"] for row in rows}


def test_revisions_name_the_versions_that_hold_them(folder):
    said = run("revisions", folder, "touchpoint", "blog").stdout

    assert said.count("\n") == 1
    assert "software 1, software 2, software 3, try-out 1" in said


def test_tree_is_indented(folder):
    first, second = run("tree", folder, "software").stdout.splitlines()

    assert first.startswith("software  emotion +")
    assert second.startswith("  try-out at try  emotion +")


def test_backlog_is_ranked(folder):
    found = json.loads(run("backlog", folder, "software", "--format", "json").stdout)

    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert found[1]["id"] == "idea_try"
    assert found[1]["is_computed"]


def test_effect_has_both_sides_and_an_interval(folder):
    found = json.loads(run("effect", folder, "software", "work_notice", "--days", "90").stdout)

    assert (found["before"]["n"], found["after"]["n"], found["verdict"]) == (120, 120, "better")
    assert found["delta"] == pytest.approx(1 / 3)
    assert found["low"] < found["delta"] < found["high"]


def test_schema_names_its_draft_and_the_format():
    schema = json.loads(run("schema").stdout)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("publish", "software", "2"), "it is draft and cannot become live"),
        (("retire", "software", "9"), "expected one of the versions 1, 2, 3; got 9"),
        (("versions", "none"), "expected one of the maps of this workspace"),
        (("effect", "software", "work_try"), "expected the field shipped"),
        (("effect", "software", "nothing"), "initiative: expected one of the map software"),
        (("diff", "software", "--to", "7"), "got 7"),
        (("new", "software", "--template", "saas"), "'software' is there"),
        (("new", "other", "--template", "none"), "Templates: b2b-default"),
        (("revisions", "phase", "x"), "touchpoint"),
    ],
)
def test_wrong_call_is_refused_with_what_was_expected(folder, words, said):
    command, *others = words

    done = run(command, folder, *others)

    assert done.returncode in {1, 2}
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_moves_are_rehearsed_and_nothing_is_done(folder, owner):
    before = owner.maps.versions("software")

    approving = run("approve", folder, "software", "3", "--dry-run").stdout
    restoring = run("restore", folder, "software", "1", "--dry-run").stdout

    assert approving.startswith("software: version 3 would go from in_review to approved\n")
    assert "the numbers of now would be kept with it" in approving
    assert approving.endswith("Leave --dry-run away to do it.\n")
    assert restoring.startswith("software: version 4 would be made as a draft that says what version 1 says\n")
    assert owner.maps.versions("software") == before


def test_hints_come_as_json(folder):
    assert isinstance(json.loads(run("lint", folder, "software", "--format", "json").stdout), list)


def test_map_leaves_and_comes_back_as_a_diagram(fresh, tmp_path):
    place = fresh.folder.path
    run("new", place, "ours", "--template", "saas")

    assert run("export", place, "ours", tmp_path / "ours.mmd", "--language", "de").stdout.endswith("ours.mmd written\n")
    same = run("import", place, tmp_path / "ours.mmd", "--dry-run")
    text = (tmp_path / "ours.mmd").read_text(encoding="utf-8").replace("    title ", "    title Neu ")
    (tmp_path / "ours.mmd").write_text(text, encoding="utf-8")
    changed = run("import", place, tmp_path / "ours.mmd", "--dry-run", "--language", "de")
    kept = run("import", place, tmp_path / "ours.mmd")

    assert same.stdout == "ours: nothing would change\n"
    assert "version 1 would be followed by one with 1 differences\nMap" in changed.stdout
    assert "version 2, draft" in kept.stdout
    assert fresh.maps.get("ours", 2).title.de.startswith("Neu ")


def test_losses_are_told_on_standard_error(tmp_path):
    (tmp_path / "x.mmd").write_text("journey\ntitle Ours\nsection A\nBuy: 5: Me\n", encoding="utf-8")

    done = run("convert", tmp_path / "x.mmd", tmp_path / "x.bpmn")

    assert done.stdout.endswith("x.bpmn written\n")
    assert done.stderr.startswith("left behind: ")
    assert "emotions: Emotion: 1" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "software", "x.docx"), "expected one of the endings .yaml"),
        (("export", "software", "x.mmd", "--from", "2025-01-01"), "observed paths"),
        (("export", "software", "no/such/x.mmd"), "can be written"),
        (("import", "gone.mmd"), "can be read"),
    ],
)
def test_files_that_cannot_be_are_refused_in_words(folder, tmp_path, words, said):
    act, *more = words
    place = [tmp_path / word if word.endswith((".mmd", ".docx")) else word for word in more]

    done = run(act, folder, *place)

    assert done.returncode == 2
    assert said in done.stderr


def test_observed_paths_are_exported_by_the_ending(folder, tmp_path):
    done = run("export", folder, "software", tmp_path / "paths.xes", "--by", "account", "--from", "2025-01-01")

    assert "under pseudonyms" in done.stdout
    assert (tmp_path / "paths.xes").read_text(encoding="utf-8").startswith("<?xml")
