"""The pages about rules of touchpoints: all of them with what they recognise, and a form that shows its plan first."""

from __future__ import annotations

import pytest
import yaml
from fake_workspace import an_empty_workspace
from rule_trees import Posted
from test_pages import Structure

from wegmarke.web.site import Site

OWN = {"origin": "http://127.0.0.1:8765"}
LIST = "/settings/touchpoints"
PAGES = {
    LIST: ("Touchpoint rules", "Kontaktpunkt-Regeln"),
    f"{LIST}/pricing/edit": ("Pricing page", "Preisseite"),
    f"{LIST}/fair/edit": ("Fair booth", "Messestand"),
    f"{LIST}/search_ad/edit?event=newsletter_opened": ("Search ad", "Suchanzeige"),
}


def fields_of(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in Posted(text[text.index(f'action="{LIST}/edit"') :]).pairs:
        fields.setdefault(name, []).append(value)
    return fields


def post(client, fields, act: str, **changes: str):
    return client.post(f"{LIST}/edit", data={**fields, **changes, "act": act}, headers=OWN)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language(client, path, language):
    answer = client.get(path, headers={"accept-language": language})
    structure = Structure(answer.text)

    assert answer.status_code == 200
    assert PAGES[path][language == "de"] in answer.text.split("<h1>")[1].split("</h1>")[0]
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))


def test_list_shows_rules_in_words_with_what_they_recognise(client):
    text = client.get(LIST).text

    for said in ("97.6", "property path looks like “*/pricing*”", "2,210", "newsletter_opened", "1,012",
                 "no rule; recognises nothing"):  # fmt: skip
        assert said in text
    assert text.index(">Search ad<") < text.index('<code class="quiet small">pricing')


def test_one_click_makes_a_rule_from_an_unrecognised_name(client):
    made = client.get(f"{LIST}/rule?event=newsletter_opened&touchpoint=fair")
    widened = client.get(f"{LIST}/rule?event=newsletter_opened&touchpoint=pricing")

    assert made.url.path == f"{LIST}/fair/edit"
    assert "event is “newsletter_opened”" in made.text
    assert "or event is “newsletter_opened”" in widened.text


@pytest.mark.parametrize(("language", "said"), [
    ("en", "1,012 of 49,163 events (2.1%)"), ("de", "1.012 von 49.163 Ereignissen (2,1\xa0%)"),
])  # fmt: skip
def test_builder_says_how_many_events_the_rule_matches(client, language, said):
    text = client.get(f"{LIST}/fair/edit?event=newsletter_opened", headers={"accept-language": language}).text

    assert f'<p class="rule-size">{said}</p>' in text


def test_plan_is_shown_before_a_rule_holds(client, workspace):
    fields = fields_of(client.get(f"{LIST}/fair/edit?event=newsletter_opened").text)
    shown = post(client, fields, "plan")

    assert "Let this rule hold" in shown.text
    assert "97.6% → 99.6%" in shown.text
    assert workspace.recognition.changes == []

    kept = post(client, fields_of(shown.text), "keep")

    assert "The rule holds" in kept.text
    assert yaml.safe_load(workspace.recognition.rules[2].rule) == {"event": "newsletter_opened"}


def test_plan_of_another_rule_or_place_does_not_count(client, workspace):
    fields = fields_of(client.get(f"{LIST}/fair/edit?event=newsletter_opened").text)
    shown = fields_of(post(client, fields, "plan").text)

    post(client, shown, "keep", place="1")
    post(client, shown, "keep", **{"rule.p0:event": "other"})

    assert workspace.recognition.changes == []


def test_rule_without_conditions_is_taken_away(client, workspace):
    fields = fields_of(post(client, fields_of(client.get(f"{LIST}/search_ad/edit").text), "remove rule.p0").text)

    post(client, fields_of(post(client, fields, "plan").text), "keep")

    assert [change.rule for change in workspace.recognition.changes] == [""]


def test_rules_on_events_offer_no_behaviour(client):
    text = client.get(f"{LIST}/pricing/edit").text

    assert 'value="did"' not in text
    assert 'value="properties."' in text


@pytest.mark.parametrize(("changes", "said"), [
    ({"place": "x"}, "expected a whole number from 1"),
    ({"place": "9"}, "The place does not exist"),
    ({"rule.p0:event": ""}, "Write the name of an event."),
])  # fmt: skip
def test_problems_are_said_where_they_are(client, changes, said):
    answer = post(client, fields_of(client.get(f"{LIST}/search_ad/edit").text), "plan", **changes)

    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("path", [f"{LIST}/none/edit", f"{LIST}/rule?touchpoint=none"])
def test_unknown_touchpoint_is_refused(client, path):
    assert client.get(path).status_code == 404


def test_without_touchpoints_it_says_what_to_do(sessions, stranger):
    stranger.app.state.site = Site(an_empty_workspace(), sessions)
    stranger.get(sessions.issue_link(), follow_redirects=False)

    assert "No map has a touchpoint yet" in stranger.get(LIST).text
