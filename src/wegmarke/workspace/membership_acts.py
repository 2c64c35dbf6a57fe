"""Somebody says that a person leaves an account, joins one, or both: what it would change, and the act itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow.compute as pc

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.accounts import Membership
from wegmarke.domain.persons import AccountName, Figure, FigureChange, PersonLine
from wegmarke.domain.placements import MembershipChange, MembershipPlan, OpportunityStay, TouchMove
from wegmarke.events import person_reading
from wegmarke.identity import read_labels, reading
from wegmarke.workspace.account_facts_door import AccountFactsDoor
from wegmarke.workspace.buying_groups_door import BuyingGroupsDoor
from wegmarke.workspace.opportunities_door import all_opportunities
from wegmarke.workspace.placing import Placed, place
from wegmarke.workspace.said_by_hand import Statement, digest, midnight, say
from wegmarke.workspace.stores import Stores

_MOST = 1_000
# What somebody says of a day goes before whatever sources say of it; an end goes before a beginning.
_END, _START = -2, -1
_ENDED = "membership_ended"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A change that was checked.

    Attributes:
        starts, stops: from when until before when it holds; `stops` is None while it lasts.
        ends: memberships that end.
        beside: memberships of other accounts that would hold at the same time.
    """

    change: MembershipChange
    day: date
    starts: datetime
    stops: datetime | None
    ends: tuple[Membership, ...]
    beside: tuple[Membership, ...]


def plan_membership(stores: Stores, change: MembershipChange, person: PersonLine) -> MembershipPlan:
    """Return what a change would change.

    Raises:
        NotFound: when there is no such account.
        UsageError: when the change contradicts itself or what is known.
    """
    wanted = _check(stores, change)
    placed = place(
        person_reading.stated_path(stores.engine, change.person),
        [(_instant(stores, one), one.place, one.account, one.name == _ENDED) for one in _statements(wanted)],
    )
    names = _names(stores, {*placed.before.tolist(), *placed.after.tolist(), change.account, change.leaves})
    return MembershipPlan(
        change=change,
        person=person,
        account=names.get(change.account),
        leaves=names.get(change.leaves),
        ends=wanted.ends,
        overlapping=wanted.beside,
        moves=tuple(_moves(placed, names)),
        opportunities=tuple(_opportunities(stores, change, names)),
        roles=tuple(
            (group.solution, one)
            for group in (BuyingGroupsDoor(stores, None).list(account=change.leaves).groups if change.leaves else ())
            for one in group.holders
            if one.person.number == change.person
        ),
        figures=tuple(_figures(stores, placed, names)),
    )


def change_membership(stores: Stores, change: MembershipChange, reason: str) -> None:
    """Say it.

    Raises:
        NotFound: when there is no such person or account.
        UsageError: when the change contradicts itself or what is known, or lies in the future.
    """
    with stores.work:
        wanted = _check(stores, change)
        what = {"persons": [change.person], "accounts": [n for n in (change.leaves, change.account) if n is not None]}
        say(stores, "membership_changed", reason, _statements(wanted), what)


def _check(stores: Stores, change: MembershipChange) -> _Wanted:
    if change.account is None and change.leaves is None:
        raise UsageError("account, leaves: expected an account that the person joins or leaves; got neither.")
    if change.first is None:
        raise UsageError("first: expected the day of the change, like 2025-01-31; got nothing.")
    if change.last is not None and change.last < change.first:
        raise UsageError(
            f"first, last: expected a membership that ends after it begins; got {change.first} to {change.last}."
        )
    if (newest := max(filter(None, (change.first, change.last)))) > stores.clock.now().date() + timedelta(days=1):
        raise UsageError(f"first, last: expected days that have come; got {newest}. Say it when it has happened.")
    starts = midnight(stores, change.first)
    stops = midnight(stores, change.last + timedelta(days=1)) if change.last else None
    known = AccountFactsDoor(stores, None).memberships(person=change.person, size=_MOST).lines
    ends = tuple(_ending(known, change, starts)) if change.leaves is not None else ()
    beside = [one for one in known if one not in ends and _holds(one, starts, stops)] if change.account else []
    if same := next((one for one in beside if one.account.number == change.account), None):
        raise UsageError(f"account: expected an account that the person does not belong to; {_words(same)} already.")
    if change.account is not None and not reading.identifiers_of(stores.state, "account", change.account):
        raise NotFound(f"account: expected the number of an account; got {change.account}. See the list.")
    return _Wanted(change, change.first, starts, stops, ends, tuple(beside))


def _ending(known: Sequence[Membership], change: MembershipChange, starts: datetime) -> Iterable[Membership]:
    """Return the memberships that somebody wants to end; those that cannot are named."""
    there = [one for one in known if one.account.number == change.leaves and one.problem is None]
    lasting = [one for one in there if one.to_at is None]
    if early := next((one for one in lasting if one.from_at is None or one.from_at >= starts), None):
        raise UsageError(
            f"first: expected a membership that ends after it begins; {_words(early)}, and would end on "
            f"{change.first}. Choose a later day."
        )
    if not lasting:
        known_words = "; ".join(map(_words, there)) or "the person never belonged to it"
        raise UsageError(
            f"leaves: expected an account that the person belongs to now; got account {change.leaves}: {known_words}."
        )
    return lasting


def _holds(one: Membership, starts: datetime, stops: datetime | None) -> bool:
    if one.problem is not None or one.from_at is None:
        return False
    return (stops is None or one.from_at < stops) and (one.to_at is None or one.to_at > starts)


def _words(one: Membership) -> str:
    """Name a record, for a message."""
    record = f"{one.source} {one.record}" if one.record else one.source
    dates = " to ".join(at.date().isoformat() if at else "…" for at in (one.from_at, one.to_at))
    return f"{one.account.label} has the person from {dates} ({record})"


def _statements(wanted: _Wanted) -> list[Statement]:
    change = wanted.change
    said = [
        Statement(_ENDED, change.person, one.account.number, wanted.day, _END, _record_of(one)) for one in wanted.ends
    ]
    if change.account is None:
        return said
    record = {"membership": digest(change.person, change.account, change.first, change.role)}
    start = record | ({"role": change.role} if change.role else {})
    said.append(Statement("membership_started", change.person, change.account, wanted.day, _START, start))
    if change.last is not None:
        after = change.last + timedelta(days=1)
        said.append(Statement(_ENDED, change.person, change.account, after, _END, record))
    return said


def _record_of(one: Membership) -> Mapping[str, str]:
    return {"membership": one.record, "membership_source": one.source} if one.record else {}


def _instant(stores: Stores, said: Statement) -> datetime:
    return said.at if isinstance(said.at, datetime) else midnight(stores, said.at)


def _names(stores: Stores, accounts: Iterable[int | None]) -> dict[int | None, AccountName]:
    wanted = {account for account in accounts if account}
    labels = read_labels(stores.state, stores.keys, "account", wanted)
    return {account: AccountName(account, labels.get(account, "")) for account in sorted(wanted)}


def _moves(placed: Placed, names: Mapping[int | None, AccountName]) -> Iterable[TouchMove]:
    moved = (placed.before != placed.after) & placed.is_recognised
    pairs = zip(placed.before[moved].tolist(), placed.after[moved].tolist(), strict=True)
    for (before, after), touches in sorted(Counter(pairs).items(), key=lambda pair: (-pair[1], pair[0])):
        yield TouchMove(names.get(before), names.get(after), touches)


def _opportunities(
    stores: Stores, change: MembershipChange, names: Mapping[int | None, AccountName]
) -> Iterable[OpportunityStay]:
    table = all_opportunities(stores)
    for row in table.filter(pc.equal(table["person"], change.person)).to_pylist():
        if row["account"] in (change.account, change.leaves):
            yield OpportunityStay(row["source"], row["opportunity"], names.get(row["account"]), row["stage"] or "")


def _figures(stores: Stores, placed: Placed, names: Mapping[int | None, AccountName]) -> Iterable[FigureChange]:
    """Count touches and persons of each account that would win or lose any."""
    counted = {row["account"]: row for row in person_reading.persons_of(stores.engine, filter(None, names)).to_pylist()}
    was, now = set(placed.before.tolist()), {*placed.after.tolist(), *placed.said.tolist()}
    for account, name in names.items():
        found = counted.get(account, {"touches": 0, "persons": 0})
        more = int(((placed.after == account) & placed.is_recognised).sum())
        less = int(((placed.before == account) & placed.is_recognised).sum())
        present = int(account in now) - int(account in was)
        if more != less:
            touches = found["touches"]
            yield FigureChange(Figure.TOUCHES_AT_ACCOUNT, touches, touches + more - less, name)
        if present:
            yield FigureChange(Figure.PERSONS_AT_ACCOUNT, found["persons"], found["persons"] + present, name)
