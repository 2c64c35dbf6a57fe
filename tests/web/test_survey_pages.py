"""The pages that make surveys, the page of satisfaction, and the public page, over a small workspace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from wegmarke.web import SurveyPages, is_survey
from wegmarke.web.surveys.rates import Rates

GERMAN = {"accept-language": "de"}
ORIGIN = {"origin": "http://127.0.0.1:8765"}


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Public:
    """Whoever has a link: no cookie, no session, no script."""

    pages: SurveyPages
    address: str = "203.0.113.9"

    def ask(self, method: str, target: str, body: str = "") -> Answered:
        path, _, query = target.partition("?")
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": [],
            "client": (self.address, 1),
        }  # fmt: skip
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body.encode(), "more_body": False}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        asyncio.run(self.pages(scope, receive, send))
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}  # type: ignore[attr-defined]
        return Answered(int(str(sent[0]["status"])), headers, bytes(sent[1]["body"]).decode())  # type: ignore[arg-type,call-overload]

    def get(self, target: str) -> Answered:
        return self.ask("GET", target)

    def post(self, target: str, body: str) -> Answered:
        return self.ask("POST", target, body)


@pytest.fixture
def public(workspace) -> Public:
    return Public(SurveyPages(workspace))


def test_one_click_answers_and_leads_to_thanks_and_a_comment(public, workspace):
    page = public.get("/s/open").text
    answered = public.post("/s/open/answer", "score=9&lang=en")
    thanks = public.get(answered.headers["location"])
    public.post("/s/open/comment", "comment=fine+%26+good&lang=en")

    assert page.count('<button name="score"') == 11
    assert answered.status == 303
    assert "Thank you for your answer." in thanks.text
    assert "<textarea" in thanks.text
    assert workspace.surveys.taken == [("answer", 9), ("comment", "fine & good")]


def test_a_thousand_looks_change_nothing(public, workspace):
    for number in range(1_000):
        public.address = f"198.51.100.{number % 250}"
        public.ask("HEAD" if number % 2 else "GET", f"/s/open?score={number % 11}")
    public.get("/s/open/thanks")
    public.get("/s/open/stop")

    assert workspace.surveys.taken == []
    assert public.ask("HEAD", "/s/open").text == ""
    assert public.get("/s/open/answer?score=9").status == 404


def test_a_score_in_the_link_is_marked_and_nothing_more(public):
    marked = public.get("/s/open?score=9&lang=en").text

    assert marked.count('class="chosen"') == 1
    assert "You chose 9." in marked
    for strange in ("11", "-1", "9.5", "x", "999999999", "<b>"):
        assert 'class="chosen"' not in public.get(f"/s/open?score={strange}").text


def test_both_languages_and_a_way_between_them(public):
    german, english = public.get("/s/open").text, public.get("/s/open?score=3&lang=en").text

    assert '<html lang="de">' in german
    assert "weiterempfehlen" in german
    assert '<html lang="en">' in english
    assert 'href="/s/open?score=3&amp;lang=de"' in english


def test_links_that_open_nothing_all_read_the_same(public):
    pages = {
        public.get(target).text
        for target in ("/s/forged", "/s/", "/s/open/elsewhere", "/s/forged/thanks", "/s/%00", f"/s/{'A' * 9_000}")
    }
    refused = [public.post("/s/forged/answer", "score=9"), public.post("/s/forged/no-more", "")]

    assert len(pages | {answer.text for answer in refused}) == 1
    assert {answer.status for answer in refused} == {404}


def test_an_answer_off_the_scale_is_said_and_not_taken(public, workspace):
    for body in (
        "score=11",
        "score=-1",
        "score=",
        "",
        "score=9&score=%00",
        "\udcff".encode("utf-8", "replace").decode(),
    ):
        answer = public.post("/s/open/answer", body)

        assert answer.status == 422, body
        assert 'role="alert"' in answer.text
    assert workspace.surveys.taken == []


def test_a_comment_that_is_too_long_stays_in_its_field(public, workspace):
    answer = public.post("/s/open/comment", f"comment={'%3Cb%3E' * 700}")

    assert answer.status == 422
    assert "&lt;b&gt;&lt;b&gt;" in answer.text
    assert "<b><b>" not in answer.text
    assert public.post("/s/open/comment", "x" * 30_000).status == 413
    assert workspace.surveys.taken == []


def test_who_wants_no_more_surveys_says_so_with_a_button(public, workspace):
    assert "Keine weiteren Umfragen" in public.get("/s/open/stop").text
    answer = public.post("/s/open/no-more", "lang=de")

    assert answer.headers["location"] == "/s/open/stopped?lang=de"
    assert workspace.surveys.taken == [("refuse", None)]
    assert "nicht mehr gefragt" in public.get("/s/open/stopped").text


def test_the_page_needs_and_sets_nothing_and_tells_nobody_its_address(public):
    headers = public.get("/s/open").headers

    assert "set-cookie" not in headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "script-src" not in headers["content-security-policy"]
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert "<script" not in public.get("/s/open").text
    assert public.get("/s/-/survey.css").headers["content-type"].startswith("text/css")
    assert public.ask("DELETE", "/s/open").status == 405


def test_who_asks_too_often_waits(public, workspace):
    codes = [public.post("/s/open/answer", f"score={number % 11}").status for number in range(80)]

    assert codes.count(429) >= 40
    assert len(workspace.surveys.taken) <= 31


def test_a_bucket_fills_again():
    now = [0.0]
    rates = Rates(2, 60, lambda: now[0])
    assert [rates.takes("a") for _ in range(3)] == [True, True, False]
    assert rates.takes("b")
    now[0] = 1.0
    assert [rates.takes("a") for _ in range(2)] == [True, False]


def test_public_paths_are_those_of_surveys_alone():
    assert [is_survey(path) for path in ("/s/x", "/segments", "/s", "/settings", "/static/base.css")] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_surveys_are_listed_made_and_refused_with_what_was_typed(client, workspace):
    assert "nps-2026" in client.get("/explore/surveys").text
    body = {"id": "csat-1", "kind": "csat", "question_de": "Zufrieden?", "comment": "1", "days": "9"}
    made = client.post("/explore/surveys/make", data=body, headers=ORIGIN, follow_redirects=False)
    wrong = client.post("/explore/surveys/make", data={**body, "id": "Not So"}, headers=ORIGIN)

    assert made.headers["location"] == "/explore/surveys/csat-1"
    assert workspace.surveys.found["csat-1"].days == 9
    assert wrong.status_code == 422
    assert "Not So" in wrong.text
    assert "Zufrieden?" in wrong.text


def test_a_survey_shows_answers_as_texts_and_its_links(client):
    page = client.get("/explore/surveys/nps-2026", headers=GERMAN).text

    assert "&lt;b&gt;late&lt;/b&gt;" in page
    assert "Dr. Matthias von Ahlefeldt" in page
    assert "/s/open" in page
    assert "Marke von Bain" in page
    assert client.get("/explore/surveys/nobody").status_code == 404
    assert client.get("/explore/surveys/nps-2026/links.csv").text.count("/s/open") == 2


def test_links_are_made_and_what_is_wrong_is_said(client, workspace):
    url = "/explore/surveys/nps-2026/links"
    made = client.post(url, data={"persons": "4711, 12", "count": "1", "language": "en"}, headers=ORIGIN)

    assert "3 links were made" in made.text
    assert workspace.surveys.made == 5
    for body, words in (
        ({"persons": "me"}, "numbers of persons"),
        ({"count": "many"}, "whole number"),
        ({}, "expected 1"),
    ):
        answer = client.post(url, data=body, headers=ORIGIN)
        assert answer.status_code == 422
        assert words in answer.text


def test_a_survey_is_changed_and_removed(client, workspace):
    body = {"id": "other", "kind": "ces", "question_de": "Neu?", "days": "3"}
    client.post("/explore/surveys/nps-2026/keep", data=body, headers=ORIGIN)
    kept = workspace.surveys.found["nps-2026"]
    client.post("/explore/surveys/nps-2026/removed", headers=ORIGIN)

    assert (kept.kind.value, kept.question.de, kept.days, kept.asks_comment) == ("nps", "Neu?", 3, False)
    assert workspace.surveys.found == {}


def test_satisfaction_is_one_figure_with_its_interval_and_a_trademark(client):
    page = client.get("/explore/satisfaction?breakdown=property&about=about", headers=GERMAN).text

    assert "95-%-Intervall" in page
    assert page.count('<rect class="bar-1"') == 2
    assert "&lt;b&gt;delivery&lt;/b&gt;" in page
    assert "Bain &amp; Company" in page
    assert "Antworten außerhalb der Skala" in page
    assert client.get("/explore/satisfaction.csv?breakdown=touchpoint").text.count("\r\n") == 2
    assert "<svg" in client.get("/explore/satisfaction.svg").text


def test_other_questions_about_satisfaction(client):
    assert "Nobody answered in this period" in client.get("/explore/satisfaction?answers=never").text
    for query, words in (
        ("quarantine=long", "number of days"),
        ("by=order", "expected one of account"),
        ("kind=x", "csat"),
        ("breakdown=x", "phase"),
    ):
        answer = client.get(f"/explore/satisfaction?{query}")

        assert answer.status_code == 400
        assert words in answer.text
