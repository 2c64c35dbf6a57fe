"""What a server says about people over HTTP: in the vault, and in no file of the event side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from http_builders import make_key, served

from wegmarke.identity import read
from wegmarke.workspace import Settings, Workspace, init, open_workspace

RESERVED = (
    "address.city", "address.country", "address.postalCode", "address.state", "address.street", "age", "avatar",
    "birthday", "description", "email", "firstName", "gender", "id", "lastName", "phone", "title", "username",
    "website",
)  # fmt: skip
GROUP = ("address.street", "avatar", "email", "phone")
PLAN = """\
format: tracking-plan/1
unknown_properties: drop
events:
  - name: person_identified
    properties:
      shoe_size: {personal: true}
      plan: text
"""


def canary(name: str, when: str) -> str:
    return f"canary{when}{name.replace('.', '')}".lower() + ("@x.example" if name == "email" else "")


def nested(names: tuple[str, ...], when: str) -> dict[str, object]:
    """Return traits with a canary each; parts of an address stand in an object, as the Segment specification says."""
    traits: dict[str, object] = {}
    for name in names:
        outer, _, inner = name.partition(".")
        if inner:
            traits.setdefault(outer, {})[inner] = canary(name, when)  # type: ignore[index]
        else:
            traits[name] = canary(name, when)
    return traits


def message(kind: str, number: int, day: int, traits: dict[str, object]) -> dict[str, object]:
    said = {"type": kind, "messageId": f"{kind}{number}", "userId": "u1x", "timestamp": f"2025-03-0{day}T10:00:00Z"}
    return said | {"traits": traits} | ({"groupId": "g1x"} if kind == "group" else {})


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bytes, Workspace]]:
    """Send everything; returns the folder, all bytes of the event side while the server ran, and the workspace."""
    folder = tmp_path_factory.mktemp("traits") / "ws"
    with init(folder, Settings(name="Test")) as workspace:
        workspace.plan.put(PLAN)
    key = make_key(folder)
    more = {"plan": "shownplan", "shoe_size": "canaryshoe", "favourite": "canaryfavourite"}
    batch = [
        message("identify", 2, 3, nested(RESERVED, "new") | {"name": "canarynewname"} | more),
        message("identify", 1, 2, nested(RESERVED, "old") | {"name": "canaryoldname"}),
        message("group", 1, 2, nested(GROUP, "group") | {"name": "canarygroupname", "industry": "shownindustry"}),
    ]
    with served(folder, key) as server:
        status, answer, _ = server.post("batch", {"batch": batch})
        assert (status, answer["rejected"]) == (200, []), answer
        with open_workspace(folder) as other:
            while not other.persons.list().total:
                pass
        while_it_ran = event_side(folder)
    with open_workspace(folder) as workspace:
        yield folder, while_it_ran + event_side(folder), workspace


def event_side(folder: Path) -> bytes:
    files = [file for file in folder.rglob("*") if file.is_file() and file.name.startswith("events")]
    assert files
    return b"".join(file.read_bytes() for file in files).lower()


def test_no_trait_is_on_the_event_side(sent: tuple[Path, bytes, Workspace]) -> None:
    _, found, workspace = sent

    properties = repr(workspace.stores.engine.query("SELECT properties FROM event").to_pydict())

    assert b"canary" not in found
    assert "canary" not in properties
    assert "shownplan" in properties
    assert "shownindustry" in properties


def test_no_trait_is_in_any_file_once_everything_is_folded(sent: tuple[Path, bytes, Workspace]) -> None:
    folder, _, workspace = sent
    for store in (workspace.stores.state, workspace.stores.inbox_database):
        store.fold()

    assert [file.name for file in folder.rglob("*") if file.is_file() and b"canary" in file.read_bytes().lower()] == []


@pytest.mark.parametrize("name", RESERVED)
def test_newest_value_is_in_the_vault_and_the_older_one_beside_it(
    sent: tuple[Path, bytes, Workspace], name: str
) -> None:
    stores = sent[2].stores

    with stores.state.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT count(*) FROM vault_entry WHERE subject = 'person' AND field = ?", (name,)
        ).scalar_one()

    assert read(stores.state, stores.keys, "person", [1], [name]) == {1: {name: canary(name, "new")}}
    assert kept == 2


@pytest.mark.parametrize("name", GROUP)
def test_traits_of_a_group_are_kept_with_the_account(sent: tuple[Path, bytes, Workspace], name: str) -> None:
    stores = sent[2].stores

    assert read(stores.state, stores.keys, "account", [1], [name]) == {1: {name: canary(name, "group")}}


def test_unknown_traits_follow_the_tracking_plan(sent: tuple[Path, bytes, Workspace]) -> None:
    stores = sent[2].stores

    # `shoe_size` is declared as personal; `favourite` is not declared, and the plan leaves such properties out.
    found = read(stores.state, stores.keys, "person", [1], ["shoe_size", "favourite"])

    assert found == {1: {"shoe_size": "canaryshoe"}}


def test_name_is_the_newest_one(sent: tuple[Path, bytes, Workspace]) -> None:
    assert sent[2].persons.get(1).person.label == "canarynewname"
