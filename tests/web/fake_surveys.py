"""Surveys and answers of the small workspace: kept in memory, links without a signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pyarrow as pa

from wegmarke import paths
from wegmarke.analytics import Result, satisfaction
from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.domain.surveys import Survey, SurveyAnswer, SurveyAsked, SurveyLine, SurveyLink, SurveyLinks

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@cache
def some_answers() -> paths.Touches:
    rows = [
        {
            "unit": number,
            "touchpoint": "survey",
            "time": AT - timedelta(days=number * 3),
            "properties": {"score": str((number * 7) % 12), "about": "<b>delivery</b>" if number % 4 else "offer"},
        }
        for number in range(60)
    ]
    return paths.from_data(pa.Table.from_pylist(rows), "person")


class FakeAnswers:
    """The real analysis over a few answers; which of them count is not what the pages are about."""

    def satisfaction(self, *, by: str, start: object, end: object, property: str | None, **asked: Any) -> Result:  # noqa: A002
        if by not in ("person", "account"):
            raise UsageError(f"by: expected one of account, person; got {by!r}.")
        name = "nothing" if asked["answers"] == ("never",) else None
        return satisfaction.answered(some_answers(), by="person", **{**asked, "answers": (), "name": name})

    def satisfaction_scores(self, *, by: str, start: object, end: object, property: str | None, **asked: Any) -> Result:  # noqa: A002
        name = "nothing" if asked["answers"] == ("never",) else None
        return satisfaction.scores(some_answers(), **{**asked, "answers": (), "name": name})


def a_survey() -> Survey:
    return Survey("nps-2026", touchpoint="tp_gone").check()


@dataclass
class FakeSurveys:
    found: dict[str, Survey] = field(default_factory=lambda: {"nps-2026": a_survey()})
    taken: list[tuple[str, object]] = field(default_factory=list)
    made: int = 2

    def list(self) -> list[SurveyLine]:
        return [SurveyLine(survey, AT, self.made, 1) for survey in self.found.values()]

    def get(self, name: str) -> Survey:
        if name not in self.found:
            raise NotFound(f"survey: expected the id of a survey; got {name!r}. See the list.")
        return self.found[name]

    def add(self, survey: Survey) -> Survey:
        if survey.id in self.found:
            raise DocumentInvalid("This survey cannot be used; nothing was kept.")
        self.found[survey.id] = survey.check()
        return self.found[survey.id]

    def change(self, survey: Survey) -> Survey:
        self.found[survey.id] = survey.check()
        return self.found[survey.id]

    def remove(self, name: str) -> None:
        del self.found[self.get(name).id]

    def make_links(
        self, name: str, *, persons: tuple[int, ...], segment: str | None, count: int, language: str
    ) -> SurveyLinks:
        if not persons and not count:
            raise UsageError("links: expected 1 to 100,000; got 0. Name persons, a segment, or a count.")
        self.made += len(persons) + count
        return SurveyLinks(tuple(a_link(person) for person in (*persons, *[None] * count)), 1, 2)

    def links(self, name: str, *, most: int = 200) -> list[SurveyLink]:
        return [a_link(4711), a_link(None)]

    def answers(self, name: str) -> list[SurveyAnswer]:
        return [
            SurveyAnswer(4711, 9.0, AT, "Dr. Matthias von Ahlefeldt", "<b>late</b>"),
            SurveyAnswer(None, 3.0, AT),
        ]

    def asked(self, token: str) -> SurveyAsked | None:
        return SurveyAsked(self.found["nps-2026"], "de") if token == "open" else None

    def answer(self, token: str, score: int) -> SurveyAsked | None:
        if token == "open" and not 0 <= score <= 10:
            raise UsageError(f"score: expected a whole number from 0 to 10; got {score}. Choose one.")
        return self._take("answer", token, score)

    def comment(self, token: str, comment: str) -> SurveyAsked | None:
        if len(comment) > 2_000:
            raise UsageError("comment: expected at most 2,000 letters. Shorten it.")
        return self._take("comment", token, comment)

    def refuse(self, token: str) -> SurveyAsked | None:
        return self._take("refuse", token, None)

    def _take(self, what: str, token: str, said: object) -> SurveyAsked | None:
        asked = self.asked(token)
        if asked is not None:
            self.taken.append((what, said))
        return asked


def a_link(person: int | None) -> SurveyLink:
    return SurveyLink(person, "de", "http://127.0.0.1:8765/s/open", AT, AT + timedelta(days=30), 0)
