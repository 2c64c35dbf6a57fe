"""`wegmarke survey`: one question to persons, on a page that a signed link opens."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, FormatOption, print_json, say
from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.surveys import Survey, SurveyKind, SurveyLine, SurveyLink
from wegmarke.workspace import open_workspace

application = typer.Typer(help="Surveys: one question on a page of our own, signed links.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]
Name = Annotated[str, typer.Argument(help="id of the survey, like nps-2026")]


@application.command("list")
def list_(folder: Folder, format_: FormatOption = Format.TABLE) -> None:
    """List the surveys."""
    with open_workspace(folder) as workspace:
        found = workspace.surveys.list()
    if format_ is Format.JSON:
        print_json(found)
        return
    for line in found:
        say(_line(line))
    say(f"{len(found)} surveys")


@application.command("add")
def add(
    folder: Folder,
    name: Name,
    kind: Annotated[SurveyKind, typer.Option(help="nps, csat or ces")] = SurveyKind.NPS,
    question_de: Annotated[str, typer.Option(help="question in German; else that of the kind")] = "",
    question_en: Annotated[str, typer.Option(help="question in English; else that of the kind")] = "",
    thanks_de: Annotated[str, typer.Option(help="what stands after the answer in German")] = "",
    thanks_en: Annotated[str, typer.Option(help="what stands after the answer in English")] = "",
    touchpoint: Annotated[str, typer.Option(help="id of the touchpoint it belongs to")] = "",
    phase: Annotated[str, typer.Option(help="id of the phase it belongs to")] = "",
    comment: Annotated[bool, typer.Option(help="ask for a comment after the answer")] = True,
    days: Annotated[int, typer.Option(help="days for which a link opens it")] = 30,
    address: Annotated[str, typer.Option(help="where people reach the server")] = "http://127.0.0.1:8765",
) -> None:
    """Make a survey."""
    question, thanks = LocalizedText(question_de, question_en), LocalizedText(thanks_de, thanks_en)
    survey = Survey(name, kind, question, thanks, touchpoint, phase, comment, days, address.rstrip("/"))
    with open_workspace(folder) as workspace:
        kept = workspace.surveys.add(survey)
    say(f"survey {kept.id} ({kept.kind.value}) is made: {kept.question.get(Language.EN)}")


@application.command("links")
def links(
    folder: Folder,
    name: Name,
    person: Annotated[list[int] | None, typer.Option(help="number of a person; once per person")] = None,
    segment: Annotated[str | None, typer.Option(help="id of a segment of persons")] = None,
    count: Annotated[int, typer.Option(help="how many links for nobody known")] = 0,
    language: Annotated[str, typer.Option(help="de or en; else that of the workspace")] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Make links, or list those there are when nobody is named."""
    with open_workspace(folder) as workspace:
        if not (person or segment or count):
            found, refused, nameless = tuple(workspace.surveys.links(name)), 0, 0
        else:
            made = workspace.surveys.make_links(name, tuple(person or ()), segment, count, language)
            found, refused, nameless = made.links, made.refused, made.nameless
    if format_ is Format.JSON:
        print_json(list(found))
        return
    for link in found:
        say(_link(link))
    say(f"{len(found)} links")
    if refused:
        say(f"{refused} persons do not want to be asked and got none")
    if nameless:
        say(f"{nameless} persons are known by devices alone and got none")


@application.command("answers")
def answers(folder: Folder, name: Name, format_: FormatOption = Format.TABLE) -> None:
    """List the newest answers, with names and comments as far as your role goes."""
    with open_workspace(folder) as workspace:
        found = workspace.surveys.answers(name)
    if format_ is Format.JSON:
        print_json(found)
        return
    for one in found:
        who = "nobody known" if one.person is None else f"person {one.person}"
        score = "-" if one.score is None else f"{one.score:g}"
        words = [f"{one.at:%Y-%m-%d %H:%M}", score, who, one.label, one.comment]
        say("  ".join(word for word in words if word))
    say(f"{len(found)} answers")


@application.command("remove")
def remove(folder: Folder, name: Name) -> None:
    """Remove a survey and its links; answers that were given stay."""
    with open_workspace(folder) as workspace:
        workspace.surveys.remove(name)
    say(f"survey {name} is removed; its answers stay")


def _line(line: SurveyLine) -> str:
    survey = line.survey
    counts = f"{line.links} links, {line.answered} answered"
    return f"{survey.id}  {survey.kind.value}  {counts}  {survey.question.get(Language.EN)}"


def _link(link: SurveyLink) -> str:
    who = "nobody known" if link.person is None else f"person {link.person}"
    return f"{who}  {link.language}  until {link.expires_at:%Y-%m-%d}  {link.answers} answers  {link.url}"
