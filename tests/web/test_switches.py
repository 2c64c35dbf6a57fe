from __future__ import annotations

import pytest

from wegmarke.web.doors import local_path

OWN = {"origin": "http://127.0.0.1:8765"}


def test_language_is_remembered(client):
    answer = client.post(
        "/switch/language", data={"value": "de", "back": "/maps?by=person"}, headers=OWN, follow_redirects=False
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == "/maps?by=person"
    assert '<html lang="de"' in client.get("/").text


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_look_is_remembered(client, theme):
    client.post("/switch/theme", data={"value": theme}, headers=OWN)

    assert f'data-theme="{theme}"' in client.get("/").text


def test_rail_is_remembered(client):
    client.post("/switch/rail", data={"value": "narrow"}, headers=OWN)

    assert 'data-rail="narrow"' in client.get("/").text


@pytest.mark.parametrize(("name", "value"), [("language", "fr"), ("theme", "<script>"), ("rail", "")])
def test_unknown_choice_is_refused_with_the_list(client, name, value):
    answer = client.post(f"/switch/{name}", data={"value": value}, headers=OWN)

    assert answer.status_code == 400
    assert "expected one of" in answer.text
    assert "<script>" not in answer.text


def test_unknown_switch_is_not_there(client):
    assert client.post("/switch/volume", data={"value": "11"}, headers=OWN).status_code == 404


def test_get_switches_nothing(client):
    assert client.get("/switch/theme").status_code == 405


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil.example",
        "javascript:alert(1)",
        "/x\r\nset-cookie: a=b",
        "",
        "/\t/evil.example",
        "/ä",
    ],
)
def test_way_back_never_leaves_the_server(wanted):
    assert local_path(wanted) == "/"


def test_large_form_is_refused(client):
    assert client.post("/switch/theme", data={"value": "x" * 20_000}, headers=OWN).status_code == 413
