"""Pages of prediction and of the objection to profiling: both languages, the plan first, refusals said plainly."""

from __future__ import annotations

import json

import pytest
from test_pages import Structure

OWN = {"origin": "http://127.0.0.1:8765"}
BASE = "/explore/prediction"
PAGES = {
    BASE: ("Vorhersage", "Prediction"),
    f"{BASE}/plan?name=x&conversion=order": ("Ein Modell anpassen", "Fit a model"),
    f"{BASE}/model/orders": ("Wer hat die höchsten Punktwerte?", "Who has the highest scores?"),
    f"{BASE}/model/orders/unit/100": ("Warum dieser Punktwert?", "Why this score?"),
    "/people/persons/4711/objection": ("Der Profilbildung widersprechen", "Object to profiling"),
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_written_in_the_language_and_well_formed(client, path, language):
    answer = client.get(path, headers={"accept-language": language})
    structure = Structure(answer.text)

    assert answer.status_code == 200
    assert PAGES[path][language == "en"] in answer.text
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in answer.text


def test_a_model_is_fitted_once_its_plan_was_seen(client, workspace):
    plan = client.get(f"{BASE}/plan?name=new&conversion=order&horizon=60").text
    form = {"name": "new", "target": "conversion", "by": "account", "conversion": "order", "horizon": "60"}
    done = client.post(f"{BASE}/fitted", data=form, headers=OWN)

    assert "This is a plan. Nothing is fitted yet." in plan
    assert "new" in workspace.predictions.cards
    assert workspace.predictions.cards["new"].question.horizon_days == 60
    assert "The model is fitted and kept." in done.text


def test_too_few_cases_are_said_plainly_and_offer_no_button(client, workspace):
    text = client.get(f"{BASE}/plan?name=x&conversion=opportunity:won", headers={"accept-language": "de"}).text

    assert "Nur 40 Fälle; nötig sind 100." in text
    assert "Modell anpassen</button>" not in text
    form = {"name": "won", "conversion": "opportunity:won"}
    assert client.post(f"{BASE}/fitted", data=form, headers=OWN).status_code == 400
    assert "won" not in workspace.predictions.cards


@pytest.mark.parametrize("query", ["conversion=", "conversion=order&horizon=soon", "conversion=order&target=luck"])
def test_what_cannot_be_asked_is_said_on_the_plan(client, query):
    answer = client.get(f"{BASE}/plan?name=x&{query}")

    assert answer.status_code == 400
    assert "expected" in answer.text


def test_cards_are_downloaded_and_unknown_models_are_not_found(client):
    assert json.loads(client.get(f"{BASE}/card/orders.json").content)["positives"] == 125
    assert client.get(f"{BASE}/card/orders.md", headers={"accept-language": "de"}).text == "# orders de\n"
    for path in ("card/orders.pdf", "card/none.md", "model/none", "model/orders/unit/7"):
        assert client.get(f"{BASE}/{path}").status_code == 404


def test_scores_are_said_as_events_on_demand(client, workspace):
    client.post(f"{BASE}/model/orders/announced", headers=OWN)

    assert workspace.predictions.announced == ["orders None"]


def test_an_objection_is_written_down_and_taken_back_on_the_page_of_the_person(client, workspace):
    page = "/people/persons/4711"
    assert "has not objected to profiling" in client.get(page).text

    done = client.post(f"{page}/objection/confirmed", data={"reason": "mail"}, headers=OWN)
    assert "Objects to profiling since" in done.text
    assert workspace.objections.kept[0].source == "mail"
    client.post(f"{page}/objection/confirmed", data={"reason": "phone", "withdrawn": "yes"}, headers=OWN)
    assert workspace.objections.kept[0].withdrawn_at is not None
    assert client.post(f"{page}/objection/confirmed", data={"reason": " "}, headers=OWN).status_code == 400
