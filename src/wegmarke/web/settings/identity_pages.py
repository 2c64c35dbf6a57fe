"""Handlers of the page about who is who: nothing is changed before its plan was shown."""

from __future__ import annotations

import dataclasses

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, UsageError
from wegmarke.domain.identity_rules import IdentityPlan
from wegmarke.web.selection import with_params
from wegmarke.web.settings.document_form import complaints
from wegmarke.web.settings.identity import (
    IDENTITY,
    MODES,
    MOST_WORDS,
    RulesForm,
    blocked_lines,
    change_lines,
    figure_lines,
    form_of,
    rules_of,
)
from wegmarke.web.site import Page

_LARGEST_FORM = 1_000_000


@get(IDENTITY, sync_to_thread=True)
def identity_rules(page: NamedDependency[Page]) -> Response[str]:
    """Show the rules that hold, in the form that changes them."""
    return _page(page, form_of(page.front.identity.rules()), changed=page.params.get("changed") == "1")


@post(f"{IDENTITY}/check", sync_to_thread=True, request_max_body_size=_LARGEST_FORM, status_code=200)
def check_identity_rules(page: NamedDependency[Page], data: URLEncodedBody[RulesForm]) -> Response[str]:
    """Say what is wrong with rules, or what they would change."""
    return _checked(page, data)


@post(f"{IDENTITY}/keep", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def keep_identity_rules(page: NamedDependency[Page], data: URLEncodedBody[RulesForm]) -> Response[str] | Redirect:
    """Let the rules hold; where another plan was seen, this one's is shown first."""
    if data.seen != data.digest:
        return _checked(page, data)
    try:
        rules, blocking = rules_of(data, page.front.identity.rules())
        page.front.identity.change(rules, data.why[:MOST_WORDS], blocking)
    except (DocumentInvalid, UsageError) as error:
        return _page(page, data, problem=error)
    return Redirect(with_params(IDENTITY, {"changed": "1"}), status_code=303)


def _checked(page: Page, data: RulesForm) -> Response[str]:
    try:
        plan = page.front.identity.rehearse(*rules_of(data, page.front.identity.rules()))
    except (DocumentInvalid, UsageError) as error:
        return _page(page, data, problem=error)
    return _page(page, data, plan=plan)


def _page(
    page: Page,
    form: RulesForm,
    *,
    plan: IdentityPlan | None = None,
    problem: DocumentInvalid | UsageError | None = None,
    changed: bool = False,
) -> Response[str]:
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=IDENTITY)
    reader, wrong = page.reader, complaints(problem)
    return page.render(
        "settings/identity.html",
        title=reader.t.pgettext("title", "Who is who"),
        place="settings",
        tab="identity",
        status=wrong.status,
        message=wrong.message,
        problems=wrong.problems,
        form=form,
        blocked=blocked_lines(page.front.identity.rules(), form, reader),
        modes=[(mode.value, reader.t.label(words)) for mode, words in MODES.items()],
        plan=plan,
        figures=figure_lines(plan, reader) if plan is not None else [],
        changes=change_lines(plan, reader) if plan is not None else [],
        seen=form.digest if plan is not None else "",
        changed=changed,
        most_words=MOST_WORDS,
    )
