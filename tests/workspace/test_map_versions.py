"""Versions of maps in a workspace: kept for ever, moved from draft to retired, and what stands for a map meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from event_builders import an_event, event_table

from wegmarke.domain import NotFound, UsageError
from wegmarke.maps import load_map
from wegmarke.state import migrate, open_database
from wegmarke.state.migrate import _apply
from wegmarke.workspace import Settings, Workspace, init, open_workspace

BEGUN = datetime(2025, 1, 6, 9, tzinfo=UTC)


class Clock:
    """A clock that goes on by a minute with each look."""

    def __init__(self) -> None:
        self.at = BEGUN + timedelta(days=100)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test", small_n=1), clock=Clock()) as opened:
        yield opened


def a_map(**changes: object) -> str:
    content = {
        "id": "pumps",
        "title": "We replace a pump",
        "phases": [
            {"id": "look", "title": "Look", "canonical": "consideration"},
            {"id": "buy", "title": "Buy", "canonical": "decision"},
        ],
        "steps": [{"id": "ask", "phase": "look", "title": "Ask"}, {"id": "sign", "phase": "buy", "title": "Sign"}],
        "touchpoints": [
            {"id": "form", "title": "Form", "rule": {"event": "form_submitted"}},
            {"id": "order", "title": "Order", "rule": {"event": "order_placed"}},
        ],
        "placements": [{"step": "ask", "touchpoint": "form"}, {"step": "sign", "touchpoint": "order"}],
        "metrics": [{"id": "rate", "title": "Rate", "measure": "conversion", "phase": "look", "target": 0.5}],
    }
    return json.dumps(content | changes)


def statuses(workspace: Workspace, map_id: str = "pumps") -> dict[int, str]:
    return {one.version: one.status.value for one in workspace.maps.versions(map_id)}


def test_every_other_text_is_a_new_version(workspace):
    workspace.maps.put(a_map(), who="anna", why="first")
    workspace.maps.put(a_map(title="We replace two pumps"), who="ben")

    newest, oldest = workspace.maps.versions("pumps")

    assert (newest.version, newest.based_on, newest.who) == (2, 1, "ben")
    assert (oldest.version, oldest.title.en, oldest.why) == (1, "We replace a pump", "first")
    assert newest.content_hash != oldest.content_hash


def test_same_text_makes_no_version(workspace):
    workspace.maps.put(a_map())
    workspace.maps.put(a_map(format="journey-map/1"))

    assert statuses(workspace) == {1: "draft"}


def test_version_says_for_ever_what_it_said(workspace):
    workspace.maps.put(a_map())
    first = workspace.maps.get("pumps", 1)
    renamed = [{"id": "form", "title": "Request form", "rule": {"event": "form_submitted"}}]
    workspace.maps.put(a_map(touchpoints=[*renamed, json.loads(a_map())["touchpoints"][1]]))

    assert workspace.maps.get("pumps", 1) == first
    assert [one.title.en for one in workspace.maps.revisions("touchpoint", "form")] == ["Form", "Request form"]
    assert [one.is_in_newest for one in workspace.maps.revisions("touchpoint", "form")] == [False, True]


def test_draft_does_not_take_the_place_of_the_live_version(workspace):
    workspace.maps.put(a_map(status="live"))
    workspace.maps.put(a_map(title="Changed"))

    assert statuses(workspace) == {1: "live", 2: "draft"}
    assert workspace.maps.get("pumps").title.en == "We replace a pump"


def test_way_from_draft_to_live_retires_the_version_before(workspace):
    workspace.maps.put(a_map(status="live"))
    workspace.maps.put(a_map(title="Changed"))
    for status in ("in_review", "approved", "live"):
        workspace.maps.move("pumps", 2, status, who="carla")

    newest, oldest = workspace.maps.versions("pumps")

    assert (newest.status, oldest.status) == ("live", "retired")
    assert (newest.approved_by, newest.valid_to) == ("carla", None)
    assert oldest.valid_to == newest.valid_from
    assert workspace.maps.get("pumps").title.en == "Changed"


def test_one_map_is_live_at_a_time(workspace):
    workspace.maps.put(a_map(status="live"))
    workspace.maps.put(a_map(id="others", status="live"))

    assert (statuses(workspace), statuses(workspace, "others")) == ({1: "approved"}, {1: "live"})
    assert [summary.id for summary in workspace.maps.list()] == ["others", "pumps"]


@pytest.mark.parametrize(("way", "status"), [((), "live"), ((), "approved"), (("retired",), "draft")])
def test_move_that_leads_nowhere_is_refused(workspace, way, status):
    workspace.maps.put(a_map())
    for step in way:
        workspace.maps.move("pumps", 1, step)

    with pytest.raises(UsageError, match="cannot become"):
        workspace.maps.move("pumps", 1, status)


def test_retired_version_comes_back_as_a_draft(workspace):
    workspace.maps.put(a_map(status="live"))
    workspace.maps.put(a_map(title="Changed", status="live"))

    made = workspace.maps.restore("pumps", 1, who="anna")

    assert statuses(workspace) == {1: "retired", 2: "live", 3: "draft"}
    assert (made.based_on, made.title.en) == (1, "We replace a pump")
    assert made.content_hash == workspace.maps.versions("pumps")[-1].content_hash


def test_text_written_from_an_older_version_is_refused(workspace):
    workspace.maps.put(a_map())
    workspace.maps.put(a_map(title="Meanwhile"))

    with pytest.raises(UsageError, match="version 2"):
        workspace.maps.put(a_map(title="Late"), base=1)

    assert statuses(workspace) == {1: "draft", 2: "draft"}


def test_older_export_does_not_take_the_live_version_down(workspace):
    workspace.maps.put(a_map())
    for status in ("in_review", "approved", "live"):
        workspace.maps.move("pumps", 1, status)

    workspace.maps.put(a_map(status="draft"))

    assert statuses(workspace) == {1: "live"}


def test_approval_freezes_the_numbers(workspace):
    take(workspace, 1)
    workspace.maps.put(a_map(status="in_review"))
    workspace.maps.move("pumps", 1, "approved", who="anna")
    take(workspace, 2)

    frozen = workspace.maps.frozen("pumps", 1)

    assert frozen.phases["look"].accounts == 1
    assert workspace.maps.numbers("pumps").phases["look"].accounts == 2
    assert workspace.maps.versions("pumps")[0].has_numbers


def test_differences_go_from_what_stands_to_the_newest(workspace):
    workspace.maps.put(a_map(status="live"))
    workspace.maps.put(a_map(owner="Sales"))

    (line,) = workspace.maps.differences("pumps")

    assert line.text.en == "Map “We replace a pump”, Owner: – → “Sales”."


def test_as_is_and_to_be_are_compared_across_maps(workspace):
    workspace.maps.put(a_map(state="as_is"))
    workspace.maps.put(a_map(id="pumps-to-be", state="to_be"))

    lines = workspace.maps.differences("pumps", other="pumps-to-be")

    assert [(line.before.en, line.after.en) for line in lines] == [("pumps", "pumps-to-be"), ("As is", "To be")]


def test_unknown_version_names_the_known_ones(workspace):
    workspace.maps.put(a_map())

    with pytest.raises(NotFound, match="versions 1; got 7"):
        workspace.maps.get("pumps", 7)


def test_map_is_made_from_a_template(workspace):
    made = workspace.maps.new("b2b-default", "ours", "Our journey", who="anna")

    assert (made.version, made.status, made.title.de) == (1, "draft", "Our journey")
    with pytest.raises(UsageError, match="'ours' is there"):
        workspace.maps.new("b2b-default", "ours")


def test_maps_look_closer_at_others(workspace):
    workspace.maps.put(a_map(emotions=[{"phase": "look", "value": 1}, {"phase": "buy", "value": 0}]))
    pains = [{"id": "pains", "type": "pain", "cards": [{"phase": "look", "text": "Slow"}]}]
    closer = {"id": "closer", "parent": {"map": "pumps", "phase": "look"}, "lanes": pains}
    workspace.maps.put(a_map(**closer, emotions=[{"phase": "look", "value": -2}]))

    branch = workspace.maps.tree("pumps")

    assert (branch.emotion, branch.open_pains, branch.closer[0].phase) == (-1.0, 1, "look")


def test_effect_of_an_initiative_comes_from_both_sides_of_its_day(workspace):
    take(workspace, *range(1, 9), day=0)
    take(workspace, *range(11, 19), day=40, order=True)
    shipped = date(2025, 2, 10)
    initiative = {"id": "faster", "title": "Faster", "metric": "rate", "shipped": f"{shipped}", "expected_delta": 0.2}
    workspace.maps.put(a_map(initiatives=[initiative]))

    effect = workspace.maps.effect("pumps", "faster", days=60)

    assert (effect.before.value, effect.after.value, effect.delta, effect.verdict) == (0.0, 1.0, 1.0, "better")
    assert effect.before.end == effect.after.start == shipped
    assert effect.low < effect.delta <= effect.high


def test_workspace_of_the_version_before_opens_with_version_1(tmp_path):
    with init(tmp_path / "ws", Settings(name="Old")):
        pass
    (tmp_path / "ws" / "state.sqlite3").unlink()
    database = open_database(tmp_path / "ws" / "state.sqlite3")
    lines = [f"{number:04}" for number in range(1, 17)]
    versions = {file.name[:4] for file in Path(migrate.__code__.co_filename).parent.glob("versions/state/[0-9]*.py")}
    _apply(database, "state", [line for line in lines if line in versions])
    text = "format: journey-map/1\nid: pumps\ntitle: Alt\nstatus: live\n"
    with database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO map VALUES ('pumps', 1, 'live', ?, 'old hash', 1736154000000000)", (text,)
        )
    database.close()

    with open_workspace(tmp_path / "ws") as workspace:
        (version,) = workspace.maps.versions("pumps")
        document = workspace.maps.get("pumps")
        workspace.maps.put(text)

        assert (version.version, version.status, version.created_at) == (1, "live", BEGUN)
        assert document == load_map(text)
        assert len(workspace.maps.versions("pumps")) == 1


def take(workspace: Workspace, *accounts: int, day: float = 0, order: bool = False) -> None:
    names = ["form_submitted", "order_placed"] if order else ["form_submitted"]
    rows = [
        an_event(source_event_id=f"{account}-{name}", name=name, account=f"a{account}", person=f"p{account}",
                 occurred_at=BEGUN + timedelta(days=day + place))
        for account in accounts for place, name in enumerate(names)
    ]  # fmt: skip
    workspace.stores.inbox.accept("crm", event_table(rows))
    workspace.stores.settle()
