"""The page about our own people: both languages, what is wrong, and that nothing is changed before its plan."""

from __future__ import annotations

import re

import pytest
from test_pages import Structure

from wegmarke.domain.internal_names import InternalKind

OWN = {"origin": "http://127.0.0.1:8765"}
WORDS = {"en": "Our own people", "de": "Eigene Leute"}


def post(client, act, language="en", follow_redirects=True, **form):
    headers = {**OWN, "accept-language": language}
    return client.post(f"/settings/internal/{act}", data=form, headers=headers, follow_redirects=follow_redirects)


def names(workspace):
    return [line.name for line in workspace.internal.list()]


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language_and_well_formed(client, language):
    text = client.get("/settings/internal", headers={"accept-language": language}).text
    structure = Structure(text)

    assert WORDS[language] in text.split("<h1>")[1].split("</h1>")[0]
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text
    assert "&lt;b&gt;consultant" in text


def test_the_plan_is_shown_in_german_before_anything_is_named(client, workspace):
    answer = post(client, "keep", "de", kind="domain", name="Tochter.example")

    assert answer.status_code in (200, 201)
    for said in ("Mail-Domain tochter.example", "1.038", "20.417", "23.005", "Noch ist nichts geändert"):
        assert said in answer.text
    assert "tochter.example" not in names(workspace)


def test_a_name_holds_once_its_plan_was_seen_and_is_taken_back_the_same_way(client, workspace):
    for act in ("", "1"):
        form = {"kind": "domain", "name": "tochter.example", "removed": act, "why": "bought"}
        seen = re.search(r'name="seen" value="([^"]*)"', post(client, "check", **form).text)[1]
        answer = post(client, "keep", follow_redirects=False, **form, seen=seen)

        assert answer.status_code == 303
        assert ("tochter.example" in names(workspace)) == (act == "")
    assert workspace.internal.reasons == ["bought"]


def test_the_plan_of_one_act_is_none_of_another(client, workspace):
    text = post(client, "check", kind="domain", name="tochter.example").text
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]

    post(client, "keep", kind="domain", name="rheinpumpen.example", removed="1", seen=seen)

    assert names(workspace)[0] == "rheinpumpen.example"


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("domain", "ours", "Domain: Erwartet wird eine Mail-Domain"),
        ("person", "Ada", "Person: Erwartet wird die Nummer einer Person"),
        ("person", "99999", "Person: Erwartet wird die Nummer einer Person, angegeben ist 99999."),
    ],
)
def test_what_is_wrong_is_said_in_german_and_kept_in_the_form(client, kind, name, said):
    answer = post(client, "check", "de", kind=kind, name=name)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'name="name" value="{name}"' in answer.text


def test_a_kind_that_no_page_offers_is_refused(client):
    assert post(client, "check", kind="planet", name="mars").status_code == 422


def test_all_kinds_can_be_chosen(client):
    text = client.get("/settings/internal").text

    assert all(f'<option value="{kind.value}"' in text for kind in InternalKind)
