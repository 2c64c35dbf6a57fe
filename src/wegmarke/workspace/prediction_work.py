"""Models over the open stores: asked with one state of the touches, and without the persons who object to profiling."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics import predict
from wegmarke.domain import Precision
from wegmarke.domain.predictions import ModelCard, PredictionQuestion, Reason, ScoredUnit, Target
from wegmarke.identity import Act, name_accounts, name_persons
from wegmarke.paths import Touches
from wegmarke.sources import EVENT_SCHEMA
from wegmarke.workspace.analyses.anchors import anchors_of
from wegmarke.workspace.objecting import objecting_persons
from wegmarke.workspace.questions import ask_in_one_state
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores

SOURCE: Final = "prediction"
SCORED: Final = "prediction_scored"
MOST_LINES: Final = 500
_PART = 50_000
_SHOWN_REASONS = 5


@dataclass(frozen=True)
class Scores:
    """Scores of all units that count, highest first, with the features of the first ones.

    Attributes:
        units: numbers.
        probability: of what is foretold, or of the most probable one of several that may come.
        answer: place of that class; 0 where there are no classes.
        top: features of the first `MOST_LINES` units.
    """

    units: npt.NDArray[np.int64]
    probability: npt.NDArray[np.float64]
    answer: npt.NDArray[np.int64]
    top: predict.Samples
    objecting: int


def ask_touches(stores: Stores, question: PredictionQuestion, cutoffs: Sequence[int] | None = None) -> predict.Asked:
    """Put a question to the touches as they are now."""
    objecting = objecting_persons(stores)
    reference = stores.library.reference()
    phases = {} if reference is None else {place: phase.id for place, phase in enumerate(reference.phases, 1)}

    def ask(touches: Touches) -> predict.Asked:
        moments = None
        if question.target in (Target.CONVERSION, Target.CHURN):
            anchors = anchors_of(stores, question.by, question.conversion)
            moments = None if anchors is None else predict.Moments(anchors.unit, anchors.at)
        return predict.ask(
            touches, question, moments=moments, phases=phases, without_persons=objecting, cutoffs=cutoffs
        )

    return ask_in_one_state(stores, ask)


def score_all(stores: Stores, card: ModelCard, model: predict.Model, at: datetime) -> Scores:
    """Score all units that count at an instant; kept until the data change."""

    def work() -> Scores:
        asked = ask_touches(stores, card.question, cutoffs=())
        return _scores(asked, model, predict.microseconds(at))

    key = ("prediction scores", card.model, card.version, at)
    return stores.answers.keep(key, stores.state_of_data, work)


def _scores(asked: predict.Asked, model: predict.Model, at: int) -> Scores:
    assert model.vocabulary is not None, "models of touches have one"
    places = predict.units_now(asked, at)
    chances, answers = [np.empty(0)], [np.empty(0, np.int64)]
    for begin in range(0, places.size, _PART):
        found = model.probabilities(
            predict.features_at(asked.history, model.vocabulary, at, places[begin : begin + _PART])
        )
        # of several classes the first one says that nothing comes
        answers.append(found[:, 1:].argmax(axis=1) + 1 if model.classes else np.zeros(len(found), np.int64))
        chances.append(found[:, 1:].max(axis=1) if model.classes else found)
    chance, answer = np.concatenate(chances), np.concatenate(answers)
    units = asked.history.columns.units[places]
    order = np.lexsort((units, -chance))
    top = predict.features_at(asked.history, model.vocabulary, at, places[order[:MOST_LINES]])
    return Scores(units[order], chance[order], answer[order], top, asked.objecting)


def lines_of(
    stores: Stores, card: ModelCard, model: predict.Model, scores: Scores, first: int, last: int, *, every: bool = False
) -> tuple[ScoredUnit, ...]:
    """Write scores with their reasons; names as far as the viewer may see them."""
    last = min(last, scores.top.size)
    labels = shown_labels(stores, {int(one) for one in scores.units[first:last]}, card.question.by)
    return tuple(
        line_of(
            model, scores.top.only(np.array([place])), int(scores.answer[place]),
            labels.get(int(scores.units[place])) or f"#{scores.units[place]}", every=every,
        )
        for place in range(first, last)
    )  # fmt: skip


def line_of(
    model: predict.Model, sample: predict.Samples, answer: int, label: str, *, every: bool = False
) -> ScoredUnit:
    """Write one score with its strongest reasons, or with all of them."""
    average, added = model.explained(sample, answer)
    order = [int(one) for one in np.argsort(-np.abs(added[0]), kind="stable") if added[0, one]]
    shown = order if every else order[:_SHOWN_REASONS]
    features = model.explaining
    reasons = tuple(
        Reason(
            features[one].id, float(added[0, one]),
            predict.reason_words(
                features[one].title, sample.values[0, one] if one < sample.values.shape[1] else float("nan"),
                features[one].levels, float(added[0, one]),
            ),
        )
        for one in shown
    )  # fmt: skip
    chance = model.probabilities(sample)[0]
    return ScoredUnit(
        unit=int(sample.unit[0]),
        label=label,
        probability=float(chance[answer]) if model.classes else float(chance),
        answer=model.classes[answer] if model.classes else "",
        average=average,
        reasons=reasons,
        rest=float(sum(added[0, one] for one in order[len(shown) :])),
    )


def announce(stores: Stores, card: ModelCard, model: predict.Model, at: datetime) -> int:
    """Say the scores of all units as events of the product's own source; returns how many were put into the inbox.

    One event per model, version, unit and day. Who is known by devices alone cannot be named and is left out.
    """
    scores, is_person = score_all(stores, card, model, at), card.question.by == "person"
    units = scores.units.tolist()
    if is_person:
        named = name_persons(stores.state, stores.keys, units)
    else:
        act = Act(SOURCE, "A prediction names the account in an event.", "account")
        named = name_accounts(stores.state, stores.keys, stores.clock, act, units)
    asked = ask_touches(stores, card.question, cutoffs=())
    samples = _samples_of(asked, model, at, scores)
    _, added = model.explained(samples)
    events = [
        _event(card, model, scores, place, at, named[unit], is_person=is_person, added=added[place])
        for place, unit in enumerate(units)
        if unit in named
    ]
    if events:
        stores.inbox.accept(SOURCE, pa.Table.from_pylist(events, schema=EVENT_SCHEMA), origins=SOURCE)
        stores.settle()
    return len(events)


def _samples_of(asked: predict.Asked, model: predict.Model, at: datetime, scores: Scores) -> predict.Samples:
    assert model.vocabulary is not None, "models of touches have one"
    places = np.searchsorted(asked.history.columns.units, scores.units)
    return predict.features_at(asked.history, model.vocabulary, predict.microseconds(at), places)


def _event(
    card: ModelCard, model: predict.Model, scores: Scores, place: int, at: datetime, pair: tuple[str, str], *,
    is_person: bool, added: npt.NDArray[np.float64],
) -> dict[str, object]:  # fmt: skip
    unit = int(scores.units[place])
    identifiers = [dict(zip(("kind", "value"), pair, strict=True))]
    strongest = np.argsort(-np.abs(added), kind="stable")[:_SHOWN_REASONS]
    answer = [("answer", model.classes[scores.answer[place]])] if model.classes else []
    said = hashlib.sha256(repr((card.model, card.version, card.question.by, unit, at.date())).encode()).hexdigest()[:32]
    return {
        "source": SOURCE,
        "source_event_id": said,
        "name": SCORED,
        "occurred_at": at,
        "precision": Precision.INSTANT,
        "sequence": 2**62,
        "person_identifiers": identifiers if is_person else [],
        "account_identifiers": [] if is_person else identifiers,
        "properties": sorted(
            [
                ("model", card.model),
                ("version", str(card.version)),
                ("probability", f"{scores.probability[place]:.4f}"),
                ("reasons", ",".join(model.explaining[one].id for one in strongest if added[one])),
                *answer,
            ]
        ),
    }
