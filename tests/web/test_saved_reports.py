from __future__ import annotations

import re


def saved(client, name="Fairs, by person", question="by=person&from=2025-01-01&page=3"):
    answer = client.post(
        "/explore/reports/save",
        data={"name": name, "analysis": "paths", "question": question},
        headers={"origin": str(client.base_url).rstrip("/")},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_saved_question_leads_back_to_itself(client):
    place = saved(client)

    leads = client.get(place, follow_redirects=False).headers["location"]

    assert leads == "/explore/paths?by=person&from=2025-01-01&report=91"


def test_the_list_finds_reports_by_their_name(client):
    saved(client)

    assert "Fairs, by person" in client.get("/explore/reports?q=fairs").text
    assert "No report fits" in client.get("/explore/reports?q=adverts").text


def test_an_opened_report_says_its_name(client):
    page = client.get(saved(client), follow_redirects=True).text

    assert "<strong>Fairs, by person</strong>" in page


def test_the_page_offers_to_save_its_question(client):
    page = client.get("/explore/paths?by=person&page=2").text

    assert re.search(r'name="question" value="by=person"', page)


def test_a_name_that_cannot_be_is_refused_where_it_was_typed(client):
    leads = saved(client, name=" ")

    answer = client.get(leads)

    assert answer.status_code == 200
    assert "name: expected 1 to 120 letters" in answer.text


def test_renaming_changes_the_name_and_removing_says_what_stays(client):
    place = saved(client)
    origin = {"origin": str(client.base_url).rstrip("/")}

    client.post(f"{place}/renamed", data={"name": "Trade fairs"}, headers=origin)
    edit = client.get(f"{place}/edit").text
    client.post(f"{place}/removed", headers=origin)

    assert "Trade fairs" in edit
    assert "what was removed does not come back" in edit
    assert client.get(place).status_code == 404


def test_a_segment_narrows_the_answer(client):
    assert client.get("/explore/paths?segment=fair_guests").text.count("<tr>") < client.get(
        "/explore/paths"
    ).text.count("<tr>")


def test_the_chooser_offers_segments_of_the_unit(client):
    persons = client.get("/explore/paths?by=person").text

    assert 'href="/explore/paths?by=person&amp;segment=price_watchers"' in persons
    assert "segment=price_watchers" not in client.get("/explore/paths").text


def test_a_rule_stays_as_it_was_typed(client):
    assert ">did: {event: visit}</textarea>" in client.get("/explore/paths?where=did%3A+%7Bevent%3A+visit%7D").text
