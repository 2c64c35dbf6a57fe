"""Handlers of the rules of touchpoints: all of them with what they recognise, and the form of one."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, NotFound, RuleInvalid, UsageError, WegmarkeError
from wegmarke.domain.recognition import RecognitionPlan, TouchpointChange, TouchpointRule
from wegmarke.web.conditions import (
    MOST_BYTES,
    Editing,
    On,
    Options,
    Pairs,
    Size,
    Tree,
    begin,
    read_editing,
    read_pairs,
    stepped,
    view_of,
)
from wegmarke.web.recognition.lines import (
    TOUCHPOINTS,
    move_line,
    name_line,
    plan_numbers,
    reach_of,
    rule_line,
    titles_of,
)
from wegmarke.web.seen import what_was_seen
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page
from wegmarke.workspace import rule_language

_MOST_NAMES: Final = 20
_MOST_MOVES: Final = 20
_MOST_PROBLEMS: Final = 50


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What was typed around the rule.

    Attributes:
        touchpoint: whose rule it is.
        place: its place among the touchpoints of its map, as typed; blank leaves it.
        seen: digest of the change whose plan was shown.
    """

    touchpoint: str
    place: str = ""
    seen: str = ""

    def change(self, tree: Tree | None) -> TouchpointChange:
        """Return the change that the form states; without a tree the rule is taken away.

        Raises:
            UsageError: for a place that is no number.
        """
        place = self.place.strip()
        if place and not (place.isascii() and place.isdigit() and 0 < len(place) < 5 and int(place)):
            raise UsageError(f"place: expected a whole number from 1, or nothing; got {place[:40]!r}.")
        text = "" if tree is None else rule_language.write_tree(tree)
        return TouchpointChange(self.touchpoint, text, int(place) if place else None)


@get(TOUCHPOINTS, sync_to_thread=True)
def touchpoint_rules(page: NamedDependency[Page]) -> Response[str]:
    """Show the touchpoints with their rules, and which events none of them recognises."""
    reader, recognition = page.reader, page.front.recognition
    rules, found = recognition.touchpoints(), recognition.coverage(_MOST_NAMES)
    titles = titles_of(rules, reader)
    f = reader.formats
    return page.render(
        "recognition/list.html",
        title=reader.t.pgettext("title", "Touchpoint rules"),
        place="settings",
        tab="touchpoints",
        lines=[rule_line(rule, found.events, reader) for rule in rules],
        names=[name_line(name, titles, reader) for name in found.names if name.unrecognised],
        choices=[(rule.touchpoint, titles[rule.touchpoint]) for rule in sorted(rules, key=lambda one: bool(one.rule))],
        share=f.percent(found.share),
        events=f.number(found.events),
        recognised=f.number(found.recognised),
        saved=page.params.get("saved") == "1",
    )


@get(f"{TOUCHPOINTS}/rule", sync_to_thread=True)
def begin_rule(page: NamedDependency[Page]) -> Redirect:
    """Lead from an unrecognised name to the form of the touchpoint that is to recognise it."""
    params = {"event": page.params.get("event", "")}
    found = _touchpoint(page, page.params.get("touchpoint", ""))
    return Redirect(with_params(f"{TOUCHPOINTS}/{found.touchpoint}/edit", params), status_code=303)


@get(f"{TOUCHPOINTS}/{{touchpoint:str}}/edit", sync_to_thread=True)
def edit_rule(page: NamedDependency[Page], touchpoint: FromPath[str]) -> Response[str]:
    """Show the form of a rule; with the name of an event in the address, the rule recognises it as well."""
    rule = _touchpoint(page, touchpoint)
    tree = rule_language.read_tree(rule.rule, On.EVENTS) if rule.rule else None
    name = page.params.get("event", "")
    return _editor(page, rule, RuleForm(touchpoint), begin(_widened(tree, name), On.EVENTS, page.reader.language))


@post(f"{TOUCHPOINTS}/edit", sync_to_thread=True, request_max_body_size=MOST_BYTES, status_code=200)
def step_rule(page: NamedDependency[Page], body: RawBody) -> Response[str] | Redirect:
    """Take one step of the builder, show the plan, or let the rule hold once its plan was shown."""
    pairs = read_pairs(body)
    fields = dict(pairs)
    form, act = _read_form(pairs), fields.get("act", "")
    rule = _touchpoint(page, form.touchpoint)
    editing = read_editing(pairs, On.EVENTS, page.reader.language)
    if act not in ("plan", "keep"):
        return _editor(page, rule, form, stepped(editing, act or "look", pairs, page.reader.language))
    return _planned(page, rule, form, editing.checked(), keep=act == "keep")


def _planned(
    page: Page, rule: TouchpointRule, form: RuleForm, editing: Editing, *, keep: bool
) -> Response[str] | Redirect:
    try:
        change = form.change(None if editing.is_empty else rule_language.checked(editing.written().tree, On.EVENTS))
        if keep and form.seen == _digest(change):
            page.front.recognition.apply_change(change)
            return Redirect(with_params(TOUCHPOINTS, {"saved": "1"}), status_code=303)
        plan = page.front.recognition.rehearse_change(change)
    except (DocumentInvalid, RuleInvalid, UsageError) as error:
        return _editor(page, rule, form, editing, failure=error)
    return _editor(page, rule, form, editing, plan=plan, seen=_digest(change))


def _editor(
    page: Page,
    rule: TouchpointRule,
    form: RuleForm,
    editing: Editing,
    *,
    plan: RecognitionPlan | None = None,
    seen: str = "",
    failure: WegmarkeError | None = None,
) -> Response[str]:
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=f"{TOUCHPOINTS}/{rule.touchpoint}/edit", params={})
    reader = page.reader

    def size(tree: Tree) -> Size:
        return Size(reach_of(page.front.recognition.preview(tree), reader))

    conditions = view_of(editing, Options(on=On.EVENTS, seen=what_was_seen(page), size=size), reader)
    in_rule = bool(conditions.complaints) and not editing.is_empty
    problems = [] if failure is None or in_rule else list(failure.problems)
    titles = titles_of(page.front.recognition.touchpoints(), reader)
    return page.render(
        "recognition/edit.html",
        title=titles.get(rule.touchpoint, rule.touchpoint),
        place="settings",
        tab="touchpoints",
        status=422 if failure is not None else 200,
        rule=rule,
        form=form,
        conditions=conditions,
        message=failure.message if failure is not None and not in_rule else "",
        problems=[str(problem) for problem in problems[:_MOST_PROBLEMS]],
        plan=plan,
        numbers=plan_numbers(plan, reader) if plan is not None else [],
        moves=[move_line(move, titles, reader) for move in plan.moves[:_MOST_MOVES]] if plan is not None else [],
        more=plan is not None and len(plan.moves) > _MOST_MOVES,
        seen=seen,
        back_url=TOUCHPOINTS,
    )


def _touchpoint(page: Page, touchpoint: str) -> TouchpointRule:
    for rule in page.front.recognition.touchpoints():
        if rule.touchpoint == touchpoint:
            return rule
    raise NotFound(f"touchpoint: expected the id of one on a map; got {touchpoint[:60]!r}.")


def _widened(tree: Tree | None, name: str) -> Tree | None:
    """Return the rule that recognises events of one more name."""
    if not name:
        return tree
    wanted: Tree = {"event": name}
    if tree is None:
        return wanted
    if list(tree) == ["any"]:
        return {"any": [*tree["any"], wanted]}
    return {"any": [tree, wanted]}


def _read_form(pairs: Pairs) -> RuleForm:
    fields = dict(pairs)
    return RuleForm(fields.get("touchpoint", ""), fields.get("place", "")[:40], fields.get("seen", ""))


def _digest(change: TouchpointChange) -> str:
    stated = f"{change.touchpoint}\n{change.place}\n{change.rule}"
    return hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()
