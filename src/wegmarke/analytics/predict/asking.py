"""From touches and a question to samples with answers: cut-offs, who counts at each, and what was known then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from wegmarke.analytics.predict.features import History, Vocabulary, features_at, read_history, vocabulary_of
from wegmarke.analytics.predict.samples import DAY, Int64s, Samples
from wegmarke.analytics.predict.several import train_several
from wegmarke.analytics.predict.targets import (
    NOTHING,
    STAYS,
    Answers,
    Moments,
    class_names,
    did_it,
    eligible,
    moments_of,
    what_next,
)
from wegmarke.analytics.predict.training import Trained, too_few, train
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.predictions import PredictionQuestion, Target
from wegmarke.paths import Touches

MOST_SAMPLES = 100_000
"""So many units at cut-offs are learnt from; of more, so many are drawn with the same chance each."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_DAYS = 3_650


@dataclass(frozen=True)
class Asked:
    """A question with the data to answer it.

    Attributes:
        question: as asked.
        history: touches of all units, without persons who object.
        moments: when units did what is foretold, as places of units; empty for what comes next.
        cutoffs: microseconds, rising.
        answers: who counts at each cut-off, and what happened.
        classes: names of several classes; empty for yes or no.
        objecting: how many persons were left out.
    """

    question: PredictionQuestion
    history: History
    moments: Moments
    cutoffs: tuple[int, ...]
    answers: tuple[Answers, ...]
    classes: tuple[str, ...]
    objecting: int

    @property
    def n(self) -> int:
        """Return how many units at cut-offs there are."""
        return sum(one.places.size for one in self.answers)

    @property
    def positives(self) -> int:
        """Return how many of them did it, or of several classes anything at all."""
        return sum(int((one.outcome > 0).sum()) for one in self.answers)

    @property
    def refused(self) -> LocalizedText | None:
        """Say why nothing can be fitted; None where it can."""
        if len(self.cutoffs) < 3:
            return LocalizedText(
                de=f"Die Daten reichen für {len(self.cutoffs)} Stichtage im Abstand eines Horizonts; nötig sind 3.",
                en=f"The data reach for {len(self.cutoffs)} cut-offs one horizon apart; 3 are needed.",
            )
        return too_few(self.positives, self.n)

    def vocabulary(self) -> Vocabulary:
        """Return which columns there are, by the touches before the newest cut-off."""
        return vocabulary_of(self.history, self.cutoffs[-1] if self.cutoffs else 0, self.question.half_life_days)

    def samples(self, vocabulary: Vocabulary) -> tuple[Samples, Int64s]:
        """Compute all features; of too many samples some are drawn."""
        part = min(1.0, MOST_SAMPLES / max(1, self.n))
        chance = np.random.default_rng(self.question.seed)
        found, outcomes = [], []
        for at, one in zip(self.cutoffs, self.answers, strict=True):
            chosen = chance.random(one.places.size) < part if part < 1 else np.ones(one.places.size, np.bool_)
            found.append(features_at(self.history, vocabulary, at, one.places[chosen]))
            outcomes.append(one.outcome[chosen])
        samples = Samples(
            vocabulary.features, np.concatenate([one.values for one in found]),
            np.concatenate([one.unit for one in found]), np.concatenate([one.at for one in found]),
        )  # fmt: skip
        return samples, np.concatenate(outcomes)


def ask(
    touches: Touches,
    question: PredictionQuestion,
    *,
    moments: Moments | None = None,
    phases: Mapping[int, str] | None = None,
    without_persons: Sequence[int] = (),
    cutoffs: Sequence[int] | None = None,
) -> Asked:
    """Find cut-offs, units and answers.

    Args:
        touches: the tables.
        question: what is to be foretold.
        moments: when units did it, where touches do not say so: won opportunities, stages, churn.
        phases: ids of the phases of the reference map by position.
        without_persons: persons who object to profiling: neither asked about, nor counted in their account's features.
        cutoffs: instead of those that follow from the data.

    Raises:
        UsageError: for what is out of range, or names that are not there.
    """
    _check(question)
    history, everything = read_history(touches, question.by, phases=phases, without_persons=without_persons)
    units, several = history.columns.units, question.target in (Target.NEXT_PHASE, Target.NEXT_TOUCHPOINT)
    if several:
        moments = Moments(np.empty(0, np.int64), np.empty(0, np.int64))
    elif moments is None:
        moments = moments_of(touches, everything, question.conversion)
    placed = moments.placed(units)
    at = tuple(cutoffs) if cutoffs is not None else cutoffs_of(history, question)
    if several:
        classes, answers = _next(history, question, at)
    else:
        classes = ()
        answers = [
            did_it(history, placed, one, question.horizon_days, question.active_days, repeats=question.repeats)
            for one in at
        ]
    return Asked(question, history, placed, at, tuple(answers), classes, len(without_persons))


def train_asked(asked: Asked) -> Trained:
    """Fit and back-test; see `train` and `train_several` for what is refused."""
    question, vocabulary = asked.question, asked.vocabulary()
    if (why := asked.refused) is not None:
        raise UsageError(
            f"prediction: expected enough to learn from and to test with. {why.en} Take another horizon, conversion or "
            "unit, or wait for more data."
        )
    samples, outcome = asked.samples(vocabulary)
    if asked.classes:
        found = train_several(samples, outcome, asked.classes, question.horizon_days, seed=question.seed)
    else:
        found = train(samples, outcome, question.horizon_days, kind=question.kind, seed=question.seed)
    return replace(found, model=replace(found.model, vocabulary=vocabulary))


def units_now(asked: Asked, at: int) -> Int64s:
    """Return the places of the units that have a score at an instant."""
    question, moments = asked.question, asked.moments
    counts, _ = eligible(asked.history, at, question.active_days)
    if not question.repeats:
        counts &= np.bincount(moments.unit[moments.at < at], minlength=counts.size) == 0
    return np.flatnonzero(counts).astype(np.int64)


def cutoffs_of(history: History, question: PredictionQuestion) -> tuple[int, ...]:
    """Return cut-offs one horizon apart, the newest one horizon before the end of the data; days begin in UTC.

    The first lies a horizon, but at most 90 days, behind the first touch: before that hardly anything is known.
    """
    at = history.columns.occurred_at
    if not at.size:
        return ()
    horizon = question.horizon_days * DAY
    end, first = (int(at.max()) // DAY + 1) * DAY, int(at.min()) + min(horizon, 90 * DAY)
    found = [one for step in range(1, question.cutoffs + 1) if (one := end - step * horizon) >= first]
    return tuple(reversed(found))


def instant(at: int) -> datetime:
    """Return microseconds as an instant."""
    return _EPOCH + timedelta(microseconds=int(at))


def microseconds(at: datetime) -> int:
    """Return an instant as microseconds."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _next(
    history: History, question: PredictionQuestion, cutoffs: Sequence[int]
) -> tuple[tuple[str, ...], list[Answers]]:
    phases = question.target is Target.NEXT_PHASE
    names = history.phase_names if phases else history.touchpoint_names
    every = (STAYS if phases else NOTHING, *dict.fromkeys(names.values()))

    def asked(classes: Sequence[str]) -> list[Answers]:
        return [
            what_next(history, at, question.horizon_days, question.active_days, classes, phases=phases)
            for at in cutoffs
        ]

    classes = class_names([one.outcome for one in asked(every)], every)
    return classes, asked(classes)


def _check(question: PredictionQuestion) -> None:
    for name in ("horizon_days", "active_days", "half_life_days"):
        if not 1 <= getattr(question, name) <= _LONGEST_DAYS:
            raise UsageError(f"{name}: expected 1 to {_LONGEST_DAYS} days; got {getattr(question, name)}.")
    if not 3 <= question.cutoffs <= 60:
        raise UsageError(f"cutoffs: expected 3 to 60; got {question.cutoffs}. Fewer cannot be tested on later time.")
    if question.by not in ("person", "account"):
        raise UsageError(f"by: expected person or account; got {question.by!r}. Scores are of these.")
