"""The page about who is who: what it says in both languages, and that nothing is changed before its plan was shown."""

from __future__ import annotations

import re
from dataclasses import asdict

import msgspec
import pytest
from test_pages import Structure

from wegmarke.web.settings.identity import form_of

OWN = {"origin": "http://127.0.0.1:8765"}
WORDS = {"en": "Who is who", "de": "Wer ist wer"}


def filled(workspace, **changes: object) -> dict[str, object]:
    return {**msgspec.structs.asdict(form_of(workspace.identity.rules())), **changes}


def post(client, act: str, form: dict[str, str], **rest: object):
    return client.post(f"/settings/identity/{act}", data=form, headers=OWN, **rest)


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language_and_well_formed(client, language):
    text = client.get("/settings/identity", headers={"accept-language": language}).text
    structure = Structure(text)

    assert WORDS[language] in text.split("<h1>")[1].split("</h1>")[0]
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text


def test_the_plan_is_shown_in_german_before_anything_is_changed(client, workspace):
    before = workspace.identity.rules()
    form = filled(workspace, look_back_days="90")

    answer = client.post("/settings/identity/keep", data=form, headers={**OWN, "accept-language": "de"})

    assert answer.status_code in (200, 201)
    for said in ("2.003", "2.038", "41", "zusammen zu viele Kennungen einer Art", "112"):
        assert said in answer.text
    assert workspace.identity.rules() == before


def test_rules_hold_once_their_plan_was_seen(client, workspace):
    form = filled(workspace, look_back_days="90", limits="email=2/year\n*=4/week", block=" Demo 1\n", stays=[])

    seen = re.search(r'name="seen" value="(\w+)"', post(client, "check", form).text)[1]
    answer = post(client, "keep", {**form, "seen": seen, "why": "quieter"}, follow_redirects=False)

    assert answer.status_code == 303
    rules = workspace.identity.rules()
    assert (rules.look_back_days, rules.blocked, workspace.identity.reasons) == (90, (), ["quieter"])
    assert workspace.identity.blocked == ["demo 1"]
    assert asdict(rules)["limits"]["email"] == {"most": 2, "per": "year"}


def test_a_blocked_value_stays_while_its_box_is_ticked_and_is_shown_short(client, workspace):
    text = client.get("/settings/identity").text

    assert f'value="{workspace.identity.rules().blocked[0].digest}" checked> te…' in text


@pytest.mark.parametrize(
    "changes",
    [{"most_identifiers": "many"}, {"limits": "email three"}, {"shared_devices": "x"}, {"look_back_days": "99999"}],
    ids=["number", "limit", "mode", "range"],
)
def test_what_is_wrong_is_said_and_kept_in_the_form(client, workspace, changes):
    answer = post(client, "check", filled(workspace, **changes))

    assert answer.status_code == 422
    assert "expected" in answer.text


def test_persons_at_too_many_accounts_stand_beside_held_links(client):
    text = client.get("/people/held", headers={"accept-language": "de"}).text

    assert "Dr. Matthias von Ahlefeldt" in text
    assert "Brauerei Hohenfels GmbH · #101 · Molkerei" in text
