from __future__ import annotations

import json
import threading

import pytest
from map_history import a_workspace_with_maps

from wegmarke.domain import NotFound, UsageError
from wegmarke.workspace import load_map, open_workspace


@pytest.fixture
def maps(tmp_path):
    with a_workspace_with_maps(tmp_path / "ws") as workspace:
        yield workspace.maps


def a_text(name, value, phase="try", number=1):
    return {"id": f"{name}-{number}", "kind": "set", "space": "phases", "thing": phase, "field": ["title", "de"],
            "value": value}  # fmt: skip


def a_phase(maps):
    return maps.draft("software").content["phases"][0]["id"]


def test_draft_begins_with_the_newest_version_and_changes_none(maps):
    plan = maps.rehearse_draft("software")
    draft = maps.begin_draft("software", "Ada")

    assert (plan.base, plan.stands, plan.open) == (3, 1, None)
    assert (draft.base, draft.revision, draft.number) == (3, 0, 1)
    assert maps.begin_draft("software", "Ben").number == 1
    assert maps.rehearse_draft("software").open == 1
    assert len(maps.versions("software")) == 3


def test_edits_change_the_draft_and_no_version(maps):
    maps.begin_draft("software")
    before = maps.get("software", 3)
    news = maps.edit("software", 1, 0, [a_text("a", "Neu", a_phase(maps))], "tab", "Ada")

    assert [answer.number for answer in news.answers] == [1]
    assert [(one["who"], one["client"]) for one in news.made] == [("Ada", "tab")]
    assert maps.draft_document("software").phases[0].title.de == "Neu"
    assert maps.get("software", 3) == before


def test_others_hear_of_edits_since_what_they_knew(maps):
    maps.begin_draft("software")
    maps.edit("software", 1, 0, [a_text("a", "Eins", a_phase(maps)), a_text("a", "Zwei", a_phase(maps), 2)], "tab")

    assert [one["number"] for one in maps.draft_news("software", 1, 0).made] == [1, 2]
    assert [one["number"] for one in maps.draft_news("software", 1, 1).made] == [2]


def test_draft_is_there_again_when_the_workspace_is_opened_again(tmp_path):
    with a_workspace_with_maps(tmp_path / "ws") as workspace:
        workspace.maps.begin_draft("software", "Ada")
        phase = a_phase(workspace.maps)
        edits = [a_text("a", f"Titel {number}", phase, number) for number in range(120)]
        workspace.maps.edit("software", 1, 0, edits[:70], "tab")
        workspace.maps.edit("software", 1, 70, edits[70:], "tab")
        before = workspace.maps.draft("software")
    with open_workspace(tmp_path / "ws") as workspace:
        after = workspace.maps.draft("software")
        again = workspace.maps.edit("software", 1, 120, edits[:1], "tab")

    assert after == before
    assert again.answers[0].number == 1
    assert again.revision == 120


def test_draft_is_kept_as_the_plan_said(maps):
    maps.begin_draft("software")
    maps.edit("software", 1, 0, [a_text("a", "Neu", a_phase(maps))], "tab")
    plan = maps.rehearse_keep("software")
    [made] = maps.keep_draft("software", plan.draft, plan.revision, plan.newest, "Ada", "Titel")

    assert (plan.makes, len(plan.differences)) == (4, 1)
    assert made == 4
    assert maps.versions("software")[0].status == "draft"
    assert maps.get("software", 4).phases[0].title.de == "Neu"
    with pytest.raises(NotFound, match="kept as version 4"):
        maps.edit("software", 1, 1, [], "tab")


def test_draft_that_changed_after_the_plan_is_not_kept(maps):
    maps.begin_draft("software")
    plan = maps.rehearse_keep("software")
    maps.edit("software", 1, 0, [a_text("a", "Neu", a_phase(maps))], "tab")

    with pytest.raises(UsageError, match="changed meanwhile"):
        maps.keep_draft("software", plan.draft, plan.revision, plan.newest)


def test_version_that_somebody_kept_meanwhile_is_told_by_the_plan(maps):
    maps.begin_draft("software")
    before = maps.rehearse_keep("software")
    maps.restore("software", 1, "Ben")
    after = maps.rehearse_keep("software")

    assert (after.base, after.newest, after.makes) == (3, 4, 5)
    with pytest.raises(UsageError, match="version 3"):
        maps.keep_draft("software", before.draft, before.revision, before.newest)
    maps.keep_draft("software", after.draft, after.revision, after.newest)
    assert maps.versions("software")[0].version == 5


def test_discarded_draft_makes_no_version_and_the_next_one_has_another_number(maps):
    maps.begin_draft("software")
    maps.discard_draft("software", 1)

    with pytest.raises(NotFound, match="discarded"):
        maps.draft_news("software", 1, 0)
    assert maps.begin_draft("software").number == 2
    assert len(maps.versions("software")) == 3


def test_refused_edits_say_why(maps):
    maps.begin_draft("software")
    edits = [a_text("a", "", a_phase(maps)) | {"id": "1", "field": ["canonical"], "value": "nowhere"},
             a_text("a", "x", "none") | {"id": "2"}]  # fmt: skip
    news = maps.edit("software", 1, 0, edits, "tab")

    assert [answer.code for answer in news.answers] == ["invalid:unknown_value", "unknown_thing"]
    assert news.revision == 0


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([{"id": "1", "kind": "explode"}], "kind"),
        ([{"id": "1", "kind": "set", "role": "admin"}], "role"),
        ([{"kind": "set"}], "id"),
        ([{"id": "", "kind": "set"}], "id"),
        ([{"id": "x" * 101, "kind": "set"}], "id"),
        ([{"id": str(n), "kind": "undo"} for n in range(201)], "200"),
    ],
)
def test_edits_that_cannot_be_read_are_refused_as_a_whole(maps, edits, words):
    maps.begin_draft("software")

    with pytest.raises(UsageError, match=words):
        maps.edit("software", 1, 0, edits, "tab")


def test_base_ahead_of_the_draft_is_refused(maps):
    maps.begin_draft("software")

    with pytest.raises(UsageError, match="base"):
        maps.edit("software", 1, 7, [], "tab")


def test_many_threads_write_one_draft_in_one_order(maps):
    maps.begin_draft("software")
    phase = a_phase(maps)

    def write(name):
        for number in range(20):
            news = maps.draft_news("software", 1, 0)
            maps.edit("software", 1, news.revision, [a_text(name, f"{name} {number}", phase, number)], name)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    made = maps.draft_news("software", 1, 0).made
    assert [one["number"] for one in made] == [*range(1, 61)]
    assert {one["edit"] for one in made} == {f"{name}-{number}" for name in "abc" for number in range(20)}
    load_map(json.dumps(maps.draft("software").content))


def test_comments_stand_at_things_and_are_settled_once(maps):
    maps.begin_draft("software")
    phase = a_phase(maps)
    said = maps.comment("software", "phases", phase, "@Ben, stimmt das? <script>", "Ada")
    maps.settle_comment("software", said.number, "Ben")
    maps.settle_comment("software", said.number, "Eve")
    [kept] = maps.comments("software")

    assert (kept.text, kept.mentions, kept.resolved_by) == ("@Ben, stimmt das? <script>", ("Ben",), "Ben")
    assert maps.draft_news("software", 1, 0).comments == 2
    for wrong in (("phases", "none"), ("__dict__", phase)):
        with pytest.raises(NotFound):
            maps.comment("software", *wrong, "x")
    with pytest.raises(UsageError):
        maps.comment("software", "phases", phase, " ")


def test_drafts_of_unknown_maps_are_not_found(maps):
    for ask in (maps.rehearse_draft, maps.begin_draft, maps.draft, maps.comments):
        with pytest.raises(NotFound):
            ask("nothing")
    with pytest.raises(NotFound, match="Begin one"):
        maps.draft("software")


def test_drafts_are_written_through_the_process_that_owns_the_workspace(tmp_path):
    with a_workspace_with_maps(tmp_path / "ws") as owner, open_workspace(tmp_path / "ws") as other:
        assert not other.is_owner
        other.maps.begin_draft("software", "Ada")
        phase = a_phase(other.maps)
        news = other.maps.edit("software", 1, 0, [a_text("a", "Neu", phase)], "notebook", "Ada")
        said = other.maps.comment("software", "phases", phase, "@Ben", "Ada")

        assert news.made == owner.maps.draft_news("software", 1, 0).made
        assert [answer.number for answer in news.answers] == [1]
        assert said == owner.maps.comments("software")[0]
        other.maps.discard_draft("software", 1)
        assert owner.maps.rehearse_draft("software").open is None
