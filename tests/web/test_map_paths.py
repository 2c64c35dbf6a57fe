"""Conformance and discovery in the browser's pages: marks, units behind them, and a proposal that becomes a draft."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from map_history import a_workspace_with_maps
from test_map_pages import OWN, opened

from wegmarke.workspace import Workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with a_workspace_with_maps(tmp_path_factory.mktemp("beside") / "ws", events=True) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def client(workspace: Workspace) -> TestClient:
    return opened(workspace)


def test_numbers_of_the_door_stand_on_the_page_and_lead_to_their_units(client, workspace):
    found = workspace.maps.conformance("software", whole=True)
    text = client.get("/maps/software/conformance?whole=1").text

    assert f"<strong>{found.fitness:.2f}</strong>" in text.replace(",", ".")
    address = html.unescape(re.search(r'href="([^"]*/conformance/units\?[^"]*)"', text)[1])
    units = client.get(address)
    assert units.status_code == 200
    assert "/people/accounts/" in units.text


def test_a_map_that_expects_nothing_says_why_there_is_nothing_to_show(client, workspace):
    workspace.maps.put("{id: bare, title: Bare}")

    answer = client.get("/maps/bare/conformance")

    assert answer.status_code == 200
    assert "touchpoints that stand at steps" in answer.text


@pytest.mark.parametrize(
    "address",
    ["conformance?length=day", "conformance/units?kind=x&phase=try", "conformance/units?kind=missing&phase=none"],
)
def test_strange_questions_are_refused(client, address):
    assert client.get(f"/maps/software/{address}").status_code in (400, 404, 422)


def test_strange_thresholds_are_told_on_the_page(client):
    answer = client.get("/maps/software/discovery?least=much")

    assert answer.status_code == 422
    assert "least: expected a share in percent such as 5" in answer.text


def test_chosen_pieces_are_planned_and_then_accepted(client, workspace):
    workspace.maps.put("{id: fresh, title: From data}")
    asked = "usual=100&least=1"
    page = client.get(f"/maps/fresh/discovery?{asked}").text
    pieces = [html.unescape(one) for one in re.findall(r'name="piece" value="([^"]+)"', page)]
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    address = f"/maps/fresh/discovery/accept?{asked}"
    before = workspace.maps.versions("fresh")[0].version

    nothing = client.post(address, data={"seen": seen}, headers=OWN)
    plan = client.post(address, data={"piece": pieces[:2], "seen": seen}, headers=OWN)
    stale = client.post(address, data={"piece": pieces[:2], "seen": "x", "confirmed": "1"}, headers=OWN)
    made = client.post(
        address,
        data={"piece": pieces[:2], "seen": seen, "confirmed": "1", "who": "Ines"},
        headers=OWN,
        follow_redirects=False,
    )

    assert (nothing.status_code, plan.status_code, stale.status_code, made.status_code) == (422, 200, 200, 303)
    assert 'role="alert"' in stale.text
    assert workspace.maps.versions("fresh")[0].version == before + 1
    assert f"done={before + 1}" in made.headers["location"]
    assert client.get(made.headers["location"]).status_code == 200
