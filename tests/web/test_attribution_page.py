"""The page that compares models of attribution, over a small workspace."""

from __future__ import annotations

from fake_attribution import SHARES

GERMAN = {"accept-language": "de"}


def test_models_stand_side_by_side_with_the_same_numbers_in_the_table(client):
    page = client.get("/explore/attribution?model_4=", headers=GERMAN).text

    assert page.count('<rect class="bar-1"') == 3 * 2
    assert page.count('<rect class="bar-rest"') == 3
    assert page.count("37,5\xa0%") == 2 * 3
    assert page.count("400,00\xa0€") == 3
    assert "Nicht zugeordnet" in page


def test_names_of_touchpoints_are_written_not_run(client):
    page = client.get("/explore/attribution").text

    assert SHARES[1][0] not in page
    assert "&lt;b&gt;mail&lt;/b&gt;" in page


def test_what_was_typed_stays_when_it_cannot_be_answered(client):
    for query, message in (("order=9", "order: expected 1 to 4"), ("lookback=soon", "lookback: expected a whole")):
        answer = client.get(f"/explore/attribution?{query}")

        assert answer.status_code == 400
        assert message in answer.text


def test_no_conversion_is_said(client):
    page = client.get("/explore/attribution?conversion=never&model_1=linear").text

    assert '<svg class="models"' not in page


def test_figures_and_picture_can_be_downloaded(client):
    assert client.get("/explore/attribution.csv").text.count("\r\n") == 1 + 4 * len(SHARES)
    assert "<svg" in client.get("/explore/attribution.svg").text
