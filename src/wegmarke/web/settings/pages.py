"""Handlers of the place *Settings*."""

from __future__ import annotations

import dataclasses

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, UsageError
from wegmarke.domain.tracking_plan import Coverage, PlanVersion
from wegmarke.web.listing import read_search
from wegmarke.web.selection import with_params
from wegmarke.web.settings.books import HOURS, disk, source_books
from wegmarke.web.settings.document_form import LARGEST_FORM, complaints, with_line_ends
from wegmarke.web.settings.plan import (
    SAMPLE,
    UNKNOWN_EVENTS,
    UNKNOWN_PROPERTIES,
    coverage_lines,
    event_line,
)
from wegmarke.web.site import Page

_PLAN = "/settings/plan"
_MOST_SHOWN = 12


class PlanForm(msgspec.Struct, frozen=True):
    """The form of the editor: the document, and the version it was written from."""

    text: str = ""
    base: int = 0


@get("/settings", sync_to_thread=False, status_code=303)
def settings_front() -> Redirect:
    """Lead to the first page of the settings."""
    return Redirect(_PLAN, status_code=303)


@get("/settings/plan", sync_to_thread=True)
def tracking_plan(page: NamedDependency[Page]) -> Response[str]:
    """Show a version of the tracking plan, the one that holds where none is named."""
    wanted = _number(page.params, "version")
    held = page.front.plan.read()
    shown = held if wanted is None else page.front.plan.read(wanted)
    search, reader = read_search(page.params), page.reader
    events = [event_line(event, reader) for event in shown.plan.events] if shown is not None else []
    found = [
        line
        for line in events
        if search.casefold() in "\n".join([line.name, line.title, *(p.name for p in line.properties)]).casefold()
    ]
    return page.render(
        "settings/plan.html",
        title=reader.t.pgettext("title", "Tracking plan"),
        place="settings",
        tab="plan",
        shown=shown,
        is_held=shown is not None and held is not None and shown.version == held.version,
        since=reader.formats.instant(shown.created_at, reader.zone) if shown is not None else "",
        events=found,
        all_events=reader.formats.number(len(events)),
        unknown=_unknown(shown, page),
        history=_history(page, shown),
        search=search,
        edit_url=with_params(f"{_PLAN}/edit", {"version": str(wanted)} if wanted else {}),
        saved=page.params.get("saved") == "1",
    )


@get("/settings/plan/edit", sync_to_thread=True)
def edit_plan(page: NamedDependency[Page]) -> Response[str]:
    """Show the editor, with the plan that holds, an older version, or a proposal where there is none."""
    held = page.front.plan.read()
    wanted = _number(page.params, "version")
    shown = held if wanted is None else page.front.plan.read(wanted)
    text = shown.text if shown is not None else page.front.plan.propose()
    return _editor(page, PlanForm(text, held.version if held is not None else 0), is_proposal=shown is None)


@post("/settings/plan/check", sync_to_thread=True, request_max_body_size=LARGEST_FORM, status_code=200)
def check_plan(page: NamedDependency[Page], data: URLEncodedBody[PlanForm]) -> Response[str]:
    """Say what is wrong with a document, or what it would mean for what is stored."""
    text = with_line_ends(data.text)
    try:
        coverage = page.front.plan.rehearse(text)
    except DocumentInvalid as error:
        return _editor(page, PlanForm(text, data.base), problem=error)
    return _editor(page, PlanForm(text, data.base), coverage=coverage)


@post("/settings/plan/keep", sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def keep_plan(page: NamedDependency[Page], data: URLEncodedBody[PlanForm]) -> Response[str] | Redirect:
    """Keep a document as the version that holds from now on."""
    text = with_line_ends(data.text)
    try:
        page.front.plan.put(text, data.base)
    except (DocumentInvalid, UsageError) as error:
        return _editor(page, PlanForm(text, data.base), problem=error)
    return Redirect(with_params(_PLAN, {"saved": "1"}), status_code=303)


@get("/settings/coverage", sync_to_thread=True)
def plan_coverage(page: NamedDependency[Page]) -> Response[str]:
    """Show what is declared and was never seen, and what was seen and is not declared."""
    reader, missing, search = page.reader, page.params.get("missing") == "1", read_search(page.params)
    coverage = page.front.plan.coverage()
    f = reader.formats
    return page.render(
        "settings/coverage.html",
        title=reader.t.pgettext("title", "Coverage of the tracking plan"),
        place="settings",
        tab="coverage",
        lines=[
            line
            for line in coverage_lines(coverage, reader, missing=missing)
            if search.casefold() in "\n".join([line.name, *(p.name for p in line.properties)]).casefold()
        ],
        version=coverage.version,
        is_empty=not coverage.lines,
        events=f.number(coverage.events),
        covered=f.percent(coverage.share_covered, 1),
        declared=f.number(coverage.declared),
        seen=f.number(coverage.seen),
        missing=missing,
        search=search,
        all_url=with_params(page.path, page.params, missing=None),
        missing_url=with_params(page.path, page.params, missing="1"),
        proposal=page.front.plan.propose() if page.params.get("proposal") == "1" else "",
        proposal_url=with_params(page.path, page.params, proposal="1"),
    )


@get("/health", sync_to_thread=True)
def health(page: NamedDependency[Page]) -> Response[str]:
    """Show whether everything that arrived is accounted for, what waits, and how much room is left."""
    found, reader = page.front.health(), page.reader
    f = reader.formats
    return page.render(
        "settings/health.html",
        title=reader.t.pgettext("title", "Health"),
        place="settings",
        tab="health",
        waiting=f.number(found.waiting),
        last_at=f.instant(found.last_at, reader.zone),
        disk=disk(found, reader),
        rejected=f.number(found.rejected),
        rejected_days=f.number(found.rejected_days),
        sources=source_books(found, reader),
        broken=found.broken,
        hours=HOURS,
        at=f.instant(found.at, reader.zone),
        zone=page.front.settings.time_zone,
    )


def _editor(
    page: Page,
    form: PlanForm,
    *,
    problem: DocumentInvalid | UsageError | None = None,
    coverage: Coverage | None = None,
    is_proposal: bool = False,
) -> Response[str]:
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=f"{_PLAN}/edit")
    reader, wrong = page.reader, complaints(problem)
    undeclared = [line for line in coverage.lines if not line.declared and line.events] if coverage is not None else []
    return page.render(
        "settings/edit.html",
        title=reader.t.pgettext("title", "Edit the tracking plan"),
        place="settings",
        tab="plan",
        status=wrong.status,
        form=form,
        is_proposal=is_proposal,
        message=wrong.message,
        problems=wrong.problems,
        is_checked=coverage is not None,
        covered=reader.formats.percent(coverage.share_covered, 1) if coverage is not None else "",
        undeclared=[(line.name, reader.formats.number(line.events)) for line in undeclared[:_MOST_SHOWN]],
        more=len(undeclared) - _MOST_SHOWN,
        sample=SAMPLE,
    )


def _unknown(shown: PlanVersion | None, page: Page) -> tuple[str, str]:
    if shown is None:
        return "", ""
    t = page.reader.t
    return t.label(UNKNOWN_EVENTS[shown.plan.unknown_events]), t.label(
        UNKNOWN_PROPERTIES[shown.plan.unknown_properties]
    )


def _history(page: Page, shown: PlanVersion | None) -> list[tuple[str, str, str, bool]]:
    """Return number, beginning, URL and whether it is shown, of every version."""
    f = page.reader.formats
    return [
        (
            f.number(version),
            f.instant(created_at, page.reader.zone),
            with_params(_PLAN, {"version": str(version)}),
            shown is not None and shown.version == version,
        )
        for version, created_at in page.front.plan.history()
    ]


def _number(params: dict[str, str], name: str) -> int | None:
    text = params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise UsageError(f"{name}: expected a whole number of at least 1; got {text[:40]!r}.")
    return int(text[:9])
