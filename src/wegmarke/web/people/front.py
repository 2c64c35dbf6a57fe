"""What pages about persons ask of a workspace.

Acts are protocols of their own: a page offers a plan or an act only where the workspace has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from wegmarke.domain.account_page import AccountRecords
from wegmarke.domain.persons import (
    HeldBy,
    HeldPage,
    MembershipChange,
    MembershipPlan,
    MergePlan,
    PeopleAtAccount,
    PersonChoice,
    PersonPage,
    PersonView,
    SplitPlan,
)


class Table(Protocol):
    """A table in memory, as pyarrow has it."""

    def to_pylist(self) -> list[Mapping[str, object]]:
        """Return the table as one mapping per row."""
        ...


class Persons(Protocol):
    """The persons, and what each did."""

    def list(self, choice: PersonChoice = ..., *, sort: str = ..., page: int = ..., size: int = ...) -> PersonPage:
        """Return one page of the chosen persons."""
        ...

    def export(self, choice: PersonChoice = ..., *, sort: str = ..., only: tuple[int, ...] = ...) -> Table:
        """Return the chosen persons; of them only those named, where some are."""
        ...

    def get(self, person: int, /, *, page: int = ..., size: int = ...) -> PersonView:
        """Return one person with a page of its events, or raise `NotFound`."""
        ...

    def held(self, held_by: HeldBy | None = ..., *, page: int = ..., size: int = ...) -> HeldPage:
        """Return one page of the links that guards hold."""
        ...

    def at_account(self, account: int, /, *, page: int = ..., size: int = ...) -> PeopleAtAccount:
        """Return persons with touches at an account."""
        ...


@runtime_checkable
class PlansMerge(Protocol):
    """Can say what treating two persons as one would change."""

    def plan_merge(self, first: int, second: int) -> MergePlan:
        """Return the plan, or raise `NotFound` or `UsageError`."""
        ...


@runtime_checkable
class Merges(PlansMerge, Protocol):
    """Can do it."""

    def merge(self, first: int, second: int, reason: str) -> int:
        """Make two persons one and return its number."""
        ...


@runtime_checkable
class PlansSplit(Protocol):
    """Can say what removing a link between two identifiers would change."""

    def plan_split(self, identifier: int, other: int) -> SplitPlan:
        """Return the plan, or raise `NotFound`."""
        ...


@runtime_checkable
class Splits(PlansSplit, Protocol):
    """Can do it."""

    def split(self, identifier: int, other: int, reason: str) -> int:
        """Remove the link and return the person that its smaller identifier belongs to."""
        ...


@runtime_checkable
class PlansMembership(Protocol):
    """Can say what a dated place at an account would change."""

    def plan_membership(self, change: MembershipChange) -> MembershipPlan:
        """Return the plan, or raise `NotFound` or `UsageError`."""
        ...


@runtime_checkable
class ChangesMembership(PlansMembership, Protocol):
    """Can do it."""

    def change_membership(self, change: MembershipChange, reason: str) -> None:
        """Keep the membership."""
        ...


@runtime_checkable
class KnowsRecords(Protocol):
    """Knows buying groups, stages, opportunities and memberships of accounts."""

    def records(self, account: int) -> AccountRecords:
        """Return what is recorded about an account."""
        ...
