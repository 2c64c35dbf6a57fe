from __future__ import annotations

import copy

import pytest
from draft_builders import a_card, a_draft, an_edit, make

from wegmarke.maps.editing import Asked, NoticeKind, content_problems, replayed


@pytest.fixture
def draft(content):
    content["lanes"].append({"id": "pains", "type": "pain", "cards": [a_card("slow", "won"), a_card("dear", "won")]})
    return a_draft(content)


def cards(draft, lane="pains"):
    return [card["id"] for one in draft.content["lanes"] if one["id"] == lane for card in one.get("cards", ())]


def card(draft, name):
    return next(one for lane in draft.content["lanes"] for one in lane.get("cards", ()) if one["id"] == name)


def test_text_is_written_in_one_language(draft):
    make(draft, an_edit("set", "cards", "slow", "text.de", "Langsam"))

    assert card(draft, "slow")["text"] == {"de": "Langsam", "en": "Text"}


def test_same_edit_is_made_once_however_often_it_arrives(draft):
    edit = an_edit("insert", "cards", "new", lane="pains", content=a_card("new", "lead"))
    first = make(draft, edit)
    again = make(draft, edit, base=0)

    assert first == again
    assert cards(draft).count("new") == 1


def test_card_stands_behind_the_one_that_is_named(draft):
    make(draft, an_edit("insert", "cards", "new", lane="pains", after="slow", content=a_card("new", "lead")))
    make(draft, an_edit("move", "cards", "dear", lane="pains", after="", content={"phase": "lead"}))

    assert cards(draft) == ["dear", "slow", "new"]
    assert card(draft, "dear")["phase"] == "lead"


def test_card_that_moves_to_another_lane_and_step_is_one_edit(draft):
    make(draft, an_edit("move", "cards", "slow", lane="questions", content={"phase": None, "step": "ask"}))

    assert cards(draft, "questions") == ["slow", "questions-1"]
    assert card(draft, "slow").keys() == {"id", "step", "text"}


def test_removed_phase_takes_along_what_cannot_be_without_it(draft):
    before = copy.deepcopy(draft.content)
    make(draft, an_edit("remove", "phases", "lead"))
    left = draft.content

    assert [one["id"] for one in left["phases"]] == ["won"]
    assert [one["id"] for one in left["steps"]] == ["sign"]
    assert "emotions" not in left
    assert "metrics" not in left
    assert cards(draft, "questions") == []
    assert content_problems(left) == []

    make(draft, an_edit("undo", number=draft.revision))
    assert draft.content == before


@pytest.mark.parametrize(
    ("field", "value"), [("text.de", "x" * 10_001), ("severity", 6), ("personas", ["nobody"]), ("phase", None)]
)
def test_edit_that_would_leave_an_invalid_document_is_refused(draft, field, value):
    before = copy.deepcopy(draft.content)
    [answer] = make(draft, an_edit("set", "cards", "slow", field, value))

    assert answer.refused.code == "invalid"
    assert answer.refused.problems
    assert (draft.content, draft.revision) == (before, 0)


@pytest.mark.parametrize(
    ("space", "thing", "field"),
    [("cards", "slow", "id"), ("cards", "slow", "text"), ("cards", "slow", "text.fr"), ("cards", "slow", "colour"),
     ("cards", "none", "text.de"), ("lanes", "pains", "cards"), ("map", "", "status"), ("map", "", "phases"),
     ("__class__", "slow", "text.de")],
)  # fmt: skip
def test_what_may_not_be_written_is_refused(draft, space, thing, field):
    [answer] = make(draft, an_edit("set", space, thing, field, "live"))

    assert answer.refused.code.startswith("unknown_")


def test_refused_edit_does_not_hold_up_those_beside_it(draft):
    answers = make(
        draft, an_edit("set", "cards", "slow", "severity", 9), an_edit("set", "cards", "slow", "severity", 3)
    )

    assert [answer.number for answer in answers] == [None, 1]


def test_two_who_write_one_field_keep_both_values(draft):
    make(draft, an_edit("set", "cards", "slow", "text.de", "von A"), client="a", base=0)
    make(draft, an_edit("set", "cards", "slow", "text.de", "von B"), client="b", base=0)
    [notice] = draft.made[-1].notices

    assert card(draft, "slow")["text"]["de"] == "von B"
    assert (notice.kind, notice.other, notice.number, notice.who) == (NoticeKind.BOTH_WROTE, "von A", 1, "A")


def test_two_languages_of_a_text_are_two_fields(draft):
    make(draft, an_edit("set", "cards", "slow", "text.de", "Deutsch"), client="a", base=0)
    make(draft, an_edit("set", "cards", "slow", "text.en", "English"), client="b", base=0)

    assert card(draft, "slow")["text"] == {"de": "Deutsch", "en": "English"}
    assert draft.made[-1].notices == ()


def test_who_saw_the_other_value_overwrites_it_without_a_notice(draft):
    make(draft, an_edit("set", "cards", "slow", "text.de", "von A"), client="a")
    make(draft, an_edit("set", "cards", "slow", "text.de", "von B"), client="b")

    assert draft.made[-1].notices == ()


def test_removed_card_comes_back_when_somebody_was_writing_in_it(draft):
    make(draft, an_edit("remove", "cards", "slow"), client="a", base=0)
    make(draft, an_edit("set", "cards", "slow", "severity", 4), client="b", base=0)

    assert cards(draft) == ["slow", "dear"]
    assert card(draft, "slow")["severity"] == 4
    assert [notice.kind for notice in draft.made[-1].notices] == [NoticeKind.CAME_BACK]


def test_removed_phase_comes_back_with_the_card_somebody_was_writing_in(draft):
    whole = copy.deepcopy(draft.content)
    make(draft, an_edit("remove", "cards", "slow"), an_edit("remove", "phases", "won"), client="a", base=0)
    [answer] = make(draft, an_edit("set", "cards", "slow", "text.en", "Slow"), client="b", base=0)

    card_of(whole, "slow")["text"]["en"] = "Slow"
    assert answer.refused is None
    assert draft.content == whole


def card_of(content, name):
    return next(one for lane in content["lanes"] for one in lane.get("cards", ()) if one["id"] == name)


def test_removed_lane_comes_back_for_a_card_that_was_put_there(draft):
    make(draft, an_edit("remove", "lanes", "pains"), client="a", base=0)
    make(draft, an_edit("insert", "cards", "new", lane="pains", content=a_card("new", "lead")), client="b", base=0)

    assert cards(draft) == ["new", "slow", "dear"]


def test_nobody_removes_what_another_wrote_into_without_having_seen_it(draft):
    make(draft, an_edit("set", "cards", "slow", "severity", 4), client="a", base=0)
    [refused] = make(draft, an_edit("remove", "phases", "won"), client="b", base=0)
    [made] = make(draft, an_edit("remove", "phases", "won"), client="b")

    assert refused.refused.code == "written_meanwhile"
    assert made.refused is None


def test_undo_leaves_what_somebody_wrote_since(draft):
    make(draft, an_edit("set", "cards", "slow", "severity", 2), client="a")
    make(draft, an_edit("set", "cards", "slow", "severity", 5), client="b")
    [answer] = make(draft, an_edit("undo", number=1), client="a")

    assert answer.refused.code == "nothing_to_undo"
    assert card(draft, "slow")["severity"] == 5


def test_undo_of_a_move_keeps_what_was_written_in_the_card_since(draft):
    make(draft, an_edit("move", "cards", "slow", lane="questions", content={"phase": "lead"}), client="a")
    make(draft, an_edit("set", "cards", "slow", "severity", 5), client="b")
    make(draft, an_edit("undo", number=1), client="a")

    assert cards(draft) == ["slow", "dear"]
    assert (card(draft, "slow")["severity"], card(draft, "slow")["phase"]) == (5, "won")


def test_inserted_lane_is_not_undone_once_others_have_put_cards_there(draft):
    make(draft, an_edit("insert", "lanes", "gains", content={"id": "gains", "type": "gain"}), client="a")
    make(draft, an_edit("insert", "cards", "new", lane="gains", content=a_card("new", "lead")), client="b")
    [answer] = make(draft, an_edit("undo", number=1), client="a")

    assert answer.refused.code == "used_by_others"
    assert cards(draft, "gains") == ["new"]


def test_undo_of_an_undo_does_it_again(draft):
    make(draft, an_edit("set", "cards", "slow", "severity", 2))
    make(draft, an_edit("undo", number=1))
    make(draft, an_edit("undo", number=2))

    assert card(draft, "slow")["severity"] == 2


def test_two_who_insert_the_same_emotion_write_one(draft):
    point = {"id": "e.won", "phase": "won", "value": 1}
    make(draft, an_edit("insert", "emotions", "e.won", content=point), client="a", base=0)
    make(draft, an_edit("insert", "emotions", "e.won", content=point | {"value": -1}), client="b", base=0)

    assert [one["value"] for one in draft.content["emotions"] if one["id"] == "e.won"] == [-1]
    assert draft.made[-1].notices[0].other == 1


def test_draft_is_as_before_when_it_cannot_be_kept(draft):
    before = copy.deepcopy(draft.content)

    def fail(_):
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        draft.make([an_edit("remove", "phases", "won")], Asked("a", "A", 0, 0), fail)

    assert (draft.content, draft.revision) == (before, 0)


def test_strokes_alone_make_the_same_draft(draft):
    begun = copy.deepcopy(draft.content)
    make(draft, an_edit("remove", "phases", "lead"), an_edit("undo", number=1), an_edit("remove", "lanes", "pains"))

    assert replayed(begun, draft.made) == draft.content


def test_draft_that_grows_too_large_is_refused(draft):
    wide = {"de": "x" * 10_000, "en": "y" * 10_000}
    edits = [
        an_edit("insert", "cards", f"c{n}", lane="pains", content={"id": f"c{n}", "phase": "won", "text": wide})
        for n in range(2)
    ]
    assert [one.refused for one in make(draft, *edits)] == [None, None]
    draft.content["scenario"] = {"de": "z" * 2_990_000}
    [answer] = make(draft, an_edit("set", "cards", "slow", "severity", 1))

    assert answer.refused.problems[0].code == "too_large"
