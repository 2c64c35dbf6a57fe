from __future__ import annotations

from datetime import date

import pytest

from wegmarke.domain.persons import Guard
from wegmarke.domain.placements import MembershipChange, RoleChange

ORIGIN = {"origin": "http://127.0.0.1:8765"}
MERGE = "/people/persons/merge?first=4711&second=4713"


def test_merge_shows_its_plan_and_one_act(client):
    text = client.get(MERGE).text

    assert "This is a plan. Nothing is changed yet." in text
    assert "Together they have more identifiers than the rules allow one person." in text
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


LINKS = {
    "split": "/people/persons/split?identifier=4711&other=4720",
    "restore": "/people/persons/restore?identifier=4711&other=4801",
    "part": "/people/persons/4711/part?identifier=4711&identifier=4720",
}


@pytest.mark.parametrize("path", LINKS.values(), ids=LINKS)
def test_plans_about_links_show_who_is_there_and_who_would_be_left(client, path):
    text = client.get(path).text

    assert text.index("Who is there now?") < text.index("Who would be left?")
    assert "New person" in text
    assert "Persons in all analyses" in text
    assert text.count('<button class="primary">') == 1


@pytest.mark.parametrize(
    ("url", "form", "done"),
    [
        ("split", {"identifier": 4711, "other": 4720}, ("split", 4711, 4720, "two people")),
        ("restore", {"identifier": 4711, "other": 4801}, ("restore", 4711, 4801, "two people")),
        ("4711/part", {"identifiers": "4720 4733"}, (4711, (4720, 4733), "two people")),
    ],
    ids=["split", "restore", "part"],
)
def test_links_are_changed_with_a_reason_and_the_person_is_shown(client, workspace, url, form, done):
    form = form | {"reason": "two people"}
    answer = client.post(f"/people/persons/{url}/confirmed", data=form, headers=ORIGIN, follow_redirects=False)

    assert workspace.persons.done == [done]
    assert answer.headers["location"].endswith(f"?done={url.rpartition('/')[2]}")


def test_a_removed_link_can_be_restored_and_any_other_removed(client):
    text = client.get("/people/persons/4711").text

    assert 'href="/people/persons/restore?identifier=4711&amp;other=4801"' in text
    assert 'href="/people/persons/split?identifier=4711&amp;other=4720"' in text


def test_splitting_nothing_off_is_refused(client):
    assert client.get("/people/persons/4711/part").status_code == 400


MEMBERSHIP = "/people/persons/4711/membership"


def test_membership_is_asked_for_with_the_accounts_of_the_person(client):
    text = client.get(MEMBERSHIP).text

    assert '<option value="100">Brauerei Hohenfels GmbH</option>' in text
    assert "This is a plan" not in text


def test_membership_is_planned_with_role_and_dates(client):
    text = client.get(f"{MEMBERSHIP}?account=101&role=Einkauf&first=2025-01-01").text

    assert "Molkerei Alpenrand eG" in text
    assert "from 1 Jan 2025" in text
    assert "in two accounts at once" in text
    assert "crm 17" in text


def test_who_leaves_is_shown_what_ends_and_what_stays(client):
    text = client.get(f"{MEMBERSHIP}?account=101&leaves=100&first=2025-01-01").text

    assert "Which memberships end?" in text
    assert "crm V-2025-0117" in text
    assert "Role in the buying group for Hochdruckpumpen: Buyer" in text


def test_account_is_found_by_its_name(client):
    text = client.get(f"{MEMBERSHIP}?account=hohenfels&first=2025-01-01").text

    assert 'name="account" value="100"' in text


def test_account_that_several_names_fit_is_chosen(client, workspace):
    text = client.get(f"{MEMBERSHIP}?account=e&first=2025-01-01").text

    assert "Several accounts are called like that." in text
    assert workspace.persons.done == []


def test_account_that_nobody_is_called_is_refused(client):
    answer = client.get(f"{MEMBERSHIP}?account=Nirgendwo&first=2025-01-01")

    assert answer.status_code == 400
    assert "Nirgendwo" in answer.text


def test_membership_is_changed_as_it_was_planned(client, workspace):
    form = {"account": "101", "leaves": "100", "role": "Einkauf", "first": "2025-01-01", "last": "", "reason": "moved"}
    answer = client.post(f"{MEMBERSHIP}/confirmed", data=form, headers=ORIGIN, follow_redirects=False)

    change = MembershipChange(4711, 101, "Einkauf", date(2025, 1, 1), leaves=100)
    assert workspace.persons.done == [(change, "moved")]
    assert "The membership is changed." in client.get(answer.headers["location"]).text


ROLE = "/people/accounts/100/role"


def test_empty_chair_leads_to_its_role_and_a_filled_one_to_giving_it_back(client):
    text = client.get("/people/accounts/100").text

    assert f'href="{ROLE}?solution=High-pressure%20pumps&amp;role=gatekeeper"' in text.replace("+", "%20")
    assert "person=4712&amp;removed=1" in text


def test_role_is_planned_with_the_group_before_and_after(client):
    text = client.get(f"{ROLE}?solution=Pumpen&role=decider&person=4711").text

    assert "Complete now</dt><dd>0 %" in text.replace("0%", "0 %")
    assert "<strong>Sabine Krüger</strong>" in text


def test_role_is_given_back_with_a_reason(client, workspace):
    form = {"person": 4711, "role": "decider", "solution": "Pumpen", "opportunity": "", "removed": "1", "reason": "x"}
    answer = client.post(f"{ROLE}/confirmed", data=form, headers=ORIGIN, follow_redirects=False)

    assert workspace.persons.done == [(RoleChange(100, "Pumpen", 4711, "decider", None, True), "x")]
    assert "The role is given back." in client.get(answer.headers["location"]).text


def test_whoever_takes_a_role_is_searched_for_among_all_persons_at_the_account(client, workspace):
    text = client.get(f"{ROLE}?solution=Pumpen&role=decider&person=4711&who=ahlefeldt&find=1").text

    assert '<option value="4712">' in text
    assert '<option value="4711"' not in text
    assert "Complete now" not in text
