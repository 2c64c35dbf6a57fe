"""The commands around stages, as a person types them, beside the process that owns the workspace."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import commands
import pytest
from event_builders import an_event, event_table
from stage_builders import FUNNEL

from wegmarke.workspace import Settings, Workspace, init


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return commands.run("stage", *words)


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("stages")
    (folder / "funnel.yaml").write_text(FUNNEL, encoding="utf-8")
    with init(folder / "ws", Settings(name="Test")) as workspace:
        events = [
            an_event(
                source_event_id=name, name=name, account="a", occurred_at=datetime(2025, 1, day, 23, 30, tzinfo=UTC)
            )
            for day, name in enumerate(["quote_sent", "order_placed", "lead_returned"], 1)
        ]
        workspace.stores.inbox.accept("crm", event_table(events), origins="door")
        workspace.stores.settle()
        workspace.stages.save(FUNNEL, who="Ada", why="first")
        yield workspace


@pytest.fixture
def folder(owner: Workspace) -> Path:
    return owner.folder.path


def test_model_is_shown_as_a_document_and_by_version(owner, folder):
    assert run("model", "show", folder, "funnel").stdout == owner.stages.get("funnel").text
    assert "1  from the beginning  Ada · first" in run("model", "show", folder, "funnel", "--history").stdout
    assert run("model", "show", folder).stdout.startswith("format: stage-model/1\nid: account\n")


def test_dry_run_says_what_would_change_and_keeps_nothing(owner, folder, tmp_path):
    (tmp_path / "newer.yaml").write_text(FUNNEL.replace("lead_returned, ", ""), encoding="utf-8")

    done = run("model", "save", folder, tmp_path / "newer.yaml", "--from-beginning", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "version 2 would be kept" in done.stdout
    assert "1 × lead → customer" in done.stdout
    assert len(owner.stages.versions("funnel")) == 1


def test_unchanged_document_is_said_to_be_so(folder):
    done = run("model", "save", folder, folder.parent / "funnel.yaml")

    assert "nothing differs from version 1" in done.stdout


def test_check_needs_no_workspace_and_lists_all_problems(folder, tmp_path):
    (tmp_path / "bad.yaml").write_text(FUNNEL.replace("id: lead", "id: a b").replace("side: true", "side: 7"))

    assert "4 stages of the subject account" in run("model", "check", folder.parent / "funnel.yaml").stdout
    done = run("model", "check", tmp_path / "bad.yaml")
    assert done.returncode == 1
    assert "stages[0].id" in done.stderr
    assert "side" in done.stderr


def test_history_is_printed_in_the_zone_of_the_workspace(folder):
    done = run("history", folder, "1", "--model", "funnel")

    assert "2025-01-02 00:30" in done.stdout
    assert "went back" in done.stdout
    assert "lead; times in Europe/Berlin" in done.stdout


def test_history_as_json_holds_everything(folder):
    rows = json.loads(run("history", folder, "1", "--model", "funnel", "--format", "json").stdout)["rows"]

    assert [row["stage"] for row in rows if not row["is_skipped"]] == ["opportunity", "customer", "lead"]
    assert all(row["event_id"] for row in rows)


def test_counts_at_a_day_and_by_month(folder):
    day = json.loads(run("counts", folder, "--model", "funnel", "--at", "2025-01-03", "--format", "json").stdout)
    months = json.loads(run("counts", folder, "--model", "funnel", "--by", "month", "--format", "json").stdout)

    assert {line["stage"]: line["subjects"] for line in day}["opportunity"] == 1
    assert months[0]["began"] == "2025-01-01"


def test_findings_name_the_record(folder):
    done = run("findings", folder, "--model", "funnel")

    assert "back from “Customer” to “Lead”" in done.stdout
    assert "findings of the model funnel: 1 went_back" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("counts", "--at", "2025-01-03", "--by", "month"), 2),
        (("counts", "--by", "day"), 2),
        (("counts", "--model", "none"), 1),
        (("findings", "--model", "none"), 1),
    ],
)
def test_wrong_usage_is_told_from_what_is_not_there(folder, words, code):
    assert run(words[0], folder, *words[1:]).returncode == code
