"""Handler of the page of one account."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.domain.scores import ScoreUnit
from wegmarke.i18n import marked
from wegmarke.web.listing import pager, read_page
from wegmarke.web.people.accounts import account_row
from wegmarke.web.people.buying_group import draw_groups
from wegmarke.web.people.person import member_rows
from wegmarke.web.people.persons import PERSONS, account_url
from wegmarke.web.people.records import detail_rows, draw_stages, membership_rows, opportunity_rows
from wegmarke.web.people.timeline import months, strip
from wegmarke.web.selection import with_params
from wegmarke.web.settings.scores import score_sections
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles

_ENTRIES = 100
_PEOPLE = 10

# The strip shows at most this many events; an account with more is no account but a collecting pot.
_STRIP_ENTRIES = 2000


DONE = {
    "role": marked("done", "The role is assigned."),
    "role_removed": marked("done", "The role is given back."),
}


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
        scores=score_sections(page.front.scores.all_of(account, ScoreUnit.ACCOUNT), page.reader),
        role_url=f"{account_url(account)}/role",
        done=page.reader.t.label(DONE[page.params["done"]]) if page.params.get("done") in DONE else "",
        by_session=False,
        months=months(found.entries, titles, page.reader),
        strip=strip(overall.entries, titles, page.reader),
        strip_short=found.total > _STRIP_ENTRIES,
        strip_entries=page.reader.formats.number(_STRIP_ENTRIES),
        pager=pager(number, _ENTRIES, found.total, page.path, page.params, page.reader),
        zone=page.front.settings.time_zone,
    )


def _recorded(page: Page, account: int) -> dict[str, object]:
    """Return what is recorded about an account."""
    records, reader = page.front.accounts.records(account), page.reader
    return {
        "details": detail_rows(records.details, reader),
        "groups": draw_groups(account, records.buying_groups, reader),
        "stages": draw_stages(records.stages, reader),
        "opportunities": opportunity_rows(records.opportunities, reader),
        "memberships": membership_rows(records.memberships, reader),
    }
