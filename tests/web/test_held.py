"""The page of held links: who, why, and the way to the plan."""

from __future__ import annotations

from fake_people import FakePersons


def test_a_held_link_says_who_and_why_and_leads_to_the_plan(client):
    text = client.get("/people/held").text

    assert "a device that two known persons use" in text
    assert 'href="/people/persons/merge?first=4711&amp;second=4713"' in text
    assert "Person #4713" in text


def test_in_german_too(client):
    text = client.get("/people/held", headers={"accept-language": "de"}).text

    assert "ein Gerät, das zwei bekannte Personen benutzen" in text


def test_one_guard_can_be_chosen(client):
    assert "Ida Krüger" not in client.get("/people/held?guard=shared").text
    assert client.get("/people/held?guard=dragon").status_code == 400


def test_nothing_held_says_what_would_wait_here(client, workspace):
    workspace.persons = FakePersons([])

    assert "No link is held." in client.get("/people/held").text
