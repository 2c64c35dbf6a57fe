"""The value proposition canvas, written for a reader: the customer profile beside what we offer, and the fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from wegmarke.domain import Fit, LocalizedText
from wegmarke.i18n import MISSING
from wegmarke.web.reader import Reader
from wegmarke.web.words import word
from wegmarke.workspace import Canvas, CanvasAnswer, JourneyMap, canvas_fits, vocabulary


@dataclass(frozen=True, slots=True)
class Wish:
    """A job, a pain or a gain; `marks` is its severity or relevance, 0 where none is given."""

    number: str
    text: str
    kind: str
    marks: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A reliever or creator: the numbers of what it answers, and the touchpoints at which it does."""

    text: str
    numbers: str
    touchpoints: str


@dataclass(frozen=True, slots=True)
class CanvasView:
    """One canvas; `fits` has title, share and counts per phase."""

    number: int
    title: str
    persona: str
    solution: str
    jobs: tuple[Wish, ...]
    pains: tuple[Wish, ...]
    gains: tuple[Wish, ...]
    products: tuple[str, ...]
    relievers: tuple[Answer, ...]
    creators: tuple[Answer, ...]
    fits: tuple[tuple[str, str, str], ...]


_Pairs: TypeAlias = tuple[tuple[str, LocalizedText, str | None, int | None], ...]


def canvas_views(document: JourneyMap, reader: Reader) -> list[CanvasView]:
    """Write all canvases of a map."""
    return [_view(number, document, one, reader) for number, one in enumerate(document.canvases, 1)]


def fit_text(fit: Fit | None, reader: Reader) -> tuple[str, str]:
    """Write a fit as share and counts."""
    if fit is None or fit.value is None:
        return MISSING, ""
    f = reader.formats
    counts = reader.t.pgettext("rate", "%(part)s of %(of)s", part=f.number(fit.addressed), of=f.number(fit.of))
    return f.percent(fit.value, 0), counts


def _view(number: int, document: JourneyMap, shown: Canvas, reader: Reader) -> CanvasView:
    names = {persona.id: persona.name for persona in document.personas}
    solutions = {solution.id: solution.title for solution in document.solutions}
    persona = names.get(shown.persona or "", LocalizedText()).get(reader.language)
    pains = tuple((one.id, one.text, one.kind, one.severity) for one in shown.pains)
    gains = tuple((one.id, one.text, one.kind, one.relevance) for one in shown.gains)
    numbers = {one[0]: f"P{place}" for place, one in enumerate(pains, 1)}
    numbers |= {one[0]: f"G{place}" for place, one in enumerate(gains, 1)}
    answered = {one for answer in (*shown.pain_relievers, *shown.gain_creators) for one in answer.addresses}
    fits = canvas_fits(document, shown)
    return CanvasView(
        number=number,
        title=shown.title.get(reader.language) or persona or reader.t.gettext("Canvas %(n)s", n=number),
        persona=persona,
        solution=solutions.get(shown.solution or "", LocalizedText()).get(reader.language),
        jobs=tuple(
            Wish(
                "",
                job.text.get(reader.language),
                word(vocabulary.JOB_KINDS, job.kind, reader.t),
                job.relevance or 0,
                True,
            )
            for job in shown.jobs
        ),
        pains=_wishes(pains, numbers, answered, vocabulary.PAIN_KINDS, reader),
        gains=_wishes(gains, numbers, answered, vocabulary.GAIN_KINDS, reader),
        products=tuple(text.get(reader.language) for text in shown.products_services),
        relievers=tuple(_answer(one, numbers, document, reader) for one in shown.pain_relievers),
        creators=tuple(_answer(one, numbers, document, reader) for one in shown.gain_creators),
        fits=tuple(
            (phase.title.get(reader.language), *fit_text(fits.get(phase.id), reader)) for phase in document.phases
        ),
    )


def _wishes(
    wishes: _Pairs, numbers: dict[str, str], answered: set[str], kinds: dict[str, LocalizedText], reader: Reader
) -> tuple[Wish, ...]:
    return tuple(
        Wish(
            numbers[one],
            text.get(reader.language),
            word(kinds, kind, reader.t) if kind else "",
            marks or 0,
            one in answered,
        )
        for one, text, kind, marks in wishes
    )


def _answer(answer: CanvasAnswer, numbers: dict[str, str], document: JourneyMap, reader: Reader) -> Answer:
    titles = {point.id: point.title.get(reader.language) for point in document.touchpoints}
    return Answer(
        text=answer.text.get(reader.language),
        numbers=", ".join(numbers[one] for one in answer.addresses if one in numbers),
        touchpoints=", ".join(titles[point] for point in answer.touchpoints),
    )
