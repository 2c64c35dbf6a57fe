"""The page *Paper* of a map and its downloads."""

from __future__ import annotations

import pytest


def test_the_page_offers_the_files_of_the_chosen_paper(client):
    page = client.get("/maps/pumps/paper").text
    slides = client.get("/maps/pumps/paper?paper=slides&language=both").text

    assert "/maps/pumps/paper/pdf?paper=a3&amp;language=en" in page
    assert "/maps/pumps/paper/png?" in page
    assert "/maps/pumps/paper/pdf?paper=slides&amp;language=both" in slides
    assert "/maps/pumps/paper/png?" not in slides


def test_a_file_is_rendered_as_it_was_wished(client, workspace):
    answer = client.get("/maps/pumps/paper/pdf?paper=a1&language=de&black_and_white=1&without_numbers=1")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="pumps-a1-de.pdf"'
    wish = {"paper": "a1", "language": "de", "black_and_white": True, "without_numbers": True}
    assert workspace.maps.asked[-1] == ("pumps", "sheet.pdf", wish)


def test_the_page_shows_the_sheet_itself(client):
    answer = client.get("/maps/pumps/paper/svg?seen=1")

    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "content-disposition" not in answer.headers


def test_words_nobody_knows_become_the_usual_ones(client, workspace):
    client.get("/maps/pumps/paper/svg?paper=papyrus&language=la")

    assert workspace.maps.asked[-1][2]["paper"] == "a3"
    assert workspace.maps.asked[-1][2]["language"] == "en"


@pytest.mark.parametrize("address", ["/maps/pumps/paper/docx", "/maps/unknown/paper"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_page_is_german_for_a_german_reader(client):
    page = client.get("/maps/pumps/paper", headers={"accept-language": "de"}).text

    assert "Schwarz-weiß" in page
    assert "A4, vier Blätter mit Schnittmarken" in page
