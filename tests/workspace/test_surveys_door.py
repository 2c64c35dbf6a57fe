"""Surveys: made, linked, answered, refused, and erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from event_builders import an_event, event_table

from wegmarke import surveys
from wegmarke.config import Settings
from wegmarke.domain import DocumentInvalid, LocalizedText, NotFound, SetClock, UsageError
from wegmarke.domain.surveys import COMMENT, Survey, SurveyKind
from wegmarke.privacy import KeyRing
from wegmarke.workspace import Workspace, init

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = 86_400_000_000


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def workspace(tmp_path: Path, clock: SetClock) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test"), clock=clock) as workspace:
        rows = [
            an_event(
                source_event_id=str(number),
                person_identifiers=[{"kind": "email", "value": f"p{number}@x.example"}],
            )
            for number in (1, 2, 3)
        ]
        rows.append(an_event(source_event_id="d", person_identifiers=[{"kind": "anonymous_id", "value": "tablet"}]))
        workspace.stores.inbox.accept("crm", event_table(rows))
        workspace.stores.settle()
        yield workspace


def a_survey(workspace: Workspace, **more: object) -> Survey:
    return workspace.surveys.add(Survey("nps-2026", **more))  # type: ignore[arg-type]


def tokens(workspace: Workspace, *persons: int, **more: object) -> list[str]:
    made = workspace.surveys.make_links("nps-2026", persons, **more)  # type: ignore[arg-type]
    return [link.url.rpartition("/")[2] for link in made.links]


def stored(workspace: Workspace) -> list[tuple[object, ...]]:
    return workspace.stores.engine.rows(
        "SELECT name, person, properties::VARCHAR FROM events WHERE source = 'survey' ORDER BY occurred_at, event_id"
    )


def scores(workspace: Workspace) -> list[float | None]:
    return [answer.score for answer in workspace.surveys.answers("nps-2026")]


def test_texts_that_are_left_out_are_filled_in(workspace: Workspace) -> None:
    survey = a_survey(workspace, touchpoint="t_nps")

    assert workspace.surveys.get("nps-2026") == survey
    assert "weiterempfehlen" in survey.question.de
    assert [(line.survey.id, line.links) for line in workspace.surveys.list()] == [("nps-2026", 0)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"id": "Nps 2026"}, "a-z, 0-9"),
        ({"question": LocalizedText(de="x" * 301)}, "at most 300"),
        ({"days": 0}, "1 to 366"),
        ({"address": "javascript:alert(1)"}, "without a path"),
        ({"address": "https://x.example/a?b"}, "without a path"),
        ({"touchpoint": "<b>"}, "an id of the map"),
    ],
)
def test_a_survey_that_cannot_be_used_is_refused(workspace: Workspace, given: dict[str, object], words: str) -> None:
    with pytest.raises(DocumentInvalid, match="cannot be used") as refused:
        workspace.surveys.add(Survey(**{"id": "s", **given}))  # type: ignore[arg-type]

    assert words in str(refused.value)
    assert workspace.surveys.list() == []


def test_a_second_one_of_the_same_id_is_refused_and_a_change_keeps_the_kind(workspace: Workspace) -> None:
    a_survey(workspace)

    with pytest.raises(DocumentInvalid, match="no survey has yet"):
        a_survey(workspace)
    with pytest.raises(DocumentInvalid, match="as it was made"):
        workspace.surveys.change(Survey("nps-2026", SurveyKind.CES))
    assert workspace.surveys.change(Survey("nps-2026", days=7)).days == 7
    with pytest.raises(NotFound):
        workspace.surveys.change(Survey("other"))


def test_an_answer_is_an_event_of_the_person_and_the_latest_counts(workspace: Workspace, clock: SetClock) -> None:
    a_survey(workspace, touchpoint="t_nps")
    (token,) = tokens(workspace, 1)

    workspace.surveys.answer(token, 3)
    clock.move(timedelta(hours=1))
    workspace.surveys.answer(token, 9)

    (first, second) = stored(workspace)
    assert [first[:2], second[:2]] == [("nps_answered", 1), ("nps_answered", 1)]
    assert "touchpoint=t_nps" in str(second[2])
    assert scores(workspace) == [9.0, 3.0]
    (row,) = workspace.analytics.satisfaction(quarantine_days=90).rows.to_pylist()
    assert row["answers"] == 1


def test_the_same_answer_again_is_no_new_event(workspace: Workspace) -> None:
    a_survey(workspace)
    (token,) = tokens(workspace, 1)

    for _ in range(5):
        workspace.surveys.answer(token, 7)

    assert scores(workspace) == [7.0]


def test_one_link_cannot_be_answered_without_end(workspace: Workspace) -> None:
    a_survey(workspace)
    (token,) = tokens(workspace, 1)
    for number in range(surveys.MOST_ANSWERS):
        workspace.surveys.answer(token, number % 2)

    with pytest.raises(UsageError, match="the last one stands"):
        workspace.surveys.answer(token, 5)
    assert len(scores(workspace)) == surveys.MOST_ANSWERS


@pytest.mark.parametrize("score", [-1, 11, 10**9])
def test_an_answer_off_the_scale_is_refused_at_the_door(workspace: Workspace, score: int) -> None:
    a_survey(workspace)
    (token,) = tokens(workspace, 1)

    with pytest.raises(UsageError, match="from 0 to 10"):
        workspace.surveys.answer(token, score)
    assert stored(workspace) == []


def test_links_for_nobody_known_are_told_apart(workspace: Workspace) -> None:
    a_survey(workspace)
    for token in tokens(workspace, count=2):
        workspace.surveys.answer(token, 10)

    (row,) = workspace.analytics.satisfaction().rows.to_pylist()
    assert (row["answers"], row["persons"]) == (2, 2)


def test_a_comment_goes_to_the_vault_and_not_to_the_events(workspace: Workspace) -> None:
    a_survey(workspace)
    (token,) = tokens(workspace, 1)
    words = "canary-77f1: the gear was late"

    workspace.surveys.comment(token, "before any answer")
    workspace.surveys.answer(token, 4)
    workspace.surveys.comment(token, words)

    assert {row[0] for row in stored(workspace)} == {"nps_answered", "survey_commented"}
    assert "canary" not in str(stored(workspace))
    assert [answer.comment for answer in workspace.surveys.answers("nps-2026")] == [words]
    # the inbox holds events as they came until they are stored, and its journal a while longer
    files = [file for file in workspace.folder.path.rglob("*") if file.is_file() and "inbox" not in file.name]
    assert [file.name for file in files if b"canary-77f1" in file.read_bytes()] == []
    with pytest.raises(UsageError, match="at most 2,000"):
        workspace.surveys.comment(token, "x" * 2_001)


def test_who_refuses_gets_no_further_links_even_when_known_by_another_name(workspace: Workspace) -> None:
    a_survey(workspace)
    (token,) = tokens(workspace, 1)
    workspace.surveys.refuse(token)
    workspace.surveys.refuse(token)
    both = [{"kind": "crm", "value": "c1"}, {"kind": "email", "value": "p1@x.example"}]
    workspace.stores.inbox.accept("crm", event_table([an_event(source_event_id="m", person_identifiers=both)]))
    workspace.stores.settle()

    made = workspace.surveys.make_links("nps-2026", (1, 2))

    assert ([link.person for link in made.links], made.refused) == ([2], 1)


def test_persons_known_by_devices_alone_get_no_link_and_unknown_ones_are_refused(workspace: Workspace) -> None:
    a_survey(workspace)

    made = workspace.surveys.make_links("nps-2026", (1, 4))

    assert ([link.person for link in made.links], made.nameless) == ([1], 1)
    with pytest.raises(NotFound, match="4711"):
        tokens(workspace, 1, 4711)
    with pytest.raises(UsageError, match="expected 1 to 100,000"):
        tokens(workspace)
    with pytest.raises(UsageError, match="expected de or en"):
        tokens(workspace, 1, language="fr")


def test_a_link_ends_and_then_shows_nothing(workspace: Workspace, clock: SetClock) -> None:
    a_survey(workspace, days=2)
    (token,) = tokens(workspace, 1)
    clock.move(timedelta(days=2) - timedelta(minutes=1))
    assert workspace.surveys.asked(token) is not None
    clock.move(timedelta(minutes=1))

    assert workspace.surveys.asked(token) is None
    assert workspace.surveys.answer(token, 9) is None
    assert workspace.surveys.comment(token, "late") is None
    assert workspace.surveys.refuse(token) is None
    assert stored(workspace) == []


def test_forged_tokens_and_those_of_another_workspace_show_nothing(workspace: Workspace, tmp_path: Path) -> None:
    a_survey(workspace)
    (token,) = tokens(workspace, 1)
    changed = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
    ]

    assert [one for one in changed if workspace.surveys.asked(one) is not None] == []
    for strange in ("", "A", token + "A", token[:-1], token + "=", token.swapcase(), "ü" * 50, "../" * 20, "A" * 5_000):
        assert workspace.surveys.asked(strange) is None
    with init(tmp_path / "other", Settings(name="Other")) as other:
        other.surveys.add(Survey("nps-2026"))
        assert other.surveys.asked(token) is None


def test_a_signature_of_another_purpose_is_none() -> None:
    keys = KeyRing(bytes(32))

    assert keys.signature("survey link", b"x") != keys.signature("survey", b"link x")
    assert len(keys.signature("survey link", b"x")) * 8 == 128


def test_a_removed_survey_shows_nothing_and_keeps_its_answers(workspace: Workspace) -> None:
    a_survey(workspace)
    (token,) = tokens(workspace, 1)
    workspace.surveys.answer(token, 9)

    workspace.surveys.remove("nps-2026")

    assert workspace.surveys.asked(token) is None
    assert len(stored(workspace)) == 1
    with pytest.raises(NotFound):
        workspace.surveys.remove("nps-2026")


def test_erasing_a_person_reaches_the_links_and_shows_the_same_page(workspace: Workspace) -> None:
    a_survey(workspace)
    token, other = tokens(workspace, 1, 2)
    workspace.surveys.answer(token, 2)
    workspace.surveys.refuse(token)
    before = workspace.surveys.asked(token)

    with workspace.stores.state.write() as connection:
        erased = surveys.erase_persons(connection, [1])

    assert erased == 1
    assert [link.person for link in workspace.surveys.links("nps-2026")] == [2]
    assert workspace.surveys.asked(token) == before
    # an answer that still comes is nobody's, and a comment is kept nowhere
    workspace.surveys.answer(token, 5)
    workspace.surveys.comment(token, "canary")
    assert (None, "") in [(answer.person, answer.comment) for answer in workspace.surveys.answers("nps-2026")]
    # that somebody does not want to be asked outlives them
    assert surveys.refused_among(workspace.stores.state, [1]) == {1}
    assert workspace.surveys.asked(other) is not None


def test_who_may_not_see_comments_sees_none(workspace: Workspace) -> None:
    from wegmarke.domain.rights import Role, Viewer

    a_survey(workspace)
    (token,) = tokens(workspace, 1)
    workspace.surveys.answer(token, 4)
    workspace.surveys.comment(token, "words")
    other = workspace.seen_by(Viewer("analyst", Role.ANALYST))

    assert other.surveys.answers("nps-2026")[0].comment == ""
    assert COMMENT == "survey_comment"
