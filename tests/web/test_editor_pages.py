from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from map_history import MinuteClock, a_workspace_with_maps
from test_map_pages import OWN, opened

from wegmarke.web.site import static_files
from wegmarke.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    with a_workspace_with_maps(tmp_path_factory.mktemp("kept") / "ws") as workspace:
        workspace.maps.begin_draft("software", "Ada")
        return workspace.folder.path


@pytest.fixture
def maps(kept, tmp_path) -> Iterator[Workspace]:
    shutil.copytree(kept, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", clock=MinuteClock()) as workspace:
        yield workspace


@pytest.fixture
def client(maps) -> TestClient:
    return opened(maps)


def an_edit(maps, value="Neu", field="title", name="e1"):
    phase = maps.maps.draft("software").content["phases"][0]["id"]
    return {"id": name, "kind": "set", "space": "phases", "thing": phase, "field": [field, "en"], "value": value}


def send(client, *edits, base=0, draft=1, headers=OWN):
    body = {"draft": draft, "base": base, "client": "tab", "who": "Ada", "edits": [*edits]}
    return client.post("/maps/software/edits", json=body, headers=headers)


def test_edits_are_answered_with_what_was_done(client, maps):
    news = send(client, an_edit(maps)).json()

    assert news["answers"] == [{"edit": "e1", "number": 1, "code": "", "message": ""}]
    assert [stroke["kind"] for made in news["made"] for stroke in made["strokes"]] == ["set"]
    assert client.get("/maps/software/draft/news?draft=1&since=0").json()["made"] == news["made"]
    assert client.get("/maps/software/draft").json()["revision"] == 1


@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}, {"origin": "null"}])
def test_edits_from_another_page_are_refused(client, maps, headers):
    assert send(client, an_edit(maps), headers=headers).status_code == 403
    assert maps.maps.draft("software").revision == 0


def test_edits_need_a_session_and_a_readable_body(client, maps):
    assert client.post("/maps/software/edits", content=b"[" * 100_000, headers=OWN).status_code == 400
    assert send(client, {"id": "1", "kind": "explode"}).status_code == 400
    assert send(client, an_edit(maps, "x" * 2_100_000)).status_code == 413
    assert send(client, an_edit(maps), draft=7).status_code == 404
    client.cookies.clear()
    assert send(client, an_edit(maps)).status_code == 401
    assert client.get("/maps/software/draft").status_code == 401


def test_what_somebody_typed_is_never_html(client, maps):
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    send(client, an_edit(maps, evil))
    client.post("/maps/software/comment", headers=OWN,
                json={"space": "phases", "thing": an_edit(maps)["thing"], "text": evil, "who": evil})  # fmt: skip
    for path in ("/maps/software/edit", "/maps/software/draft/keep"):
        text = client.get(path, headers={"accept-language": "en"}).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    for path in ("/maps/software/draft", "/maps/software/comments"):
        assert client.get(path).headers["content-type"].startswith("application/json")
        assert client.get(path).headers["x-content-type-options"] == "nosniff"


def test_scripts_of_the_editor_write_no_html_and_run_no_text():
    scripts = {name: text.decode() for name, text in static_files().items() if name.startswith(("editor", "present"))}

    assert len(scripts) > 10
    for name, text in scripts.items():
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "document.write"):
            assert word not in text, (name, word)


def test_modules_name_each_other_by_what_they_hold():
    found = static_files()
    named = {line for text in found.values() for line in re.findall(rb'from "([^"]+)"', text)}

    assert named
    assert {line.decode().partition("?")[0] for line in named} <= {f"/static/{name}" for name in found}
    assert all(re.search(rb"\?v=[0-9a-f]{12}$", line) for line in named)


@pytest.mark.parametrize(("language", "words"), [("de", "Gespeichert"), ("en", "Saved")])
def test_script_gets_its_words_in_the_language_of_the_page(client, language, words):
    state = client.get("/maps/software/draft", headers={"accept-language": language}).json()

    assert state["words"]["status_saved"] == words
    assert state["language"] == language


def test_plan_stands_before_a_draft_is_begun_and_before_it_is_kept(client, maps):
    before = client.get("/maps/try-out/edit", headers={"accept-language": "en"}).text
    assert "A draft begins with what version 1 says (Draft)." in before
    client.post("/maps/try-out/draft/begin", data={"who": "Ada"}, headers=OWN)
    assert maps.maps.draft("try-out").who == "Ada"

    send(client, an_edit(maps))
    plan = client.get("/maps/software/draft/keep", headers={"accept-language": "en"}).text
    fields = dict(re.findall(r'name="(draft|revision|newest)" value="(\d+)"', plan))
    assert "The draft becomes version 4" in plan
    send(client, an_edit(maps, "Neuer", name="e2"), base=1)
    again = client.post("/maps/software/draft/kept", data=fields | {"who": "Ada"}, headers=OWN)
    assert len(maps.maps.versions("software")) == 3
    fields = dict(re.findall(r'name="(draft|revision|newest)" value="(\d+)"', again.text))
    answer = client.post("/maps/software/draft/kept", data=fields | {"who": "Ada"}, headers=OWN, follow_redirects=False)
    assert answer.headers["location"] == "/maps/software/versions?done=4"
    assert maps.maps.get("software", 4).phases[0].title.en == "Neuer"


def test_draft_is_discarded_by_its_number_alone(client, maps):
    assert client.post("/maps/software/draft/discarded", data={"draft": "9"}, headers=OWN).status_code == 404
    client.post("/maps/software/draft/discarded", data={"draft": "1"}, headers=OWN)

    assert maps.maps.rehearse_draft("software").open is None
    assert send(client, {"id": "1", "kind": "undo", "number": 1}).status_code == 404


def test_comments_are_settled_and_told_with_their_mentions(client, maps):
    phase = an_edit(maps)["thing"]
    said = {"space": "phases", "thing": phase, "text": "@Ben?", "who": "Ada"}
    number = client.post("/maps/software/comment", json=said, headers=OWN).json()["number"]
    client.post(f"/maps/software/comments/{number}/settle", json={"who": "Ben"}, headers=OWN)
    [comment] = client.get("/maps/software/comments").json()["comments"]

    assert comment["mentions"] == ["Ben"]
    assert comment["resolved_at"]
    assert client.post("/maps/software/comment", json=said | {"thing": "none"}, headers=OWN).status_code == 404
