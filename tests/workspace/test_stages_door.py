"""The door of stages: what a plan says is what saving does, and the past stays as it reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table
from stage_builders import FUNNEL, SALES

from wegmarke.domain import DocumentInvalid, NotFound, SetClock
from wegmarke.domain.stages import FindingCode, StageChange
from wegmarke.workspace import Settings, Workspace, init

DAY = timedelta(days=1)
NEWER = FUNNEL.replace("event: quote_sent", "event: quote_opened")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test"), clock=SetClock(NOON + 100 * DAY)) as opened:
        offer(opened, "a", "quote_sent", 0)
        offer(opened, "b", "quote_sent", 0)
        offer(opened, "b", "order_placed", 1)
        offer(opened, "b", "lead_returned", 40)
        yield opened
        assert opened.check() == []


def offer(workspace: Workspace, account: str, name: str, day: float, **changes: object) -> None:
    event = an_event(source_event_id=f"{account} {name} {day}", account=account, name=name,
                     occurred_at=NOON + day * DAY, account_label=account.upper(), **changes)  # fmt: skip
    workspace.stores.inbox.accept("crm", event_table([event]), origins="door")
    workspace.stores.settle()


def counts(workspace: Workspace, **options: object) -> dict[str, int]:
    return {count.stage: count.subjects for count in workspace.stages.counts("funnel", **options)}


def test_models_are_those_brought_along_and_those_saved(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL, who="Ada", why="first")

    models = workspace.stages.models()

    assert [(model.model, model.version) for model in models] == [
        ("account", 0), ("person", 0), ("opportunity", 0), ("funnel", 1),
    ]  # fmt: skip
    assert (models[-1].who, models[-1].why, models[-1].created_at) == ("Ada", "first", NOON + 100 * DAY)


def test_history_names_the_account_and_its_stays(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)

    found = workspace.stages.history("2", "funnel")

    assert found.label == "B"
    assert [(row.stage, row.went_back) for row in found.rows if not row.is_skipped] == [
        ("opportunity", False), ("customer", False), ("lead", True),
    ]  # fmt: skip
    assert found.rows[-1].left_at is None
    assert workspace.stages.history("99", "funnel").rows == ()


def test_counts_are_as_of_any_instant(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)

    assert counts(workspace) == {"lead": 1, "opportunity": 1, "customer": 0, "churned": 0}
    assert counts(workspace, at=NOON + 2 * DAY) == {"lead": 0, "opportunity": 1, "customer": 1, "churned": 0}
    assert counts(workspace, at=NOON - DAY) == dict.fromkeys(("lead", "opportunity", "customer", "churned"), 0)


def test_counts_over_time_end_now(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)

    found = workspace.stages.counts_over_time("funnel", "month")

    assert found[-1].at == NOON + 100 * DAY
    assert [(c.began.month, c.subjects, c.entered) for c in found if c.stage == "lead"] == [
        (3, 0, 0), (4, 1, 1), (5, 1, 0), (6, 1, 0),
    ]  # fmt: skip


def test_new_event_is_seen_by_the_next_question(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)
    assert counts(workspace)["customer"] == 0

    offer(workspace, "a", "order_placed", 50)

    assert counts(workspace)["customer"] == 1


def test_plan_says_what_saving_does(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)
    before = counts(workspace)

    plan = workspace.stages.rehearse(NEWER, from_beginning=True)
    assert counts(workspace) == before
    workspace.stages.save(NEWER, from_beginning=True)

    assert (plan.version, plan.is_new, plan.subjects, plan.changed, plan.rewritten) == (2, True, 2, 1, 2)
    assert plan.changes == (StageChange("opportunity", None, 1),)
    assert counts(workspace) == {**before, "opportunity": 0}


def test_version_from_now_on_leaves_the_past(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)
    before = counts(workspace)

    plan = workspace.stages.rehearse(NEWER)
    workspace.stages.save(NEWER)

    assert (plan.changed, plan.rewritten, plan.valid_from) == (0, 0, NOON + 100 * DAY)
    assert counts(workspace) == before


def test_version_says_what_it_changed(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)
    workspace.stages.save(NEWER)

    assert workspace.stages.differences("funnel", 1) == []
    assert [(one.stage, one.field) for one in workspace.stages.differences("funnel", 2)] == [("opportunity", "rule")]
    assert "quote_sent" in workspace.stages.get("funnel", 1).text


@pytest.mark.parametrize("version", [3, -1])
def test_unknown_version_is_answered_with_those_that_are_there(workspace: Workspace, version: int) -> None:
    with pytest.raises(NotFound, match="0"):
        workspace.stages.get("account", version)


def test_document_with_problems_is_kept_nowhere(workspace: Workspace) -> None:
    with pytest.raises(DocumentInvalid):
        workspace.stages.save(FUNNEL.replace("id: lead", "id: customer"))

    assert len(workspace.stages.models()) == 3


def test_findings_name_the_account(workspace: Workspace) -> None:
    workspace.stages.save(FUNNEL)

    found = workspace.stages.findings("funnel")

    assert found.counts == {FindingCode.WENT_BACK: 1}
    (finding,) = found.findings
    assert (finding.label, finding.text.de) == (
        "B", "von „Kunde“ zurück zu „Lead“, wegen lead_returned aus crm",
    )  # fmt: skip


def test_opportunity_is_found_by_the_id_of_its_source(workspace: Workspace) -> None:
    workspace.stages.save(SALES)
    changed = [("opportunity", "006 Ü/1"), ("stage", "Closed Won")]
    offer(workspace, "a", "opportunity_changed", 3, properties=changed)

    found = workspace.stages.history("006 Ü/1", "sales")

    assert [row.stage for row in found.rows if not row.is_skipped] == ["won"]
    assert found.label == "006 Ü/1"
