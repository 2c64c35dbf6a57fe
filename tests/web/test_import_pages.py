"""The pages of the import assistant over a small workspace in memory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fake_imports import UNREADABLE, a_draft, a_recipe, an_id, some_imports
from fake_workspace import FakeWorkspace, a_reader
from litestar import Litestar
from litestar.testing import TestClient

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.domain.imports import Part
from wegmarke.sources.guess import parts_played
from wegmarke.web.imports.reasons import reason_words

Client = TestClient[Litestar]
ORIGIN = {"origin": "http://127.0.0.1:8765"}
CSV = b"id,created at\n1,2025-01-01T00:00:00Z\n"


@pytest.fixture
def workspace(workspace: FakeWorkspace) -> FakeWorkspace:
    workspace.imports.found = some_imports()
    workspace.imports.saved = [a_recipe()]
    return workspace


def send(client: Client, files: dict[str, object], data: dict[str, str] | None = None, **headers: str):
    return client.post(
        "/imports/upload", files=files, data=data or {}, headers=ORIGIN | headers, follow_redirects=False
    )


def post(client: Client, path: str, data: dict[str, str] | None = None):
    return client.post(path, data=data or {}, headers=ORIGIN, follow_redirects=False)


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send from the form of columns, unchanged."""
    form = dict(re.findall(r'<input[^>]*\bname="([^"]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        form[name] = re.findall(r'value="(\w+)" selected', options)[0]
    return form


# Upload


def test_uploaded_file_arrives_and_leads_to_its_columns(client, workspace):
    answer = send(client, {"file": ("leads.csv", CSV, "text/csv")})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/imports/{an_id(100)}")
    assert workspace.imports.received == {"leads.csv": CSV}


def test_script_gets_an_address(client):
    answer = send(client, {"file": ("leads.csv", CSV, "text/csv")}, accept="application/json")

    assert answer.json() == {"address": f"/imports/{an_id(100)}"}


def test_large_file_arrives_byte_for_byte(client, workspace):
    content = bytes(range(256)) * 3_900

    send(client, {"file": ("data.parquet", content, "application/octet-stream")})

    assert workspace.imports.received["data.parquet"] == content


def test_saved_recipe_is_taken_for_the_file(client, workspace):
    send(client, {"file": ("leads.csv", CSV)}, {"recipe": "crm-leads"})

    assert workspace.imports.asked == [("use_recipe", an_id(100), "crm-leads")]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"file": ("empty.csv", b"")}, "the file is empty"),
        ({"file": ("large.csv", b"a" * 1_050_000)}, "at most 1 MB"),
        ({"file": ("huge.csv", b"a" * 2_000_000)}, "at most 1 MB"),
        ({"other": ("leads.csv", CSV)}, "none was chosen"),
        ([("file", ("a.csv", CSV)), ("file", ("b.csv", CSV))], "expected one file"),
    ],
)
def test_file_that_cannot_be_taken_is_refused_in_words(client, files, said):
    page = send(client, files)
    spoken = send(client, files, accept="application/json")

    assert (page.status_code, spoken.status_code) == (422, 422)
    assert said in page.text
    assert said in spoken.json()["failure"]


def test_upload_that_breaks_off_leaves_nothing(client, workspace):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,created'

    answer = client.post(
        "/imports/upload", content=body, headers=ORIGIN | {"content-type": "multipart/form-data; boundary=x"}
    )

    assert answer.status_code == 422
    assert [receiving.is_abandoned for receiving in workspace.imports.receiving] == [True]


@pytest.mark.parametrize("kind", ["text/csv", "multipart/form-data", "multipart/form-data; boundary="])
def test_request_that_is_no_form_is_refused(client, kind):
    answer = client.post("/imports/upload", content=CSV, headers=ORIGIN | {"content-type": kind})

    assert answer.status_code == 422
    assert "expected a form with a file" in answer.text


def test_upload_from_another_page_is_refused(client, workspace):
    answer = client.post("/imports/upload", files={"file": ("a.csv", CSV)}, headers={"origin": "http://evil.example"})

    assert answer.status_code == 403
    assert workspace.imports.receiving == []


# The list


def test_list_shows_states_counts_and_recipes(client):
    page = client.get("/imports").text

    for text in ("imported", "interrupted", "cancelled", "failed", "being imported", "not imported yet", "2,994"):
        assert text in page
    assert 'href="/rejected?source=crm&amp;state=all"' in page
    assert 'href="/imports/recipes/crm-leads"' in page


def test_first_import_needs_no_list(client, workspace):
    workspace.imports.found, workspace.imports.saved = [], []

    page = client.get("/imports").text

    assert "Choose a file" in page
    assert "Recent imports" not in page
    assert 'name="recipe"' not in page


# Columns


def test_columns_show_part_reason_examples_and_preview(client):
    page = client.get(f"/imports/{an_id(1)}").text

    assert "its name fits best of 2 columns of times" in page
    assert "1,204 different values" in page
    assert '<option value="person" selected>Identifier of the person</option>' in page
    assert "&lt;b&gt;Notiz&lt;/b&gt;" in page
    assert "ACME GmbH" in page
    assert "€1,250.50" in page
    assert "Personal and therefore not kept: phone." in page
    assert "2 rows at the start cannot be read." in page


def test_form_sent_back_unchanged_changes_nothing(client, workspace):
    page = client.get(f"/imports/{an_id(1)}").text

    answer = post(client, f"/imports/{an_id(1)}/columns/apply", form_of(page) | {"act": "preview"})

    assert answer.headers["location"] == f"/imports/{an_id(1)}/columns"
    assert workspace.imports.drafts == [a_draft()]


def test_changed_form_is_kept_and_checked(client, workspace):
    form = form_of(client.get(f"/imports/{an_id(1)}").text)
    form |= {"part-5": "account", "name-5": "region_id", "event-1": "", "currency": "usd", "act": "check"}

    answer = post(client, f"/imports/{an_id(1)}/columns/apply", form)

    (draft,) = workspace.imports.drafts
    assert (draft.columns[5].part, draft.columns[5].name) == (Part.ACCOUNT, "region_id")
    assert ([event.name for event in draft.events], draft.currency) == (["lead_created", ""], "USD")
    assert workspace.imports.asked == [("check", an_id(1))]
    assert answer.headers["location"] == f"/imports/{an_id(1)}"


def test_name_of_a_part_is_forgotten_with_the_part(client, workspace):
    form = form_of(client.get(f"/imports/{an_id(1)}").text) | {"part-2": "property"}

    post(client, f"/imports/{an_id(1)}/columns/apply", form)

    assert workspace.imports.drafts[0].columns[2].name == ""


def test_unknown_part_is_refused(client):
    assert post(client, f"/imports/{an_id(1)}/columns/apply", {"part-0": "boss"}).status_code == 400


def test_problems_of_the_columns_stand_above_the_form(client, workspace):
    problems = [Problem("time", "a column that says when", "none", "Choose one."), Problem("event", "a", "b", "c")]
    workspace.imports.problem = DocumentInvalid("The columns do not make an event yet.", problems=problems)

    answer = post(client, f"/imports/{an_id(1)}/columns/apply", {"act": "check"})
    page = client.get(answer.headers["location"]).text

    assert workspace.imports.asked == []
    assert "The columns do not make an event yet." in page
    assert page.count("<li>time: expected") == page.count("<li>event: expected") == 1


def test_unreadable_file_says_so_and_can_be_discarded(client):
    page = client.get(f"/imports/{an_id(9)}").text

    assert UNREADABLE in page
    assert f'action="/imports/{an_id(9)}/erase"' in page


def test_reasons_of_the_guess_are_all_known():
    source = Path(parts_played.__file__).read_text(encoding="utf-8")
    said = re.findall(r'give\([^"]*?"\w+",\s*"([^"]+)"\)', source) + re.findall(r'return "([^"]+)"\n', source)

    unknown = [reason for reason in said if reason_words(reason, a_reader()) == reason]
    assert len(said) > 12
    assert unknown == []


# Text


def test_recipe_is_edited_as_text(client, workspace):
    page = client.get(f"/imports/{an_id(10)}").text
    assert "source: crm" in page

    answer = post(client, f"/imports/{an_id(10)}/text/apply", {"text": "source: web\r\n", "act": "check"})

    assert workspace.imports.asked == [("put_recipe", an_id(10), "source: web\n"), ("check", an_id(10))]
    assert answer.headers["location"] == f"/imports/{an_id(10)}"


def test_problems_of_a_text_keep_the_text(client):
    answer = post(client, f"/imports/{an_id(10)}/text/apply", {"text": "sauce: web </textarea>"})

    assert answer.status_code == 422
    assert "recipe line 2: expected one of source" in answer.text
    assert "sauce: web &lt;/textarea&gt;" in answer.text


# Check, import, stop


def test_check_shows_counts_and_begins_the_import(client, workspace):
    page = client.get(f"/imports/{an_id(2)}").text
    for text in ("What the check found", "3,000", "2,994", "A time that does not exist", "Nothing is stored yet"):
        assert text in page

    answer = post(client, f"/imports/{an_id(2)}/start", {"recipe": "crm-leads"})

    assert workspace.imports.asked == [("start", an_id(2), "crm-leads")]
    assert answer.headers["location"] == f"/imports/{an_id(2)}"


def test_wrong_name_of_a_recipe_is_said_on_the_page(client):
    answer = post(client, f"/imports/{an_id(2)}/start", {"recipe": "a b"})

    assert answer.status_code == 422
    assert "expected small letters" in answer.text
    assert 'value="a b"' in answer.text


@pytest.mark.parametrize(("number", "share"), [(3, ""), (4, ' value="70"')])
def test_progress_is_a_bar_with_words(client, number, share):
    page = client.get(f"/imports/{an_id(number)}").text
    part = client.get(f"/imports/{an_id(number)}/progress").text

    assert f'<progress max="100"{share} ' in part
    assert 'data-running="yes"' in part
    assert part.strip() in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_progress_counts_and_estimates(client):
    part = client.get(f"/imports/{an_id(4)}/progress").text

    for text in ("Taking in events", "1,500 of 2,994", "70%", "about 2 minutes left"):
        assert text in part


def test_progress_of_an_import_at_rest_ends_the_polling(client):
    assert 'data-running="no"' in client.get(f"/imports/{an_id(5)}/progress").text


@pytest.mark.parametrize(
    ("number", "said"),
    [(6, "was cancelled"), (7, "interrupted: the server ended"), (8, "stopped at an error")],
)
def test_stopped_import_offers_to_resume(client, workspace, number, said):
    page = client.get(f"/imports/{an_id(number)}").text
    assert said in page

    post(client, f"/imports/{an_id(number)}/resume")

    assert workspace.imports.asked == [("resume", an_id(number))]


def test_failed_import_says_why(client):
    page = client.get(f"/imports/{an_id(8)}").text

    assert "The disk is nearly full." in page
    assert "a: expected b, got c. d" in page


def test_done_import_shows_what_became_of_the_rows(client):
    page = client.get(f"/imports/{an_id(5)}").text

    for text in ("What was imported", "Stored", "Duplicate", "Conflict", "A time that does not exist"):
        assert text in page
    assert "Resume" not in page


@pytest.mark.parametrize("act", ["cancel", "erase", "check"])
def test_import_is_cancelled_checked_and_erased(client, workspace, act):
    post(client, f"/imports/{an_id(1)}/{act}")

    assert workspace.imports.asked == [(act, an_id(1))]


@pytest.mark.parametrize("path", [f"/imports/{an_id(77)}", "/imports/recipes/none"])
def test_what_does_not_exist_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_unknown_act_is_not_found(client):
    assert post(client, f"/imports/{an_id(1)}/explode").status_code == 404


def test_saved_recipe_is_shown_and_removed(client, workspace):
    assert "source: crm" in client.get("/imports/recipes/crm-leads").text

    answer = post(client, "/imports/recipes/crm-leads/erase")

    assert (answer.status_code, workspace.imports.saved) == (303, [])


@pytest.mark.parametrize("number", range(1, 11))
def test_german_pages_hold_no_english(client, number):
    client.headers["accept-language"] = "de"

    page = client.get(f"/imports/{an_id(number)}").text

    assert 'lang="de"' in page
    text = re.sub(r"<[^>]+>", " ", re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", page, flags=re.DOTALL))
    assert not re.search(r"\b(the|columns|rows|file|events|check)\b", text), text


def test_stranger_sees_and_changes_nothing(stranger, workspace):
    assert stranger.get("/imports").status_code == 401
    assert send(stranger, {"file": ("a.csv", CSV)}).status_code == 401
    assert workspace.imports.receiving == []
