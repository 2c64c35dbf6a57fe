"""What pages about surveys ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain.surveys import Survey, SurveyAnswer, SurveyAsked, SurveyLine, SurveyLink, SurveyLinks


class Surveys(Protocol):
    """Surveys, their links and answers."""

    def list(self) -> Sequence[SurveyLine]:
        """Return all surveys."""
        ...

    def get(self, name: str, /) -> Survey:
        """Return a survey, or raise `NotFound`."""
        ...

    def add(self, survey: Survey, /) -> Survey:
        """Keep a new survey, or raise `DocumentInvalid`."""
        ...

    def change(self, survey: Survey, /) -> Survey:
        """Keep a survey anew, or raise `DocumentInvalid` or `NotFound`."""
        ...

    def remove(self, name: str, /) -> None:
        """Remove a survey, or raise `NotFound`."""
        ...

    def make_links(
        self, name: str, /, *, persons: tuple[int, ...] = ..., segment: str | None = ..., count: int = ...,
        language: str = ...,
    ) -> SurveyLinks:  # fmt: skip
        """Make links, or raise `UsageError` or `NotFound`."""
        ...

    def links(self, name: str, /, *, most: int = ...) -> Sequence[SurveyLink]:
        """Return links of a survey, the newest first."""
        ...

    def answers(self, name: str, /) -> Sequence[SurveyAnswer]:
        """Return answers to a survey, the newest first."""
        ...

    def asked(self, token: str, /) -> SurveyAsked | None:
        """Return what a link shows."""
        ...

    def answer(self, token: str, score: int, /) -> SurveyAsked | None:
        """Take an answer."""
        ...

    def comment(self, token: str, comment: str, /) -> SurveyAsked | None:
        """Take a comment."""
        ...

    def refuse(self, token: str, /) -> SurveyAsked | None:
        """Take that somebody does not want to be asked any more."""
        ...
