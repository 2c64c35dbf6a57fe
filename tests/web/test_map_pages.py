"""The pages around a map, on a real workspace: versions, differences, moves, templates, backlog, hierarchy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient
from map_history import MinuteClock, a_workspace_with_maps
from test_pages import Structure

from wegmarke.domain import SetClock
from wegmarke.server import build_app
from wegmarke.web import Sessions
from wegmarke.web.map.making_pages import slug
from wegmarke.workspace import Settings, Workspace, init, open_workspace

ORIGIN = "http://127.0.0.1:8765"
OWN = {"origin": ORIGIN}
PAGES = {
    "/maps": ("Journey maps", "Journey-Maps"),
    "/maps/software": ("We introduce software that the team", "Wir führen eine Software ein, die"),
    "/maps/software/text": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/software/text?by=person": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/software/canvas": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/software/personas": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/software/buying-center": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/try-out/buying-center": ("Wir probieren aus", "Wir probieren aus"),
    "/touchpoints": ("Touchpoints", "Kontaktpunkte"),
    "/touchpoints?sort=touches&q=ad": ("Touchpoints", "Kontaktpunkte"),
    "/touchpoints/ad": ("Search ad", "Suchanzeige"),
    "/maps/software/versions": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/software/compare?from=1&to=3": ("What differs", "Was sich unterscheidet"),
    "/maps/software/compare?with=try-out": ("What differs", "Was sich unterscheidet"),
    "/maps/software/versions/3/approve": ("Approve version 3?", "Version 3 freigeben?"),
    "/maps/software/versions/1/restore": ("Restore version 1?", "Version 1 wiederherstellen?"),
    "/maps/software/versions/1/retire": ("Retire version 1?", "Version 1 ablösen?"),
    "/maps/software/backlog": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/software/backlog?by=person&days=30": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/try-out/hierarchy": ("Wir probieren aus", "Wir probieren aus"),
    "/maps/software/files": ("We introduce software", "Wir führen eine Software ein"),
    "/maps/software/files/mermaid": ("Mermaid diagram", "Mermaid-Diagramm"),
    "/maps/software/files/cjml": ("CJML 2.0", "CJML 2.0"),
    "/import-map": ("Take in a map", "Map übernehmen"),
    "/new-map": ("New map", "Neue Map"),
}


def opened(workspace) -> TestClient:
    sessions = Sessions(ORIGIN, SetClock(datetime(2026, 1, 5, 9, tzinfo=UTC)))
    client = TestClient(build_app(workspace, sessions=sessions), base_url=ORIGIN, raise_server_exceptions=False)
    client.headers["accept-language"] = "en"
    client.get(sessions.issue_link(), follow_redirects=False)
    return client


@pytest.fixture(scope="module")
def reading(tmp_path_factory) -> Iterator[TestClient]:
    """A browser at a workspace that no test changes."""
    with a_workspace_with_maps(tmp_path_factory.mktemp("maps") / "ws", events=True) as workspace:
        yield opened(workspace)


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """A workspace on disk, to be copied."""
    with a_workspace_with_maps(tmp_path_factory.mktemp("kept") / "ws") as workspace:
        return workspace.folder.path


@pytest.fixture
def maps(kept, tmp_path) -> Iterator[Workspace]:
    """A workspace that a test may change."""
    shutil.copytree(kept, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", clock=MinuteClock()) as workspace:
        yield workspace


@pytest.fixture
def client(maps) -> TestClient:
    return opened(maps)


def seen(client: TestClient, path: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', client.get(path).text)[1]


def confirm(client: TestClient, path: str, **fields: str):
    return client.post(f"{path}/confirmed", data=fields, headers=OWN)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language(reading, path, language):
    answer = reading.get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert PAGES[path][language == "de"] in answer.text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_well_formed(reading, path):
    text = reading.get(path).text
    structure = Structure(text)
    tags = [tag for tag, _ in structure.attributes]

    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in structure.attributes if tag == "th")
    assert not any("style" in attributes for _, attributes in structure.attributes)


def test_every_link_leads_somewhere(reading):
    texts = [reading.get(path).text for path in PAGES]
    found = {address for text in texts for address in re.findall(r'<a [^>]*href="([^"#]+)"', text)}
    there = [address.replace("&amp;", "&") for address in sorted(found)]
    # One of each page: other units and periods are asked elsewhere.
    own = {
        address.partition("?")[0]: address for address in there if address.startswith(("/maps", "/new-map"))
    }.values()

    assert len(own) > len(PAGES)
    assert {address: reading.get(address).status_code for address in own} == dict.fromkeys(own, 200)


def test_account_stands_beside_the_buying_group_of_the_map(reading):
    text = reading.get("/maps/software/buying-center").text
    account = re.search(r"\?account=(\d+)#account", text)[1]
    chosen = reading.get(f"/maps/software/buying-center?account={account}").text

    assert "1 buying group in the data, 0 with open opportunities; mean coverage 71%." in text
    assert "1 of 3" in text
    assert "Reports to" in text
    assert "Opponent" in text
    assert "Ada Kern" in chosen
    assert chosen.count("nobody yet") > text.count("nobody yet")
    assert reading.get("/maps/software/buying-center?account=x").status_code == 400
    assert reading.get("/maps/software/buying-center?account=999").status_code == 404
    assert reading.get("/maps/software/buying-center?group=none").status_code == 404


def test_persona_card_says_what_is_known_and_how_well(reading):
    text = reading.get("/maps/software/personas").text

    assert text.count('<article class="card"') == len(reading.app.state.site.front.maps.get("software").personas)
    assert "Evidence: " in text


def test_versions_say_who_when_why_and_where_they_stand(reading):
    text = reading.get("/maps/software/versions").text

    for said in ("Ines Kober", "Ohne Ziele", "Ralf Thoma", "Leitung hat zugestimmt", "In review", "To be", "Live"):
        assert said in text
    assert "/maps/software/versions/3/approve" in text
    assert "/maps/software/versions/1/publish" not in text


def test_differences_stand_in_words_and_as_a_table(reading):
    text = reading.get("/maps/software/compare?from=1&to=3", headers={"accept-language": "de"}).text

    assert "„Ist“ → „Soll“" in text
    assert re.search(r"Zustand</td><td>geändert</td><td>Ist</td><td>Soll", text)
    assert text.count('class="side"') == 2


def test_plan_of_publishing_names_what_is_retired_and_changes_nothing(client, maps):
    maps.maps.move("software", 3, "approved")

    text = client.get("/maps/software/versions/3/publish").text

    assert "Version 1, which is live, is retired." in text
    assert "Version 3 then stands for the map" in text
    assert maps.maps.versions("software")[-1].status == "live"


def test_version_is_moved_once_its_plan_was_shown(client, maps):
    path = "/maps/software/versions/3/approve"

    answer = confirm(client, path, seen=seen(client, path), who="Ada", why="Passt so")

    assert "Version 3: Approved." in answer.text
    assert "Passt so" in answer.text
    assert (maps.maps.versions("software")[0].approved_by, maps.maps.frozen("software", 3) is None) == ("Ada", False)


def test_nothing_is_moved_before_its_plan_was_shown(client, maps):
    answer = confirm(client, "/maps/software/versions/3/approve", who="Ada", why="Passt so")

    assert answer.status_code == 200
    assert 'value="Passt so"' in answer.text
    assert maps.maps.versions("software")[0].status == "in_review"


def test_plan_of_another_state_does_not_count(client, maps):
    path = "/maps/software/versions/2/retire"
    shown = seen(client, path)
    maps.maps.move("software", 2, "in_review")

    answer = confirm(client, path, seen=shown)

    assert "Something changed since the plan was shown" in answer.text
    assert maps.maps.versions("software")[1].status == "in_review"


def test_restored_version_is_a_new_draft(client, maps):
    path = "/maps/software/versions/1/restore"

    confirm(client, path, seen=seen(client, path), why="Doch lieber so")

    made = maps.maps.versions("software")[0]
    assert (made.version, made.status, made.based_on, made.why) == (4, "draft", 1, "Doch lieber so")


def test_too_long_a_reason_keeps_what_was_typed(client):
    path = "/maps/software/versions/3/approve"

    answer = confirm(client, path, seen=seen(client, path), who="Ada", why="x" * 501)

    assert answer.status_code == 422
    assert "at most 500 characters" in answer.text
    assert 'value="Ada"' in answer.text


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/maps/software/versions/1/submit", 400, "it is live and cannot become in_review"),
        ("/maps/software/versions/9/retire", 404, "expected one of the versions 1, 2, 3"),
        ("/maps/software/versions/1/burn", 400, "move: expected one of submit, approve"),
        ("/maps/software/compare?from=9", 404, "version: expected one of 3, 2, 1"),
        ("/maps/software/compare?to=x", 400, "to: expected a whole number"),
        ("/maps/software/compare?with=none", 404, "expected one of the maps"),
        ("/maps/software/backlog?days=31", 400, "days: expected one of 30, 90"),
        ("/maps/none/versions", 404, "expected one of the maps"),
        ("/maps/none/hierarchy", 404, "expected one of the maps"),
    ],
)
def test_wrong_address_is_explained(reading, path, status, expected):
    answer = reading.get(path)

    assert answer.status_code == status
    assert expected in answer.text.replace("&#39;", "'")


def test_chooser_says_what_each_template_contains(reading):
    text = reading.get("/new-map", headers={"accept-language": "de"}).text

    assert text.count('type="radio"') == 5
    for said in ("Wir qualifizieren ein Bauteil, das in Serie hält", "32 Kontaktpunkte", "IT-Verantwortung",
                 "Beiträge zu den fünf häufigsten Aufgaben schreiben"):  # fmt: skip
        assert said in text


def test_map_is_made_from_a_template_with_an_id_from_its_title(client, maps):
    for _ in range(2):
        client.post("/new-map/make", data={"template": "agency", "title": "Wir prüfen Gebäude"}, headers=OWN)

    assert {"wir-pruefen-gebaeude", "wir-pruefen-gebaeude-2"} <= {one.id for one in maps.maps.list()}
    assert maps.maps.get("wir-pruefen-gebaeude").title.en == "Wir prüfen Gebäude"
    assert maps.maps.versions("wir-pruefen-gebaeude")[0].status == "draft"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"template": "none"}, "template: expected one of b2b-default"),
        ({"template": "agency", "id": "software"}, "'software' is there"),
        ({"template": "agency", "id": "a b"}, "The map was not made"),
    ],
)
def test_wrong_form_keeps_what_was_typed(client, maps, fields, expected):
    answer = client.post("/new-map/make", data=fields | {"title": "Mein Titel"}, headers=OWN)

    assert answer.status_code == 422
    assert expected in answer.text.replace("&#39;", "'")
    assert 'value="Mein Titel"' in answer.text
    assert len(maps.maps.list()) == 2


def test_without_a_map_the_list_leads_to_the_templates(tmp_path):
    with init(tmp_path / "ws", Settings(name="Neu")) as workspace:
        client = opened(workspace)

        assert 'href="/new-map"' in client.get("/maps").text
        assert client.get("/new-map").status_code == 200


def test_backlog_shows_what_speaks_for_an_improvement(reading):
    text = reading.get("/maps/software/backlog").text

    row = text.split("First benefit within an hour")[1].split("</tr>")[0]
    assert "120 units · gap 30% · importance 4" in row
    assert "An empty trial says nothing" in row


def test_backlog_shows_the_effect_with_its_interval(reading):
    row = reading.get("/maps/software/backlog").text.split("Write articles on the five")[1].split("</tr>")[0]

    for said in ("Marketing", "31 Mar 2025", "33.3%", "66.7%", "n 120", "+33.3 points", "better", "95 %: +"):
        assert said in row


def test_hierarchy_begins_at_the_top_and_marks_the_map(reading):
    text = reading.get("/maps/try-out/hierarchy").text

    assert text.index("We introduce software") < text.index('class="depth-1"><strong>Wir probieren aus')


def test_id_follows_from_the_title():
    assert slug("Größe & Maß: was passt?") == "groesse-mass-was-passt"


def test_hostile_texts_are_escaped(client, maps):
    maps.maps.new("saas", "x", "<script>alert(1)</script>", who="<img src=x>")

    for path in ("/maps", "/maps/x/versions", "/maps/x/compare", "/maps/x/versions/1/submit", "/maps/x/backlog",
                 "/maps/x/hierarchy"):  # fmt: skip
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "<img" not in text
