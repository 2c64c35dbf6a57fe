"""What is recorded about one account, put together for its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wegmarke.domain import LocalizedText
from wegmarke.domain import accounts as facts
from wegmarke.domain.account_page import (
    AccountRecords,
    BuyingGroup,
    Chair,
    MembershipLine,
    OpportunityLine,
    StageHistory,
    StageSpell,
)
from wegmarke.workspace.account_facts_door import AccountFactsDoor
from wegmarke.workspace.buying_groups_door import BuyingGroupsDoor
from wegmarke.workspace.opportunities_door import OpportunitiesDoor
from wegmarke.workspace.stages_door import StagesDoor
from wegmarke.workspace.stores import Stores

_MOST = 50
_LIFE_CYCLE = "account"
"""The stage model of accounts."""


def account_records(stores: Stores, account: int) -> AccountRecords:
    """Return buying groups, stages, open opportunities, memberships and what describes an account."""
    groups = BuyingGroupsDoor(stores, None).list(account=account, size=_MOST).groups
    opportunities = OpportunitiesDoor(stores, None).list(account=account, outcome="open", size=_MOST).lines
    known = AccountFactsDoor(stores, None)
    return AccountRecords(
        buying_groups=tuple(_group(group) for group in groups),
        stages=_stages(stores, account),
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
        yield Chair(
            seat.role,
            one.person.number,
            one.person.label,
            one.last_touch_at,
            is_needed=place < seat.needed,
            opportunity=one.opportunity,
        )
    for _ in range(seat.missing):
        yield Chair(seat.role)


def _stages(stores: Stores, account: int) -> StageHistory | None:
    """Return the stays of an account; a stage that was passed over lasts no time and is left out."""
    door = StagesDoor(stores, None)
    rows = [row for row in door.history(str(account), _LIFE_CYCLE).rows if not row.is_skipped]
    if not rows:
        return None
    model = door.get(_LIFE_CYCLE)
    places = {stage.id: place for place, stage in enumerate(model.stages, 1)}
    titles = {stage.id: stage.title for stage in model.stages}
    return StageHistory(
        model=" ".join(filter(None, (model.title.en or model.title.de, str(model.version or "")))),
        stages=len(model.stages),
        spells=tuple(
            StageSpell(
                stage=titles.get(row.stage, LocalizedText(de=row.stage, en=row.stage)),
                position=places.get(row.stage, len(places)),
                entered_at=row.entered_at,
                left_at=row.left_at,
                is_back=row.went_back,
                reason=row.event,
            )
            for row in rows
        ),
        until=max(stores.clock.now(), *(row.entered_at for row in rows)),
    )


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
