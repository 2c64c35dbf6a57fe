"""Plans of where a person belongs: which account it leaves or joins, and which role it takes in a buying group."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import UsageError
from wegmarke.domain.persons import PersonChoice
from wegmarke.domain.placements import MembershipChange, RoleChange
from wegmarke.domain.views import AccountLine
from wegmarke.web.people.persons import PERSONS, account_url, person_label, person_url
from wegmarke.web.people.places import (
    group_steps,
    lasting_accounts,
    membership_fields,
    membership_words,
    role_choices,
    role_fields,
)
from wegmarke.web.people.plan_pages import LONGEST_TEXT, read_reason, read_whole
from wegmarke.web.people.plans import Question, figure_rows
from wegmarke.web.selection import read_day, with_params
from wegmarke.web.site import Page

_MOST_FITTING = 8
_MOST_PERSONS = 50


class Membership(msgspec.Struct, frozen=True):
    """The form under the plan of a membership."""

    account: str = ""
    leaves: str = ""
    role: str = ""
    first: str = ""
    last: str = ""
    reason: str = ""


class Role(msgspec.Struct, frozen=True):
    """The form under the plan of a role."""

    person: int
    role: str
    solution: str
    opportunity: str = ""
    removed: str = ""
    reason: str = ""


@get(f"{PERSONS}/{{person:int}}/membership", sync_to_thread=True)
def membership_plan(page: NamedDependency[Page], person: FromPath[int]) -> Response[str]:
    """Ask which account a person leaves or joins, and show what that would change."""
    reader, t, params = page.reader, page.reader.t, page.params
    fitting = _fitting(page, params.get("account", ""))
    params = params | ({"account": str(fitting[0].account)} if len(fitting) == 1 else {})
    is_asked = len(fitting) < 2 and bool(params.get("account") or params.get("leaves"))
    change = _change(person, params) if is_asked else None
    plan = page.front.persons.plan_membership(change) if change else None
    line = plan.person if plan else page.front.persons.get(person, size=1).person
    label = person_label(line.person, line.label, reader)
    return page.render(
        "people/membership.html",
        title=t.gettext("Change where a person belongs"),
        place="people",
        plan=membership_words(plan, reader) if plan else None,
        fields=membership_fields(params),
        lasting=lasting_accounts(page.front.persons.memberships(person)),
        fitting=[(str(one.account), one.label) for one in fitting] if len(fitting) > 1 else [],
        figures=figure_rows(plan.figures, reader) if plan else (),
        question=Question(
            url=f"{person_url(person)}/membership/confirmed",
            fields=membership_fields(params),
            note=t.gettext("This is kept as events, beside what sources say. All analyses follow at once."),
            act=t.gettext("Change the membership"),
            back_url=person_url(person),
            back=label,
        ),
    )


@post(f"{PERSONS}/{{person:int}}/membership/confirmed", sync_to_thread=True, status_code=303)
def change_membership(page: NamedDependency[Page], person: FromPath[int], data: URLEncodedBody[Membership]) -> Redirect:
    """Say that a person leaves or joins an account."""
    fields = {"account": data.account, "leaves": data.leaves, "role": data.role}
    change = _change(person, fields | {"first": data.first, "last": data.last})
    page.front.persons.change_membership(change, read_reason(data.reason))
    return Redirect(with_params(person_url(person), {"done": "membership"}), status_code=303)


@get("/people/accounts/{account:int}/role", sync_to_thread=True)
def role_plan(page: NamedDependency[Page], account: FromPath[int]) -> Response[str]:
    """Ask who takes a role in a buying group, and show what that would change; the same for giving it back."""
    reader, t, params = page.reader, page.reader.t, page.params
    name = page.front.accounts.timeline(account, size=1).account.label
    is_asked = all(params.get(field) for field in ("person", "role", "solution")) and params.get("find") != "1"
    change = _role_change(account, params) if is_asked else None
    plan = page.front.persons.plan_role(change) if change else None
    is_removed = params.get("removed") == "1"
    return page.render(
        "people/role.html",
        title=t.gettext("Give a role back") if is_removed else t.gettext("Assign a role"),
        place="people",
        plan=group_steps(plan, reader) if plan else None,
        fields=role_fields(params),
        choices=role_choices(_persons_at(page, account), reader),
        search=params.get("who", ""),
        solutions=[group.solution.get(reader.language) for group in page.front.accounts.records(account).buying_groups],
        figures=(),
        question=Question(
            url=f"{account_url(account)}/role/confirmed",
            fields=role_fields(params),
            note=t.gettext("This is kept as an event and holds from now on; what was before stays in the history."),
            act=t.gettext("Give the role back") if is_removed else t.gettext("Assign the role"),
            back_url=account_url(account),
            back=name,
        ),
    )


@post("/people/accounts/{account:int}/role/confirmed", sync_to_thread=True, status_code=303)
def change_role(page: NamedDependency[Page], account: FromPath[int], data: URLEncodedBody[Role]) -> Redirect:
    """Say that somebody takes a role in a buying group, or gives it back."""
    change = RoleChange(
        account, data.solution.strip(), data.person, data.role, data.opportunity or None, data.removed == "1"
    )
    page.front.persons.change_role(change, read_reason(data.reason))
    done = "role_removed" if change.is_removed else "role"
    return Redirect(with_params(account_url(account), {"done": done}), status_code=303)


def _fitting(page: Page, text: str) -> list[AccountLine]:
    """Return the accounts that a text may mean: a number means itself, a name each account that is called so.

    Raises:
        UsageError: when no account is called so.
    """
    asked = text.strip()
    if not asked or (asked.isascii() and asked.isdigit()):
        return []
    found = page.front.accounts.list(search=asked, sort="label", size=_MOST_FITTING).lines
    same = [one for one in found if one.label.casefold() == asked.casefold()]
    if not found:
        raise UsageError(f"account: expected the name or number of an account; got {asked[:40]!r}. See the list.")
    return same if len(same) == 1 else list(found)


def _change(person: int, params: Mapping[str, str]) -> MembershipChange:
    return MembershipChange(
        person=person,
        account=read_whole("account", params) if params.get("account") else None,
        leaves=read_whole("leaves", params) if params.get("leaves") else None,
        role=params.get("role", "").strip()[:LONGEST_TEXT],
        first=read_day("first", params),
        last=read_day("last", params),
    )


def _persons_at(page: Page, account: int) -> dict[int, str]:
    """Return persons at an account: those a search found, else those with the last touches; and whoever is chosen."""
    persons, search = page.front.persons, page.params.get("who", "").strip()
    if search:
        choice = PersonChoice(search=search, account=account)
        found = {one.person: one.label for one in persons.list(choice, sort="last", size=_MOST_PERSONS).lines}
    else:
        found = {one.person: one.label for one in persons.at_account(account, size=_MOST_PERSONS).persons}
    chosen = page.params.get("person", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen) not in found and not search:
        found[int(chosen)] = persons.get(int(chosen), size=1).person.label
    return found


def _role_change(account: int, params: Mapping[str, str]) -> RoleChange:
    return RoleChange(
        account=account,
        solution=params["solution"].strip(),
        person=read_whole("person", params),
        role=params["role"],
        opportunity=params.get("opportunity") or None,
        is_removed=params.get("removed") == "1",
    )
