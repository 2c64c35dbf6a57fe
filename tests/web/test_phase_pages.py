"""Pages of phases and of retention, over a small workspace."""

from __future__ import annotations

import pytest


def test_curves_are_drawn_and_what_is_hidden_is_not(client):
    page = client.get("/explore/phases").text

    assert page.count('class="curve-1"') == 1


def test_stuck_accounts_say_why(client):
    page = client.get("/explore/phases", headers={"accept-language": "de"}).text

    assert "Kein Kontaktereignis seit dem 20.01.2025 (41 Tage)" in page
    assert "keine offene Verkaufschance" in page


def test_the_grid_of_retention_is_a_table_with_marked_open_periods(client):
    page = client.get("/explore/retention").text

    assert page.count("heat-8") == 2
    assert page.count("heat-3 open") == 2


@pytest.mark.parametrize("query", ["retention?periods=many", "phases?longer=long", "phases?untouched=-1"])
def test_what_was_typed_stays_when_it_cannot_be_answered(client, query):
    answer = client.get(f"/explore/{query}")

    assert answer.status_code == 400
    assert "expected a" in answer.text


def test_the_picture_can_be_downloaded(client):
    answer = client.get("/explore/phases.svg")

    assert answer.status_code == 200
    assert "<svg" in answer.text
