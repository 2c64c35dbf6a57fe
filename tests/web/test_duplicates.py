"""The review of suggested duplicates: a list, a pair side by side, and one decision after the other."""

from __future__ import annotations

import pytest
from fake_duplicates import FakeDuplicates
from fake_people import a_merge_plan

from wegmarke.domain.duplicates import Review, SearchStage, Verdict
from wegmarke.duplicates import ACCOUNTS, PERSONS
from wegmarke.web.people.duplicates import COLUMNS, LEVELS

ORIGIN = {"origin": "http://127.0.0.1:8765"}
LIST = "/people/duplicates"
PAIR = f"{LIST}/4711/4713"


def test_the_list_says_how_sure_it_is_and_why(client):
    text = client.get(LIST).text

    assert "99.9%" in text
    assert "Surname: equal · E-mail address: similar before the @ · Date of birth: one slip apart" in text
    assert "City: different" in text
    assert "Estimated from the probabilities alone, not measured: 97% of the suggestions from 50% upwards" in text


def test_a_pair_that_guards_keep_apart_says_so(client):
    assert "kept apart by guards" in client.get(LIST).text
    assert "A guard would keep them apart" in client.get(f"{LIST}/4712/4716").text


def test_a_pair_stands_side_by_side_with_its_differences_marked(client):
    text = client.get(PAIR).text

    assert "<mark>Katharina</mark>" in text
    assert "<mark>Steinbrecher</mark>" not in text
    assert "+7.4" in text
    assert "−2.6" in text
    assert "2 pairs behind this one" in text


def test_refusing_leads_to_the_next_pair(client, workspace):
    answer = client.post(f"{PAIR}/refuse", headers=ORIGIN, follow_redirects=False)

    assert answer.headers["location"] == f"{LIST}/4712/4716?done=refused"
    assert workspace.duplicates.lines["person"][0].verdict is Verdict.REFUSED
    assert "stays two and is not suggested again" in client.get(answer.headers["location"]).text


def test_confirming_shows_its_plan_first(client, workspace):
    text = client.get(f"{PAIR}/confirm").text

    assert "This is a plan. Nothing is changed yet." in text
    assert f'action="{PAIR}/confirmed"' in text
    assert workspace.duplicates.lines["person"][0].verdict is None


def test_confirming_leads_to_the_next_pair(client, workspace):
    form = {"reason": " same desk "}
    answer = client.post(f"{PAIR}/confirmed", data=form, headers=ORIGIN, follow_redirects=False)

    assert answer.headers["location"] == f"{LIST}/4712/4716?done=confirmed"
    assert workspace.duplicates.lines["person"][0].verdict is Verdict.CONFIRMED
    assert workspace.duplicates.reasons == ["same desk"]


def test_confirming_needs_a_reason(client, workspace):
    answer = client.post(f"{PAIR}/confirmed", data={"reason": "  "}, headers=ORIGIN)

    assert answer.status_code == 400
    assert workspace.duplicates.reasons == []


def test_later_leads_on_and_decides_nothing(client, workspace):
    assert f'<a class="button" href="{LIST}/4712/4716">Later</a>' in client.get(PAIR).text
    assert f'<a class="button" href="{LIST}">Later</a>' in client.get(f"{LIST}/4714/4715").text
    assert workspace.duplicates.reasons == []


def test_accounts_have_a_plan_of_their_own(client, workspace):
    text = client.get(f"{LIST}/100/101/confirm?subject=account").text

    client.post(f"{LIST}/100/101/confirmed?subject=account", data={"reason": "one debtor number"}, headers=ORIGIN)

    assert "Accounts in all analyses" in text
    assert "Which accounts would be one?" in text
    assert workspace.duplicates.lines["account"][0].verdict is Verdict.CONFIRMED


def test_a_decision_can_be_taken_back(client, workspace):
    client.post(f"{PAIR}/refuse", headers=ORIGIN)
    assert "they are two" in client.get(PAIR).text

    answer = client.post(f"{PAIR}/reopen", headers=ORIGIN, follow_redirects=False)

    assert answer.headers["location"] == f"{PAIR}?done=reopened"
    assert workspace.duplicates.lines["person"][0].verdict is None


def test_persons_that_were_joined_come_apart_by_the_plan_of_a_split(client):
    client.post(f"{PAIR}/confirmed", data={"reason": "same"}, headers=ORIGIN)

    assert 'href="/people/persons/split?identifier=4711&amp;other=4713"' in client.get(PAIR).text


def test_a_joined_pair_shows_its_values_once(client):
    client.post(f"{PAIR}/confirmed", data={"reason": "same"}, headers=ORIGIN)

    text = client.get(PAIR).text

    assert "newest values of both together" in text
    assert text.count('<th scope="col"><a href="/people/persons/') == 1


def test_accounts_that_were_joined_come_apart_by_a_plan(client, workspace):
    pair = f"{LIST}/100/101"
    client.post(f"{pair}/confirmed?subject=account", data={"reason": "same"}, headers=ORIGIN)

    shown, plan = (client.get(f"{pair}{step}?subject=account").text for step in ("", "/apart"))
    client.post(f"{pair}/reopen?subject=account", data={"reason": "a subsidiary"}, headers=ORIGIN)

    assert f'href="{pair}/apart?subject=account"' in shown
    assert "Which accounts would be left?" in plan
    assert f'action="{pair}/reopen?subject=account"' in plan
    assert workspace.duplicates.lines["account"][0].verdict is None
    assert workspace.duplicates.reasons[-1] == "a subsidiary"


def test_decided_pairs_have_lists_of_their_own(client):
    client.post(f"{PAIR}/refuse", data={"reason": "twins"}, headers=ORIGIN)

    refused, confirmed = (client.get(f"{LIST}?review={review}").text for review in ("refused", "confirmed"))

    assert "twins" in refused
    assert "Nothing was decided so yet." in confirmed
    assert "Measured: 0 of 1 decided pairs were confirmed (0%)." in client.get(LIST).text


def test_what_was_measured_stands_before_what_is_estimated(client):
    client.post(f"{PAIR}/refuse", headers=ORIGIN)

    text = client.get(LIST).text

    assert text.index("Measured: 0 of 1") < text.index("Estimated from the probabilities alone")


def test_whoever_never_searched_is_offered_a_search(client, workspace):
    workspace.duplicates = FakeDuplicates(a_merge_plan(1, 2), {"person": [], "account": []}, found_at=None)
    text = client.get(LIST).text

    client.post(f"{LIST}/search", headers=ORIGIN)

    assert "Nobody has searched for duplicates yet." in text
    assert text.count('class="primary"') == 1
    assert workspace.duplicates.begun == ["person"]


def test_a_search_at_hand_tells_how_far_it_is(client, workspace):
    workspace.duplicates.stage = SearchStage.READING

    assert 'data-poll="/people/duplicates/progress"' in client.get(LIST).text
    part = client.get(f"{LIST}/progress").text
    assert "Values are read" in part
    assert "300 / 1,979" in part


def test_a_search_at_hand_is_not_begun_again(client, workspace):
    workspace.duplicates.stage = SearchStage.COMPARING

    answer = client.post(f"{LIST}/search", headers=ORIGIN, follow_redirects=False)

    assert (answer.status_code, workspace.duplicates.begun) == (303, [])


def test_a_search_that_broke_off_says_why(client, workspace):
    workspace.duplicates.failure = "The search broke off: MemoryError."

    assert "The search broke off: MemoryError." in client.get(LIST).text


def test_values_that_may_not_be_shown_are_not(client, workspace):
    workspace.duplicates.values = ()

    assert "it cannot be written down at the moment that you see them" in client.get(PAIR).text


@pytest.mark.parametrize("question", ["subject=dog", "review=maybe", "threshold=much", "page=0"])
def test_what_nobody_can_mean_is_refused(client, question):
    assert client.get(f"{LIST}?{question}").status_code == 400


@pytest.mark.parametrize("review", Review)
def test_every_list_is_in_german_too(client, review):
    text = client.get(f"{LIST}?review={review.value}", headers={"accept-language": "de"}).text

    assert "Dubletten" in text


@pytest.mark.parametrize("shape", [PERSONS, ACCOUNTS], ids=["person", "account"])
def test_every_level_and_property_has_its_words(shape):
    levels = {level.name for one in shape.comparisons for level in (*one.levels, *one.silent)} | {
        "different",
        "unknown",
    }

    assert levels <= LEVELS.keys()
    assert {one.name for one in shape.comparisons} <= COLUMNS.keys()
