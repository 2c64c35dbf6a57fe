"""Handlers of the page about costs: written down one by one, taken from a file after its plan was shown, removed."""

from __future__ import annotations

import asyncio
import base64
import binascii
import dataclasses
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, NotFound, SourceUnreadable, UsageError
from wegmarke.domain.costs import CostPlan
from wegmarke.web.listing import pager, read_page
from wegmarke.web.problem_words import problem_text
from wegmarke.web.selection import with_params
from wegmarke.web.settings.costs import (
    COSTS,
    MOST_WORDS,
    CostForm,
    FileForm,
    RemovalForm,
    channel_choices,
    cost_lines,
    group_words,
    month_sums,
    place_choices,
    plan_words,
    scope_choices,
)
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles

_LARGEST_FORM = 20_000
_MOST_BYTES = 4_000_000
_LINES, _MONTHS = 100, 24
_Problem = DocumentInvalid | NotFound | UsageError | SourceUnreadable
_PROBLEMS = (DocumentInvalid, NotFound, UsageError, SourceUnreadable)


@get(COSTS, sync_to_thread=True)
def costs_page(page: NamedDependency[Page]) -> Response[str]:
    """List the costs, with forms that add some."""
    return _page(page, CostForm())


@post(f"{COSTS}/add", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def add_cost(page: NamedDependency[Page], data: URLEncodedBody[CostForm]) -> Response[str] | Redirect:
    """Write one cost down."""
    try:
        page.front.costs.add(
            data.month, data.scope, data.amount, data.currency, data.touchpoint or None, data.channel or None, data.note
        )
    except _PROBLEMS as error:
        return _page(page, data, problem=error)
    return _done()


@post(f"{COSTS}/check", sync_to_thread=True, request_max_body_size=_LARGEST_FORM, status_code=200)
def check_cost(page: NamedDependency[Page], data: URLEncodedBody[RemovalForm]) -> Response[str]:
    """Say what removing a cost would change."""
    return _checked(page, data)


@post(f"{COSTS}/remove", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def remove_cost(page: NamedDependency[Page], data: URLEncodedBody[RemovalForm]) -> Response[str] | Redirect:
    """Remove a cost, once its plan was shown."""
    if not data.seen or data.seen != data.number:
        return _checked(page, data)
    try:
        page.front.costs.remove([_number(data.number)], data.why[:MOST_WORDS])
    except _PROBLEMS as error:
        return _page(page, CostForm(), problem=error)
    return _done()


@post(f"{COSTS}/look", request_max_body_size=_MOST_BYTES + 100_000, status_code=200)
async def look_at_costs(
    page: NamedDependency[Page],
    data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Response[str]:
    """Show what a file would add; nothing is kept yet."""
    upload = data.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        missing = UsageError("file: expected a file; got none. Choose one and try again.")
        return await asyncio.to_thread(_page, page, CostForm(), problem=missing)
    content = await upload.read()
    form = FileForm(upload.filename[:200], base64.b64encode(content).decode())
    return await asyncio.to_thread(_looked, page, form, content)


@post(f"{COSTS}/import", sync_to_thread=True, request_max_body_size=2 * _MOST_BYTES)
def import_costs(page: NamedDependency[Page], data: URLEncodedBody[FileForm]) -> Response[str] | Redirect:
    """Add the costs of a file, once its plan was shown."""
    try:
        content = base64.b64decode(data.content, validate=True)
        page.front.costs.import_content(data.file, content)
    except binascii.Error:
        lost = UsageError("file: expected a file; got nothing. Choose one and try again.")
        return _page(page, CostForm(), problem=lost)
    except _PROBLEMS as error:
        return _page(page, CostForm(), problem=error)
    return _done()


def _done() -> Redirect:
    return Redirect(with_params(COSTS, {"changed": "1"}), status_code=303)


def _checked(page: Page, data: RemovalForm) -> Response[str]:
    try:
        plan = page.front.costs.rehearse_removal([_number(data.number)])
    except _PROBLEMS as error:
        return _page(page, CostForm(), problem=error)
    return _page(page, CostForm(), plan=plan, removal=data)


def _looked(page: Page, form: FileForm, content: bytes) -> Response[str]:
    try:
        plan = page.front.costs.rehearse_content(form.file, content)
    except _PROBLEMS as error:
        return _page(page, CostForm(), problem=error)
    return _page(page, CostForm(), plan=plan, file=form)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise UsageError(f"cost: expected the number of a cost; got {text[:40]!r}. See the list.")
    return int(text)


def _page(
    page: Page,
    form: CostForm,
    *,
    plan: CostPlan | None = None,
    removal: RemovalForm | None = None,
    file: FileForm | None = None,
    problem: _Problem | None = None,
) -> Response[str]:
    changed, params = page.params.get("changed") == "1", {k: v for k, v in page.params.items() if k != "changed"}
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=COSTS)
    reader, titles = page.reader, reference_titles(page.front, page.reader)
    found = list(page.front.costs.list())
    number = read_page(params)
    return page.render(
        "settings/costs.html",
        title=reader.t.pgettext("title", "Costs"),
        place="settings",
        tab="costs",
        status=200 if problem is None else 422,
        problem=None if problem is None else problem_text(problem, reader),
        form=form,
        scopes=scope_choices(reader),
        channels=channel_choices(reader),
        touchpoints=place_choices(titles),
        groups=group_words(reader),
        months=month_sums(found, reader)[:_MONTHS],
        lines=cost_lines(found, titles, reader)[(number - 1) * _LINES : number * _LINES],
        pager=pager(number, _LINES, len(found), COSTS, params, reader),
        plan=plan,
        figures=plan_words(plan, reader) if plan is not None else [],
        removal=removal,
        file=file,
        changed=changed,
        most_words=MOST_WORDS,
    )
