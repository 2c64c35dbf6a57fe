"""Maps as files through the workspace: out with losses, in with a plan; observed paths under pseudonyms."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table
from map_history import a_workspace_with_maps

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.domain.map_versions import MapStatus
from wegmarke.sources.xes_file import open_xes
from wegmarke.workspace import Settings, Workspace, convert_map, init


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace for all tests here; only one of them changes the map `software`."""
    with a_workspace_with_maps(tmp_path_factory.mktemp("files") / "ws") as workspace:
        yield workspace


def newest(workspace: Workspace) -> int:
    return workspace.maps.versions("software")[0].version


def test_every_format_can_be_written_by_its_ending(workspace):
    for form in workspace.maps.formats():
        made = workspace.maps.export("software", form.endings[0])

        assert made.name == f"software{form.endings[0]}"
        assert len(made.content) > 1000


def test_dry_run_of_the_newest_version_changes_nothing(workspace):
    for ending in (".mmd", ".cjml", ".journey.json"):
        made = workspace.maps.export("software", ending, newest(workspace))

        plan = workspace.maps.rehearse_import(f"x{ending}", made.content)

        assert (plan.map, plan.is_new, plan.base, plan.differences) == ("software", False, newest(workspace), ())


def test_edited_diagram_becomes_a_draft_that_follows_the_newest_version(workspace):
    before = newest(workspace)
    text = workspace.maps.export("software", ".mmd", before).content.decode()
    title = re.search(r"^    section (.*)$", text, re.MULTILINE)[1]
    content = text.replace(f"    section {title}\n", "    section Something else\n").encode()

    plan = workspace.maps.rehearse_import("x.mmd", content)
    done = workspace.maps.import_("x.mmd", content, who="Ada", seen=plan.seen)

    assert done == plan
    assert "Something else" in plan.differences[0].text.en
    kept = workspace.maps.versions("software")[0]
    assert (kept.version, kept.status, kept.who, kept.why) == (before + 1, MapStatus.DRAFT, "Ada", "x.mmd")


def test_plan_that_is_out_of_date_keeps_nothing(workspace):
    before = newest(workspace)
    content = workspace.maps.export("software", ".mmd", 1).content

    with pytest.raises(UsageError, match="Look at the plan again"):
        workspace.maps.import_("x.mmd", content, seen="0" * 32)

    assert newest(workspace) == before


def test_foreign_diagram_becomes_a_new_map_or_updates_one(workspace):
    content = b"journey\ntitle Ours\nsection A\nBuy: 5: Me\n"

    assert workspace.maps.rehearse_import("x.mmd", content).is_new
    plan = workspace.maps.rehearse_import("x.mmd", content, into="try-out")
    assert (plan.map, plan.is_new, plan.base) == ("try-out", False, 1)
    assert workspace.maps.import_("x.mmd", content).map == "ours"
    assert workspace.maps.get("ours").title.en == "Ours"


def test_what_cannot_be_read_is_refused(workspace):
    with pytest.raises(UsageError, match="can be read"):
        workspace.maps.rehearse_import("x.bpmn", b"<x/>")
    with pytest.raises(NotFound):
        workspace.maps.rehearse_import("x.mmd", b"journey\n", into="gone")
    with pytest.raises(DocumentInvalid):
        workspace.maps.import_("x.yaml", b"{}")
    with pytest.raises(UsageError, match="de or en"):
        workspace.maps.export("software", ".mmd", language="fr")


def test_convert_tells_the_losses_of_both_ways():
    made = convert_map("x.mmd", b"%%{init: {}}%%\njourney\ntitle Ours\nsection A\nBuy: 5: Me\n", "y.cjml", "de")

    assert b"<journeyTitle>Ours</journeyTitle>" in made.content
    assert made.losses[0].where == "file"
    assert "emotions" in {loss.where for loss in made.losses}


MAP = {
    "id": "m", "title": "Ours <&>",
    "phases": [{"id": "a", "title": "Look & see", "canonical": "awareness"}],
    "steps": [{"id": "s", "phase": "a", "title": "Ask"}],
    "touchpoints": [{"id": name, "title": "Same" if name != "deal" else 'Deal "won"', "rule": {"event": name}}
                    for name in ("form", "call", "deal")],
    "placements": [{"step": "s", "touchpoint": name} for name in ("form", "call", "deal")],
}  # fmt: skip
PATHS = {
    "a1": ["form", "call", "deal"], "a2": ["form", "deal"], "a3": ["form", "call", "deal"], "a4": ["call"],
    "a5": ["form", "form"], "a6": ["form", "deal"],
}  # fmt: skip


@pytest.fixture(scope="module")
def observed(tmp_path_factory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("observed") / "ws", Settings(name="Test", small_n=5)) as workspace:
        rows = [
            an_event(
                source_event_id=f"{account}-{place}", name=name, account=account, person=f"p-{account}-{place % 2}",
                occurred_at=NOON.replace(minute=place), sequence=place,
                properties=[{"key": "order", "value": f"o-{account}"}] if name == "deal" else [],
            )
            for account, names in PATHS.items()
            for place, name in enumerate([*names, "unknown"])
        ]  # fmt: skip
        workspace.maps.put(json.dumps(MAP))
        workspace.stores.inbox.accept("crm", event_table(rows))
        workspace.stores.settle()
        yield workspace


def variants(path: Path) -> Counter[tuple[str, ...]]:
    """Read a log with the reader of this program."""
    found: dict[str, list[str]] = {}
    wanted = ("case:concept:name", "journey:touchpoint")
    for part in open_xes(path).parts(wanted):
        for trace, touchpoint in zip(*(part.table[name].to_pylist() for name in wanted), strict=True):
            found.setdefault(trace, []).append(touchpoint)
    return Counter(tuple(path) for path in found.values())


def test_log_has_the_same_variants_as_the_workspace(observed, tmp_path):
    said = observed.maps.export_observed("m", tmp_path / "x.xes")

    assert (said.units, said.touches) == (6, 13)
    assert variants(tmp_path / "x.xes") == Counter(tuple(path) for path in PATHS.values())
    rows = observed.analytics.variants(by="account").to_pyarrow().to_pylist()
    assert {tuple(row["touchpoints"]): row["units"] for row in rows} == variants(tmp_path / "x.xes")


def test_log_tells_names_that_are_unlike_and_escapes_texts(observed, tmp_path):
    observed.maps.export_observed("m", tmp_path / "x.xes")

    file = open_xes(tmp_path / "x.xes")
    texts = (tmp_path / "x.xes").read_text(encoding="utf-8")
    assert {"concept:name", "time:timestamp", "org:resource", "journey:phase", "journey:step"} <= {*file.columns}
    assert 'value="Same (form)"' in texts
    assert "value='Deal \"won\"'" in texts
    assert "Look &amp; see" in texts


def test_two_exports_share_no_pseudonym_and_hold_no_number_of_ours(observed, tmp_path):
    names = []
    for number in (1, 2):
        observed.maps.export_observed("m", tmp_path / f"{number}.xes")
        names.append({*re.findall(r'"((?:account|person)-\w+)"', (tmp_path / f"{number}.xes").read_text())})

    assert len(names[0]) == len(names[1]) == 6 + 11
    assert not names[0] & names[1]
    assert all(re.fullmatch(r"(account|person)-[0-9a-f]{16}", name) for name in names[0])


def test_objects_of_a_log_are_those_that_events_name(observed, tmp_path):
    observed.maps.export_observed("m", tmp_path / "x.ocel.json", by="person")

    log = json.loads((tmp_path / "x.ocel.json").read_text(encoding="utf-8"))
    there = {one["id"]: one["type"] for one in log["objects"]}
    named = {(one["objectId"], one["qualifier"]) for event in log["events"] for one in event["relationships"]}
    assert {name for name, _ in named} == {*there}
    assert Counter(there.values()) == {"account": 6, "person": 11, "touchpoint": 3, "order": 4}
    assert {one["name"] for one in log["objectTypes"]} >= {*there.values()}
    assert {event["type"] for event in log["events"]} <= {one["name"] for one in log["eventTypes"]}
    assert len({event["id"] for event in log["events"]}) == 13


def test_too_few_units_are_refused_and_leave_no_file(observed, tmp_path):
    with pytest.raises(UsageError, match="at least 5 units"):
        observed.maps.export_observed("m", tmp_path / "x.xes", start=NOON.replace(minute=2))

    assert [*tmp_path.iterdir()] == []


def test_other_endings_and_units_are_refused(observed, tmp_path):
    with pytest.raises(UsageError, match=r"\.xes or \.ocel\.json"):
        observed.maps.export_observed("m", tmp_path / "x.csv")
    with pytest.raises(UsageError, match="person or account"):
        observed.maps.export_observed("m", tmp_path / "x.xes", by="order")
    with pytest.raises(UsageError, match="can be written"):
        observed.maps.export_observed("m", tmp_path / "gone" / "x.xes")
