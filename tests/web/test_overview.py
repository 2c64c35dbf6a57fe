from __future__ import annotations

from dataclasses import replace

import pytest

from wegmarke.domain.views import SourceSummary


def test_overview_holds_the_numbers(client):
    text = client.get("/").text

    for number in ("49,163", "47,959", "2,003", "412", "3 Jan 2024 – 19 Dec 2025", "1,204 events, 2.4% of all"):
        assert number in text
    assert "newsletter_opened" in text


@pytest.mark.parametrize(
    ("waiting", "stored", "words"), [(0, 10, "balanced"), (0, 9, "do not balance"), (1, 9, "not all stored yet")]
)
def test_books_say_whether_they_balance(client, workspace, waiting, stored, words):
    line = SourceSummary("crm", 10, stored, 0, 0, 0)
    workspace.overview_value = replace(workspace.overview_value, sources=(line,), waiting=waiting)

    assert words in client.get("/").text


def test_rejected_rows_are_grouped_with_reason_and_remedy(client):
    text = client.get("/").text

    assert "impossible date" in text
    assert "Correct the date in the source and import again." in text
    assert "17 – 97" in text


def test_group_leads_to_its_rows(client):
    text = client.get("/rejected?file=aktivitaeten.csv&reason=missing_value").text

    assert "missing value" in text
    assert "impossible date" not in text


def test_rejected_rows_can_be_searched(client):
    assert "impossible date" not in client.get("/rejected?q=empty cell").text
    assert "No rejected row fits" in client.get("/rejected?q=xyz").text


def test_accounts_can_be_searched_and_sorted(client):
    text = client.get("/people?q=papier").text
    assert "Papierfabrik Aue KG" in text
    assert "Brauerei" not in text

    assert 'aria-sort="ascending"' in client.get("/people?sort=label").text
    assert "No account fits “xyz”" in client.get("/people?q=xyz").text


def test_page_after_the_last_one_says_so(client):
    assert "The list ends before this page" in client.get("/people?page=9").text
