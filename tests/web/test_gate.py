from __future__ import annotations

from datetime import timedelta

import pytest

PAGES = [
    "/",
    "/map",
    "/maps",
    "/maps/pumps",
    "/explore/paths",
    "/explore/transitions.csv",
    "/people",
    "/rejected",
    "/nothing",
]


@pytest.mark.parametrize("path", PAGES)
def test_without_a_session_there_is_only_the_way_to_one(stranger, path):
    answer = stranger.get(path)

    assert answer.status_code == 401
    assert "Use the link that the server printed" in answer.text
    assert "Rheinpumpen" not in answer.text


def test_refusal_speaks_the_browsers_language(stranger):
    answer = stranger.get("/", headers={"accept-language": "de-AT,de;q=0.9"})

    assert answer.status_code == 401
    assert '<html lang="de"' in answer.text
    assert "Verwenden Sie den Link" in answer.text


def test_wrong_method_is_no_way_around_the_session(stranger):
    assert stranger.delete("/maps", headers={"origin": "http://127.0.0.1:8765"}).status_code == 401


def test_link_opens_a_session_and_leads_to_the_map(stranger, sessions):
    answer = stranger.get(sessions.issue_link(), follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/map"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/maps/pumps").status_code == 200


def test_link_works_once(stranger, sessions):
    link = sessions.issue_link()

    stranger.get(link)
    stranger.cookies.clear()

    assert stranger.get(link).status_code == 401
    assert stranger.get("/").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "ä%00"])
def test_unknown_token_opens_nothing(stranger, token):
    answer = stranger.get("/open", params={"token": token})

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_forged_cookie_opens_nothing(stranger, sessions):
    stranger.cookies.set(sessions.cookie, "x" * 43)

    assert stranger.get("/").status_code == 401


def test_broken_cookie_header_is_survived(stranger):
    assert stranger.get("/", headers={"cookie": 'a=";=\x01; [](='}).status_code == 401


def test_session_ends_after_half_an_hour_without_use(client, clock):
    clock.move(timedelta(minutes=29))
    assert client.get("/maps").status_code == 200

    clock.move(timedelta(minutes=31))

    assert client.get("/maps").status_code == 401


def test_session_ends_after_twelve_hours_even_in_use(client, clock):
    for _ in range(24):
        clock.move(timedelta(minutes=29, seconds=59))
        client.get("/maps")

    clock.move(timedelta(minutes=2))

    assert client.get("/maps").status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:87650", "[::1]:8765", ""]
)
def test_other_host_names_are_turned_away(client, host):
    answer = client.get("/", headers={"host": host})

    assert answer.status_code == 421
    assert "127.0.0.1" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765"])
def test_loopback_names_with_the_port_are_answered(client, host):
    assert client.get("/", headers={"host": host, "cookie": cookies(client)}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/base.css", "/open?token=x"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers

    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_pages_are_not_kept_by_browsers_but_static_files_are(client):
    assert client.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/base.css").headers["cache-control"]


@pytest.mark.parametrize("name", ["..%2fsite.py", "../site.py", "no.css", ".hidden", "base.css/x"])
def test_static_files_are_only_those_of_the_folder(client, name):
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "http://127.0.0.1:9999", "https://127.0.0.1:8765"]
)
def test_form_of_another_page_changes_nothing(client, origin):
    answer = client.post("/switch/theme", data={"value": "dark"}, headers={"origin": origin})

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_two_browsers_can_be_open(stranger, sessions):
    first = sessions.open(sessions.issue_link().rpartition("=")[2])
    second = sessions.open(sessions.issue_link().rpartition("=")[2])

    sessions.close(first)

    assert not sessions.is_open(first)
    assert sessions.is_open(second)


def test_oldest_unused_link_falls_out(sessions):
    first = sessions.issue_link()
    for _ in range(60):
        sessions.issue_link()

    assert sessions.open(first.rpartition("=")[2]) is None


def cookies(client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())
