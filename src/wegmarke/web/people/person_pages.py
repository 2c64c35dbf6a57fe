"""Handlers of the list of persons and of the page of one person."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from wegmarke.domain.persons import AccountName
from wegmarke.domain.scores import ScoreUnit
from wegmarke.i18n import marked
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.listing import Head, heads, pager, read_page, read_sort
from wegmarke.web.people.objection_pages import is_objecting, objection_lines
from wegmarke.web.people.person import identifier_rows, known_rows, link_rows, spell_rows
from wegmarke.web.people.persons import (
    NUMBERS,
    PERSONS,
    SORTS,
    UPWARD,
    anonymous_choice,
    choice_params,
    narrowings,
    person_row,
    place_choices,
    read_person_choice,
)
from wegmarke.web.people.places import place_rows
from wegmarke.web.people.timeline import months
from wegmarke.web.selection import with_params
from wegmarke.web.settings.scores import score_sections
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles

_SIZE = 50
_ENTRIES = 100
_HEADER = (
    "person", "label", "mail", "phone", "account", "account_label", "touches", "identifiers", "is_anonymous",
    "first_at", "last_at",
)  # fmt: skip

DONE = {
    "merge": marked("done", "The two persons are one now."),
    "split": marked("done", "The link is removed."),
    "restore": marked("done", "The link is restored; guards had their say again."),
    "part": marked("done", "These identifiers are a person of their own now."),
    "membership": marked("done", "The membership is changed."),
    "objection": marked("done", "The objection to profiling is written down and holds."),
    "objection_withdrawn": marked("done", "The objection to profiling is taken back."),
}


@get(PERSONS, sync_to_thread=True)
def person_list(page: NamedDependency[Page]) -> Response[str]:
    """Show the persons."""
    selection, reader = page.selection(), page.reader
    choice, sort, number = (
        read_person_choice(page.params, selection),
        read_sort(page.params, SORTS),
        read_page(page.params),
    )
    found = page.front.persons.list(choice, sort=sort, page=number, size=_SIZE)
    params = choice_params(page.params, selection)
    narrowed = narrowings(params, selection, _account(page, choice.account), reader)
    return page.render(
        "people/persons.html",
        title=reader.t.pgettext("units", "Persons"),
        place="people",
        lines=[person_row(line, reader) for line in found.lines],
        heads=_heads(page, sort, params),
        search=choice.search,
        kept={name: value for name, value in params.items() if name != "q"},
        accounts=place_choices(params, reader),
        anonymous=anonymous_choice(params, reader),
        narrowed=narrowed,
        is_narrowed=bool(choice_params(page.params, selection).keys() - {"sort"}),
        pager=pager(number, _SIZE, found.total, PERSONS, params, reader),
        total=found.total,
        names_withheld=found.names_withheld,
        csv_url=with_params(f"{PERSONS}.csv", params),
        period=page.period(selection),
    )


@get(f"{PERSONS}.csv", sync_to_thread=True)
def persons_csv(page: NamedDependency[Page], person: FromQuery[list[int] | None] = None) -> Response[str]:
    """Download the persons of the list, or of them those that were chosen."""
    selection = page.selection()
    choice, sort = read_person_choice(page.params, selection), read_sort(page.params, SORTS)
    rows = page.front.persons.export(choice, sort=sort, only=tuple(person or ())).to_pylist()
    return csv_response("wegmarke-persons.csv", _HEADER, (_cells(row) for row in rows))


@get(f"{PERSONS}/{{person:int}}", sync_to_thread=True)
def person_page(person: FromPath[int], page: NamedDependency[Page]) -> Response[str]:
    """Show one person: where it was, what identifies it, why it is one, and all that happened."""
    number, reader, persons = read_page(page.params), page.reader, page.front.persons
    view = persons.get(person, page=number, size=_ENTRIES)
    row = person_row(view.person, reader)
    titles = reference_titles(page.front, reader)
    objections = page.front.objections.list(person)
    return page.render(
        "people/person.html",
        title=row.label,
        place="people",
        person=row,
        sessions=reader.formats.number(view.sessions),
        spells=spell_rows(view.spells, reader),
        identifiers=identifier_rows(view.identifiers, reader),
        known=known_rows(view.known, reader),
        links=link_rows(view.links, reader),
        months=months(view.entries, titles, reader),
        by_session=True,
        label=row.label,
        pager=pager(number, _ENTRIES, view.total, page.path, page.params, reader),
        zone=page.front.settings.time_zone,
        memberships=place_rows(persons.memberships(person), reader),
        scores=score_sections(page.front.scores.all_of(person, ScoreUnit.PERSON), reader),
        objections=objection_lines(objections, reader),
        is_objecting=is_objecting(objections),
        done=reader.t.label(DONE[page.params["done"]]) if page.params.get("done") in DONE else "",
    )


def _account(page: Page, account: int | None) -> AccountName | None:
    """Return the name of the account that narrows the list."""
    if account is None:
        return None
    return AccountName(account, page.front.accounts.timeline(account, size=1).account.label)


def _heads(page: Page, sort: str, params: Mapping[str, str]) -> dict[str, Head]:
    t = page.reader.t
    labels = {
        "last": t.pgettext("accounts", "Last touch"),
        "label": t.pgettext("unit", "Person"),
        "touches": t.pgettext("measure", "Touches"),
        "identifiers": t.pgettext("persons", "Identifiers"),
        "first": t.pgettext("accounts", "First touch"),
    }
    return dict(zip(SORTS, heads(labels, sort, PERSONS, params, numbers=NUMBERS, upward=UPWARD), strict=True))


def _cells(row: Mapping[str, object]) -> list[object]:
    return ["" if row[name] is None else row[name] for name in _HEADER]
