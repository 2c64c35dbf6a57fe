"""Pages about what arrives: tracking plan, coverage, health, rejected rows."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fake_intake import PLAN, an_empty_health, an_event_text, rejected_events
from fake_workspace import a_reader, an_empty_workspace
from test_pages import Structure

from wegmarke.domain.views import RejectedChoice, RejectedRow
from wegmarke.web.site import Site

OWN = {"origin": "http://127.0.0.1:8765"}
PAGES = {
    "/settings/plan": ("Tracking plan", "Tracking-Plan"),
    "/settings/plan?version=1": ("Tracking plan", "Tracking-Plan"),
    "/settings/plan/edit": ("Edit the tracking plan", "Tracking-Plan bearbeiten"),
    "/settings/coverage": ("Coverage of the tracking plan", "Abdeckung des Tracking-Plans"),
    "/settings/coverage?missing=1&proposal=1": ("Coverage of the tracking plan", "Abdeckung des Tracking-Plans"),
    "/health": ("Health", "Zustand"),
    "/rejected?state=all": ("Rejected rows", "Abgewiesene Zeilen"),
    "/rejected/erase?reason=wrong_type": ("Erase rejected rows", "Abgewiesene Zeilen löschen"),
}


@pytest.fixture
def rows(workspace) -> dict[str, str]:
    """Ids of rejected rows: an event, a corrected one, a replayed one, and a row of a file."""
    workspace.rejected.found += rejected_events()
    ids = [row.id for row in workspace.rejected.page(size=99).rows]
    return {"file": ids[0], "event": ids[4], "corrected": ids[5], "replayed": ids[6]}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language(client, rows, path, language):
    answer = client.get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert PAGES[path][language == "de"] in answer.text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("path", [*PAGES, *(f"/rejected/{number:032x}" for number in (0, 4, 5, 6))])
def test_page_is_well_formed(client, rows, path):
    text = client.get(path).text
    structure = Structure(text)
    tags = [tag for tag, _ in structure.attributes]

    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in structure.attributes if tag == "th")
    assert not any("style" in attributes for _, attributes in structure.attributes)
    assert tags.count("textarea") == text.count('<label for="text"') + text.count('<label for="payload"')


@pytest.mark.parametrize(
    "path", ["/settings/plan", "/settings/coverage", "/health", "/rejected", "/settings/plan/edit"]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_empty_page_says_what_to_do_next(sessions, stranger, path, language):
    stranger.app.state.site = Site(an_empty_workspace(), sessions)
    stranger.get(sessions.issue_link(), follow_redirects=False)

    answer = stranger.get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert 'class="notice"' in answer.text or "<textarea" in answer.text


def test_settings_lead_to_the_plan(client):
    assert client.get("/settings", follow_redirects=False).headers["location"] == "/settings/plan"


def test_plan_shows_types_properties_and_marks(client):
    text = client.get("/settings/plan").text

    for said in ("quote_sent", "Sales has made an offer", "required", "personal", "standard, sonder, rahmen",
                 "are removed and counted", "Person named in the offer"):  # fmt: skip
        assert said in text
    assert "webinar_attended" not in client.get("/settings/plan?q=offer").text
    assert "older version" in client.get("/settings/plan?version=1").text
    assert client.get("/settings/plan?version=9").status_code == 404
    assert client.get("/settings/plan?version=x").status_code == 400


def test_saved_plan_is_a_new_version(client, workspace):
    text = PLAN.replace("drop", "reject")

    answer = client.post("/settings/plan/keep", data={"text": text.replace("\n", "\r\n"), "base": 2}, headers=OWN)

    assert workspace.plan.texts[-1] == text
    assert "The new version holds" in answer.text
    assert "reject the event" in answer.text


def test_plan_with_problems_keeps_the_text_and_lists_all_of_them(client, workspace):
    text = PLAN.replace("number", "many").replace("accept", "perhaps")

    answer = client.post("/settings/plan/keep", data={"text": text, "base": 2}, headers=OWN)

    assert answer.status_code == 422
    assert answer.text.count("tracking plan line ") == 3
    assert "unknown_events: perhaps" in answer.text
    assert len(workspace.plan.texts) == 2


def test_two_people_cannot_overwrite_each_other(client, workspace):
    answer = client.post("/settings/plan/keep", data={"text": PLAN + "# mine\n", "base": 1}, headers=OWN)

    assert answer.status_code == 422
    assert "Somebody changed the plan meanwhile" in answer.text
    assert "# mine" in answer.text
    assert len(workspace.plan.texts) == 2


def test_check_says_what_would_not_be_declared_and_changes_nothing(client, workspace):
    answer = client.post("/settings/plan/check", data={"text": PLAN, "base": 2}, headers=OWN)

    assert answer.status_code == 200
    assert "Nothing was changed yet" in answer.text
    assert "page_printed" in answer.text
    assert len(workspace.plan.texts) == 2


def test_after_a_refused_form_the_language_can_still_be_switched(client):
    text = client.post("/settings/plan/keep", data={"text": "?", "base": 2}, headers=OWN).text

    back = text.split('name="back" value="')[1].split('"')[0]
    assert client.get(back).status_code == 200


@pytest.mark.parametrize("path", ["/settings/plan/keep", "/rejected/erase/confirmed", "/rejected/replay"])
def test_forms_of_other_pages_change_nothing(client, workspace, path):
    answer = client.post(path, data={"text": PLAN, "base": 2}, headers={"origin": "http://evil.example"})

    assert answer.status_code == 403
    assert (len(workspace.plan.texts), len(workspace.rejected.found)) == (2, 4)


def test_large_plan_can_be_saved(client, workspace):
    text = PLAN + "# " + "ä" * 300_000 + "\n"

    assert client.post("/settings/plan/keep", data={"text": text, "base": 2}, headers=OWN).status_code == 200
    assert workspace.plan.texts[-1] == text


def test_coverage_shows_both_sides(client):
    text = client.get("/settings/coverage").text

    for said in ("seen, not declared", "declared, never seen", "personal, removed from 4,102 events",
                 "not declared, removed from 311 events", "not declared, 17 rejected", "2 of 3"):  # fmt: skip
        assert said in text
    assert "webinar_attended" not in client.get("/settings/coverage?missing=1").text
    assert "webinar_attended" not in client.get("/settings/coverage?q=quote").text
    assert "page: text" in client.get("/settings/coverage?proposal=1").text


def test_health_shows_books_disk_and_hours(client):
    text = client.get("/health").text

    for said in ("28,182", "48.3 GB", "enough", "19 Dec 2025, 18:04", "balanced", "after 90 days", "part-waiting"):
        assert said in text


def test_health_names_books_that_do_not_balance(client, workspace):
    sentence = "books of web, hour 2025-12-19T10:00Z: expected received = …"
    workspace.health_value = replace(workspace.health_value, broken=(sentence,), broken_sources=("web",), disk_free=1)

    text = client.get("/health").text

    assert sentence in text
    assert "do not balance" in text
    assert "scarce" in text


def test_bars_stay_inside_and_nothing_is_too_small_to_see(workspace):
    from wegmarke.web.settings.books import source_books

    for books in source_books(workspace.health_value, a_reader()):
        for bar in books.bars:
            assert bar.y >= 0
            assert bar.y + bar.height <= 40.5
            assert bar.height > 0
            assert 0 <= bar.x <= 471


def test_rejected_rows_can_be_narrowed_and_widened_again(client, rows):
    text = client.get("/rejected?reason=wrong_type&source=shop").text

    assert "impossible date" not in text
    assert 'href="/rejected?source=shop"' in text.replace("&amp;", "&")
    assert "stored" in client.get("/rejected?state=replayed").text
    assert "wrong type" not in client.get("/rejected?state=replayed&q=nothing").text


def test_event_is_corrected_and_replayed(client, workspace, rows):
    page = client.get(f"/rejected/{rows['event']}").text
    assert "Save and replay" in page

    payload = an_event_text("q-1", positions="7")
    answer = client.post(f"/rejected/{rows['event']}/correct", data={"payload": payload, "act": "replay"}, headers=OWN)

    assert answer.status_code == 200
    assert "stored" in answer.text
    assert workspace.rejected.get(rows["event"]).edited == payload
    assert "Save and replay" not in answer.text


def test_event_that_is_refused_again_says_why_and_keeps_the_correction(client, workspace, rows):
    payload = an_event_text("q-1", positions="sehr viele")

    answer = client.post(f"/rejected/{rows['event']}/correct", data={"payload": payload, "act": "replay"}, headers=OWN)

    assert answer.status_code == 422
    assert "expected a number such as 12" in answer.text
    assert "sehr viele" in answer.text
    assert workspace.rejected.get(rows["event"]).edited == payload


def test_payload_that_is_no_event_is_shown_again_with_all_problems(client, workspace, rows):
    payload = json.dumps({**json.loads(an_event_text("q-1")), "precision": "x", "name": ""})

    answer = client.post(f"/rejected/{rows['event']}/correct", data={"payload": payload}, headers=OWN)

    assert answer.status_code == 422
    assert "precision: expected" in answer.text
    assert "name: expected" in answer.text
    assert workspace.rejected.get(rows["event"]).edited is None


def test_row_of_a_file_says_that_it_is_corrected_there(client, rows):
    text = client.get(f"/rejected/{rows['file']}").text

    assert "Correct the file or its recipe and import again" in text
    assert "Save and replay" not in text
    assert "31.02.2025" in text


def test_corrected_row_shows_what_came(client, rows):
    assert "As it came, before the correction" in client.get(f"/rejected/{rows['corrected']}").text


def test_all_events_of_a_choice_are_replayed(client, rows):
    answer = client.post("/rejected/replay", data={"source": "shop"}, headers=OWN)

    assert "1 row was accepted. 1 row was refused again." in answer.text


def test_erasing_asks_first_and_keeps_to_the_choice(client, workspace, rows):
    plan = client.get("/rejected/erase?reason=impossible_date").text
    assert "3 rows would be erased" in plan
    assert len(workspace.rejected.found) == 7

    answer = client.post("/rejected/erase/confirmed", data={"reason": "impossible_date"}, headers=OWN)

    assert "3 rows were erased" in answer.text
    assert workspace.rejected.erased == [RejectedChoice(reason="impossible_date", state="open")]
    assert len(workspace.rejected.found) == 4


def test_one_row_is_erased(client, workspace, rows):
    answer = client.post(f"/rejected/{rows['event']}/erase", headers=OWN)

    assert "1 row was erased" in answer.text
    assert client.get(f"/rejected/{rows['event']}").status_code == 404


@pytest.mark.parametrize("done", ["erased=<b>", "erased=-1", "accepted=99999999999999", "refused=٣"])
def test_what_was_done_is_said_in_numbers_alone(client, done):
    text = client.get(f"/rejected?{done}").text

    assert 'class="done"' not in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "%(n)s"]
)
def test_texts_that_arrived_are_shown_as_text(client, workspace, text):
    payload = an_event_text(text, **{text: text})
    workspace.rejected.found = [RejectedRow(text, text, 1, text, text, payload, workspace.health_value.at)]
    workspace.plan.texts.append(f"format: tracking-plan/1\nevents: [{{name: {json.dumps(text)}}}]\n")
    workspace.health_value = replace(an_empty_health(), books=(replace(workspace.health_value.books[0], source=text),))

    for path in ("/rejected", f"/rejected/{0:032x}", "/rejected/erase", "/settings/plan", "/settings/plan/edit",
                 "/settings/coverage", "/health"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
