"""What the pages about scores ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain.scores import (
    ScoreDistribution,
    ScorePage,
    ScorePlan,
    ScoreUnit,
    ScoreVersion,
    SubjectScore,
)


class Scores(Protocol):
    """Score documents, and who has which score."""

    def all(self) -> Sequence[ScoreVersion]:
        """Return the newest version of each score."""
        ...

    def get(self, score: str, version: int | None = ..., /) -> ScoreVersion:
        """Return a version, the newest one where none is named, or raise `NotFound`."""
        ...

    def versions(self, score: str, /) -> Sequence[ScoreVersion]:
        """Return all versions, newest first."""
        ...

    def rehearse(self, text: str, /) -> ScorePlan:
        """Say what saving a document would mean, or raise `DocumentInvalid`."""
        ...

    def save(self, text: str, /, *, who: str = ..., why: str = ..., base: int | None = ...) -> ScoreVersion:
        """Keep a document as a new version, or raise `DocumentInvalid` or, for another `base`, `UsageError`."""
        ...

    def distribution(self, score: str, unit: ScoreUnit = ..., /) -> ScoreDistribution:
        """Count subjects by value or grade."""
        ...

    def top(self, score: str, unit: ScoreUnit = ..., page: int = ..., size: int = ..., /) -> ScorePage:
        """Return one page of the subjects, highest first."""
        ...

    def all_of(self, subject: int, unit: ScoreUnit = ..., /) -> Sequence[SubjectScore]:
        """Return all scores of one person or account."""
        ...
