"""Handlers of the pages about scores."""

from __future__ import annotations

import dataclasses

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.scores import ScoreKind, ScorePlan, ScoreUnit
from wegmarke.web.listing import pager, read_page
from wegmarke.web.selection import with_params
from wegmarke.web.settings.document_form import LARGEST_FORM, complaints, digest_of, with_line_ends
from wegmarke.web.settings.numbers import version_number
from wegmarke.web.settings.scores import (
    KINDS,
    MOST_WORDS,
    SAMPLE,
    SCORES,
    UNITS,
    change_lines,
    crossing_lines,
    matrix,
    part_lines,
    ranges,
    threshold_lines,
    top_lines,
)
from wegmarke.web.site import Page

_TOP = 20


class ScoreForm(msgspec.Struct, frozen=True):
    """The form of the editor: the document, the version it was written from, and which plan was seen."""

    text: str = ""
    base: int = 0
    score: str = "engagement"
    who: str = ""
    why: str = ""
    seen: str = ""

    @property
    def digest(self) -> str:
        """Return what a plan was made for."""
        return digest_of(self.text)


@get(SCORES, sync_to_thread=True)
def score_page(page: NamedDependency[Page]) -> Response[str]:
    """Show a score: its parts, how it is spread, and who has most of it."""
    scores, reader = page.front.scores, page.reader
    name, unit = page.params.get("score", "") or "engagement", _unit(page)
    versions = scores.versions(name)
    wanted = version_number(page.params)
    shown = versions[0] if wanted is None else scores.get(name, wanted)
    is_newest = shown.version == versions[0].version
    spread, number = scores.distribution(name, unit), read_page(page.params)
    found = scores.top(name, unit, number, _TOP)
    f, t = reader.formats, reader.t
    params = {"score": name, "unit": unit.value}
    is_grade = shown.kind is ScoreKind.GRADE
    return page.render(
        "settings/scores.html",
        title=t.pgettext("title", "Scores"),
        place="settings",
        tab="scores",
        choices=[
            (one.title.get(reader.language), with_params(SCORES, {"score": one.score, "unit": unit.value}),
             one.score == name)
            for one in scores.all()
        ],
        units=[(t.label(words), with_params(SCORES, {"score": name, "unit": one.value}), one is unit)
               for one, words in UNITS.items()],
        shown=shown,
        is_newest=is_newest,
        score_title=shown.title.get(reader.language),
        kind=t.label(KINDS[shown.kind]),
        parts_of=part_lines(shown, reader),
        thresholds=threshold_lines(shown, reader),
        is_grade=is_grade,
        is_engagement=shown.kind is ScoreKind.ENGAGEMENT,
        letters=[f.number(float(bound)) for bound in shown.letters_from],
        digits=[f.number(float(bound)) for bound in shown.digits_from],
        ranges=[] if is_grade else ranges(spread, reader),
        matrix=matrix(spread.counts, reader) if is_grade else [],
        total=f.number(spread.total),
        subjects=t.label(UNITS[unit]),
        lines=top_lines(found, unit, reader),
        is_group=unit is ScoreUnit.BUYING_GROUP,
        pager=pager(number, _TOP, found.total, SCORES, params, reader),
        at=f.instant(spread.at, reader.zone),
        versions=[
            (f.number(one.version), with_params(SCORES, {"score": name, "version": str(one.version)}),
             " · ".join(filter(None, (one.who, one.why))), one.version == shown.version)
            for one in versions
        ],
        edit_url=with_params(f"{SCORES}/edit", {"score": name} | ({} if is_newest else {"version": str(wanted)})),
        saved=page.params.get("saved") == "1",
        zone=page.front.settings.time_zone,
    )  # fmt: skip


@get(f"{SCORES}/edit", sync_to_thread=True)
def edit_score(page: NamedDependency[Page]) -> Response[str]:
    """Show the editor with the newest version, or with an older one."""
    name = page.params.get("score", "") or "engagement"
    newest = page.front.scores.get(name)
    wanted = version_number(page.params)
    shown = newest if wanted is None else page.front.scores.get(name, wanted)
    return _editor(page, ScoreForm(shown.text, newest.version, name))


@post(f"{SCORES}/check", sync_to_thread=True, request_max_body_size=LARGEST_FORM, status_code=200)
def check_score(page: NamedDependency[Page], data: URLEncodedBody[ScoreForm]) -> Response[str]:
    """Say what is wrong with a document, or what it would mean."""
    form = msgspec.structs.replace(data, text=with_line_ends(data.text))
    try:
        plan = page.front.scores.rehearse(form.text)
    except (DocumentInvalid, UsageError, NotFound) as error:
        return _editor(page, form, problem=error)
    return _editor(page, form, plan=plan)


@post(f"{SCORES}/keep", sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def keep_score(page: NamedDependency[Page], data: URLEncodedBody[ScoreForm]) -> Response[str] | Redirect:
    """Keep a document as a new version of its score, once its plan was shown."""
    form = msgspec.structs.replace(data, text=with_line_ends(data.text))
    try:
        if form.seen != form.digest:
            return _editor(page, form, plan=page.front.scores.rehearse(form.text))
        plan = page.front.scores.rehearse(form.text)
        # A document with an id of its own makes a score of its own, which was written from no version.
        base = form.base if plan.score == form.score else None
        kept = page.front.scores.save(form.text, who=form.who, why=form.why, base=base)
    except (DocumentInvalid, UsageError, NotFound) as error:
        return _editor(page, form, problem=error)
    return Redirect(with_params(SCORES, {"score": kept.score, "saved": "1"}), status_code=303)


def _editor(
    page: Page,
    form: ScoreForm,
    *,
    problem: DocumentInvalid | UsageError | NotFound | None = None,
    plan: ScorePlan | None = None,
) -> Response[str]:
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=f"{SCORES}/edit", params={"score": form.score})
    reader, wrong = page.reader, complaints(problem)
    f = reader.formats
    return page.render(
        "settings/scores_edit.html",
        title=reader.t.pgettext("title", "Edit the score"),
        place="settings",
        tab="scores",
        status=wrong.status,
        message=wrong.message,
        problems=wrong.problems,
        form=form,
        most_words=MOST_WORDS,
        plan=plan,
        seen=form.digest if plan is not None else "",
        changed=f.number(plan.changed) if plan is not None else "",
        subjects=f.number(plan.subjects) if plan is not None else "",
        crossings=crossing_lines(plan, reader) if plan is not None else [],
        changes=change_lines(plan) if plan is not None else [],
        back_url=with_params(SCORES, {"score": form.score}),
        sample=SAMPLE,
    )


def _unit(page: Page) -> ScoreUnit:
    text = page.params.get("unit", "") or ScoreUnit.ACCOUNT.value
    if text not in [*ScoreUnit]:
        raise unknown_value("unit", text, [*ScoreUnit])
    return ScoreUnit(text)
