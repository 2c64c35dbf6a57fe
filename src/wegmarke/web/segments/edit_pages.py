"""Handlers of the form of a segment: write it, see its plan, keep it."""

from __future__ import annotations

import dataclasses
import json

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, Problem, Unit, UsageError, WegmarkeError
from wegmarke.domain.segments import SegmentKind, SegmentPlan, SegmentSubject
from wegmarke.web.conditions import (
    MOST_BYTES,
    ConditionView,
    Editing,
    Field,
    On,
    Options,
    Size,
    Tree,
    begin,
    read_editing,
    read_pairs,
    stepped,
    view_of,
)
from wegmarke.web.seen import what_was_seen
from wegmarke.web.segments.forms import (
    MOST_WORDS,
    SETS,
    SegmentForm,
    digest,
    form_of,
    read_form,
    read_kind,
    read_subject,
)
from wegmarke.web.segments.lines import (
    KINDS,
    SEGMENTS,
    SubjectRow,
    plan_words,
    size_of,
    subject_row,
    title_of,
    units_many,
)
from wegmarke.web.selection import Choice, with_params
from wegmarke.web.site import Page

_MOST_PROBLEMS = 50
_SAMPLE = 5


@get(f"{SEGMENTS}/new", sync_to_thread=True)
def new_segment(page: NamedDependency[Page]) -> Response[str]:
    """Show the form of a segment that does not exist yet."""
    form = SegmentForm(read_kind(page.params.get("kind", "")), read_subject(page.params.get("subject", "")))
    return _editor(page, form, begin(None, On.SUBJECTS, page.reader.language))


@get(f"{SEGMENTS}/{{segment:str}}/edit", sync_to_thread=True)
def edit_segment(page: NamedDependency[Page], segment: FromPath[str]) -> Response[str]:
    """Show the form of a segment."""
    found = page.front.segments.get(segment)
    tree: Tree | None = json.loads(found.rule) if found.rule else None
    return _editor(page, form_of(found), begin(tree, On.SUBJECTS, page.reader.language))


@post(f"{SEGMENTS}/edit", sync_to_thread=True, request_max_body_size=MOST_BYTES, status_code=200)
def step_segment(page: NamedDependency[Page], body: RawBody) -> Response[str] | Redirect:
    """Take one step of the builder, show the plan, or keep the segment once its plan was shown."""
    pairs = read_pairs(body)
    form, act = read_form(pairs), dict(pairs).get("act", "")
    language = page.reader.language
    has_rule = form.kind is SegmentKind.RULE
    editing = read_editing(pairs, On.SUBJECTS, language) if has_rule else begin(None, On.SUBJECTS, language)
    if act not in ("plan", "keep"):
        return _editor(page, form, stepped(editing, act or "look", pairs, language))
    return _planned(page, form, editing.checked(), keep=act == "keep")


def _planned(page: Page, form: SegmentForm, editing: Editing, *, keep: bool) -> Response[str] | Redirect:
    tree: Tree | None = None
    try:
        if form.kind is SegmentKind.RULE:
            tree = editing.written().tree
        text = form.document(tree)
        plan = page.front.segments.rehearse(text)
        if not keep or form.seen != digest(text):
            return _editor(page, form, editing, plan=plan, seen=digest(text))
        kept = page.front.segments.save(text, who=form.who, why=form.why, base=form.base)
    except (DocumentInvalid, UsageError) as error:
        return _editor(page, form, editing, failure=error)
    return Redirect(with_params(f"{SEGMENTS}/{kept.id}", {"saved": "1"}), status_code=303)


def _editor(
    page: Page,
    form: SegmentForm,
    editing: Editing,
    *,
    plan: SegmentPlan | None = None,
    seen: str = "",
    failure: WegmarkeError | None = None,
) -> Response[str]:
    address = f"{SEGMENTS}/new" if form.is_new else f"{SEGMENTS}/{form.id}/edit"
    params = {"kind": form.kind.value, "subject": form.subject.value} if form.is_new else {}
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=address, params=params)
    reader = page.reader
    t = reader.t
    conditions = _conditions(page, form, editing) if form.kind is SegmentKind.RULE else None
    problems = _others_than_of_the_rule(failure, conditions)
    return page.render(
        "segments/edit.html",
        title=t.pgettext("title", "New segment") if form.is_new else t.pgettext("title", "Edit segment"),
        place="people",
        status=422 if failure is not None else 200,
        form=form,
        kind_word=t.label(KINDS[form.kind]),
        subjects=units_many(form.subject, reader),
        kinds=_kinds(page, form),
        units=_units(page, form),
        others=_others(page, form),
        is_set=form.kind in SETS,
        is_difference=form.kind is SegmentKind.DIFFERENCE,
        conditions=conditions,
        message=failure.message if failure is not None and (problems or not failure.problems) else "",
        problems=[str(problem) for problem in problems[:_MOST_PROBLEMS]],
        plan=plan,
        plan_numbers=plan_words(plan, reader) if plan is not None else [],
        sample=_sample(page, form, conditions) if plan is not None else [],
        plan_words=plan.words.get(reader.language) if plan is not None else "",
        seen=seen,
        most_words=MOST_WORDS,
        back_url=SEGMENTS if form.is_new else f"{SEGMENTS}/{form.id}",
    )


def _others_than_of_the_rule(failure: WegmarkeError | None, conditions: ConditionView | None) -> list[Problem]:
    """Return what is wrong around the rule; what is wrong in it stands in the builder."""
    problems = list(failure.problems) if failure is not None else []
    if conditions is None or not conditions.complaints:
        return problems
    return [problem for problem in problems if not problem.where.startswith("rule")]


def _conditions(page: Page, form: SegmentForm, editing: Editing) -> ConditionView:
    reader = page.reader

    def size(tree: Tree) -> Size:
        found = page.front.segments.preview(tree, form.subject, 0)
        return Size(size_of(found.size, found.of, form.subject, reader))

    options = Options(
        on=On.SUBJECTS,
        subject=Unit(form.subject.value),
        fields={
            found.name: Field(found.kind.value, found.title.get(reader.language), found.values)
            for found in page.front.segments.fields(form.subject)
        },
        seen=what_was_seen(page),
        size=size,
    )
    return view_of(editing, options, reader)


def _sample(page: Page, form: SegmentForm, conditions: ConditionView | None) -> list[SubjectRow]:
    """Return some of those whom the rule describes."""
    if conditions is None or conditions.tree is None:
        return []
    found = page.front.segments.preview(conditions.tree, form.subject, _SAMPLE)
    return [subject_row(line, form.subject, page.reader) for line in found.sample]


def _kinds(page: Page, form: SegmentForm) -> list[Choice]:
    return [
        Choice(
            page.reader.t.label(label),
            with_params(f"{SEGMENTS}/new", {"subject": form.subject.value, "kind": kind.value}),
            kind is form.kind,
        )
        for kind, label in KINDS.items()
    ]


def _units(page: Page, form: SegmentForm) -> list[Choice]:
    return [
        Choice(
            units_many(subject, page.reader),
            with_params(f"{SEGMENTS}/new", {"subject": subject.value, "kind": form.kind.value}),
            subject is form.subject,
        )
        for subject in SegmentSubject
    ]


def _others(page: Page, form: SegmentForm) -> list[tuple[str, str, bool]]:
    """Return id, title and whether it was chosen, of every segment this one can be made of; chosen ones first."""
    if form.kind not in SETS:
        return []
    there = [
        (found.id, title_of(found, page.reader), found.id in form.others)
        for found in page.front.segments.all()
        if found.subject is form.subject and found.id != form.id
    ]
    order = {other: place for place, other in enumerate(form.others)}
    return sorted(there, key=lambda line: order.get(line[0], len(order)))
