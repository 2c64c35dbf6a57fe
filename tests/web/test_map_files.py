"""Maps as files in the browser: what a format leaves behind, and what a file would change before it is kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from map_history import a_workspace_with_maps
from test_map_pages import OWN, opened

from wegmarke.workspace import Workspace

SMALL = b"journey\ntitle Ours <b>\nsection A\nBuy <script>: 5: Me\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace for all tests here: each of them changes a map of its own."""
    with a_workspace_with_maps(tmp_path_factory.mktemp("files") / "ws") as workspace:
        yield workspace


@pytest.fixture(scope="module")
def client(workspace: Workspace) -> TestClient:
    return opened(workspace)


def looked(client: TestClient, content: bytes, name: str = "x.mmd", into: str = ""):
    return client.post("/import-map/look", files={"file": (name, content)}, data={"into": into}, headers=OWN)


def fields(text: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: html.unescape(value) for name, value in found}


def test_losses_stand_on_the_page_before_the_download(client):
    text = client.get("/maps/software/files/cjml").text

    assert "cards in lanes" in text
    assert "<code>touchpoints[].channel</code>" in text


def test_every_format_is_downloaded(client, workspace):
    for form in workspace.maps.formats():
        answer = client.get(f"/maps/software/files/{form.name}/download")

        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="software{form.endings[0]}"'
        assert len(answer.content) > 1000


def test_file_is_kept_once_its_plan_was_shown(client, workspace):
    plan = looked(client, SMALL)
    assert plan.status_code == 200
    assert "The map ours-b is new." in plan.text
    assert "<script>:" not in plan.text
    assert "ours-b" not in {one.id for one in workspace.maps.list()}

    kept = client.post("/import-map/keep", data=fields(plan.text) | {"who": "Ada"}, headers=OWN, follow_redirects=False)

    assert kept.status_code == 303
    assert kept.headers["location"] == "/maps/ours-b/versions"
    assert workspace.maps.versions("ours-b")[0].who == "Ada"


def test_differences_are_said_in_words(client, workspace):
    content = workspace.maps.export("software", ".cjml", 3).content
    changed = re.sub(rb"<phaseName>.*?</phaseName>", b"<phaseName>Another one</phaseName>", content, count=1)

    text = looked(client, changed, "x.cjml").text

    assert "Another one" in text
    assert "It differs from version 3 like this" in text


def test_map_that_changed_meanwhile_shows_its_new_plan(client, workspace):
    form = fields(looked(client, SMALL, into="try-out").text)
    workspace.maps.import_("y.mmd", b"journey\ntitle Other\nsection A\nBuy: 1\n", "try-out")

    answer = client.post("/import-map/keep", data=form, headers=OWN)

    assert answer.status_code == 422
    assert "Something changed since the plan was shown" in answer.text
    assert len(workspace.maps.versions("try-out")) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.mmd", b"hello", "journey"),
        ("x.bpmn", b"<x/>", "can be read"),
        ("x.exe", b"MZ", "one of the endings"),
        ("x.cjml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><CJML/>", "document type"),
        ("x.yaml", b"id: x", "title"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_words(client, name, content, said):
    answer = looked(client, content, name)

    assert answer.status_code == 422
    assert said in html.unescape(answer.text)


def test_form_without_a_file_is_refused(client):
    answer = client.post("/import-map/look", files={"nothing": ("", b"")}, headers=OWN)

    assert answer.status_code == 422


def test_forged_content_is_refused(client):
    answer = client.post("/import-map/keep", data={"file": "x.mmd", "content": "*", "seen": "x"}, headers=OWN)

    assert answer.status_code == 422


def test_unknown_format_is_not_there(client):
    assert client.get("/maps/software/files/docx").status_code == 404
    assert client.get("/maps/gone/files").status_code == 404
