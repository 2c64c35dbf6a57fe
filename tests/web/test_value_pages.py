"""The pages of customer value and of CAC, over a small workspace."""

from __future__ import annotations

import pytest

GERMAN = {"accept-language": "de"}


def test_cohorts_are_drawn_and_stand_in_the_table(client):
    page = client.get("/explore/value?margin=35", headers=GERMAN).text

    assert page.count('class="curve-quiet"') == 2
    assert page.count("curve-quiet curve-open") == 1
    assert page.count('class="curve-1"') == 1
    assert "Kundenwert" in page
    assert "90\xa0€ – 111\xa0€" in page
    assert "Alle Kohorten" in page


def test_models_say_what_they_expect_and_whether_they_hold(client):
    page = client.get("/explore/value", headers=GERMAN).text

    assert page.count('<rect class="bar-1"') == 3 + 1  # and the legend
    assert "7 oder mehr" in page
    assert "0,219 – 0,268" in page
    assert 'href="/people/accounts/100"' in page
    assert "#999" in page
    assert "2.100\xa0€" in page


def test_a_model_that_cannot_be_fitted_is_said_where_it_would_stand(client):
    answer = client.get("/explore/value?by=person", headers=GERMAN)

    assert answer.status_code == 200
    assert answer.text.count("mindestens 50 Einheiten mit einer Bestellung") == 3
    assert '<svg class="funnel-chart"' in answer.text


def test_costs_stand_beside_what_cohorts_paid_back(client):
    page = client.get("/explore/cac?length=month", headers=GERMAN).text

    assert page.count('<rect class="bar-1"') == 1 + 1
    assert "500\xa0€" in page
    assert "noch nicht" in page
    assert "Alle vollständigen Zeiträume mit Kosten" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("value?margin=120", "margin: expected a percentage such as 35"),
        ("value?months=0", "months: expected a whole number from 1 to 120"),
        ("value?discount=abc", "discount: expected a percentage"),
        ("cac?lag=days&days=x", "days: expected a whole number such as 60"),
    ],
)
def test_what_was_typed_stays_when_it_cannot_be_answered(client, query, message):
    answer = client.get(f"/explore/{query}")

    assert answer.status_code == 400
    assert message in answer.text


def test_figures_and_pictures_can_be_downloaded(client):
    assert client.get("/explore/value.csv").text.count("\r\n") == 1 + 6
    assert client.get("/explore/cac.csv").text.count("\r\n") == 1 + 3
    assert client.get("/explore/value-figures/payback.csv").text.count("\r\n") == 1 + 3
    assert client.get("/explore/value-figures/expected.csv").text.count("\r\n") == 1 + 2
    assert "<svg" in client.get("/explore/value.svg").text
    assert "<svg" in client.get("/explore/cac.svg").text
    assert client.get("/explore/value-figures/nothing.csv").status_code == 404
