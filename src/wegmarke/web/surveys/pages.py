"""Handlers of the pages that make surveys and show their links and answers."""

from __future__ import annotations

import dataclasses
from typing import Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, LocalizedText, NotFound, UsageError
from wegmarke.domain.surveys import Survey, SurveyAnswer, SurveyKind, SurveyLine, SurveyLink, SurveyLinks
from wegmarke.i18n import marked
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.explore.registry import SURVEYS, menu
from wegmarke.web.problem_words import problem_text
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles

_LARGEST_FORM: Final = 40_000
_MOST_LINKS: Final = 100_000
_Problem = DocumentInvalid | NotFound | UsageError
KINDS: Final = {
    SurveyKind.NPS: marked("survey", "Would you recommend us? (0 to 10, NPS)"),
    SurveyKind.CSAT: marked("survey", "How satisfied are you? (1 to 5, CSAT)"),
    SurveyKind.CES: marked("survey", "How easy was it? (1 to 7, CES)"),
}


class SurveyForm(msgspec.Struct, frozen=True):
    """The form of a survey."""

    id: str = ""
    kind: str = SurveyKind.NPS.value
    question_de: str = ""
    question_en: str = ""
    thanks_de: str = ""
    thanks_en: str = ""
    touchpoint: str = ""
    phase: str = ""
    comment: str = ""
    days: str = "30"
    address: str = "http://127.0.0.1:8765"

    def survey(self) -> Survey:
        """Return what was written; `check` says what is wrong with it."""
        return Survey(
            self.id.strip(),
            SurveyKind(self.kind) if self.kind in set(SurveyKind) else SurveyKind.NPS,
            LocalizedText(self.question_de.strip(), self.question_en.strip()),
            LocalizedText(self.thanks_de.strip(), self.thanks_en.strip()),
            self.touchpoint.strip(),
            self.phase.strip(),
            self.comment == "1",
            int(self.days) if self.days.strip().isdecimal() and len(self.days) < 6 else 0,
            self.address.strip().rstrip("/"),
        )


class LinksForm(msgspec.Struct, frozen=True):
    """The form that makes links: for persons by number, for a segment, or so many for nobody known."""

    persons: str = ""
    segment: str = ""
    count: str = ""
    language: str = ""


@get(SURVEYS, sync_to_thread=True)
def survey_list(page: NamedDependency[Page]) -> Response[str]:
    """List the surveys, with the form that makes one."""
    return _list(page, SurveyForm(comment="1", address=page.site.sessions.origin))


@post(f"{SURVEYS}/make", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def make_survey(page: NamedDependency[Page], data: URLEncodedBody[SurveyForm]) -> Response[str] | Redirect:
    """Keep a new survey, and show it."""
    try:
        kept = page.front.surveys.add(data.survey())
    except DocumentInvalid as error:
        return _list(page, data, problem=error)
    return Redirect(f"{SURVEYS}/{kept.id}", status_code=303)


@get(f"{SURVEYS}/{{name:str}}", sync_to_thread=True)
def survey_page(page: NamedDependency[Page], name: FromPath[str]) -> Response[str]:
    """Show a survey, its links and answers."""
    survey = page.front.surveys.get(name)
    return _survey(page, survey, _form(survey), changed=page.params.get("changed") == "1")


@post(f"{SURVEYS}/{{name:str}}/keep", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def keep_survey(
    page: NamedDependency[Page], name: FromPath[str], data: URLEncodedBody[SurveyForm]
) -> Response[str] | Redirect:
    """Keep a survey anew."""
    survey = page.front.surveys.get(name)
    given = msgspec.structs.replace(data, id=survey.id, kind=survey.kind.value)
    try:
        page.front.surveys.change(given.survey())
    except DocumentInvalid as error:
        return _survey(page, survey, given, problem=error)
    return Redirect(with_params(f"{SURVEYS}/{name}", {"changed": "1"}), status_code=303)


@post(f"{SURVEYS}/{{name:str}}/links", sync_to_thread=True, request_max_body_size=_LARGEST_FORM, status_code=200)
def make_links(page: NamedDependency[Page], name: FromPath[str], data: URLEncodedBody[LinksForm]) -> Response[str]:
    """Make links, and show them."""
    survey = page.front.surveys.get(name)
    try:
        made = page.front.surveys.make_links(
            name, persons=_numbers(data.persons), segment=data.segment.strip() or None, count=_count(data.count),
            language=data.language,
        )  # fmt: skip
    except (UsageError, NotFound) as error:
        return _survey(page, survey, _form(survey), links_form=data, problem=error)
    return _survey(page, survey, _form(survey), made=made)


@get(f"{SURVEYS}/{{name:str}}/links.csv", sync_to_thread=True)
def links_csv(page: NamedDependency[Page], name: FromPath[str]) -> Response[str]:
    """Download the links of a survey, to send them."""
    page.front.surveys.get(name)
    found = page.front.surveys.links(name, most=_MOST_LINKS)
    header = ("person", "language", "url", "expires_at", "answers")
    lines = ((one.person, one.language, one.url, one.expires_at.isoformat(), one.answers) for one in found)
    return csv_response(f"wegmarke-survey-{name}.csv", header, lines)


@post(f"{SURVEYS}/{{name:str}}/removed", sync_to_thread=True)
def remove_survey(page: NamedDependency[Page], name: FromPath[str]) -> Redirect:
    """Remove a survey and its links."""
    page.front.surveys.remove(name)
    return Redirect(SURVEYS, status_code=303)


def _numbers(text: str) -> tuple[int, ...]:
    parts = text.replace(",", " ").split()
    if wrong := [part for part in parts if not (part.isascii() and part.isdecimal() and len(part) < 16)]:
        raise UsageError(f"persons: expected numbers of persons; got {wrong[0][:20]!r}. Write numbers with commas.")
    return tuple(map(int, parts))


def _count(text: str) -> int:
    if text.strip() and not (text.strip().isdecimal() and len(text) < 8):
        raise UsageError(f"count: expected a whole number; got {text[:20]!r}. Write a number.")
    return int(text.strip() or 0)


def _form(survey: Survey) -> SurveyForm:
    return SurveyForm(
        survey.id, survey.kind.value, survey.question.de, survey.question.en, survey.thanks.de, survey.thanks.en,
        survey.touchpoint, survey.phase, "1" if survey.asks_comment else "", str(survey.days), survey.address,
    )  # fmt: skip


def _list(page: Page, form: SurveyForm, *, problem: DocumentInvalid | None = None) -> Response[str]:
    page = dataclasses.replace(page, path=SURVEYS)
    reader = page.reader
    return page.render(
        "surveys/list.html",
        title=reader.t.pgettext("explore", "Surveys"),
        place="explore",
        explore_menu=menu(SURVEYS, reader),
        status=200 if problem is None else 422,
        problem=None if problem is None else problem_text(problem, reader),
        form=form,
        lines=[_line(line, reader) for line in page.front.surveys.list()],
        **_choices(page, form),
    )


def _survey(
    page: Page,
    survey: Survey,
    form: SurveyForm,
    *,
    links_form: LinksForm | None = None,
    made: SurveyLinks | None = None,
    problem: _Problem | None = None,
    changed: bool = False,
) -> Response[str]:
    page = dataclasses.replace(page, path=f"{SURVEYS}/{survey.id}", params={})
    reader, surveys = page.reader, page.front.surveys
    return page.render(
        "surveys/survey.html",
        title=survey.question.get(reader.language),
        place="explore",
        explore_menu=menu(SURVEYS, reader),
        status=200 if problem is None else 422,
        problem=None if problem is None else problem_text(problem, reader),
        survey=survey,
        url=page.path,
        form=form,
        links_form=links_form or LinksForm(language=reader.language.value),
        made=made,
        made_lines=[_link(link, reader) for link in made.links[:200]] if made else [],
        links=[_link(link, reader) for link in surveys.links(survey.id)],
        answers=[_answer(answer, reader) for answer in surveys.answers(survey.id)],
        changed=changed,
        **_choices(page, form),
    )


def _choices(page: Page, form: SurveyForm) -> dict[str, object]:
    titles = reference_titles(page.front, page.reader)
    places = [(key, title) for key, title in titles.touchpoints.items() if not key.startswith("(")]
    return {
        "kinds": [(kind.value, page.reader.t.label(words)) for kind, words in KINDS.items()],
        "touchpoints": _with(places, form.touchpoint),
        "phases": _with(list(titles.phases.items()), form.phase),
    }


def _with(known: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """Return the choices, and among them what was chosen when the map had it."""
    return known if not chosen or chosen in dict(known) else [*known, (chosen, chosen)]


def _line(line: SurveyLine, reader: Reader) -> dict[str, str]:
    return {
        "url": f"{SURVEYS}/{line.survey.id}",
        "id": line.survey.id,
        "question": line.survey.question.get(reader.language),
        "kind": line.survey.kind.value.upper(),
        "links": reader.formats.number(line.links),
        "answered": reader.formats.number(line.answered),
        "made": reader.formats.day(line.made_at, reader.zone),
    }


def _link(link: SurveyLink, reader: Reader) -> dict[str, str]:
    return {
        "person": "" if link.person is None else str(link.person),
        "language": link.language,
        "url": link.url,
        "ends": reader.formats.instant(link.expires_at, reader.zone),
        "answers": reader.formats.number(link.answers),
    }


def _answer(answer: SurveyAnswer, reader: Reader) -> dict[str, str]:
    return {
        "person": "" if answer.person is None else str(answer.person),
        "label": answer.label,
        "score": "–" if answer.score is None else f"{answer.score:g}",
        "at": reader.formats.instant(answer.at, reader.zone),
        "comment": answer.comment,
    }


HANDLERS: Final = (survey_list, make_survey, survey_page, keep_survey, make_links, links_csv, remove_survey)
