"""Handlers of the page about stages."""

from __future__ import annotations

import dataclasses

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, UsageError
from wegmarke.domain.stages import StageModelVersion, StagePlan
from wegmarke.web.selection import with_params
from wegmarke.web.settings.document_form import LARGEST_FORM, complaints, digest_of, with_line_ends
from wegmarke.web.settings.numbers import version_number
from wegmarke.web.settings.stages import (
    CODES,
    MOST_WORDS,
    SAMPLE,
    STAGES,
    SUBJECTS,
    change_lines,
    difference_lines,
    finding_lines,
    since,
    stage_lines,
    stage_titles,
    version_lines,
)
from wegmarke.web.site import Page

_MOST_FINDINGS = 20
_MOST_CHANGES = 12


class StageForm(msgspec.Struct, frozen=True):
    """The form of the editor: the document, the version it was written from, and what it is to judge."""

    text: str = ""
    base: int = 0
    model: str = "account"
    who: str = ""
    why: str = ""
    since: str = "now"
    seen: str = ""

    @property
    def digest(self) -> str:
        """Return what a plan was made for: the document and what it judges."""
        return digest_of(self.since, self.text)

    @property
    def from_beginning(self) -> bool:
        """Return whether the new version judges all of the past."""
        return self.since == "beginning"


@get(STAGES, sync_to_thread=True)
def stage_model(page: NamedDependency[Page]) -> Response[str]:
    """Show a version of a stage model, where everybody stands, and what does not fit."""
    stages, reader = page.front.stages, page.reader
    name = page.params.get("model", "") or "account"
    versions = stages.versions(name)
    wanted = version_number(page.params)
    shown = versions[0] if wanted is None else stages.get(name, wanted)
    is_newest = shown.version == versions[0].version
    found = stages.findings(name, _MOST_FINDINGS)
    f, t = reader.formats, reader.t
    return page.render(
        "settings/stages.html",
        title=t.pgettext("title", "Stages"),
        place="settings",
        tab="stages",
        choices=_choices(page, name),
        shown=shown,
        model_title=shown.title.get(reader.language),
        subjects=t.label(SUBJECTS[shown.subject]),
        since=since(shown, reader),
        is_newest=is_newest,
        lines=stage_lines(shown, stages.counts(name) if is_newest else [], reader),
        versions=version_lines(versions, shown, reader),
        differences=difference_lines(stages.differences(name, shown.version), stage_titles(shown, reader), reader),
        counts=[(t.label(CODES[code]), f.number(count)) for code, count in found.counts.items()],
        findings=finding_lines(found.findings, shown.subject, reader),
        more=sum(found.counts.values()) > len(found.findings),
        edit_url=with_params(f"{STAGES}/edit", {"model": name} | ({} if is_newest else {"version": str(wanted)})),
        saved=page.params.get("saved") == "1",
        zone=page.front.settings.time_zone,
    )


@get(f"{STAGES}/edit", sync_to_thread=True)
def edit_stages(page: NamedDependency[Page]) -> Response[str]:
    """Show the editor with the newest version, or with an older one."""
    name = page.params.get("model", "") or "account"
    newest = page.front.stages.get(name)
    wanted = version_number(page.params)
    shown = newest if wanted is None else page.front.stages.get(name, wanted)
    return _editor(page, StageForm(shown.text, newest.version, name))


@post(f"{STAGES}/check", sync_to_thread=True, request_max_body_size=LARGEST_FORM, status_code=200)
def check_stages(page: NamedDependency[Page], data: URLEncodedBody[StageForm]) -> Response[str]:
    """Say what is wrong with a document, or what it would mean for everybody's stage."""
    form = msgspec.structs.replace(data, text=with_line_ends(data.text))
    try:
        plan = page.front.stages.rehearse(form.text, from_beginning=form.from_beginning)
    except (DocumentInvalid, UsageError) as error:
        return _editor(page, form, problem=error)
    return _editor(page, form, plan=plan)


@post(f"{STAGES}/keep", sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def keep_stages(page: NamedDependency[Page], data: URLEncodedBody[StageForm]) -> Response[str] | Redirect:
    """Keep a document as a new version of its model, once its plan was shown."""
    form = msgspec.structs.replace(data, text=with_line_ends(data.text))
    stages = page.front.stages
    try:
        plan = stages.rehearse(form.text, from_beginning=form.from_beginning)
        if form.seen != form.digest:
            return _editor(page, form, plan=plan)
        # A document with an id of its own makes a model of its own, which was written from no version.
        is_same = plan.model == form.model
        kept = stages.save(
            form.text, who=form.who, why=form.why, base=form.base if is_same else None,
            from_beginning=form.from_beginning,
        )  # fmt: skip
    except (DocumentInvalid, UsageError) as error:
        return _editor(page, form, problem=error)
    return Redirect(with_params(STAGES, {"model": kept.model, "saved": "1"}), status_code=303)


def _editor(
    page: Page,
    form: StageForm,
    *,
    problem: DocumentInvalid | UsageError | None = None,
    plan: StagePlan | None = None,
) -> Response[str]:
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=f"{STAGES}/edit", params={"model": form.model})
    reader, wrong = page.reader, complaints(problem)
    newest = _newest(page, form.model)
    titles = stage_titles(newest, reader) if newest is not None else {}
    f = reader.formats
    return page.render(
        "settings/stages_edit.html",
        title=reader.t.pgettext("title", "Edit the stage model"),
        place="settings",
        tab="stages",
        status=wrong.status,
        message=wrong.message,
        problems=wrong.problems,
        form=form,
        from_beginning=form.from_beginning,
        most_words=MOST_WORDS,
        plan=plan,
        seen=form.digest if plan is not None else "",
        changed=f.number(plan.changed) if plan is not None else "",
        subjects=f.number(plan.subjects) if plan is not None else "",
        rewritten=f.number(plan.rewritten) if plan is not None else "",
        changes=change_lines(plan.changes[:_MOST_CHANGES], titles, reader) if plan is not None else [],
        more=plan is not None and len(plan.changes) > _MOST_CHANGES,
        differences=difference_lines(plan.differences, titles, reader) if plan is not None else [],
        back_url=with_params(STAGES, {"model": form.model}),
        sample=SAMPLE,
    )


def _newest(page: Page, name: str) -> StageModelVersion | None:
    return next((version for version in page.front.stages.models() if version.model == name), None)


def _choices(page: Page, name: str) -> list[tuple[str, str, bool]]:
    """Return title, address and whether it is shown, of every model."""
    return [
        (version.title.get(page.reader.language), with_params(STAGES, {"model": version.model}), version.model == name)
        for version in page.front.stages.models()
    ]
