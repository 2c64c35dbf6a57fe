"""`wegmarke predict`: fit models of conversion, churn and what comes next, read their cards, score, and say scores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from wegmarke.cli.analyse.options import names
from wegmarke.cli.output import Format, FormatOption, print_json, print_result, print_rows, say
from wegmarke.cli.period import read_day
from wegmarke.domain import Language
from wegmarke.domain.predictions import ModelCard, ModelKind, PredictionQuestion, Target, TrainingPlan
from wegmarke.workspace import lift_of_file, open_workspace

application = typer.Typer(help="Prediction: models, cards, scores with reasons.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Model = Annotated[str, typer.Argument(help="id of a model: small letters, digits, _ . -")]
Version = Annotated[int | None, typer.Option("--version", help="of the model; else the newest one")]
At = Annotated[str | None, typer.Option("--at", help="the beginning of this day; else of today")]
_DEFAULT = PredictionQuestion()


@application.command()
def train(
    folder: Folder,
    model: Model,
    target: Annotated[
        Target, typer.Option(help="conversion, churn, next_phase or next_touchpoint")
    ] = Target.CONVERSION,
    by: Annotated[str, typer.Option("--by", help="person or account")] = "account",
    conversion: Annotated[
        str, typer.Option(help="touchpoints or event names, with commas; or stage:MODEL:STAGE, opportunity:won")
    ] = "",
    horizon: Annotated[int, typer.Option(help="how many days ahead")] = _DEFAULT.horizon_days,
    active: Annotated[int, typer.Option(help="only units with a touch within so many days")] = _DEFAULT.active_days,
    cutoffs: Annotated[int, typer.Option(help="at most so many cut-offs, one horizon apart")] = _DEFAULT.cutoffs,
    repeats: Annotated[bool, typer.Option("--repeats", help="also units that did it before the cut-off")] = False,
    kind: Annotated[ModelKind | None, typer.Option(help="linear or trees; else the better one on later time")] = None,
    seed: Annotated[int, typer.Option(help="of every draw")] = _DEFAULT.seed,
    purpose: Annotated[str, typer.Option(help="what the scores are for, for the card")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what it would learn from")] = False,
) -> None:
    """Fit a model, test it on later time and keep it, or say why it cannot be fitted."""
    question = PredictionQuestion(
        target, by, names(conversion), horizon, active, cutoffs, repeats, _DEFAULT.half_life_days, kind, seed
    )
    with open_workspace(folder) as workspace:
        if dry_run:
            _say_plan(workspace.predictions.plan(question))
            return
        card = workspace.predictions.train(model, question, purpose)
    say(_line(card))


@application.command("list")
def list_(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List the models with their figures."""
    with open_workspace(folder) as workspace:
        cards = workspace.predictions.all()
    if format_ is Format.JSON:
        print_json(cards)
        return
    for card in cards:
        say(_line(card))
    say(f"{len(cards)} models")


@application.command()
def show(
    folder: Folder,
    model: Model,
    version: Version = None,
    language: Annotated[Language, typer.Option(help="de or en")] = Language.EN,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print the card of a model as Markdown, or as JSON."""
    with open_workspace(folder) as workspace:
        if format_ is Format.JSON:
            print_json(workspace.predictions.card(model, version))
            return
        print(workspace.predictions.card_text(model, version, language), end="")  # noqa: T201


@application.command()
def score(
    folder: Folder,
    model: Model,
    version: Version = None,
    size: Annotated[int, typer.Option(help="how many", min=1, max=500)] = 20,
    at: At = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List the units with the highest scores and their reasons."""
    with open_workspace(folder) as workspace:
        instant = read_day(at, "--at", workspace.settings.time_zone)
        found = workspace.predictions.scored(model, version, 1, size, instant)
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [
        {"unit": line.unit, "label": line.label, "probability": f"{line.probability:.3f}", "answer": line.answer,
         "because": "; ".join(reason.words.get(Language.EN) for reason in line.reasons)}
        for line in found.lines
    ]  # fmt: skip
    if rows:
        print_rows(pa.Table.from_pylist(rows), format_)
    if format_ is Format.TABLE:
        say(f"{len(found.lines)} of {found.total} units, {found.n_objecting} persons object to profiling")


@application.command()
def explain(
    folder: Folder,
    model: Model,
    unit: Annotated[int, typer.Argument(help="number of a person or account")],
    version: Version = None,
    at: At = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Say what every feature adds to the score of one unit; it sums to the score exactly."""
    with open_workspace(folder) as workspace:
        instant = read_day(at, "--at", workspace.settings.time_zone)
        found = workspace.predictions.of(model, unit, version, instant)
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = [{"feature": one.feature, "points": f"{one.points:+.4f}", "because": one.words.en} for one in found.reasons]
    if rows:
        print_rows(pa.Table.from_pylist(rows), format_)
    if format_ is Format.TABLE:
        say(
            f"{found.label}: {found.probability:.4f} {found.answer}".rstrip()
            + f"; average {found.average:+.4f} log-odds"
        )


@application.command("next-best")
def next_best(folder: Folder, model: Model, unit: Annotated[int, typer.Argument(help="number of a person or account")],
              format_: FormatOption = Format.TABLE) -> None:  # fmt: skip
    """Rank touchpoints by what followed in comparable situations; what went together, not what causes."""
    with open_workspace(folder) as workspace:
        found = workspace.predictions.next_best(model, unit)
    if format_ is Format.JSON:
        print_json(found)
        return
    for one in found:
        say(f"{one.touchpoint}  {one.probability:.3f}  {one.conversions} of {one.n} ({one.low:.3f}–{one.high:.3f})")
    say(f"{len(found)} touchpoints with enough comparable situations; associational, not causal")


@application.command()
def announce(folder: Folder, model: Model, version: Version = None) -> None:
    """Say today's scores as events prediction_scored, which segments and rules read."""
    with open_workspace(folder) as workspace:
        say(f"{workspace.predictions.announce(model, version)} scores said")


@application.command()
def drift(
    folder: Folder, model: Model, version: Version = None, at: At = None, format_: FormatOption = Format.TABLE
) -> None:
    """Compare the present with what a model was fitted on."""
    with open_workspace(folder) as workspace:
        found = workspace.predictions.drift(model, version, read_day(at, "--at", workspace.settings.time_zone))
    if format_ is Format.JSON:
        print_json(found)
        return
    say(f"{found.n} units; stability index of the scores {found.stability:.3f} (above 0.25 much has changed)")
    if found.foretold is not None:
        say(f"foretold {found.foretold:.1f}, happened {found.happened}")
    for name, index in found.features[:5]:
        say(f"  {name}  {index:.3f}")


@application.command()
def remove(folder: Folder, model: Model) -> None:
    """Remove all versions of a model."""
    with open_workspace(folder) as workspace:
        workspace.predictions.remove(model)
    say(f"{model}: removed")


@application.command()
def lift(
    file: Annotated[Path, typer.Argument(help="one row per unit: CSV, workbook, Parquet or JSON lines")],
    group: Annotated[str, typer.Option(help="column that says in which group a unit is")],
    treated: Annotated[str, typer.Option(help="its value for those who were treated")],
    holdout: Annotated[str, typer.Option(help="its value for those who were left out by chance")],
    outcome: Annotated[list[str], typer.Option(help="column of numbers, 0 and 1 for shares; may be repeated")],
    is_random: Annotated[bool, typer.Option("--random", help="chance alone decided who was left out")] = False,
    parts: Annotated[str | None, typer.Option(help="column by which the lift is told apart, too")] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Compare a treated group with its random holdout: difference with interval, per outcome and part."""
    print_result(lift_of_file(file, group, treated, holdout, outcome, is_random=is_random, parts=parts), format_)


def _line(card: ModelCard) -> str:
    auc = "–" if card.auc.value is None else f"{card.auc.value:.3f} ({card.auc.low or 0:.3f}–{card.auc.high or 0:.3f})"
    return (
        f"{card.model}  version {card.version}  {card.question.target.value} by {card.question.by}  {card.kind.value}  "
        f"AUC {auc}  base rate {card.base_rate:.3f}  n {card.n}, positives {card.positives}"
    )


def _say_plan(plan: TrainingPlan) -> None:
    for at, (n, positives) in zip(plan.cutoffs, plan.by_cutoff, strict=True):
        say(f"{at:%Y-%m-%d}  {n} units, {positives} positives")
    say(f"{plan.n} cases, {plan.positives} positives, {plan.features} features, {plan.objecting} persons object")
    say("can be fitted" if plan.refused is None else f"cannot be fitted: {plan.refused.en}")
