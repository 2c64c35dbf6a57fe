"""The page about costs: both languages, what is wrong, files with their plan, removing after its plan alone."""

from __future__ import annotations

import re

import pytest
from test_pages import Structure

OWN = {"origin": "http://127.0.0.1:8765"}
WORDS = {"en": "Costs", "de": "Kosten"}
CSV = "Monat;Kostenart;Betrag;Währung\n03/2026;Medien;1.234,50;EUR\n"


def post(client, act, language="en", follow_redirects=True, **form):
    headers = {**OWN, "accept-language": language}
    return client.post(f"/settings/costs/{act}", data=form, headers=headers, follow_redirects=follow_redirects)


def numbers(workspace):
    return [line.number for line in workspace.costs.list()]


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language_and_well_formed(client, language):
    text = client.get("/settings/costs", headers={"accept-language": language}).text
    structure = Structure(text)

    assert WORDS[language] in text.split("<h1>")[1].split("</h1>")[0]
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text
    assert "&lt;b&gt;spring" in text


def test_groups_and_currencies_stand_side_by_side(client):
    text = client.get("/settings/costs", headers={"accept-language": "de"}).text
    february = text.split('<th scope="row">2026-02</th>')[1].split("</tr>")[0]
    march = text.split('<th scope="row">2026-03</th>')[1].split("</tr>")[0]

    assert re.findall(r">([\d.,]+)\xa0€<", february)[:2] == ["12.400,00", "33.400,00"]
    assert "3.100,50\xa0€ + 999,00\xa0$" in march


def test_a_cost_is_written_down_and_what_is_wrong_is_said_in_german(client, workspace):
    before = len(numbers(workspace))
    wrong = post(client, "add", "de", month="März", scope="media", amount="1.234", currency="EUR")

    assert wrong.status_code == 422
    assert "Monat: Erwartet wird ein Monat wie 2026-03" in wrong.text
    assert "Betrag: Erwartet wird ein Betrag, der nur eine Lesart hat" in wrong.text
    assert 'value="März"' in wrong.text
    assert len(numbers(workspace)) == before
    right = post(client, "add", month="2026-03", scope="media", amount="1234,50", currency="EUR", touchpoint="tp_ad",
                 follow_redirects=False)  # fmt: skip
    assert right.status_code == 303
    assert workspace.costs.list()[-1].cost.amount_minor == 123450


def test_a_file_is_shown_as_a_plan_before_it_is_taken(client, workspace):
    before = len(numbers(workspace))
    upload = {"file": ("kosten.csv", CSV.encode(), "text/csv")}
    headers = {**OWN, "accept-language": "de"}
    shown = client.post("/settings/costs/look", files=upload, headers=headers)

    assert shown.status_code == 200
    assert "1.234,50\xa0€" in shown.text
    assert len(numbers(workspace)) == before
    content = re.search(r'name="content" value="([^"]*)"', shown.text)[1]
    assert post(client, "import", file="kosten.csv", content=content, follow_redirects=False).status_code == 303
    assert len(numbers(workspace)) == before + 1


def test_a_file_with_faults_says_all_of_them(client):
    upload = {"file": ("kosten.csv", (CSV + "gestern;Miete;1;EUR\n").encode(), "text/csv")}
    shown = client.post("/settings/costs/look", files=upload, headers={**OWN, "accept-language": "de"})

    assert shown.status_code == 422
    assert "kosten.csv Zeile 3, Monat: Erwartet wird ein Monat" in shown.text
    assert "kosten.csv Zeile 3, Kostenart" in shown.text


def test_a_form_without_a_file_says_so(client):
    shown = client.post("/settings/costs/look", files={"file": ("", b"", "text/csv")}, headers=OWN)

    assert shown.status_code == 422


def test_a_cost_is_removed_once_its_plan_was_seen(client, workspace):
    shown = post(client, "remove", number="1")

    assert "This would be removed" in shown.text
    assert 1 in numbers(workspace)
    assert post(client, "remove", number="1", seen="1", why="twice", follow_redirects=False).status_code == 303
    assert 1 not in numbers(workspace)
    assert post(client, "check", number="1").status_code == 422
    assert post(client, "check", number="one").status_code == 422
