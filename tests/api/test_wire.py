"""A real server process, asked over the wire."""

from __future__ import annotations

import gzip
import json
import socket
import time
import uuid
from pathlib import Path

import pytest
from http_builders import Served, a_message, basic, make_key

from wegmarke.domain.write_keys import KeyKind
from wegmarke.workspace import open_workspace

ORIGIN = {"Origin": "https://www.acme.example"}


def fresh(**changes: object) -> dict[str, object]:
    return a_message(messageId=str(uuid.uuid4()), **changes)


def books(folder: Path, source: str = "shop") -> tuple[int, int]:
    with open_workspace(folder) as workspace:
        found = {line.source: line for line in workspace.overview().sources}
    return (found[source].received, found[source].rejected) if source in found else (0, 0)


@pytest.mark.parametrize("call", ["track", "identify", "group", "page", "screen", "alias"])
def test_every_call_is_accepted(server: Served, call: str):
    status, answer, headers = server.post(call, fresh(type=call, groupId="g", previousId="p"))

    assert (status, answer) == (200, {"accepted": 1, "rejected": []})
    assert headers["cache-control"] == "no-store"


def test_batch_answers_for_each_message(server: Served, folder: Path):
    received, rejected = books(folder)
    messages = [fresh() for _ in range(1000)]
    messages[333]["userId"] = "null"

    status, answer, _ = server.post("batch", {"batch": messages})

    assert (status, answer["accepted"]) == (200, 999)
    assert [(one["index"], one["reason"]) for one in answer["rejected"]] == [(333, "illegal_id")]
    assert books(folder) == (received + 1000, rejected + 1)


def test_single_message_that_is_rejected_is_no_success(server: Served, folder: Path):
    received, rejected = books(folder)

    status, answer, _ = server.post("track", a_message(messageId=None))

    assert (status, answer["code"], answer["accepted"]) == (422, "missing_id", 0)
    assert books(folder) == (received + 1, rejected + 1)


def test_nan_in_one_message_costs_no_other(server: Served):
    # As Python's libraries write it.
    body = json.dumps({"batch": [fresh(), fresh(properties={"a": float("nan")}), fresh()]}).encode()

    status, answer, _ = server.post("batch", body)

    assert (status, answer["accepted"], answer["rejected"][0]["reason"]) == (200, 2, "not_a_number")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"\x00\xff", 400, "not_json"),
        (b'{"batch":[]}', 400, "empty_batch"),
        (b'{"batch":[' + b",".join([b"{}"] * 10_001) + b"]}", 413, "too_many_items"),
        (b"[" * 100_000, 400, "not_json"),
    ],
)
def test_bad_body_is_said_and_kept(server: Served, folder: Path, body: bytes, status: int, code: str):
    received, rejected = books(folder)

    found, answer, _ = server.post("batch", body)

    assert (found, answer["code"]) == (status, code)
    assert books(folder) == (received + 1, rejected + 1)


def test_body_over_the_limit_is_not_read(server: Served):
    status, answer, _ = server.post("batch", b"x" * (8 * 1024 * 1024 + 1))

    assert (status, answer["code"]) == (413, "body_too_large")


def test_gzip_is_read_and_a_bomb_is_not(server: Served):
    packed = {"Content-Encoding": "gzip"}
    body = gzip.compress(json.dumps({"batch": [fresh(), fresh()]}).encode())

    assert server.post("batch", body, headers=packed)[:2] == (200, {"accepted": 2, "rejected": []})
    assert server.post("batch", gzip.compress(b" " * 100_000_000), headers=packed)[0] == 413
    assert server.post("batch", b"no gzip", headers=packed)[1]["code"] == "bad_gzip"
    assert server.post("batch", body, headers={"Content-Encoding": "br"})[0] == 415


def test_key_may_stand_where_libraries_put_it(server: Served):
    body = {**fresh(), "writeKey": server.key}

    assert server.post("track", fresh(), key=None, headers=basic(server.key))[0] == 200
    assert server.post("track", body, key=None)[0] == 200
    assert server.post("batch", {"batch": [fresh()], "writeKey": server.key}, key=None)[0] == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic !"}, {"Authorization": "Digest x"}, basic("wm_srv_nothing")]
)
def test_without_a_key_nothing_is_looked_at(server: Served, folder: Path, headers: dict[str, str]):
    before = books(folder)

    status, answer, _ = server.post("track", fresh(), key=None, headers=headers)

    assert (status, answer["code"]) == (401, "unknown_key")
    assert books(folder) == before


def test_server_key_has_no_business_in_addresses_and_browsers(server: Served):
    body = json.dumps(fresh()).encode()

    assert server.ask("POST", f"/v1/track?writeKey={server.key}", body)[1]["code"] == "key_in_address"
    assert server.post("track", fresh(), headers=ORIGIN)[1]["code"] == "server_key_in_browser"


def test_browser_key_may_stand_in_the_address(server: Served, browser_key: str):
    body = json.dumps(fresh(type="page", event=None, userId=None)).encode()

    status, answer, headers = server.ask("POST", f"/v1/page?writeKey={browser_key}", body, ORIGIN)

    assert (status, answer["accepted"]) == (200, 1)
    assert headers["access-control-allow-origin"] == "*"


def test_browser_key_cannot_set_identity(server: Served, browser_key: str):
    for body in (fresh(event="Quote Requested"), fresh(userId=None, context={"consent": 1}, event="Quote Requested")):
        status, answer, _ = server.post("track", body, key=browser_key)
        assert (status, answer["accepted"]) == (422, 0)
    assert server.post("identify", fresh(type="identify"), key=browser_key)[1]["code"] == "identity_not_allowed"
    assert server.post("track", fresh(event="Quote Requested", userId=None), key=browser_key)[0] == 200


def test_preflight_opens_the_door_for_browser_keys_alone(server: Served, browser_key: str):
    status, _, headers = server.ask("OPTIONS", f"/v1/page?writeKey={browser_key}", b"", ORIGIN)
    assert (status, headers["access-control-allow-origin"]) == (204, "*")
    assert "authorization" not in headers["access-control-allow-headers"]

    status, _, headers = server.ask("OPTIONS", f"/v1/page?writeKey={server.key}", b"", ORIGIN)
    assert (status, "access-control-allow-origin" in headers) == (401, False)


def test_revoked_key_is_refused_at_once(server: Served, folder: Path):
    key = make_key(folder, KeyKind.SERVER, "shop")
    assert server.post("track", fresh(), key=key)[0] == 200
    with open_workspace(folder) as workspace:
        number = workspace.keys.list()[-1].number
        workspace.keys.revoke(number)

    assert server.post("track", fresh(), key=key)[0] == 401


def test_cloud_events_in_three_modes(server: Served):
    event = {"specversion": "1.0", "id": str(uuid.uuid4()), "source": "/crm", "type": "quote_sent", "data": {"a": 1}}
    structured = {"Content-Type": "application/cloudevents+json"}
    batch = {"Content-Type": "application/cloudevents-batch+json"}
    binary = {"ce-specversion": "1.0", "ce-id": str(uuid.uuid4()), "ce-source": "/crm", "ce-type": "quote_sent"}

    assert server.post("events", event, headers=structured)[0] == 200
    status, answer, _ = server.post("events", [event, {}, {**event, "id": "z"}], headers=batch)
    assert (status, answer["accepted"], [one["index"] for one in answer["rejected"]]) == (200, 2, [1])
    assert server.post("events", {"a": 1}, headers={**binary, "Content-Type": "application/json"})[0] == 200


def test_message_sent_twice_is_stored_once(server: Served, folder: Path):
    message = {**fresh(), "timestamp": "2026-01-01T08:00:00Z", "sentAt": "2026-01-01T08:00:01Z"}
    key = make_key(folder, KeyKind.SERVER, "repeating")

    for _ in range(3):
        assert server.post("track", message, key=key)[0] == 200

    with open_workspace(folder) as workspace:
        wait_until(lambda: workspace.overview().waiting == 0)
        (line,) = [line for line in workspace.overview().sources if line.source == "repeating"]
        assert (line.duplicate, line.conflict) == (2, 0)


def test_events_come_into_analyses_one_after_the_other_without_help(server: Served, folder: Path):
    with open_workspace(folder) as workspace:
        wait_until(lambda: workspace.overview().waiting == 0)
        for _ in range(3):
            before = workspace.overview().events
            assert server.post("track", fresh())[0] == 200
            wait_until(lambda before=before: workspace.overview().events > before)


def test_health_and_description_need_no_key(server: Served):
    assert server.ask("GET", "/healthz")[:2] == (200, {"status": "ok", "inbox": "ok", "sink": "ok"})
    status, answer, _ = server.ask("GET", "/openapi.json")
    assert (status, answer["openapi"]) == (200, "3.1.0")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/track", 405),
        ("PUT", "/v1/batch", 405),
        ("POST", "/healthz", 405),
        ("POST", "/v1/nothing", 404),
        ("GET", "/v1/", 404),
    ],
)
def test_other_paths_and_methods_are_said(server: Served, method: str, path: str, status: int):
    found, answer, _ = server.ask(method, path)

    assert (found, "code" in answer) == (status, True)


def test_pages_keep_their_guards(server: Served):
    assert server.ask("GET", "/maps")[0] == 401
    assert server.ask("GET", "/maps", headers={"Host": "evil.example"})[0] == 421


def test_sender_that_goes_away_leaves_nothing_behind(server: Served, folder: Path):
    received, _ = books(folder)
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(
            b"POST /v1/track HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key.encode()
            + b"\r\nContent-Length: 1000\r\n\r\n{"
        )  # fmt: skip

    assert server.post("track", fresh())[0] == 200
    assert books(folder)[0] == received + 1


def test_books_balance_in_the_end(server: Served, folder: Path):
    server.post("track", fresh())

    with open_workspace(folder) as workspace:
        wait_until(lambda: workspace.overview().waiting == 0)
        wait_until(lambda: workspace.check() == [])


def wait_until(is_done, seconds: float = 30) -> None:
    begun = time.perf_counter()
    while not is_done():
        assert time.perf_counter() - begun < seconds, "waited too long"
        time.sleep(0.02)
