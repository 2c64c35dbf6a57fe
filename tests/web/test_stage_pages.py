"""The page about stages: what it says in both languages, and that nothing is kept before its plan was shown."""

from __future__ import annotations

import re

import pytest
from fake_stages import CHANGED
from fake_workspace import an_empty_workspace
from test_pages import Structure

from wegmarke.web.site import Site

OWN = {"origin": "http://127.0.0.1:8765"}
PAGES = {
    "/settings/stages": ("Stages", "Stufen"),
    "/settings/stages?model=opportunity": ("Stages", "Stufen"),
    "/settings/stages?version=0": ("Stages", "Stufen"),
    "/settings/stages/edit": ("Edit the stage model", "Stufenmodell bearbeiten"),
    "/settings/stages/edit?model=person": ("Edit the stage model", "Stufenmodell bearbeiten"),
}
NEWER = CHANGED.replace("- pricing_page_viewed", "- price_asked")


def keep(client, text: str, **fields: object):
    return client.post("/settings/stages/keep", data={"text": text, "base": 1, **fields}, headers=OWN)


def check(client, text: str, **fields: object):
    return client.post("/settings/stages/check", data={"text": text, "base": 1, **fields}, headers=OWN)


def seen(answer) -> str:
    return re.search(r'name="seen" value="(\w*)"', answer.text)[1]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language(client, path, language):
    answer = client.get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert PAGES[path][language == "de"] in answer.text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_well_formed(client, path):
    text = client.get(path).text
    structure = Structure(text)
    tags = [tag for tag, _ in structure.attributes]

    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in structure.attributes if tag == "th")
    assert not any("style" in attributes for _, attributes in structure.attributes)


def test_stages_show_rules_in_words_ways_and_numbers(client):
    text = client.get("/settings/stages", headers={"accept-language": "de"}).text

    for said in ("Marketing-qualifiziert (MQL)", "Ereignis ist „lead_marketing_qualified“", "Nebenstufe",
                 "Verkaufschance, Kunde", "von „Verloren“ zurück zu „Lead“", "ae37d3a7-350f"):  # fmt: skip
        assert said in text


def test_version_says_what_it_changed_and_who_said_why(client):
    text = client.get("/settings/stages?version=1").text

    assert "Ines Kober" in text
    assert "What version 1 changed" in text
    assert "pricing_page_viewed" in text
    assert "older version" in client.get("/settings/stages?version=0").text


@pytest.mark.parametrize(("query", "status"), [("?model=none", 404), ("?version=9", 404), ("?version=x", 400)])
def test_unknown_model_or_version_is_refused(client, query, status):
    assert client.get(f"/settings/stages{query}").status_code == status


def test_check_shows_the_plan_and_changes_nothing(client, workspace):
    answer = check(client, NEWER, since="beginning")

    assert answer.status_code == 200
    assert "43 of 412 would be in another stage now" in answer.text
    assert "The past of 186 would read differently" in answer.text
    assert "Marketing qualified (MQL)" in answer.text
    assert len(workspace.stages.kept["account"]) == 2


def test_nothing_is_kept_before_its_plan_was_shown(client, workspace):
    answer = keep(client, NEWER)

    assert "Nothing was changed yet" in answer.text
    assert len(workspace.stages.kept["account"]) == 2


def test_plan_of_another_text_does_not_count(client, workspace):
    shown = seen(check(client, NEWER))

    keep(client, NEWER.replace("price_asked", "price_told"), seen=shown)
    keep(client, NEWER, seen=shown, since="beginning")

    assert len(workspace.stages.kept["account"]) == 2


def test_shown_plan_is_kept_with_who_and_why(client, workspace):
    shown = seen(check(client, NEWER))

    answer = keep(client, NEWER.replace("\n", "\r\n"), seen=shown, who="Ada", why="Preisfrage zählt")

    assert "The new version of the stage model is kept" in answer.text
    assert "Ada · Preisfrage zählt" in answer.text
    assert workspace.stages.kept["account"][-1].text == NEWER


def test_problems_keep_the_text_and_are_all_listed(client, workspace):
    answer = check(client, NEWER.replace("[churned]", "[nowhere]").replace("id: lead", "id: mql"))

    assert answer.status_code == 422
    assert answer.text.count("<li>stages[") >= 1
    assert "price_asked" in answer.text
    assert len(workspace.stages.kept["account"]) == 2


def test_two_people_cannot_overwrite_each_other(client, workspace):
    shown = seen(check(client, NEWER))

    answer = keep(client, NEWER, seen=shown, base=0)

    assert answer.status_code == 422
    assert "Somebody changed the model meanwhile" in answer.text


def test_unchanged_document_makes_no_version(client):
    assert "no new version would be made" in check(client, CHANGED).text


def test_model_of_its_own_is_kept_beside_the_others(client, workspace):
    text = NEWER.replace("id: account", "id: resellers", 1)

    answer = keep(client, text, seen=seen(check(client, text)))

    assert answer.url.params["model"] == "resellers"
    assert len(workspace.stages.kept["account"]) == 2


def test_findings_lead_to_the_account(client):
    assert '<a href="/people/accounts/100">Brauerei Hohenfels GmbH</a>' in client.get("/settings/stages").text


def test_without_findings_it_says_so(sessions, stranger):
    stranger.app.state.site = Site(an_empty_workspace(), sessions)
    stranger.get(sessions.issue_link(), follow_redirects=False)

    assert "Nothing. Every transition" in stranger.get("/settings/stages").text


def test_hostile_texts_are_escaped(client):
    text = NEWER.replace("en: Lead", "en: <script>alert(1)</script>")

    for answer in (check(client, text), keep(client, text, seen=seen(check(client, text)), who="<img src=x>")):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
