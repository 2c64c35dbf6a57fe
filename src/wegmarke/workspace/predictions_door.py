"""Predictions of a workspace: models that were fitted, their cards, and everybody's scores with reasons."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from wegmarke.analytics import predict
from wegmarke.domain import Language, NotFound, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.predictions import (
    Drift,
    ModelCard,
    NextBest,
    PredictionQuestion,
    ScoredPage,
    ScoredUnit,
    Target,
    TrainingPlan,
)
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.prediction_work import MOST_LINES, announce, ask_touches, line_of, lines_of, score_all
from wegmarke.workspace.shown_labels import shown_labels

_LONGEST_PURPOSE: Final = 500


class PredictionsDoor(Door):
    """Models by id."""

    @operation("predictions")
    def plan(self, question: PredictionQuestion) -> TrainingPlan:
        """Say what fitting would learn from, or why it cannot; nothing is fitted or kept.

        Raises:
            UsageError: for what is out of range, or conversions that are not there.
        """
        asked = ask_touches(self.stores, question)
        return TrainingPlan(
            question=question,
            cutoffs=tuple(predict.instant(at) for at in asked.cutoffs),
            n=asked.n,
            positives=asked.positives,
            by_cutoff=tuple((one.places.size, int((one.outcome > 0).sum())) for one in asked.answers),
            features=len(asked.vocabulary().features),
            objecting=asked.objecting,
            refused=asked.refused,
        )

    @operation("predictions")
    def train(self, model: str, question: PredictionQuestion, purpose: str = "") -> ModelCard:
        """Fit a model, test it on later time, and keep it as a new version with its card.

        Args:
            model: id, small letters.
            question: what it is to foretell.
            purpose: what its scores are for, in the words of whoever makes it; names nobody.

        Raises:
            UsageError: below 100 positives, with too few cut-offs, or for what is out of range.
        """
        stores = self.stores
        if len(purpose) > _LONGEST_PURPOSE:
            raise UsageError(f"purpose: expected at most {_LONGEST_PURPOSE} characters; got {len(purpose)}.")
        predict.checked_id(model)
        asked = ask_touches(stores, question)
        trained = predict.train_asked(asked)
        with stores.work:
            card = predict.card_of(
                asked, trained, model=model, version=predict.next_version(stores.state, model), purpose=purpose.strip(),
                made_at=stores.clock.now(), made_by=self.viewer.name,
            )  # fmt: skip
            predict.keep_model(stores.state, card, trained.model)
        return card

    @operation("predictions")
    def all(self) -> list[ModelCard]:
        """Return the card of the newest version of each model, newest first."""
        newest: dict[str, ModelCard] = {}
        for card in predict.read_cards(self.stores.state):
            if card.model not in newest or newest[card.model].version < card.version:
                newest[card.model] = card
        return list(newest.values())

    @operation("predictions")
    def versions(self, model: str) -> list[ModelCard]:
        """Return the cards of all versions of a model, newest first.

        Raises:
            NotFound: naming the models that are there.
        """
        predict.read_kept(self.stores.state, model)
        return predict.read_cards(self.stores.state, model)

    @operation("predictions")
    def card(self, model: str, version: int | None = None) -> ModelCard:
        """Return the card of a version, of the newest where none is named.

        Raises:
            NotFound: naming what is there.
        """
        return predict.read_kept(self.stores.state, model, version)[0]

    @operation("predictions")
    def card_text(self, model: str, version: int | None = None, language: Language = Language.EN) -> str:
        """Return the card as Markdown.

        Raises:
            NotFound: naming what is there.
        """
        return predict.markdown(self.card(model, version), language)

    @operation("predictions")
    def remove(self, model: str) -> None:
        """Remove all versions of a model; events that said its scores stay.

        Raises:
            NotFound: naming the models that are there.
        """
        predict.remove_model(self.stores.state, model)

    @operation("predictions")
    def scored(
        self, model: str, version: int | None = None, page: int = 1, size: int = 50, at: datetime | None = None
    ) -> ScoredPage:
        """Return one page of the scores, highest first, with reasons; the first 500 can be listed.

        Raises:
            NotFound: naming the models that are there.
            UsageError: when `size` is not from 1 to 500.
        """
        if not 1 <= size <= MOST_LINES:
            raise unknown_value("size", str(size), [f"1 to {MOST_LINES}"])
        card, fitted = predict.read_kept(self.stores.state, model, version)
        moment = at or self._today()
        scores = score_all(self.stores, card, fitted, moment)
        first = (max(1, page) - 1) * size
        lines = lines_of(self.stores, card, fitted, scores, first, first + size)
        return ScoredPage(card.model, card.version, moment, scores.units.size, scores.objecting, lines)

    @operation("predictions")
    def of(self, model: str, unit: int, version: int | None = None, at: datetime | None = None) -> ScoredUnit:
        """Return the score of one unit with all its reasons.

        Raises:
            NotFound: when there is no such model, or the unit has no score: not active, did it already, or objects.
        """
        card, fitted = predict.read_kept(self.stores.state, model, version)
        asked = ask_touches(self.stores, card.question, cutoffs=())
        sample, _ = _sample(asked, fitted, unit, at or self._today())
        answer = int(fitted.probabilities(sample)[0, 1:].argmax()) + 1 if fitted.classes else 0
        label = shown_labels(self.stores, {unit}, card.question.by).get(unit) or f"#{unit}"
        return line_of(fitted, sample, answer, label, every=True)

    @operation("predictions")
    def announce(self, model: str, version: int | None = None) -> int:
        """Say today's scores as events `prediction_scored`, which segments and rules read; returns how many.

        Scores are those of the beginning of the day; said twice on a day they are stored once.

        Raises:
            NotFound: naming the models that are there.
        """
        card, fitted = predict.read_kept(self.stores.state, model, version)
        with self.stores.work:
            return announce(self.stores, card, fitted, self._today())

    @operation("predictions")
    def drift(self, model: str, version: int | None = None, at: datetime | None = None) -> Drift:
        """Compare the present, or a later cut-off, with what a model was fitted on.

        Where the horizon after `at` has passed, what was foretold stands beside what happened.

        Raises:
            NotFound: naming the models that are there.
        """
        card, fitted = predict.read_kept(self.stores.state, model, version)
        moment = at or self._today()
        asked = ask_touches(self.stores, card.question, cutoffs=(predict.microseconds(moment),))
        return predict.drift_of(asked, fitted, moment)

    @operation("predictions")
    def next_best(self, model: str, unit: int, version: int | None = None) -> list[NextBest]:
        """Rank touchpoints that came next in comparable situations by how likely the conversion is then; associational.

        Raises:
            NotFound: when there is no such model, or the unit has no score.
            UsageError: when the model does not foretell a conversion.
        """
        card, fitted = predict.read_kept(self.stores.state, model, version)
        if card.question.target is not Target.CONVERSION:
            raise UsageError(
                f"model: expected one that foretells a conversion; got {model!r}, which foretells "
                f"{card.question.target.value}. Fit one of a conversion."
            )
        asked = ask_touches(self.stores, card.question)
        sample, odds = _sample(asked, fitted, unit, self._today())
        phase = int(predict.phases(fitted, sample.values)[0])
        seen = predict.look_back(asked, fitted)
        return predict.next_best(asked, fitted, seen, odds, phase, without=card.question.conversion)

    def _today(self) -> datetime:
        zone = ZoneInfo(self.stores.settings.time_zone)
        return datetime.combine(self.stores.clock.now().astimezone(zone).date(), time(), zone)


def _sample(asked: predict.Asked, model: predict.Model, unit: int, at: datetime) -> tuple[predict.Samples, float]:
    assert model.vocabulary is not None, "models of touches have one"
    moment = predict.microseconds(at)
    places = predict.units_now(asked, moment)
    found = places[asked.history.columns.units[places] == unit]
    if not found.size:
        raise NotFound(
            f"{asked.question.by} {unit}: expected one with a score; it is not there, had no touch lately, did it "
            "already, or objects to profiling."
        )
    sample = predict.features_at(asked.history, model.vocabulary, moment, found)
    return sample, 0.0 if model.classes else float(model.odds(sample)[0])
