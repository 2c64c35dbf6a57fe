"""The commands around the tracking plan and rejected events, as a person types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import run
from event_builders import an_event, event_table

from wegmarke.workspace import Settings, Workspace, init

PLAN = """\
format: tracking-plan/1
events:
  - name: quote_sent
    properties: {seats: number, colour: text}
  - name: order_placed
"""


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    with init(folder / "ws", Settings(name="Test")) as workspace:
        yield workspace
        assert workspace.check() == []


@pytest.fixture
def folder(owner: Workspace) -> Path:
    return owner.folder.path


def offer(owner: Workspace, **changes: object) -> str:
    """Offer an event of now and return the id of its rejected row, should there be one."""
    event = an_event(occurred_at=datetime.now(UTC), **changes)  # the commands run by the real clock
    owner.stores.inbox.accept("crm", event_table([event]), origins="door")
    owner.stores.settle()
    rows = [row.id for row in owner.rejected.rows() if f'"{event["source_event_id"]}"' in row.payload]
    return rows[0] if rows else ""


def test_plan_is_imported_shown_and_kept_in_versions(owner, folder):
    done = run("plan", "import", folder, folder.parent / "plan.yaml")
    assert done.returncode == 0, done.stderr
    assert "2 event types, 2 properties" in done.stdout

    assert run("plan", "show", folder).stdout == PLAN
    assert run("plan", "show", folder, "--history").stdout.startswith(str(owner.plan.read().version))


def test_coverage_names_what_is_missing_on_either_side(owner, folder):
    owner.plan.put(PLAN)
    offer(owner, source_event_id="c1", properties=[("seats", "3"), ("email", "a@example.com")])
    offer(owner, source_event_id="c2", name="page_viewed")

    printed = run("plan", "coverage", folder, "--missing").stdout
    plain = json.loads(run("plan", "coverage", folder, "--format", "json").stdout)

    for said in ("page_viewed", "not declared", "order_placed", "never seen", "personal, removed from 1"):
        assert said in printed
    assert "1 of 2 declared event types were seen" in printed
    assert {line["name"] for line in plain["lines"]} >= {"quote_sent", "page_viewed", "order_placed"}


def test_proposal_can_be_imported(owner, folder, tmp_path):
    offer(owner, source_event_id="p1", name="page_viewed", properties=[("path", "/")])

    (tmp_path / "proposal.yaml").write_text(run("plan", "propose", folder).stdout, encoding="utf-8")

    assert "no problems" in run("plan", "check", tmp_path / "proposal.yaml").stdout


def test_rejected_event_is_listed_corrected_replayed_and_erased(owner, folder, tmp_path):
    owner.plan.put(PLAN)
    row_id = offer(owner, source_event_id="r1", properties=[("seats", "many")])
    assert row_id in run("rejected", "list", folder, "--reason", "wrong_type").stdout
    assert "wrong_type" in run("rejected", "groups", folder).stdout

    refused = run("rejected", "replay", folder, row_id)
    assert (refused.returncode, "expected a number" in refused.stdout) == (1, True), refused.stderr

    payload = json.loads(run("rejected", "show", folder, row_id).stdout)["payload"]
    (tmp_path / "payload.json").write_text(payload.replace("many", "7"), encoding="utf-8")
    assert run("rejected", "edit", folder, row_id, tmp_path / "payload.json").returncode == 0
    assert "1 accepted" in run("rejected", "replay", folder, row_id).stdout
    assert "0 accepted, 0 refused again, 1 skipped" in run("rejected", "replay", folder, row_id).stdout
    assert "stored" in run("rejected", "list", folder, "--replayed").stdout

    assert "1 rows would be erased" in run("rejected", "erase", folder, row_id).stdout
    assert "1 rows erased" in run("rejected", "erase", folder, row_id, "--yes").stdout
    assert run("rejected", "show", folder, row_id).returncode == 1


def test_rows_whose_time_is_over_are_erased_by_a_command(owner, folder):
    offer(owner, source_event_id="x" * 1001)

    assert "0 rows older than 90 days erased" in run("rejected", "expire", folder).stdout
    assert "rows older than 0 days erased" in run("rejected", "expire", folder, "--days", "0").stdout
    assert owner.rejected.rows() == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("plan", "show", "{ws}", "--version", "99"), 1, "got 99"),
        (("plan", "import", "{ws}", "{ws}/wegmarke.toml"), 1, "tracking plan"),
        (("plan", "check", "nothing.yaml"), 2, "nothing.yaml"),
        (("rejected", "replay", "{ws}"), 2, "got none of them"),
        (("rejected", "erase", "{ws}", "ff", "--all"), 2, "got more than one of them"),
        (("rejected", "erase", "{ws}", "ff", "--yes"), 1, "expected the id of one that is still kept"),
        (("rejected", "edit", "{ws}", "ff", "{ws}/wegmarke.toml"), 1, "The payload is no event yet"),
    ],
)
def test_wrong_use_gets_one_clear_message(folder, words, code, said):
    done = run(*(word.format(ws=folder) for word in words))

    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert said in done.stderr
