from __future__ import annotations

from datetime import date

import pytest
from fake_people import PlanningPersons

from wegmarke.domain.persons import Guard, MembershipChange

ORIGIN = {"origin": "http://127.0.0.1:8765"}
MERGE = "/people/persons/merge?first=4711&second=4713"


def test_merge_shows_its_plan_and_one_act(client):
    text = client.get(MERGE).text

    assert "This is a plan. Nothing is changed yet." in text
    assert "Together they have more than 20 identifiers." in text
    assert "<td>48</td><td>6</td>" in text
    assert text.count('<button class="primary">') == 1


def test_merge_without_guards_says_so(client, workspace):
    workspace.persons.guards = ()

    assert "No rule speaks against it." in client.get(MERGE).text


@pytest.mark.parametrize("guard", Guard)
def test_every_guard_has_its_words_in_both_languages(client, workspace, guard):
    workspace.persons.guards = (guard,)

    texts = {client.get(MERGE, headers={"accept-language": language}).text for language in ("de", "en")}

    assert len(texts) == 2
    assert not any(guard.value in text for text in texts)


def test_merge_is_done_with_its_reason_and_leads_to_the_person(client, workspace):
    form = {"first": 4711, "second": 4713, "reason": " same desk "}
    answer = client.post("/people/persons/merge/confirmed", data=form, headers=ORIGIN, follow_redirects=False)

    assert answer.headers["location"] == "/people/persons/4711?done=merge"
    assert workspace.persons.done == [(4711, 4713, "same desk")]
    assert "The two persons are one now." in client.get(answer.headers["location"]).text


def test_act_without_a_reason_is_not_done(client, workspace):
    form = {"first": 4711, "second": 4713, "reason": "  "}
    answer = client.post("/people/persons/merge/confirmed", data=form, headers=ORIGIN)

    assert answer.status_code == 400
    assert "a few words that say why" in answer.text
    assert workspace.persons.done == []


def test_split_shows_who_would_be_left(client):
    text = client.get("/people/persons/split?identifier=4711&other=4720").text

    assert "New person" in text
    assert "Persons in all analyses" in text


def test_link_is_removed_with_its_reason(client, workspace):
    form = {"identifier": 4711, "other": 4720, "reason": "two people"}
    client.post("/people/persons/split/confirmed", data=form, headers=ORIGIN, follow_redirects=False)

    assert workspace.persons.done == [(4711, 4720, "two people")]


def test_membership_is_planned_with_role_and_dates(client):
    text = client.get("/people/persons/4711/membership?account=101&role=Einkauf&first=2025-01-01").text

    assert "Molkerei Alpenrand eG" in text
    assert "from 1 Jan 2025" in text
    assert "also at: Brauerei Hohenfels GmbH" in text


def test_membership_is_kept_as_it_was_planned(client, workspace):
    form = {"account": 101, "role": "Einkauf", "first": "2025-01-01", "last": "", "reason": "moved"}
    client.post("/people/persons/4711/membership/confirmed", data=form, headers=ORIGIN, follow_redirects=False)

    assert workspace.persons.done == [(MembershipChange(4711, 101, "Einkauf", date(2025, 1, 1)), "moved")]


def test_plan_without_an_act_offers_none(client, workspace):
    workspace.persons = PlanningPersons()

    for path in (
        MERGE,
        "/people/persons/split?identifier=4711&other=4720",
        "/people/persons/4711/membership?account=1",
    ):
        text = client.get(path).text
        assert 'name="reason"' not in text
        assert "Back to the person" in text
    answer = client.post(
        "/people/persons/merge/confirmed", data={"first": 1, "second": 2, "reason": "x"}, headers=ORIGIN
    )
    assert answer.status_code == 404
