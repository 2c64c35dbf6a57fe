"""Objection to profiling on the page of a person: what it would change, and writing it down or taking it back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain.objections import Objection, ObjectionPurpose
from wegmarke.web.people.persons import PERSONS, person_label, person_url
from wegmarke.web.people.plan_pages import read_reason
from wegmarke.web.people.plans import Question
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page


class Objecting(msgspec.Struct, frozen=True):
    """The form under the plan; the reason says how the objection, or its withdrawal, became known."""

    withdrawn: str = ""
    reason: str = ""


@get(f"{PERSONS}/{{person:int}}/objection", sync_to_thread=True)
def objection_plan(page: NamedDependency[Page], person: FromPath[int]) -> Response[str]:
    """Show what an objection to profiling, or taking it back, would change."""
    reader, t = page.reader, page.reader.t
    line = page.front.persons.get(person, size=1).person
    holds = is_objecting(page.front.objections.list(person))
    plan = page.front.objections.rehearse(person, ObjectionPurpose.PROFILING, is_withdrawn=holds)
    note = (
        t.gettext("Models and engagement scores count the person again. The objection stays in the history.")
        if holds
        else t.gettext(
            "From then on the person is neither scored nor learnt from, nor counted at its account by models. Models "
            "that were fitted before keep what they learnt until they are fitted again."
        )
    )
    return page.render(
        "people/objection.html",
        title=t.gettext("Take the objection to profiling back") if holds else t.gettext("Object to profiling"),
        place="people",
        figures=(),
        facts=(
            (t.pgettext("measure", "Touches"), reader.formats.number(plan.touches)),
            (t.pgettext("units", "Accounts"), reader.formats.number(plan.accounts)),
            (t.pgettext("prediction", "Models fitted before"), reader.formats.number(plan.models)),
        ),
        question=Question(
            url=f"{person_url(person)}/objection/confirmed",
            fields={"withdrawn": "yes" if holds else ""},
            note=note,
            act=t.gettext("Take it back") if holds else t.gettext("Write the objection down"),
            back_url=person_url(person),
            back=person_label(line.person, line.label, reader),
        ),
    )


@post(f"{PERSONS}/{{person:int}}/objection/confirmed", sync_to_thread=True, status_code=303)
def object_to_profiling(
    page: NamedDependency[Page], person: FromPath[int], data: URLEncodedBody[Objecting]
) -> Redirect:
    """Write an objection down, or take it back."""
    source = read_reason(data.reason)[:200]
    if data.withdrawn:
        page.front.objections.withdraw(person, ObjectionPurpose.PROFILING)
        return Redirect(with_params(person_url(person), {"done": "objection_withdrawn"}), status_code=303)
    page.front.objections.add(person, ObjectionPurpose.PROFILING, source=source)
    return Redirect(with_params(person_url(person), {"done": "objection"}), status_code=303)


def is_objecting(found: Sequence[Objection]) -> bool:
    """Tell whether one of a person's objections holds."""
    return any(one.withdrawn_at is None for one in found)


def objection_lines(found: Sequence[Objection], reader: Reader) -> list[str]:
    """Write a person's objections, newest first."""
    t, f = reader.t, reader.formats
    return [
        t.gettext(
            "Objects to profiling since %(day)s (%(source)s)", day=f.day(one.since, reader.zone), source=one.source
        )
        if one.withdrawn_at is None
        else t.gettext(
            "Objected to profiling from %(day)s to %(end)s (%(source)s)", day=f.day(one.since, reader.zone),
            end=f.day(one.withdrawn_at, reader.zone), source=one.source,
        )
        for one in found
    ]  # fmt: skip
