"""The page that compares models of attribution, over a small workspace."""

from __future__ import annotations

from fake_attribution import SHARES

GERMAN = {"accept-language": "de"}


def test_models_stand_side_by_side_with_the_same_numbers_in_the_table(client):
    page = client.get("/explore/attribution?model_4=", headers=GERMAN).text.split('id="changes"')[0]

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


def test_costs_that_are_there_are_shown_and_a_missing_rate_is_said_beside_the_answer(client):
    without = client.get("/explore/attribution", headers=GERMAN).text
    page = client.get("/explore/attribution?rates=USD%3D0,9", headers=GERMAN).text

    assert '<svg class="models"' in without
    assert "Kurse: Erwartet wird" in without
    assert "25,00\xa0€" in page  # of 4 conversions for 100 euro
    assert "300\xa0%" in page
    assert page.count(">post<") == 1
    assert "−100\xa0%" in page
    assert "Messe" in page.split('id="costs"')[1]


def test_costs_can_be_left_out(client):
    assert 'id="costs"' not in client.get("/explore/attribution?costs=none").text


def test_why_it_changed_is_told_by_events_credits_and_acts(client):
    page = client.get("/explore/attribution?costs=none&since=2026-03-09", headers=GERMAN).text
    told = page.split('id="changes"')[1]

    assert "Konversionen 6 → 8" in told
    assert "60.000" not in told
    assert "Neue Konversionen" in told
    assert "Kontaktereignisse, die auf Pfade kamen" in told
    assert "200,00\xa0€" in told
    assert "Zwei wurden zusammengeführt" in told
    assert "&lt;i&gt;" in told
    assert ">fair<" not in told


def test_a_day_that_is_none_is_refused_where_it_was_asked(client):
    page = client.get("/explore/attribution?costs=none&since=soon")

    assert '<svg class="models"' in page.text
    assert "since: expected" in page.text


def test_every_event_can_be_downloaded(client):
    answer = client.get("/explore/attribution-changes.csv?since=2026-03-09")

    assert answer.text.count("\r\n") == 3
    assert client.get("/explore/attribution-changes.csv").status_code == 400
