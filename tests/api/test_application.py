"""The application in this process: whatever comes, it answers, and the books balance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from http_builders import a_message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegmarke.api import IngestApplication, Loop, description
from wegmarke.domain.write_keys import KeyKind
from wegmarke.workspace import Settings, Workspace, init
from wegmarke.workspace.intake import Intake


class Door:
    """An application on a workspace, and a way to ask it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.loop = Loop()
        self.intake = Intake(workspace.stores, self.loop, is_apart=False)
        self.application = IngestApplication(self.intake, self.loop)
        self.key = workspace.keys.make(KeyKind.SERVER, "shop").text

    def ask(self, *requests: tuple[str, bytes, dict[str, str]]) -> list[tuple[int, dict[str, Any]]]:
        async def all_of_them() -> list[tuple[int, dict[str, Any]]]:
            return await asyncio.gather(*(self._ask(*request) for request in requests))

        return asyncio.run(all_of_them())

    def post(self, call: str, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask((call, body, {"authorization": f"Bearer {self.key}", **given}))[0]

    async def _ask(self, call: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/v1/{call}",
            "query_string": b"",
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
        await self.application(scope, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"])

    def books(self) -> tuple[int, int, int]:
        lines = self.workspace.overview().sources
        return (
            sum(line.received for line in lines),
            sum(line.stored + line.duplicate + line.conflict for line in lines),
            sum(line.rejected for line in lines),
        )


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with init(tmp_path_factory.mktemp("door") / "ws", Settings(name="Test")) as workspace:
        opened = Door(workspace)
        yield opened
        opened.intake.close()


STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
USERS = ("null", "u1", "u2", "u3", "u4", "u5", "u6")
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
VALUE = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    "type",
    "messageId",
    "event",
    "userId",
    "groupId",
    "traits",
    "properties",
    "context",
    "timestamp",
    "sentAt",
    "batch",
)
MESSAGE = st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=6)
BODY = (
    st.binary(max_size=60)
    | VALUE.map(lambda value: json.dumps(value).encode())
    | MESSAGE.map(lambda value: json.dumps(value).encode())
    | st.lists(MESSAGE | st.just(a_message()) | VALUE, max_size=5).map(
        lambda value: json.dumps({"batch": value}).encode()
    )
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-encoding": st.sampled_from(["gzip", "identity", "br", ""]),
        "content-type": st.sampled_from(["application/json", STRUCTURED, BATCH, "text/xml"]),
        "content-length": st.sampled_from(["7", "-1", "9" * 5000, "²"]),
        "ce-id": st.sampled_from(["1", "%00", "%ff", ""]),
        "ce-source": st.just("/x"),
        "ce-type": st.sampled_from(["x", " ", "X" * 300]),
        "ce-specversion": st.sampled_from(["1.0", "2"]),
    },
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(call=st.sampled_from([*(call for call in Intake.calls), "nothing"]), body=BODY, headers=HEADERS)
def test_nothing_is_ever_our_fault(door: Door, call: str, body: bytes, headers: dict[str, str]):
    (received, _, rejected) = door.books()

    status, answer = door.post(call, body, **{name.replace("-", "_"): value for name, value in headers.items()})

    assert status < 500
    accepted, refused = answer["accepted"], len(answer["rejected"])
    after, _, after_rejected = door.books()
    assert (after - received, after_rejected - rejected) == (accepted + refused, refused)
    assert str(status) in {"404", *_documented(call)}


def test_what_was_asked_is_settled_in_the_end(door: Door):
    door.post("track", json.dumps(a_message(messageId="last")).encode())
    door.workspace.stores.settle()

    received, settled, rejected = door.books()

    assert received == settled + rejected
    assert door.workspace.check() == []


def test_many_at_once_are_answered_each_for_itself(door: Door):
    headers = {"authorization": f"Bearer {door.key}"}
    messages = [a_message(messageId=f"at-once-{number}", userId=USERS[number % 7]) for number in range(70)]
    requests = [("track", json.dumps(message).encode(), headers) for message in messages]

    answers = door.ask(*requests)

    assert [status for status, _ in answers] == [422, *[200] * 6] * 10


def test_too_much_waiting_says_when_to_come_again(door: Door, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(door.intake, "submit", lambda *_: False)

    assert door.post("track", b"{}")[0] == 429


def test_disk_that_takes_nothing_says_when_to_come_again(door: Door, monkeypatch: pytest.MonkeyPatch):
    import sqlalchemy as sa

    from wegmarke.state import Database

    real = Database.write
    is_full = [True]

    def write(self: Database) -> Any:
        if is_full[0] and self.file.name == "inbox.sqlite3":
            raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))
        return real(self)

    monkeypatch.setattr(Database, "write", write)
    body = json.dumps(a_message(messageId="full")).encode()

    status, answer = door.post("track", body)

    assert (status, answer["code"]) == (503, "store_refuses")
    assert door.intake.health()["inbox"] == "refuses"
    assert door.workspace.overview().name == "Test"
    is_full[0] = False
    assert door.post("track", body)[0] == 200
    assert door.intake.health()["inbox"] == "ok"


def test_description_names_every_call_and_answer():
    found = description(Intake.calls)

    assert {f"/v1/{call}" for call in Intake.calls} <= set(found["paths"])
    for path, operations in found["paths"].items():
        for operation in operations.values():
            assert {"200"} <= set(operation["responses"]), path


def test_limits_are_the_described_ones():
    from wegmarke.sources import http

    found = description(Intake.calls)["components"]["schemas"]
    words = (Path(__file__).parents[2] / "docs/http.md").read_text(encoding="utf-8")

    assert found["Batch"]["properties"]["batch"]["maxItems"] == http.MOST_ITEMS == 10_000
    assert "10,000 messages" in words
    assert http.MOST_BYTES == 8 * 1024 * 1024
    assert "8 MiB" in words


def _documented(call: str) -> set[str]:
    found = description(Intake.calls)["paths"].get(f"/v1/{call}")
    return set(found["post"]["responses"]) if found else set()
