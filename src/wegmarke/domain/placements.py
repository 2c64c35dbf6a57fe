"""What somebody says by hand about a person's place at an account, and in a buying group there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wegmarke.domain.accounts import BuyingGroup, Membership, RoleHolder
from wegmarke.domain.persons import AccountName, FigureChange, PersonLine


@dataclass(frozen=True, slots=True)
class MembershipChange:
    """A person leaves an account, joins one, or does both on the same day.

    Attributes:
        account: which it joins; None for none.
        leaves: which it leaves; None for none.
        role: job at the account that it joins, in the words of whoever says it; may be empty.
        first: the day of the change: first day at the one, first day no longer at the other.
        last: last day at the account that it joins; None while it lasts.
    """

    person: int
    account: int | None = None
    role: str = ""
    first: date | None = None
    last: date | None = None
    leaves: int | None = None


@dataclass(frozen=True, slots=True)
class TouchMove:
    """How many recognised touches would go from one account to another; None for no account."""

    before: AccountName | None
    after: AccountName | None
    touches: int


@dataclass(frozen=True, slots=True)
class OpportunityStay:
    """An opportunity that names the person; it stays with the account that its source names."""

    source: str
    opportunity: str
    account: AccountName | None
    stage: str


@dataclass(frozen=True, slots=True)
class MembershipPlan:
    """What a change of memberships would change; nothing is changed yet.

    Attributes:
        change: what was asked for.
        person: the person's line.
        account, leaves: the accounts meant.
        ends: memberships that would end.
        overlapping: memberships of other accounts that would hold beside the new one: the person would be in two
            accounts at once.
        moves: touches that would change their account.
        opportunities: of the accounts concerned, those that name the person.
        roles: that the person holds in buying groups of the account that it leaves, and would keep.
        figures: numbers of analyses before and after.
    """

    change: MembershipChange
    person: PersonLine
    account: AccountName | None
    leaves: AccountName | None
    ends: tuple[Membership, ...] = ()
    overlapping: tuple[Membership, ...] = ()
    moves: tuple[TouchMove, ...] = ()
    opportunities: tuple[OpportunityStay, ...] = ()
    roles: tuple[tuple[str, RoleHolder], ...] = ()
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Somebody takes a role in a buying group, or gives it back.

    Attributes:
        role: one of `BuyingRole`.
        opportunity: where the role is held for this one alone; only when it is given back.
        is_removed: whether it is given back.
    """

    account: int
    solution: str
    person: int
    role: str
    opportunity: str | None = None
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class RolePlan:
    """What a change of roles would change; nothing is changed yet.

    Attributes:
        before, after: the buying group as it is and as it would be; None where there is none.
    """

    change: RoleChange
    person: PersonLine
    account: AccountName
    before: BuyingGroup | None
    after: BuyingGroup | None
