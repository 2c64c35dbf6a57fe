"""What treating two persons as one would change, before anybody does it.

A pure reading: sides are described as they are, the result is their union, and guards say what speaks against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wegmarke.domain import UsageError
from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.domain.persons import (
    ANONYMOUS_KINDS,
    AccountName,
    Figure,
    FigureChange,
    Guard,
    KindCount,
    MergePlan,
    PersonLine,
    PlanSide,
)
from wegmarke.events import person_reading
from wegmarke.events import reading as event_reading
from wegmarke.identity import newest_label, read_labels, reading, rules_of
from wegmarke.workspace.stores import Stores


@dataclass(frozen=True, slots=True)
class _Found:
    """One of the two as the stores know it; `account` is where the person is now."""

    line: PersonLine
    kinds: Counter[str]
    touches: dict[int | None, int]
    last_at: datetime

    @property
    def is_known(self) -> bool:
        return any(kind not in ANONYMOUS_KINDS for kind in self.kinds)

    @property
    def account(self) -> int | None:
        return self.line.account.account if self.line.account else None


def plan_merge(stores: Stores, first: PersonLine, second: PersonLine) -> MergePlan:
    """Lay two persons side by side.

    Raises:
        UsageError: when both are the same person.
    """
    if first.person == second.person:
        raise UsageError(f"second: expected another person than the first; got {second.person} twice.")
    by_account = person_reading.accounts_of(stores.engine, (first.person, second.person)).to_pylist()
    sides = [
        _found(stores, line, [row for row in by_account if row["person"] == line.person]) for line in (first, second)
    ]
    accounts = _accounts(stores, {row["account"] for row in by_account} - {None})
    one, other = (_side(found, accounts) for found in sides)
    # Both names were read for whoever looks, and noted; who sees neither does not see the common one.
    both = [first.person, second.person]
    label = newest_label(stores.state, stores.keys, "person", both) if first.label or second.label else ""
    return MergePlan(
        first=one,
        second=other,
        result=_together(one, other, label),
        guards=tuple(_guards(sides[0], sides[1], rules_of(stores.state))),
        figures=tuple(_figures(stores, sides, accounts)),
    )


def _found(stores: Stores, line: PersonLine, rows: Sequence[Mapping[str, Any]]) -> _Found:
    kinds = Counter(kind for _, kind in reading.identifiers_of(stores.state, "person", line.person))
    touches = {row["account"]: row["touches"] for row in rows}
    return _Found(line, kinds, touches, event_reading.known_utc(max(row["last_at"] for row in rows)))


def _accounts(stores: Stores, wanted: set[int]) -> dict[int, AccountName]:
    labels = read_labels(stores.state, stores.keys, "account", wanted)
    return {account: AccountName(account, labels.get(account, "")) for account in sorted(wanted)}


def _side(found: _Found, accounts: Mapping[int, AccountName]) -> PlanSide:
    return PlanSide(
        person=found.line.person,
        label=found.line.label,
        identifiers=_kinds(found.kinds),
        accounts=tuple(accounts[account] for account in found.touches if account is not None),
        touches=sum(found.touches.values()),
        first_at=found.line.first_at,
        last_at=found.last_at,
    )


def _together(one: PlanSide, other: PlanSide, label: str) -> PlanSide:
    """Return the one person: the smaller number stays, and what a source said last is its label."""
    kept, gone = (one, other) if (one.person or 0) < (other.person or 0) else (other, one)
    kinds: Counter[str] = Counter()
    for count in (*one.identifiers, *other.identifiers):
        kinds[count.kind] += count.count
    return PlanSide(
        person=kept.person,
        label=label,
        identifiers=_kinds(kinds),
        accounts=tuple(dict.fromkeys((*kept.accounts, *gone.accounts))),
        touches=one.touches + other.touches,
        first_at=min(at for at in (one.first_at, other.first_at) if at is not None),
        last_at=max(at for at in (one.last_at, other.last_at) if at is not None),
    )


def _kinds(counted: Counter[str]) -> tuple[KindCount, ...]:
    return tuple(
        KindCount(kind, count) for kind, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _guards(one: _Found, other: _Found, rules: IdentityRules) -> list[Guard]:
    kinds = one.kinds + other.kinds
    accounts = {account for account in (*one.touches, *other.touches) if account is not None}
    labels = {found.line.label.casefold() for found in (one, other)} - {""}
    speaks = {
        Guard.BOTH_KNOWN: one.is_known and other.is_known,
        Guard.LABELS_DIFFER: len(labels) > 1,
        Guard.MANY_IDENTIFIERS: kinds.total() > rules.most_identifiers,
        Guard.MANY_ADDRESSES: kinds["email"] > rules.limit("email").most,
        Guard.MANY_ACCOUNTS: len(accounts) > rules.most_accounts,
        Guard.TWO_ACCOUNTS: None not in (one.account, other.account) and one.account != other.account,
    }
    return [guard for guard in Guard if speaks[guard]]


def _figures(stores: Stores, sides: Sequence[_Found], accounts: Mapping[int, AccountName]) -> list[FigureChange]:
    """Count persons and touches before and after; accounts at which both were have one person fewer."""
    total = stores.engine.query("SELECT count(*) AS n FROM person_end")["n"][0].as_py()
    kept = min(sides, key=lambda found: found.line.person)
    mine, all_touches = sum(kept.touches.values()), sum(sum(found.touches.values()) for found in sides)
    figures = [FigureChange(Figure.PERSONS, total, total - 1), FigureChange(Figure.TOUCHES, mine, all_touches)]
    shared = [account for account in accounts if all(account in found.touches for found in sides)]
    for row in person_reading.persons_of(stores.engine, shared).to_pylist():
        name = accounts[row["account"]]
        figures.append(FigureChange(Figure.PERSONS_AT_ACCOUNT, row["persons"], row["persons"] - 1, name))
    return figures
