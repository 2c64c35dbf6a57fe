"""What pages of prediction ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain import Language
from wegmarke.domain.predictions import (
    Drift,
    ModelCard,
    NextBest,
    PredictionQuestion,
    ScoredPage,
    ScoredUnit,
    TrainingPlan,
)


class Predictions(Protocol):
    """Fitted models and everybody's scores."""

    def plan(self, question: PredictionQuestion, /) -> TrainingPlan:
        """Say what fitting would learn from; nothing is kept."""
        ...

    def train(self, model: str, question: PredictionQuestion, purpose: str = ..., /) -> ModelCard:
        """Fit a model and keep it as a new version."""
        ...

    def all(self) -> Sequence[ModelCard]:
        """Return the card of the newest version of each model."""
        ...

    def versions(self, model: str, /) -> Sequence[ModelCard]:
        """Return the cards of all versions of a model, newest first."""
        ...

    def card(self, model: str, version: int | None = ..., /) -> ModelCard:
        """Return the card of a version."""
        ...

    def card_text(self, model: str, version: int | None = ..., language: Language = ..., /) -> str:
        """Return the card as Markdown."""
        ...

    def scored(self, model: str, version: int | None = ..., page: int = ..., size: int = ..., /) -> ScoredPage:
        """Return one page of scores with reasons."""
        ...

    def of(self, model: str, unit: int, version: int | None = ..., /) -> ScoredUnit:
        """Return the score of one unit with all its reasons."""
        ...

    def announce(self, model: str, version: int | None = ..., /) -> int:
        """Say today's scores as events."""
        ...

    def drift(self, model: str, version: int | None = ..., /) -> Drift:
        """Compare the present with what a model was fitted on."""
        ...

    def next_best(self, model: str, unit: int, version: int | None = ..., /) -> Sequence[NextBest]:
        """Rank touchpoints by what followed in comparable situations."""
        ...
