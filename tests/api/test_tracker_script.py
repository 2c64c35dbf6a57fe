"""The script as it is served, and what the door makes of what browsers send, without a browser."""

from __future__ import annotations

import gzip
import http.client
import json
import uuid
from pathlib import Path

import pytest
from http_builders import Served, a_message, make_key, served
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.domain.addresses import client_address
from wegmarke.domain.write_keys import KeyKind
from wegmarke.workspace import Settings, init, open_workspace

PATH = "/v1/tracker.js"
SIGNAL = {"consent": {"categoryPreferences": {"web_tracking": True}}}
ORIGIN = {"Origin": "https://www.acme.example"}


def fetched(server: Served, headers: dict[str, str], method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request(method, PATH, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_script_is_smaller_than_five_kilobytes(server: Served):
    status, headers, body = fetched(server, {"Accept-Encoding": "gzip, deflate, br"})

    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(body) < 5_000
    assert gzip.decompress(body) == fetched(server, {})[2]


def test_script_may_be_loaded_by_other_origins(server: Served):
    _, headers, _ = fetched(server, ORIGIN)

    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["vary"] == "accept-encoding"
    assert "set-cookie" not in headers


def test_script_is_not_sent_again_to_whoever_has_it(server: Served):
    _, headers, _ = fetched(server, {})

    status, again, body = fetched(server, {"If-None-Match": f'"other", {headers["etag"]}'})

    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert "max-age" in again["cache-control"]
    assert fetched(server, {"If-None-Match": '"other"'})[0] == 200


def test_script_can_be_asked_about_and_not_written(server: Served):
    status, headers, body = fetched(server, {}, "HEAD")

    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(fetched(server, {})[2])
    assert fetched(server, {}, "POST")[0] == 405


def persons(folder: Path) -> list[int]:
    with open_workspace(folder) as workspace:
        workspace.stores.settle()
        rows = workspace.stores.engine.query("SELECT person FROM events ORDER BY received_at, sequence")
    return [int(person) for person in rows["person"].to_pylist()]


def sent(folder: Path, *requests: tuple[dict[str, str], dict[str, object]], proxies: int = 0) -> list[int]:
    """Return the persons of messages that browsers sent to a new server process."""
    if not folder.exists():
        init(folder, Settings(name="Test", proxies=proxies)).close()
    key = make_key(folder, KeyKind.BROWSER, "site")
    with served(folder, key) as server:
        for headers, message in requests:
            page = a_message(type="page", event=None, userId=None, messageId=uuid.uuid4().hex, **message)
            body = json.dumps({"writeKey": key, "batch": [page]}).encode()
            status, answer, _ = server.ask("POST", "/v1/batch", body, {**ORIGIN, **headers})
            assert (status, answer["accepted"]) == (200, 1), answer
    return persons(folder)


def test_browsers_are_told_apart_by_what_requests_carry(tmp_path: Path):
    one, same, other = sent(
        tmp_path / "ws", ({"User-Agent": "A"}, {}), ({"User-Agent": "A"}, {}), ({"User-Agent": "B"}, {})
    )

    assert one == same
    assert one != other


def test_restart_of_the_process_gives_another_identifier(tmp_path: Path):
    for _ in range(2):
        found = sent(tmp_path / "ws", ({"User-Agent": "A"}, {}))

    assert len(set(found)) == 2


def test_id_of_a_browser_counts_with_consent_alone(tmp_path: Path):
    refused = {"consent": {"categoryPreferences": {"web_tracking": False}}}
    found = sent(
        tmp_path / "ws",
        ({}, {}),
        ({}, {"anonymousId": "a" * 32}),
        ({}, {"anonymousId": "a" * 32, "context": refused}),
        ({}, {"anonymousId": "day-" + "a" * 32, "context": SIGNAL}),
        ({}, {"anonymousId": "a" * 32, "context": SIGNAL}),
        ({"User-Agent": "B"}, {"anonymousId": "a" * 32, "context": SIGNAL}),
    )

    assert len(set(found[:4])) == 1
    assert len(set(found[4:])) == 1
    assert found[0] != found[5]


@pytest.mark.parametrize(
    "consent",
    [
        {"ads": True},
        {"categoryPreferences": {"Analytics": True}},
        {"categoryPreferences": {"web_tracking": True, "email": True}},
        {"categoryPreferences": {"web_tracking": 1}},
        {"categoryPreferences": {"web_tracking": "true"}},
        {"categoryPreferences": {"web_tracking": True}, "proof": "x"},
        True,
        [],
    ],
)
def test_browser_key_sets_no_other_consent(server: Served, browser_key: str, consent: object):
    page = a_message(type="page", event=None, userId=None, anonymousId="a" * 32, context={"consent": consent})

    status, answer, _ = server.post("page", page, key=browser_key)

    assert (status, answer["code"]) == (422, "consent_not_allowed")


def test_page_may_read_that_its_key_opens_nothing(server: Served):
    status, _, headers = server.ask("POST", "/v1/batch", b'{"writeKey": "wm_web_x", "batch": [{}]}', ORIGIN)

    assert (status, headers["access-control-allow-origin"]) == (401, "*")


@pytest.mark.parametrize(("proxies", "count"), [(0, 1), (1, 2)])
def test_forwarded_address_counts_where_a_proxy_is_expected(tmp_path: Path, proxies: int, count: int):
    one, other = ({"X-Forwarded-For": f"203.0.113.{number}"} for number in (7, 8))

    found = sent(tmp_path / "ws", (one, {}), (other, {}), proxies=proxies)

    assert len(set(found)) == count


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ([], 0, "127.0.0.1"),
        (["203.0.113.7"], 0, "127.0.0.1"),
        ([], 1, "127.0.0.1"),
        (["1.1.1.1, 203.0.113.7"], 1, "203.0.113.7"),
        (["1.1.1.1", "203.0.113.7"], 1, "203.0.113.7"),
        (["1.1.1.1, 203.0.113.7, 10.0.0.2"], 2, "203.0.113.7"),
        (["203.0.113.7"], 2, "127.0.0.1"),
        (["203.0.113.7:4711"], 1, "203.0.113.7"),
        (["[2001:db8:1:2:3:4:5:6]:4711"], 1, "2001:db8:1:2::/64"),
        (["2001:db8:1:2:ffff::1"], 1, "2001:db8:1:2::/64"),
        (["fe80::1%eth0"], 1, "fe80::/64"),
        (["::ffff:203.0.113.7"], 1, "203.0.113.7"),
        (["unknown"], 1, "unknown"),
    ],
)
def test_only_own_proxies_are_believed(forwarded: list[str], proxies: int, address: str):
    assert client_address("127.0.0.1", forwarded, proxies) == address


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3), st.integers(0, 9))
def test_any_address_is_read(peer: str, forwarded: list[str], proxies: int):
    assert isinstance(client_address(peer, forwarded, proxies), str)
