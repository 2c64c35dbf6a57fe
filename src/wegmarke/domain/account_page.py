"""What the page of one account shows beside its timeline: buying groups, stages, opportunities, memberships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wegmarke.domain.numbers import Money
from wegmarke.domain.text import LocalizedText


@dataclass(frozen=True, slots=True)
class Chair:
    """One place at the table of a buying group.

    Attributes:
        role: a role of the glossary, e.g. `decider`.
        person, label: who sits there; None while the chair is empty.
        last_at: the person's last touch at the account.
        is_needed: False for somebody whose role the template does not ask for.
        opportunity: number of the one opportunity for which the role is held; None for all of them.
    """

    role: str
    person: int | None = None
    label: str = ""
    last_at: datetime | None = None
    is_needed: bool = True
    opportunity: str | None = None


@dataclass(frozen=True, slots=True)
class BuyingGroup:
    """The people deciding on one solution at one account.

    Attributes:
        chairs: needed roles in the order of the template, as many chairs as the role needs, then the others.
        completeness: share of needed chairs that are filled, 0 to 1; None where the template needs none.
    """

    solution: LocalizedText
    chairs: tuple[Chair, ...]
    completeness: float | None

    @property
    def needed(self) -> int:
        """Return how many chairs are needed."""
        return sum(chair.is_needed for chair in self.chairs)

    @property
    def filled(self) -> int:
        """Return how many needed chairs are filled."""
        return sum(chair.is_needed and chair.person is not None for chair in self.chairs)


@dataclass(frozen=True, slots=True)
class StageSpell:
    """How long an account was in one stage.

    Attributes:
        left_at: None while it lasts.
        is_back: the stage lies before the one it came from.
        reason: what made it enter, in words of the model; may be empty.
    """

    stage: LocalizedText
    position: int
    entered_at: datetime
    left_at: datetime | None
    is_back: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StageHistory:
    """All stages of an account in the order in which they were entered.

    Attributes:
        model: name of the stage model, with its version.
        stages: how many stages the model has.
        until: data state; a stage that lasts is drawn up to here.
    """

    model: str
    stages: int
    spells: tuple[StageSpell, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class OpportunityLine:
    """An open opportunity as it stands now.

    Attributes:
        opportunity: the source's id.
        close_date: when it is expected to be closed.
        changes: how often stage or amount changed since it began.
    """

    opportunity: str
    label: str
    solution: str
    stage: str
    value: Money | None
    began_at: datetime
    close_date: date | None = None
    changes: int = 0


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """A person's dated place at an account.

    Attributes:
        role: job in the words of the source; may be empty.
        first_at, last_at: from and to; None is open.
        source: who says so.
    """

    person: int
    label: str
    role: str
    first_at: datetime | None
    last_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class AccountRecords:
    """What is recorded about one account; a part that is empty or None is not shown.

    Attributes:
        details: name and value of what describes the account, such as legal entity or debtor number.
    """

    buying_groups: tuple[BuyingGroup, ...] = ()
    stages: StageHistory | None = None
    opportunities: tuple[OpportunityLine, ...] = ()
    memberships: tuple[MembershipLine, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
