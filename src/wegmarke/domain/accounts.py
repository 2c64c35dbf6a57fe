"""What a workspace says about accounts: memberships, opportunities, buying groups, and what is wrong in their data."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime

from wegmarke.domain.numbers import Money, Rate, Spread


class BuyingRole(enum.StrEnum):
    """Part of a person in a buying group."""

    INITIATOR = "initiator"  # sees the need first
    END_USER = "end_user"  # will work with it
    INFLUENCER = "influencer"  # advises
    BUYER = "buyer"  # negotiates
    DECIDER = "decider"  # says yes or no
    APPROVER = "approver"  # must agree
    GATEKEEPER = "gatekeeper"  # decides who hears what
    CHAMPION = "champion"  # wants us
    ECONOMIC_BUYER = "economic_buyer"  # owns the budget
    TECHNICAL_EVALUATOR = "technical_evaluator"  # tests it
    EXECUTIVE_SPONSOR = "executive_sponsor"  # backs it
    LEGAL_COMPLIANCE = "legal_compliance"  # reads the contract
    WORKS_COUNCIL = "works_council"  # has a say by law
    COACH = "coach"  # tells us how the account works
    BLOCKER = "blocker"  # is against it
    OTHER = "other"  # anything else


class Outcome(enum.StrEnum):
    """What became of an opportunity."""

    OPEN = "open"  # not decided
    WON = "won"  # they buy
    LOST = "lost"  # they do not


class FindingCode(enum.StrEnum):
    """What is wrong in the data about accounts."""

    CIRCULAR_PARENTS = "circular_parents"  # accounts are parents of each other
    UNKNOWN_PARENT = "unknown_parent"  # a parent that is no account
    FREE_MAIL_DOMAIN = "free_mail_domain"  # a domain that strangers share
    TWO_ACCOUNTS = "two_accounts"  # a person belongs to several accounts at once
    ENDS_BEFORE_START = "ends_before_start"  # a membership ends before or when it begins
    ENDS_WITHOUT_START = "ends_without_start"  # nobody said that it began
    MEMBERSHIP_INCOMPLETE = "membership_incomplete"  # names no person or no account
    STAGE_WENT_BACK = "stage_went_back"  # an opportunity is in an earlier stage again
    OPPORTUNITY_WITHOUT_ACCOUNT = "opportunity_without_account"  # nobody knows who would buy
    OPPORTUNITY_WITHOUT_NUMBER = "opportunity_without_number"  # an event does not say of which
    UNKNOWN_ROLE = "unknown_role"  # no role of the closed list
    ROLE_INCOMPLETE = "role_incomplete"  # names no person, account, solution or role


@dataclass(frozen=True, slots=True)
class Named:
    """A person or account with its number and how it is called."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is known about an account, newest by time; None where nobody said it.

    Attributes:
        parent: the account above it.
        head: head of its group; itself without a parent, None where the parents go round in a circle.
        children: accounts right below it.
    """

    account: Named
    domain: str | None = None
    debtor_number: str | None = None
    legal_entity: str | None = None
    parent: Named | None = None
    head: Named | None = None
    children: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """A person belongs to an account from `from_at` until before `to_at`; None where nobody said when.

    Attributes:
        role: job role, as the source names it.
        events: ids of the events that say so.
        problem: why it counts for no question about a time; None where it counts.
        record: its number at the source; None where the source says none.
    """

    person: Named
    account: Named
    role: str | None
    from_at: datetime | None
    to_at: datetime | None
    source: str
    events: tuple[str, ...]
    problem: FindingCode | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class MembershipPage:
    """A page of memberships, with the number of all that match."""

    total: int
    lines: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class OpportunityLine:
    """One opportunity after its last change.

    Attributes:
        source, opportunity: the system and its number there.
        close_date: when the source expects it to close, as it writes it.
        closed_at: when it was won or lost; None while it is open.
        times_back: how often it was in an earlier stage again.
    """

    source: str
    opportunity: str
    account: Named | None
    person: Named | None
    solution: str | None
    owner: str | None
    stage: str | None
    outcome: Outcome
    amount: Money | None
    close_date: str | None
    created_at: datetime
    closed_at: datetime | None
    changed_at: datetime
    changes: int
    times_back: int


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """A page of opportunities, with the number of all that match."""

    total: int
    lines: tuple[OpportunityLine, ...]


@dataclass(frozen=True, slots=True)
class OpportunityChange:
    """How an opportunity was from an instant on."""

    at: datetime
    stage: str | None
    outcome: Outcome
    amount: Money | None
    previous_stage: str | None
    went_back: bool
    event: str


@dataclass(frozen=True, slots=True)
class OpportunityHistory:
    """One opportunity and its changes, oldest first."""

    opportunity: OpportunityLine
    changes: tuple[OpportunityChange, ...]


@dataclass(frozen=True, slots=True)
class OpportunityTotals:
    """Some opportunities in figures.

    Attributes:
        label: what they share; None where the source does not say it.
        stages: how many are in which stage, most first.
        win_rate: won of won and lost.
        won_values, mean_won_values: sum and mean of the amounts won, per currency; the mean in minor units.
        won_days, lost_days: calendar days from the first change to the last close.
    """

    label: str | None
    opportunities: int
    without_account: int
    stages: tuple[tuple[str | None, int], ...]
    win_rate: Rate
    won_values: tuple[Money, ...]
    mean_won_values: tuple[tuple[str, float], ...]
    won_days: Spread
    lost_days: Spread


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """A person in a buying group.

    Attributes:
        opportunity: number of the one opportunity for which they hold the role; None for all of them.
        last_touch_at: their last touch at this account; None without any.
    """

    person: Named
    role: str
    since: datetime
    source: str
    opportunity: str | None = None
    last_touch_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoleSeat:
    """One role in a buying group: how many persons are needed and how many hold it.

    Attributes:
        missing: empty chairs.
        last_touch_at: last touch of anybody who holds the role.
    """

    role: str
    needed: int
    assigned: int
    missing: int
    last_touch_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BuyingGroup:
    """The people deciding on one solution at one account.

    Attributes:
        completeness: places taken of places needed in percent; None where no roles are needed.
        seats: needed roles in the order of the template, then others that somebody holds.
        opportunities, open_opportunities: how many there are for this solution.
    """

    account: Named
    solution: str
    completeness: int | None
    seats: tuple[RoleSeat, ...]
    holders: tuple[RoleHolder, ...]
    opportunities: int = 0
    open_opportunities: int = 0


@dataclass(frozen=True, slots=True)
class BuyingGroupPage:
    """A page of buying groups, with the number of all that match."""

    total: int
    groups: tuple[BuyingGroup, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the data about accounts, with the records named.

    Attributes:
        code: what is wrong; with `values` it is enough for a sentence in any language.
        values: what the sentence names, by name.
        instants: instants it names, by name; None where there is no such instant.
        persons, accounts: whom it concerns.
        events: ids of the events that say so.
    """

    code: FindingCode
    values: dict[str, str] = field(default_factory=dict)
    instants: dict[str, datetime | None] = field(default_factory=dict)
    persons: tuple[Named, ...] = ()
    accounts: tuple[Named, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A page of findings, with the number of all that match, and of all by code."""

    total: int
    findings: tuple[Finding, ...]
    counts: dict[str, int] = field(default_factory=dict)
