"""Handlers of the list of accounts: search, what narrows it, sorting, choosing rows, download."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from wegmarke.domain.errors import unknown_value
from wegmarke.domain.views import AccountChoice
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.listing import Head, heads, pager, read_page, read_search, read_sort
from wegmarke.web.people.accounts import NUMBERS, SORTS, UPWARD, account_row
from wegmarke.web.people.persons import Narrowing
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, Chooser, Selection, period_text, with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles

PEOPLE = "/people"
_SIZE = 50
_HEADER = ("account", "label", "phase", "touches", "persons", "first_at", "last_at")


@get(PEOPLE, sync_to_thread=True)
def account_list(page: NamedDependency[Page]) -> Response[str]:
    """Show the accounts."""
    selection, reader = page.selection(), page.reader
    titles = reference_titles(page.front, reader)
    choice, params = _choice(page.params, selection, titles), _params(page.params, selection)
    sort, number = read_sort(page.params, SORTS), read_page(page.params)
    found = page.front.accounts.list(choice=choice, sort=sort, page=number, size=_SIZE)
    return page.render(
        "people/accounts.html",
        title=reader.t.pgettext("units", "Accounts"),
        place="people",
        lines=[account_row(line, titles, reader) for line in found.lines],
        heads=_heads(sort, params, reader),
        search=choice.search,
        kept={name: value for name, value in params.items() if name != "q"},
        phases=_phases(choice, params, titles, reader),
        narrowed=_narrowings(choice, params, selection, titles, reader),
        is_narrowed=bool(params.keys() - {"sort"}),
        pager=pager(number, _SIZE, found.total, PEOPLE, params, reader),
        total=found.total,
        csv_url=with_params(f"{PEOPLE}/accounts.csv", params),
        period=page.period(selection),
    )


@get(f"{PEOPLE}/accounts.csv", sync_to_thread=True)
def accounts_csv(page: NamedDependency[Page], account: FromQuery[list[int] | None] = None) -> Response[str]:
    """Download the accounts of the list, or of them those that were chosen."""
    choice = _choice(page.params, page.selection(), reference_titles(page.front, page.reader))
    sort = read_sort(page.params, SORTS)
    rows = page.front.accounts.export(choice, sort=sort, only=tuple(account or ())).to_pylist()
    return csv_response("wegmarke-accounts.csv", _HEADER, ([_cell(row[name]) for name in _HEADER] for row in rows))


def _cell(value: object) -> object:
    return "" if value is None else value


def _choice(params: Mapping[str, str], selection: Selection, titles: Titles) -> AccountChoice:
    phase = params.get("phase", "")
    if phase and phase not in titles.phases:
        raise unknown_value("phase", phase, list(titles.phases))
    return AccountChoice(read_search(params), phase, selection.start, selection.end)


def _params(params: Mapping[str, str], selection: Selection) -> dict[str, str]:
    """Return the URL parameters that choose and sort accounts, without those of other pages."""
    kept = {name: params.get(name, "") for name in ("q", "phase", "sort")}
    period = {name: value for name, value in selection.params.items() if name != "by"}
    return {name: value for name, value in (kept | period).items() if value}


def _phases(choice: AccountChoice, params: Mapping[str, str], titles: Titles, reader: Reader) -> Chooser:
    every = reader.t.pgettext("accounts", "All phases")
    choices = tuple(
        Choice(label=title, url=with_params(PEOPLE, params, phase=phase or None), current=phase == choice.phase)
        for phase, title in [("", every), *titles.phases.items()]
    )
    return Chooser(titles.phase(choice.phase) or every, choices, {})


def _narrowings(
    choice: AccountChoice, params: Mapping[str, str], selection: Selection, titles: Titles, reader: Reader
) -> list[Narrowing]:
    found = []
    if choice.phase:
        label = reader.t.pgettext("accounts", "Phase of the last touch")
        found.append(Narrowing(label, titles.phase(choice.phase), with_params(PEOPLE, params, phase=None)))
    if selection.first or selection.last:
        label = reader.t.pgettext("accounts", "Last touch")
        url = with_params(PEOPLE, params, **{"from": None, "to": None})
        found.append(Narrowing(label, period_text(selection, reader), url))
    return found


def _heads(sort: str, params: Mapping[str, str], reader: Reader) -> dict[str, Head]:
    t = reader.t
    labels = {
        "last": t.pgettext("accounts", "Last touch"),
        "label": t.pgettext("unit", "Account"),
        "touches": t.pgettext("measure", "Touches"),
        "persons": t.pgettext("measure", "Persons"),
        "first": t.pgettext("accounts", "First touch"),
    }
    return dict(zip(SORTS, heads(labels, sort, PEOPLE, params, numbers=NUMBERS, upward=UPWARD), strict=True))
