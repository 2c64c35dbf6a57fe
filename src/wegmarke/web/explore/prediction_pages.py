"""Handlers of *Explore › Prediction*: models, their cards and scores, one unit, and fitting with its plan first."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import NotFound, UsageError, WegmarkeError
from wegmarke.domain.predictions import PredictionQuestion, Target, TrainingPlan
from wegmarke.web.explore.analysis import Picture
from wegmarke.web.explore.drawing import drawn
from wegmarke.web.explore.prediction_picture import draw_card
from wegmarke.web.explore.prediction_words import (
    PREDICTION,
    TARGETS,
    card_facts,
    curve_twin,
    fold_twin,
    foretells,
    model_line,
    model_url,
    score_line,
    units_words,
)
from wegmarke.web.explore.registry import menu
from wegmarke.web.listing import pager, read_page
from wegmarke.web.problem_words import problem_text
from wegmarke.web.selection import Choice, with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles

_SIZE: Final = 25
_MOST: Final = 500
_FIELDS: Final = {
    "name": "", "target": "conversion", "by": "account", "conversion": "", "horizon": "90", "repeats": "", "purpose": ""
}  # fmt: skip
_WHOLE: Final = re.compile(r"[0-9]{1,4}")


class Fitting(msgspec.Struct, frozen=True):
    """The form under the plan of a model."""

    name: str = ""
    target: str = "conversion"
    by: str = "account"
    conversion: str = ""
    horizon: str = "90"
    repeats: str = ""
    purpose: str = ""


@get(PREDICTION, sync_to_thread=True)
def model_list(page: NamedDependency[Page]) -> Response[str]:
    """Show all models, and offer to fit another one."""
    titles = reference_titles(page.front, page.reader)
    return page.render(
        "explore/prediction.html",
        title=page.reader.t.pgettext("explore", "Prediction"),
        place="explore",
        explore_menu=menu(PREDICTION, page.reader),
        lines=[model_line(card, titles, page.reader) for card in page.front.predictions.all()],
        **_form(page),
    )


@get(f"{PREDICTION}/plan", sync_to_thread=True)
def model_plan(page: NamedDependency[Page]) -> Response[str]:
    """Show what a model would learn from, or why it cannot be fitted; nothing is fitted yet."""
    return _plan(page, None)


@post(f"{PREDICTION}/fitted", sync_to_thread=True, status_code=303)
def fit_model(page: NamedDependency[Page], data: URLEncodedBody[Fitting]) -> Response[str] | Redirect:
    """Fit a model and show its card; what is wrong is said on the plan."""
    params = {name: str(getattr(data, name)) for name in _FIELDS}
    asked = Page(page.site, page.reader, f"{PREDICTION}/plan", params)
    try:
        card = page.front.predictions.train(data.name.strip(), _question(params), data.purpose)
    except UsageError as error:
        return _plan(asked, error)
    return Redirect(with_params(model_url(card), {"done": "fitted"}), status_code=303)


@get(f"{PREDICTION}/model/{{model:str}}", sync_to_thread=True)
def model_page(page: NamedDependency[Page], model: FromPath[str]) -> Response[str]:
    """Show the card of a model, how well it held, and the highest scores with their reasons."""
    reader, titles, number = page.reader, reference_titles(page.front, page.reader), read_page(page.params)
    version = _version(page)
    card, door = page.front.predictions.card(model, version), page.front.predictions
    scored = door.scored(model, version, number, _SIZE)
    picture = draw_card(card, reader)
    return page.render(
        "explore/prediction_model.html",
        title=card.model,
        place="explore",
        explore_menu=menu(PREDICTION, reader),
        card=card,
        url=model_url(card),
        foretells=foretells(card, titles, reader),
        facts=card_facts(card, titles, reader),
        picture=drawn(Picture("explore/prediction.svg.html", {"drawn": picture}), reader) if picture else None,
        curve=curve_twin(card, reader),
        folds=fold_twin(card, reader),
        features=[
            (titles.in_text(one.title.get(reader.language), reader.language), reader.formats.number(one.strength, 2))
            for one in card.features
        ],
        left_out=[(one.name, one.reason.get(reader.language)) for one in card.left_out],
        limits=[one.get(reader.language) for one in card.limits],
        lines=[score_line(card, line, titles, reader) for line in scored.lines],
        units=units_words(card, reader),
        n_objecting=reader.formats.number(scored.n_objecting),
        total=reader.formats.number(scored.total),
        at=reader.formats.day(scored.at, reader.zone),
        pager=pager(number, _SIZE, min(scored.total, _MOST), page.path, page.params, reader),
        versions=[
            (one.version, with_params(model_url(card), {"version": str(one.version)})) for one in door.versions(model)
        ],
        done=page.params.get("done", ""),
    )  # fmt: skip


@get(f"{PREDICTION}/card/{{name:str}}", sync_to_thread=True)
def model_card(page: NamedDependency[Page], name: FromPath[str]) -> Response[bytes]:
    """Download the card of a model: `/explore/prediction/card/calls.md` or `.json`."""
    model, _, ending = name.rpartition(".")
    if ending == "json":
        content = msgspec.json.format(msgspec.json.encode(page.front.predictions.card(model, _version(page))))
    elif ending == "md":
        content = page.front.predictions.card_text(model, _version(page), page.reader.language).encode()
    else:
        raise NotFound(f"card: expected a name that ends in .md or .json; got {name[:60]!r}.")
    kinds = {"json": "application/json", "md": "text/markdown; charset=utf-8"}
    headers = {"content-disposition": f'attachment; filename="{model}-card.{ending}"'}
    return Response(content, media_type=kinds[ending], headers=headers)


@get(f"{PREDICTION}/model/{{model:str}}/unit/{{unit:int}}", sync_to_thread=True)
def unit_page(page: NamedDependency[Page], model: FromPath[str], unit: FromPath[int]) -> Response[str]:
    """Show all reasons of one score, which sum to it exactly, and what came next in comparable situations."""
    reader, titles, door = page.reader, reference_titles(page.front, page.reader), page.front.predictions
    card = door.card(model)
    line = door.of(model, unit)
    following = door.next_best(model, unit) if card.question.target is Target.CONVERSION else ()
    f = reader.formats
    return page.render(
        "explore/prediction_unit.html",
        title=line.label,
        place="explore",
        explore_menu=menu(PREDICTION, reader),
        card=card,
        url=model_url(card),
        foretells=foretells(card, titles, reader),
        line=score_line(card, line, titles, reader),
        average=f.signed(line.average, 3),
        sum=f.signed(line.average + sum(one.points for one in line.reasons), 3),
        reasons=[
            (titles.in_text(one.words.get(reader.language), reader.language), f.signed(one.points, 3))
            for one in line.reasons
        ],
        is_conversion=card.question.target is Target.CONVERSION,
        following=[
            (
                titles.touchpoint(one.touchpoint), f.percent(one.probability),
                f"{f.number(one.conversions)} / {f.number(one.n)}", f.percent_range(one.low, one.high),
            )
            for one in following
        ],
    )  # fmt: skip


@post(f"{PREDICTION}/model/{{model:str}}/announced", sync_to_thread=True, status_code=303)
def announce_scores(page: NamedDependency[Page], model: FromPath[str]) -> Redirect:
    """Say today's scores as events."""
    page.front.predictions.announce(model)
    return Redirect(with_params(f"{PREDICTION}/model/{model}", {"done": "announced"}), status_code=303)


def _plan(page: Page, error: WegmarkeError | None) -> Response[str]:
    plan: TrainingPlan | None = None
    try:
        plan = page.front.predictions.plan(_question(page.params))
    except UsageError as wrong:
        error = error or wrong
    f, reader = page.reader.formats, page.reader
    return page.render(
        "explore/prediction_plan.html",
        title=reader.t.gettext("Fit a model"),
        place="explore",
        status=400 if error else 200,
        explore_menu=menu(PREDICTION, reader),
        problem=problem_text(error, reader) if error else None,
        plan=plan,
        refused=plan.refused.get(reader.language) if plan and plan.refused else "",
        cutoffs=[
            (f.day(at, reader.zone), f.number(n), f.number(positives))
            for at, (n, positives) in zip(plan.cutoffs, plan.by_cutoff, strict=True)
        ] if plan else [],
        figures=_figures(page, plan) if plan else [],
        **_form(page),
    )  # fmt: skip


def _figures(page: Page, plan: TrainingPlan) -> list[tuple[str, str]]:
    t, f = page.reader.t, page.reader.formats
    return [
        (t.pgettext("prediction", "Cases"), f.number(plan.n)),
        (t.pgettext("prediction", "Of them it happened in"), f.number(plan.positives)),
        (t.pgettext("prediction", "Features"), f.number(plan.features)),
        (t.pgettext("prediction", "Persons who object"), f.number(plan.objecting)),
    ]


def _form(page: Page) -> dict[str, Any]:
    reader = page.reader
    typed = {name: page.params.get(name, default) for name, default in _FIELDS.items()}
    titles = reference_titles(page.front, reader)
    units = (("account", reader.t.pgettext("unit", "Account")), ("person", reader.t.pgettext("unit", "Person")))
    return {
        "typed": typed,
        "targets": [
            Choice(reader.t.label(words), one.value, one.value == typed["target"]) for one, words in TARGETS.items()
        ],
        "units_": [Choice(words, one, one == typed["by"]) for one, words in units],
        "known_places": [(key, title) for key, title in titles.touchpoints.items() if not key.startswith("(")],
    }  # fmt: skip


def _question(params: dict[str, str]) -> PredictionQuestion:
    target, horizon = params.get("target", "conversion"), params.get("horizon", "90").strip()
    if target not in set(Target):
        raise UsageError(f"target: expected one of {', '.join(Target)}; got {target[:40]!r}. Choose one.")
    if not _WHOLE.fullmatch(horizon):
        raise UsageError(f"horizon: expected a number of days such as 90; got {horizon[:20]!r}. Write a number.")
    named = tuple(one.strip() for one in params.get("conversion", "").split(",") if one.strip())
    return PredictionQuestion(
        Target(target), params.get("by", "account"), named, int(horizon), repeats=bool(params.get("repeats"))
    )


def _version(page: Page) -> int | None:
    text = page.params.get("version", "")
    return int(text) if _WHOLE.fullmatch(text) else None


HANDLERS: Final = (model_list, model_plan, fit_model, model_page, model_card, unit_page, announce_scores)
