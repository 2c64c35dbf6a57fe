"""Models and scores, written for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import Unit
from wegmarke.domain.predictions import Estimate, ModelCard, ModelKind, ScoredUnit, Target
from wegmarke.i18n import MISSING, marked
from wegmarke.web.explore.analysis import Twin
from wegmarke.web.reader import Reader
from wegmarke.web.titles import Titles
from wegmarke.web.words import UNITS_MANY
from wegmarke.workspace import prediction_words

PREDICTION: Final = "/explore/prediction"
TARGETS: Final[Mapping[Target, tuple[str, str]]] = {
    Target.CONVERSION: marked("prediction", "Conversion"),
    Target.CHURN: marked("prediction", "Churn"),
    Target.NEXT_PHASE: marked("prediction", "Next phase"),
    Target.NEXT_TOUCHPOINT: marked("prediction", "Next touchpoint"),
}
KINDS: Final[Mapping[ModelKind, tuple[str, str]]] = {
    ModelKind.LINEAR: marked("prediction", "Logistic regression on ranges of values"),
    ModelKind.TREES: marked("prediction", "Gradient boosting of small trees"),
}
_NO_CLASS: Final = {
    "(none)": marked("prediction", "nothing"),
    "(stays)": marked("prediction", "stays"),
    "(other)": marked("prediction", "something else"),
}


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model in the list."""

    url: str
    name: str
    foretells: str
    auc: str
    base: str
    top: str
    counted: str
    made: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A unit with its score; `people` leads to its own page."""

    url: str
    people: str
    label: str
    probability: str
    answer: str
    reasons: tuple[str, ...]


def model_url(card: ModelCard) -> str:
    """Return where a model is shown."""
    return f"{PREDICTION}/model/{card.model}"


def model_line(card: ModelCard, titles: Titles, reader: Reader) -> ModelLine:
    """Write a model in the list."""
    f = reader.formats
    return ModelLine(
        url=model_url(card),
        name=card.model,
        foretells=foretells(card, titles, reader),
        auc=estimate(card.auc, reader),
        base=f.percent(card.base_rate),
        top=estimate(card.top_decile, reader, 1),
        counted=f"{f.number(card.n)} / {f.number(card.positives)}",
        made=f.day(card.made_at, reader.zone),
    )


def foretells(card: ModelCard, titles: Titles, reader: Reader) -> str:
    """Say what a model foretells."""
    return titles.in_text(prediction_words(card).get(reader.language), reader.language)


def estimate(one: Estimate, reader: Reader, digits: int = 3) -> str:
    """Write a number with its interval."""
    f = reader.formats
    if one.value is None:
        return MISSING
    if one.low is None or one.high is None:
        return f.number(one.value, digits)
    return f"{f.number(one.value, digits)} ({f.number(one.low, digits)}–{f.number(one.high, digits)})"


def card_facts(card: ModelCard, titles: Titles, reader: Reader) -> list[tuple[str, str]]:
    """Write what stands on a card."""
    t, f = reader.t, reader.formats
    window = f"{f.day(card.trained_from, reader.zone)} – {f.day(card.trained_until, reader.zone)}"
    said = [
        (t.pgettext("prediction", "Foretells"), foretells(card, titles, reader)),
        (t.pgettext("prediction", "Computes by"), t.label(KINDS[card.kind])),
        (t.pgettext("prediction", "Learnt from"), window),
        (t.pgettext("prediction", "Cases, of them it happened in"), f"{f.number(card.n)}, {f.number(card.positives)}"),
        (t.pgettext("prediction", "Tested on later time"), f.number(card.tested)),
        (t.pgettext("prediction", "Base rate"), f.percent(card.base_rate)),
        ("AUC", estimate(card.auc, reader)),
        (t.pgettext("prediction", "Top tenth, times the base rate"), estimate(card.top_decile, reader, 1)),
        (t.pgettext("prediction", "Brier score"), f.number(card.brier, 4)),
    ]  # fmt: skip
    if card.accuracy is not None:
        right, usual = (f.percent(one) for one in card.accuracy)
        words = t.gettext("%(right)s; always saying the most frequent: %(usual)s", right=right, usual=usual)
        said.append((t.pgettext("prediction", "Foretold rightly"), words))
    made = t.gettext("%(day)s by %(name)s", day=f.day(card.made_at, reader.zone), name=card.made_by or MISSING)
    return [
        *said,
        (t.pgettext("prediction", "Persons who object"), f.number(card.objecting)),
        (t.pgettext("prediction", "Made"), made),
    ]


def curve_twin(card: ModelCard, reader: Reader) -> Twin:
    """Write the numbers of the picture, highest scores first."""
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("prediction", "Tenth"), True), (t.pgettext("prediction", "Cases"), True),
        (t.pgettext("prediction", "Foretold"), True), (t.pgettext("prediction", "Happened"), True),
        (t.pgettext("prediction", "95 % interval"), True), (t.pgettext("prediction", "Times the base rate"), True),
    )  # fmt: skip
    size = sum(point.n for point in card.curve)
    base = sum(point.n * point.happened for point in card.curve) / size if size else 0.0
    rows = [
        (
            f.number(place), f.number(point.n), f.percent(point.foretold), f.percent(point.happened),
            f.percent_range(point.low, point.high), f.number(point.happened / base, 1) if base else MISSING,
        )
        for place, point in enumerate(reversed(card.curve), 1)
    ]  # fmt: skip
    return Twin(heads, rows)


def fold_twin(card: ModelCard, reader: Reader) -> Twin:
    """Write the back-test by cut-off."""
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("prediction", "Cut-off"), False), (t.pgettext("prediction", "Cases"), True),
        (t.pgettext("prediction", "Foretold"), True), (t.pgettext("prediction", "Happened"), True), ("AUC", True),
        (t.pgettext("prediction", "Brier score"), True),
    )  # fmt: skip
    rows = [
        (
            f.day(one.at, reader.zone), f.number(one.n), f.number(one.foretold, 1), f.number(one.positives),
            MISSING if one.auc is None else f.number(one.auc, 3), f.number(one.brier, 4),
        )
        for one in card.folds
    ]  # fmt: skip
    return Twin(heads, rows)


def score_line(card: ModelCard, line: ScoredUnit, titles: Titles, reader: Reader) -> ScoreLine:
    """Write one unit's score with its reasons."""
    people = "persons" if card.question.by == "person" else "accounts"
    return ScoreLine(
        url=f"{model_url(card)}/unit/{line.unit}",
        people=f"/people/{people}/{line.unit}",
        label=line.label,
        probability=reader.formats.percent(line.probability),
        answer=class_words(line.answer, titles, reader),
        reasons=tuple(titles.in_text(one.words.get(reader.language), reader.language) for one in line.reasons),
    )


def class_words(name: str, titles: Titles, reader: Reader) -> str:
    """Write one of several classes."""
    if name in _NO_CLASS:
        return reader.t.label(_NO_CLASS[name])
    return titles.phase(name) if name in titles.phases else titles.touchpoint(name)


def units_words(card: ModelCard, reader: Reader) -> str:
    """Return the unit in the plural."""
    return reader.t.label(UNITS_MANY[Unit(card.question.by)])
