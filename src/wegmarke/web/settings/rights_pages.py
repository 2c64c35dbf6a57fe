"""Handlers of the page about rights: who sees which personal fields, and who takes them away."""

from __future__ import annotations

import dataclasses

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, UsageError
from wegmarke.domain.rights import KINDS, Role
from wegmarke.web.settings.rights import lines_of, rights_from, role_words, version_words, way_tables
from wegmarke.web.site import Page

RIGHTS = "/settings/rights"
_LARGEST_FORM = 1_000_000

Several = str | list[str]
"""What a form says by one name: browsers send one box alone, or several."""


class RightsForm(msgspec.Struct, frozen=True):
    """The form: ticked boxes, the lines there were, and the version it was written from."""

    grant: Several = ""
    kind: Several = ""
    exporter: Several = ""
    most_rows: str = ""
    base: int = 0


@get(RIGHTS, sync_to_thread=True)
def rights_page(page: NamedDependency[Page]) -> Response[str]:
    """Show the rights that hold."""
    return _show(page)


@post(f"{RIGHTS}/keep", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def keep_rights(page: NamedDependency[Page], data: URLEncodedBody[RightsForm]) -> Response[str] | Redirect:
    """Keep what was ticked as a new version."""
    try:
        rights = rights_from(_listed(data.grant), _listed(data.kind), _listed(data.exporter), data.most_rows)
        page.front.rights.put(rights, data.base)
    except (DocumentInvalid, UsageError) as error:
        # The switches of the frame lead back here, and a form's own address cannot be visited.
        return _show(dataclasses.replace(page, path=RIGHTS, params={}), error)
    return Redirect(f"{RIGHTS}?saved=1", status_code=303)


def _show(page: Page, problem: DocumentInvalid | UsageError | None = None) -> Response[str]:
    front, reader = page.front.rights, page.reader
    versions, viewer = front.history(), front.reader()
    rights = versions[0].rights
    kinds = lines_of(rights, front.kinds())
    f = reader.formats
    return page.render(
        "settings/rights.html",
        title=reader.t.pgettext("title", "Rights"),
        place="settings",
        tab="rights",
        status=422 if problem is not None else 200,
        message=problem.message if problem is not None else "",
        problems=[str(found) for found in problem.problems] if problem is not None else [],
        saved=page.params.get("saved") == "1",
        roles=[role_words(role, reader) for role in Role],
        tables=way_tables(rights, kinds, reader),
        kinds=[kind for kind in kinds if kind not in KINDS],
        exporters=[(role.value, role_words(role, reader), role in rights.exporters) for role in Role],
        most_rows=rights.most_rows,
        base=versions[0].version,
        role=role_words(viewer.role, reader),
        may_change=viewer.role is Role.ADMINISTRATOR,
        versions=[(f.number(version.version), version_words(version, reader)) for version in versions],
    )


def _listed(given: Several) -> list[str]:
    return [text for text in ([given] if isinstance(given, str) else given) if text]
