"""The part of the small workspace that is about predictions and objections: values by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wegmarke.domain import Language, LocalizedText, NotFound, UsageError
from wegmarke.domain.objections import Objection, ObjectionPlan, ObjectionPurpose
from wegmarke.domain.predictions import (
    CurvePoint,
    Drift,
    Estimate,
    FeatureLine,
    Fold,
    ModelCard,
    ModelKind,
    NextBest,
    PredictionQuestion,
    Reason,
    ScoredPage,
    ScoredUnit,
    TrainingPlan,
)

NOW = datetime(2025, 12, 19, 17, 5, tzinfo=UTC)
FEW = LocalizedText(de="Nur 40 Fälle; nötig sind 100.", en="Only 40 cases; 100 are needed.")


def a_card(model: str = "orders", **changes) -> ModelCard:
    card = ModelCard(
        model=model, version=2, purpose="<b>order</b> of calls", question=PredictionQuestion(conversion=("order",)),
        kind=ModelKind.LINEAR, made_at=NOW, made_by="Ada", trained_from=NOW, trained_until=NOW, data_state="9 touches",
        n=1474, positives=125, tested=1205, base_rate=0.0722, auc=Estimate(0.949, 0.932, 0.964), brier=0.04,
        top_decile=Estimate(6.9, 6.1, 7.8), log_loss_by_kind={"linear": 0.16}, calibration="sigmoid",
        curve=(CurvePoint(600, 0.01, 0.005, 0.001, 0.02), CurvePoint(605, 0.13, 0.14, 0.11, 0.17)),
        folds=(Fold(NOW, 600, 40, 0.95, 0.04, 41.2), Fold(NOW, 605, 47, None, 0.04, 46.1)),
        features=(FeatureLine("since:call", LocalizedText(de="Tage seit call", en="days since call"), 0.31),),
        limits=(LocalizedText(de="Keine Ursachen.", en="No causes."),), objecting=3,
    )  # fmt: skip
    return replace(card, **changes)


A_UNIT = ScoredUnit(
    100, "Rheinpumpen <GmbH>", 0.423, "", -2.0,
    (Reason("since:call", 1.69, LocalizedText(de="Tage seit call: 3 (erhöht)", en="days since call: 3 (raises)")),),
    0.0,
)  # fmt: skip


@dataclass
class FakePredictions:
    cards: dict[str, ModelCard] = field(default_factory=lambda: {"orders": a_card()})
    announced: list[str] = field(default_factory=list)

    def plan(self, question: PredictionQuestion) -> TrainingPlan:
        if not question.conversion:
            raise UsageError("conversion: expected one of order; got nothing. Choose one.")
        refused = FEW if question.conversion == ("opportunity:won",) else None
        return TrainingPlan(question, (NOW, NOW), 300, 40 if refused else 120, ((100, 40), (200, 80)), 110, 3, refused)

    def train(self, model: str, question: PredictionQuestion, purpose: str = "") -> ModelCard:
        if self.plan(question).refused:
            raise UsageError("prediction: too few.")
        self.cards[model] = a_card(model, question=question, purpose=purpose)
        return self.cards[model]

    def all(self) -> list[ModelCard]:
        return list(self.cards.values())

    def versions(self, model: str) -> list[ModelCard]:
        return [self.card(model), replace(self.card(model), version=1)]

    def card(self, model: str, version: int | None = None) -> ModelCard:
        if model not in self.cards:
            raise NotFound(f"model: expected one of orders; got {model!r}.")
        return replace(self.cards[model], version=version or 2)

    def card_text(self, model: str, version: int | None = None, language: Language = Language.EN) -> str:
        return f"# {self.card(model, version).model} {language.value}\n"

    def scored(self, model: str, version: int | None = None, page: int = 1, size: int = 50) -> ScoredPage:
        return ScoredPage(model, version or 2, NOW, 1, 3, (A_UNIT,) if page == 1 and size else ())

    def of(self, model: str, unit: int, version: int | None = None) -> ScoredUnit:
        if unit != A_UNIT.unit or version:
            raise NotFound(f"account {unit}: expected one with a score.")
        return A_UNIT

    def announce(self, model: str, version: int | None = None) -> int:
        self.announced.append(f"{model} {version}")
        return 1

    def drift(self, model: str, version: int | None = None) -> Drift:
        return Drift(NOW, 1, 0.1, ((model, float(version or 0)),))

    def next_best(self, model: str, unit: int, version: int | None = None) -> list[NextBest]:
        return [NextBest("call", 0.5, 40 + (unit * 0), 12, 0.2, 0.4)] if model and not version else []


@dataclass
class FakeObjections:
    kept: list[Objection] = field(default_factory=list)

    def list(self, person: int | None = None) -> list[Objection]:
        return [one for one in self.kept if person in (None, one.person)]

    def rehearse(
        self, person: int, purpose: ObjectionPurpose = ObjectionPurpose.PROFILING, *, is_withdrawn: bool = False
    ) -> ObjectionPlan:
        holds = any(one.withdrawn_at is None for one in self.list(person))
        return ObjectionPlan(person, purpose, holds is is_withdrawn, 19, 1, 3)

    def add(self, person: int, purpose: ObjectionPurpose = ObjectionPurpose.PROFILING, *, source: str) -> ObjectionPlan:
        self.kept.insert(0, Objection(len(self.kept) + 1, person, "", purpose, NOW, source, "Ada"))
        return self.rehearse(person, purpose)

    def withdraw(self, person: int, purpose: ObjectionPurpose = ObjectionPurpose.PROFILING) -> ObjectionPlan:
        self.kept = [replace(one, withdrawn_at=NOW) if one.person == person else one for one in self.kept]
        return self.rehearse(person, purpose)
