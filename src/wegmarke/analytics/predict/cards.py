"""The model card: what a model is, how it was tested and what to mind, as a value and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from wegmarke.analytics.predict.asking import Asked, instant
from wegmarke.analytics.predict.samples import DAY
from wegmarke.analytics.predict.training import Trained
from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.predictions import Estimate, FeatureLine, Fold, ModelCard, Target

MOST_FEATURES = 20
LIMITS = (
    LocalizedText(
        de="Sagt, was nach Vergangenem wahrscheinlich ist, nicht was eine Maßnahme bewirkt.",
        en="Says what is likely after what happened, not what an act would cause.",
    ),
    LocalizedText(
        de="Darf Reihenfolgen vorschlagen, aber nicht allein entscheiden, ob oder zu welchem Preis jemand ein Angebot "
        "bekommt (Art. 22 DSGVO).",
        en="May suggest an order of work, but must not decide alone whether, or at which price, somebody gets an offer "
        "(Art. 22 GDPR).",
    ),
    LocalizedText(
        de="Personen, die der Profilbildung widersprochen haben, werden weder gelernt noch bewertet noch bei ihrem "
        "Unternehmen mitgezählt.",
        en="Persons who object to profiling are neither learnt from nor scored nor counted at their account.",
    ),
    LocalizedText(
        de="Nur Kontaktereignisse vor dem Stichtag zählen, aber so, wie sie heute zugeordnet sind.",
        en="Only touches before a cut-off count, but as they are resolved and recognised today.",
    ),
)


def card_of(
    asked: Asked, trained: Trained, *, model: str, version: int, purpose: str, made_at: datetime, made_by: str
) -> ModelCard:
    """Write the card of a model of touches."""
    question, columns = asked.question, asked.history.columns
    features = trained.model.features
    strongest = np.argsort(-trained.strength, kind="stable")[:MOST_FEATURES]
    outcome = np.concatenate([one.outcome for one in asked.answers])
    often = np.bincount(outcome, minlength=len(asked.classes)) / max(1, outcome.size)
    last = instant(int(columns.occurred_at.max())).isoformat() if columns.occurred_at.size else "none"
    return ModelCard(
        model=model, version=version, purpose=purpose, question=question, kind=trained.model.kind, made_at=made_at,
        made_by=made_by, trained_from=instant(asked.cutoffs[0]),
        trained_until=instant(asked.cutoffs[-1] + question.horizon_days * DAY),
        data_state=f"{columns.occurred_at.size} touches of {columns.units.size} units until {last}",
        n=asked.n, positives=asked.positives, tested=trained.tested, base_rate=trained.base_rate, auc=trained.auc,
        brier=trained.brier, top_decile=trained.top_decile, log_loss_by_kind=trained.log_loss_by_kind,
        calibration="none" if asked.classes else trained.model.calibration.kind, curve=trained.curve,
        folds=tuple(
            Fold(instant(one.at), one.n, one.positives, one.auc, one.brier, one.foretold) for one in trained.folds
        ),
        features=tuple(
            FeatureLine(features[one].id, features[one].title, float(trained.strength[one]))
            for one in strongest if trained.strength[one] > 0
        ),
        classes={name: float(often[place]) for place, name in enumerate(asked.classes)},
        accuracy=trained.accuracy, objecting=asked.objecting, limits=LIMITS,
    )  # fmt: skip


def target_words(card: ModelCard) -> LocalizedText:
    """Say what a model foretells."""
    question = card.question
    named, days = ", ".join(question.conversion), question.horizon_days
    unit_de, unit_en = ("Person", "person") if question.by == "person" else ("Unternehmen", "account")
    match question.target:
        case Target.CONVERSION:
            words = (f"{named} innerhalb von {days} Tagen", f"{named} within {days} days")
        case Target.CHURN:
            words = (f"Abwanderung ({named}) innerhalb von {days} Tagen", f"churn ({named}) within {days} days")
        case Target.NEXT_PHASE:
            words = (f"die nächste andere Phase innerhalb von {days} Tagen", f"the next other phase within {days} days")
        case Target.NEXT_TOUCHPOINT:
            words = (f"der nächste Kontaktpunkt innerhalb von {days} Tagen", f"the next touchpoint within {days} days")
    return LocalizedText(de=f"{words[0]}, je {unit_de}", en=f"{words[1]}, per {unit_en}")


def markdown(card: ModelCard, language: Language = Language.EN) -> str:
    """Write a card as Markdown."""
    german = language is Language.DE

    def say(de: str, en: str) -> str:
        return de if german else en

    lines = [
        f"# {card.model}, {say('Version', 'version')} {card.version}", "",
        f"{card.purpose}", "",
        *_table([
            (say("Sagt vorher", "Foretells"), target_words(card).get(language)),
            (say("Art", "Kind"), f"{card.kind.value}, {say('Kalibrierung', 'calibration')} {card.calibration}"),
            (say("Gelernt aus", "Learnt from"), f"{_day(card.trained_from)} – {_day(card.trained_until)}"),
            (say("Fälle", "Cases"), f"{card.n}, {say('davon eingetreten', 'of them it happened in')} {card.positives}"),
            (say("Geprüft an späterer Zeit", "Tested on later time"), f"{card.tested}"),
            (say("Basisrate", "Base rate"), f"{card.base_rate:.4f}"),
            ("AUC", _number(card.auc)), ("Brier", f"{card.brier:.4f}"),
            (say("Oberstes Zehntel", "Top decile"), f"{_number(card.top_decile)} × {say('Basisrate', 'base rate')}"),
            (say("Datenstand", "State of data"), card.data_state),
            (say("Widersprüche", "Objecting persons"), f"{card.objecting}"),
            (say("Angelegt", "Made"), f"{_day(card.made_at)} {say('von', 'by')} {card.made_by or '–'}"),
        ]), "",
        f"## {say('Kalibrierung', 'Calibration')}", "",
        f"| n | {say('vorhergesagt', 'foretold')} | {say('eingetreten', 'happened')} | 95 % |", "|---:|---:|---:|---|",
        *(f"| {p.n} | {p.foretold:.3f} | {p.happened:.3f} | {p.low:.3f}–{p.high:.3f} |" for p in card.curve), "",
        f"## {say('Merkmale', 'Features')}", "",
        *(f"- {one.title.get(language)} ({one.strength:.3f})" for one in card.features), "",
        f"## {say('Nicht verwendet', 'Not used')}", "",
        *([f"- {one.name}: {one.reason.get(language)}" for one in card.left_out] or ["–"]), "",
        f"## {say('Grenzen', 'Limits')}", "",
        *(f"- {one.get(language)}" for one in card.limits), "",
    ]  # fmt: skip
    return "\n".join(lines)


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]


def _number(one: Estimate) -> str:
    if one.value is None:
        return "–"
    interval = "" if one.low is None or one.high is None else f" ({one.low:.3f}–{one.high:.3f})"
    return f"{one.value:.3f}{interval}"


def _day(at: datetime | None) -> str:
    return "–" if at is None else at.date().isoformat()
