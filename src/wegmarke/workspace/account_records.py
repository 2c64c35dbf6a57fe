"""What is recorded about one account, put together for its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wegmarke.domain import LocalizedText
from wegmarke.domain import accounts as facts
from wegmarke.domain.account_page import AccountRecords, BuyingGroup, Chair, MembershipLine, OpportunityLine
from wegmarke.workspace.account_facts_door import AccountFactsDoor
from wegmarke.workspace.buying_groups_door import BuyingGroupsDoor
from wegmarke.workspace.opportunities_door import OpportunitiesDoor
from wegmarke.workspace.stores import Stores

_MOST = 50


def account_records(stores: Stores, account: int) -> AccountRecords:
    """Return buying groups, open opportunities, memberships and what describes an account."""
    groups = BuyingGroupsDoor(stores, None).list(account=account, size=_MOST).groups
    opportunities = OpportunitiesDoor(stores, None).list(account=account, outcome="open", size=_MOST).lines
    known = AccountFactsDoor(stores, None)
    return AccountRecords(
        buying_groups=tuple(_group(group) for group in groups),
        opportunities=tuple(_opportunity(one) for one in opportunities),
        memberships=tuple(_membership(one) for one in known.memberships(account=account, size=_MOST).lines),
        details=tuple(_details(known.get(account))),
    )


def _group(group: facts.BuyingGroup) -> BuyingGroup:
    return BuyingGroup(
        solution=LocalizedText(de=group.solution, en=group.solution),
        chairs=tuple(chair for seat in group.seats for chair in _chairs(seat, group.holders)),
        completeness=None if group.completeness is None else group.completeness / 100,
    )


def _chairs(seat: facts.RoleSeat, holders: tuple[facts.RoleHolder, ...]) -> Iterator[Chair]:
    persons = {one.person.number: one for one in holders if one.role == seat.role}
    for place, one in enumerate(persons.values()):
        yield Chair(seat.role, one.person.number, one.person.label, one.last_touch_at, is_needed=place < seat.needed)
    for _ in range(seat.missing):
        yield Chair(seat.role)


def _opportunity(one: facts.OpportunityLine) -> OpportunityLine:
    return OpportunityLine(
        opportunity=one.opportunity,
        label="",
        solution=one.solution or "",
        stage=one.stage or "",
        value=one.amount,
        began_at=one.created_at,
        close_date=_day(one.close_date),
        changes=one.changes,
    )


def _day(text: str | None) -> date | None:
    # The source writes it as it likes; what is no date of ISO 8601 is not shown.
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _membership(one: facts.Membership) -> MembershipLine:
    return MembershipLine(one.person.number, one.person.label, one.role or "", one.from_at, one.to_at, one.source)


def _details(known: facts.AccountFacts) -> Iterator[tuple[str, str]]:
    for name in ("legal_entity", "domain", "debtor_number"):
        if value := getattr(known, name):
            yield name, value
    for name, named in (("parent", known.parent), ("head", known.head)):
        if named is not None and named != known.account:
            yield name, named.label
