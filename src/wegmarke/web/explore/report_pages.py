"""Handlers of saved reports: the list, one report, and saving, renaming and removing."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import UsageError
from wegmarke.domain.reports import SavedReport
from wegmarke.web.explore.frame import NOT_SAVED
from wegmarke.web.explore.registry import REPORTS, analysis_named, menu
from wegmarke.web.listing import pager, read_page, read_search
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page

_SIZE: Final = 50


@get(REPORTS, sync_to_thread=True)
def report_list(page: NamedDependency[Page]) -> Response[str]:
    """Show all saved reports."""
    search, number = read_search(page.params), read_page(page.params)
    found = page.front.reports.list(search)
    shown = found[(number - 1) * _SIZE : number * _SIZE]
    return page.render(
        "explore/reports.html",
        title=page.reader.t.pgettext("explore", "Saved reports"),
        place="explore",
        explore_menu=menu(REPORTS, page.reader),
        lines=[_line(page, report) for report in shown],
        search=search,
        pager=pager(number, _SIZE, len(found), REPORTS, page.params, page.reader),
        removed=page.params.get("removed", ""),
    )


@get(f"{REPORTS}/{{number:int}}", sync_to_thread=True)
def open_report(page: NamedDependency[Page], number: FromPath[int]) -> Redirect:
    """Lead to the question of a report; whoever may see the workspace may use its link."""
    report = page.front.reports.get(number)
    question = dict(parse_qsl(report.question))
    return Redirect(with_params(analysis_named(report.analysis).url, question, report=str(number)), status_code=303)


class Saving(msgspec.Struct, frozen=True):
    """The form that saves a question."""

    name: str = ""
    analysis: str = ""
    question: str = ""


@post(f"{REPORTS}/save", sync_to_thread=True, request_max_body_size=40_000)
def save_report(page: NamedDependency[Page], data: URLEncodedBody[Saving]) -> Redirect:
    """Save a question under a name, and show it; what is wrong with the name is said where it was typed."""
    analysis = analysis_named(data.analysis)
    question = {name: value for name, value in parse_qsl(data.question) if name not in NOT_SAVED}
    try:
        report = page.front.reports.save(data.name, analysis.name, urlencode(question))
    except UsageError as error:
        said = with_params(analysis.url, question, name=data.name, unsaved=str(error))
        return Redirect(said, status_code=303)
    return Redirect(f"{REPORTS}/{report.number}", status_code=303)


@get(f"{REPORTS}/{{number:int}}/edit", sync_to_thread=True)
def edit_report(page: NamedDependency[Page], number: FromPath[int]) -> Response[str]:
    """Offer to rename a report, and say what removing it means."""
    return _edit(page, page.front.reports.get(number))


class Renaming(msgspec.Struct, frozen=True):
    """The form that renames a report."""

    name: str = ""


@post(f"{REPORTS}/{{number:int}}/renamed", sync_to_thread=True, status_code=200)
def rename_report(
    page: NamedDependency[Page], number: FromPath[int], data: URLEncodedBody[Renaming]
) -> Response[str] | Redirect:
    """Rename a report."""
    try:
        page.front.reports.rename(number, data.name)
    except UsageError as error:
        return _edit(page, page.front.reports.get(number), problem=str(error), typed=data.name)
    return Redirect(REPORTS, status_code=303)


@post(f"{REPORTS}/{{number:int}}/removed", sync_to_thread=True)
def remove_report(page: NamedDependency[Page], number: FromPath[int]) -> Redirect:
    """Remove a report."""
    report = page.front.reports.remove(number)
    return Redirect(with_params(REPORTS, {"removed": report.name}), status_code=303)


def _edit(page: Page, report: SavedReport, *, problem: str = "", typed: str | None = None) -> Response[str]:
    return page.render(
        "explore/report_edit.html",
        title=report.name,
        place="explore",
        status=422 if problem else 200,
        explore_menu=menu(REPORTS, page.reader),
        report=report,
        line=_line(page, report),
        problem=problem,
        typed=report.name if typed is None else typed,
    )


def _line(page: Page, report: SavedReport) -> dict[str, str]:
    reader = page.reader
    return {
        "name": report.name,
        "url": f"{REPORTS}/{report.number}",
        "edit": f"{REPORTS}/{report.number}/edit",
        "analysis": reader.t.label(analysis_named(report.analysis).title),
        "owner": report.owner,
        "changed": reader.formats.instant(report.changed_at, reader.zone),
    }


HANDLERS: Final = (report_list, open_report, save_report, edit_report, rename_report, remove_report)
