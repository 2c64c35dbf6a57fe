"""The frame around every analysis: menu, choosers, definition, what was left out, downloads."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from litestar import Response

from wegmarke.domain import DocumentInvalid, NotFound, RuleInvalid, UsageError, WegmarkeError
from wegmarke.domain.reports import SavedReport
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer
from wegmarke.web.explore.drawing import drawn
from wegmarke.web.explore.narrowing import whom
from wegmarke.web.explore.registry import menu
from wegmarke.web.front import Result
from wegmarke.web.problem_words import problem_text
from wegmarke.web.reader import Reader
from wegmarke.web.selection import ALL_UNITS, Selection, period_text, read_selection, with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles

FORMATS: Final = ("csv", "parquet")
PICTURES: Final = ("svg", "png")

# A page of a list is no part of a question, nor is the report from which somebody came, nor what was wrong with a name,
# nor whether a form was open.
NOT_SAVED: Final = frozenset({"page", "report", "name", "unsaved", "edit"})

_REASONS: Final = {
    "unrecognised": marked("left out", "events that no touchpoint of the map recognises"),
    "off_map": marked("left out", "events at touchpoints that are not asked for"),
    "without_unit": marked("left out", "events that belong to no unit"),
    "automated": marked("left out", "events that a machine caused"),
    "internal": marked("left out", "events of your own people"),
    "not_chosen": marked("left out", "events of units that are not asked for"),
    "no_consent": marked("left out", "events without consent"),
    "no_number": marked("left out", "answers that are no number"),
    "off_scale": marked("left out", "answers off the scale"),
    "replaced": marked("left out", "answers that a later one of the same person replaced"),
}


def show(page: Page, analysis: Analysis) -> Response[str]:
    """Answer with the page of an analysis; what was typed stays when it cannot be answered."""
    try:
        selection = page.selection()
    except UsageError as error:
        return _page(page, analysis, read_selection({}, page.reader.zone), None, error)
    try:
        return _page(page, analysis, selection, analysis.ask(page, selection), None)
    except (UsageError, RuleInvalid, DocumentInvalid, NotFound) as error:
        return _page(page, analysis, selection, None, error)


def _page(
    page: Page, analysis: Analysis, selection: Selection, answer: Answer | None, error: WegmarkeError | None
) -> Response[str]:
    reader = page.reader
    titles = reference_titles(page.front, reader) if answer else Titles()
    own = dict(answer.values) if answer else {}
    return page.render(
        analysis.template,
        title=reader.t.label(analysis.title),
        place="explore",
        status=400 if error else 200,
        explore_menu=menu(analysis.url, reader),
        analysis=analysis,
        answer=answer,
        problem=problem_text(error, reader) if error else None,
        picture=drawn(answer.picture, reader) if answer and answer.picture else None,
        basis=basis(answer.result, titles, reader) if answer else None,
        basis_of=lambda result: basis(result, titles, reader),
        downloads=_downloads(page, analysis, answer),
        period_text=period_text(selection, reader),
        period=page.period(selection),
        unit=page.unit(selection, ALL_UNITS),
        whom=whom(page, selection),
        where_rows=max(3, page.params.get("where", "").count("\n") + 2),
        saved=_saved(page),
        question=urlencode({name: value for name, value in page.params.items() if name not in NOT_SAVED}),
        unsaved=page.params.get("unsaved", ""),
        typed_name=page.params.get("name", ""),
        params=page.params,
        **analysis.form(page),
        **own,
    )


def _saved(page: Page) -> SavedReport | None:
    """Return the saved report from which the page was opened."""
    number = page.params.get("report", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    try:
        return page.front.reports.get(int(number))
    except NotFound:
        return None


def basis(result: Result, titles: Titles, reader: Reader) -> dict[str, object]:
    """Say what stands under a picture: the definition with titles for ids, and what was left out and hidden."""
    left_out = [
        (reader.formats.number(count), reader.t.label(_REASONS[reason]) if reason in _REASONS else reason)
        for reason, count in result.excluded.items()
        if count
    ]
    return {
        "definition": titles.in_text(result.definition.text(reader.language), reader.language),
        "left_out": left_out,
    }


def _downloads(page: Page, analysis: Analysis, answer: Answer | None) -> list[tuple[str, str]]:
    if answer is None:
        return []
    endings = FORMATS + (PICTURES if answer.picture else ())
    return [(ending.upper(), with_params(f"{analysis.url}.{ending}", page.params)) for ending in endings]
