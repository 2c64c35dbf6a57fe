"""Surveys of our own: one question to persons, asked on a page that a signed link opens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from wegmarke.domain.errors import DocumentInvalid, Problem
from wegmarke.domain.text import LocalizedText

MOST_LETTERS: Final = 300
MOST_COMMENT: Final = 2_000
MOST_DAYS: Final = 366
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{0,80}")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,200}")


class SurveyKind(StrEnum):
    """What people are asked."""

    NPS = "nps"  # whether they would recommend, 0 to 10
    CSAT = "csat"  # how satisfied they are, 1 to 5
    CES = "ces"  # how easy it was, 1 to 7

    @property
    def scale(self) -> tuple[int, int]:
        """Return the lowest and the highest answer."""
        return _SCALES[self]

    @property
    def event(self) -> str:
        """Return the name of the events that hold answers."""
        return f"{self.value}_answered"

    @property
    def answer(self) -> str:
        """Return the event property with the answer."""
        return "stars" if self is SurveyKind.CSAT else "score"

    @property
    def question(self) -> LocalizedText:
        """Return the question that is asked unless somebody writes another one."""
        return _QUESTIONS[self]


_SCALES: Final[Mapping[SurveyKind, tuple[int, int]]] = {
    SurveyKind.NPS: (0, 10), SurveyKind.CSAT: (1, 5), SurveyKind.CES: (1, 7),
}  # fmt: skip
_QUESTIONS: Final[Mapping[SurveyKind, LocalizedText]] = {
    SurveyKind.NPS: LocalizedText(
        de="Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", en="How likely are you to recommend us?"
    ),
    SurveyKind.CSAT: LocalizedText(de="Wie zufrieden sind Sie?", en="How satisfied are you?"),
    SurveyKind.CES: LocalizedText(
        de="Wie einfach war es, Ihr Anliegen mit uns zu klären?", en="How easy was it to settle your matter with us?"
    ),
}
_NOTHING: Final = LocalizedText()
THANKS: Final = LocalizedText(de="Vielen Dank für Ihre Antwort.", en="Thank you for your answer.")
COMMENTED: Final = "survey_commented"
"""Name of the events that tell of a comment; its words are in the vault alone."""
COMMENT: Final = "survey_comment"
"""The field of the vault with the words."""


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey.

    Attributes:
        id: by which links, commands and events name it.
        kind: what people are asked.
        question: in German, in English, or in both; that of the kind where empty.
        thanks: what stands on the page after the answer; a plain sentence where empty.
        touchpoint: id of the touchpoint that it belongs to; may be empty.
        phase: id of the phase that it belongs to; may be empty.
        asks_comment: whether a field for a comment follows the answer.
        days: how long a link opens it.
        address: where people reach the pages, e.g. `https://feedback.example`.
    """

    id: str
    kind: SurveyKind = SurveyKind.NPS
    question: LocalizedText = _NOTHING
    thanks: LocalizedText = _NOTHING
    touchpoint: str = ""
    phase: str = ""
    asks_comment: bool = True
    days: int = 30
    address: str = "http://127.0.0.1:8765"

    def check(self) -> Survey:
        """Return it with its texts filled in.

        Raises:
            DocumentInvalid: with all problems at once.
        """
        problems = []
        if not _ID.fullmatch(self.id):
            expected = "1 to 40 of a-z, 0-9, _ and -, such as nps-2026"
            problems.append(Problem("id", expected, repr(self.id[:50]), "Write another one."))
        for field, text in (("question", self.question), ("thanks", self.thanks)):
            longest = max(len(text.de), len(text.en))
            if longest > MOST_LETTERS:
                problems.append(Problem(field, f"at most {MOST_LETTERS} letters", str(longest), "Shorten it."))
        for field, name in (("touchpoint", self.touchpoint), ("phase", self.phase)):
            if not _NAME.fullmatch(name):
                problems.append(Problem(field, "an id of the map, or nothing", repr(name[:50]), "Write its id."))
        if not 1 <= self.days <= MOST_DAYS:
            problems.append(Problem("days", f"1 to {MOST_DAYS} days", str(self.days), "Write another number."))
        if not _ADDRESS.fullmatch(self.address):
            expected = "an address without a path, such as https://feedback.example"
            problems.append(Problem("address", expected, repr(self.address[:50]), "Write the address of the server."))
        if problems:
            raise DocumentInvalid("This survey cannot be used; nothing was kept.", problems=problems)
        question, thanks = self.question or self.kind.question, self.thanks or THANKS
        return Survey(
            self.id, self.kind, question, thanks, self.touchpoint, self.phase, self.asks_comment, self.days,
            self.address,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """A survey in a list: how many links it has, and to how many of them somebody answered."""

    survey: Survey
    made_at: datetime
    links: int
    answered: int


@dataclass(frozen=True, slots=True)
class SurveyLink:
    """A link to a survey.

    Attributes:
        person: number of the person it was made for; None where it is for nobody known.
        language: de or en.
        url: opens the page.
        answers: how often it was answered; a later answer replaces an earlier one.
    """

    person: int | None
    language: str
    url: str
    made_at: datetime
    expires_at: datetime
    answers: int


@dataclass(frozen=True, slots=True)
class SurveyLinks:
    """Links that were made.

    Attributes:
        links: the new ones.
        refused: persons who do not want to be asked any more, and got none.
        nameless: persons of whom nothing but devices is known, and who got none.
    """

    links: tuple[SurveyLink, ...]
    refused: int = 0
    nameless: int = 0


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """An answer as it was stored; `label` and `comment` as far as the viewer's role goes."""

    person: int | None
    score: float | None
    at: datetime
    label: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SurveyAsked:
    """What the public page shows of a survey; it says nothing of the person."""

    survey: Survey
    language: str
