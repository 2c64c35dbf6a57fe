"""Pages of phases and of retention, over a small workspace."""

from __future__ import annotations

import re

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


def test_retention_has_a_grid_for_each_value_of_a_property(client):
    page = client.get("/explore/retention?breakdown=origin", headers={"accept-language": "de"}).text

    assert page.count('<table class="data heat">') == 8
    assert "ohne Wert" in page
    assert "2 weitere Werte" in page
    assert 'name="breakdown" size="12" value="origin"' in page


def test_contracts_kept_stand_beside_customers_kept(client):
    page = client.get("/explore/retention?contract=contract_number", headers={"accept-language": "de"}).text

    assert "Verträge gehalten" in page
    assert "25–75" in page
    assert "Verträge gehalten" not in client.get("/explore/retention", headers={"accept-language": "de"}).text


def test_stuck_units_stand_there_by_name_as_far_as_the_reader_may_see(client):
    page = client.get("/explore/phases", headers={"accept-language": "de"}).text

    units = re.findall(r'<a href="/people/accounts/(\d+)">([^<]+)</a>', page)
    assert units
    # the workspace names no unit whose number is divisible by three
    assert all(name == (f"Werk {unit}" if int(unit) % 3 else f"#{unit}") for unit, name in units)


@pytest.mark.parametrize("query", ["retention?periods=many", "phases?longer=long", "phases?untouched=-1"])
def test_what_was_typed_stays_when_it_cannot_be_answered(client, query):
    answer = client.get(f"/explore/{query}")

    assert answer.status_code == 400
    assert "expected a" in answer.text


def test_the_picture_can_be_downloaded(client):
    answer = client.get("/explore/phases.svg")

    assert answer.status_code == 200
    assert "<svg" in answer.text
