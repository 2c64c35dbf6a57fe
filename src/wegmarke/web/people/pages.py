"""Handlers of the place *People*."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.domain.account_page import AccountRecords
from wegmarke.web.listing import heads, pager, read_page, read_search, read_sort
from wegmarke.web.people.accounts import NUMBERS, SORTS, UPWARD, account_row
from wegmarke.web.people.buying_group import draw_groups
from wegmarke.web.people.front import KnowsRecords
from wegmarke.web.people.person import member_rows
from wegmarke.web.people.persons import PERSONS
from wegmarke.web.people.records import detail_rows, draw_stages, membership_rows, opportunity_rows
from wegmarke.web.people.timeline import months, strip
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles

PEOPLE = "/people"
_ACCOUNTS = 50
_ENTRIES = 100
_PEOPLE = 10

# The strip shows at most this many events; an account with more is no account but a collecting pot.
_STRIP_ENTRIES = 2000


@get(PEOPLE, sync_to_thread=True)
def account_list(page: NamedDependency[Page]) -> Response[str]:
    """Show the accounts."""
    search, sort, number = read_search(page.params), read_sort(page.params, SORTS), read_page(page.params)
    found = page.front.accounts.list(search=search, sort=sort, page=number, size=_ACCOUNTS)
    titles = reference_titles(page.front, page.reader)
    t = page.reader.t
    labels = {
        "last": t.pgettext("accounts", "Last touch"),
        "label": t.pgettext("unit", "Account"),
        "touches": t.pgettext("measure", "Touches"),
        "persons": t.pgettext("measure", "Persons"),
        "first": t.pgettext("accounts", "First touch"),
    }
    by_name = dict(zip(SORTS, heads(labels, sort, PEOPLE, page.params, numbers=NUMBERS, upward=UPWARD), strict=True))
    return page.render(
        "people/accounts.html",
        title=t.pgettext("units", "Accounts"),
        place="people",
        lines=[account_row(line, titles, page.reader) for line in found.lines],
        heads=by_name,
        search=search,
        kept={name: value for name, value in page.params.items() if name not in {"q", "page"}},
        pager=pager(number, _ACCOUNTS, found.total, PEOPLE, page.params, page.reader),
        total=found.total,
    )


@get("/people/accounts/{account:int}", sync_to_thread=True)
def account_page(account: FromPath[int], page: NamedDependency[Page]) -> Response[str]:
    """Show one account: who is there, what is recorded about it, and everything that happened."""
    number = read_page(page.params)
    found = page.front.accounts.timeline(account, page=number, size=_ENTRIES)
    overall = found if found.total <= _ENTRIES else page.front.accounts.timeline(account, page=1, size=_STRIP_ENTRIES)
    titles = reference_titles(page.front, page.reader)
    row = account_row(found.account, titles, page.reader)
    people = page.front.persons.at_account(account, size=_PEOPLE)
    return page.render(
        "people/account.html",
        title=row.label,
        place="people",
        account=row,
        label=row.label,
        people=member_rows(people.persons, page.reader),
        people_url=with_params(PERSONS, {"account": str(account)}),
        people_more=page.reader.formats.number(people.total) if people.total > len(people.persons) else "",
        recorded=_recorded(page, account),
        by_session=False,
        months=months(found.entries, titles, page.reader),
        strip=strip(overall.entries, titles, page.reader),
        strip_short=found.total > _STRIP_ENTRIES,
        strip_entries=page.reader.formats.number(_STRIP_ENTRIES),
        pager=pager(number, _ENTRIES, found.total, page.path, page.params, page.reader),
        zone=page.front.settings.time_zone,
    )


def _recorded(page: Page, account: int) -> dict[str, object]:
    """Return what is recorded about an account; nothing where the workspace keeps no records."""
    accounts, reader = page.front.accounts, page.reader
    records = accounts.records(account) if isinstance(accounts, KnowsRecords) else AccountRecords()
    return {
        "details": detail_rows(records.details, reader),
        "groups": draw_groups(records.buying_groups, reader),
        "stages": draw_stages(records.stages, reader),
        "opportunities": opportunity_rows(records.opportunities, reader),
        "memberships": membership_rows(records.memberships, reader),
    }
