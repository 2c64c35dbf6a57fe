"""Handlers of the page about people of our own: nothing is changed before its plan was shown."""

from __future__ import annotations

import dataclasses

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.domain.internal_names import InternalPlan
from wegmarke.web.problem_words import problem_text
from wegmarke.web.selection import with_params
from wegmarke.web.settings.internal import (
    INTERNAL,
    MOST_WORDS,
    InternalForm,
    figure_lines,
    kind_choices,
    name_lines,
    name_of,
    shown_name,
)
from wegmarke.web.site import Page

_LARGEST_FORM = 20_000
_Problem = DocumentInvalid | NotFound | UsageError


@get(INTERNAL, sync_to_thread=True)
def internal_page(page: NamedDependency[Page]) -> Response[str]:
    """List the names, with the form that adds one."""
    return _page(page, InternalForm(), changed=page.params.get("changed") == "1")


@post(f"{INTERNAL}/check", sync_to_thread=True, request_max_body_size=_LARGEST_FORM, status_code=200)
def check_internal(page: NamedDependency[Page], data: URLEncodedBody[InternalForm]) -> Response[str]:
    """Say what is wrong with a name, or what naming it or taking it back would change."""
    return _checked(page, data)


@post(f"{INTERNAL}/keep", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def keep_internal(page: NamedDependency[Page], data: URLEncodedBody[InternalForm]) -> Response[str] | Redirect:
    """Name somebody, or take a name back; where another plan was seen, this one's is shown first."""
    if data.seen != data.act:
        return _checked(page, data)
    try:
        door = page.front.internal
        (door.remove if data.is_removed else door.add)(name_of(data), data.why[:MOST_WORDS])
    except (DocumentInvalid, NotFound, UsageError) as error:
        return _page(page, data, problem=error)
    return Redirect(with_params(INTERNAL, {"changed": "1"}), status_code=303)


def _checked(page: Page, data: InternalForm) -> Response[str]:
    try:
        plan = page.front.internal.rehearse(name_of(data), is_removed=data.is_removed)
    except (DocumentInvalid, NotFound, UsageError) as error:
        return _page(page, data, problem=error)
    return _page(page, data, plan=plan)


def _page(
    page: Page,
    form: InternalForm,
    *,
    plan: InternalPlan | None = None,
    problem: _Problem | None = None,
    changed: bool = False,
) -> Response[str]:
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=INTERNAL)
    reader = page.reader
    return page.render(
        "settings/internal.html",
        title=reader.t.pgettext("title", "Our own people"),
        place="settings",
        tab="internal",
        status=200 if problem is None else 422,
        problem=None if problem is None else problem_text(problem, reader),
        form=form,
        kinds=kind_choices(reader),
        names=name_lines(list(page.front.internal.list()), reader),
        plan=plan,
        planned=shown_name(plan.name, reader) if plan is not None else "",
        figures=figure_lines(plan, reader) if plan is not None else [],
        seen=form.act if plan is not None else "",
        changed=changed,
        most_words=MOST_WORDS,
    )
