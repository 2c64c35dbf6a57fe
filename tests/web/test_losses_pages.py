"""The pages of churn, Storno and checkout, over a small workspace."""

from __future__ import annotations

import pytest

GERMAN = {"accept-language": "de"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "churn",
            ("Wer geht?", "Davon abgewandert", "25,0\xa0% (", "April 2025 *", "Wer kommt zurück?", "ohne Angabe"),
        ),
        (
            "storno",
            ("Retoure", "Haltequote (95 %)", "kein Kontaktereignis dazwischen", "ohne Bestellung", "200,00\xa0€"),
        ),
        ("checkout", ("gerettet", "andere Person des Unternehmens", "Gefährdeter Wert", "500,00\xa0€")),
    ],
)
def test_pages_say_in_german_what_was_computed(client, name, words):
    page = client.get(f"/explore/{name}?breakdown=country", headers=GERMAN).text

    for word in words:
        assert word in page
    # the period that is not over is hollow
    assert page.count('class="point-open"') == 1
    assert 'href="/people/accounts/1"' in page


def test_reasons_are_written_not_run(client):
    page = client.get("/explore/storno").text

    assert "<b>damaged" not in page
    assert "&lt;b&gt;damaged" in page


def test_every_section_can_be_downloaded(client):
    for name, show, column in (
        ("churn", "units", "churned_at"),
        ("storno", "reasons", "reason"),
        ("checkout", "rescues", "channel"),
    ):
        page = client.get(f"/explore/{name}").text
        assert f"/explore/{name}.csv?show={show}" in page
        assert column in client.get(f"/explore/{name}.csv?show={show}").text.splitlines()[0]
        assert "<svg" in client.get(f"/explore/{name}.svg").text


def test_what_was_typed_stays_when_it_cannot_be_answered(client):
    answer = client.get("/explore/churn?days=soon&orders=mail")

    assert answer.status_code == 400
    assert "days: expected a number" in answer.text
    assert 'value="mail"' in answer.text
