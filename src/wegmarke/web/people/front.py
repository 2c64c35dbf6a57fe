"""What pages about persons ask of a workspace: readings, and for every act a plan that says what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from wegmarke.domain.accounts import Membership
from wegmarke.domain.persons import (
    HeldBy,
    HeldPage,
    LinkPlan,
    MergePlan,
    PeopleAtAccount,
    PersonChoice,
    PersonPage,
    PersonView,
)
from wegmarke.domain.placements import MembershipChange, MembershipPlan, RoleChange, RolePlan


class Table(Protocol):
    """A table in memory, as pyarrow has it."""

    def to_pylist(self) -> list[Mapping[str, object]]:
        """Return the table as one mapping per row."""
        ...


class PersonActs(Protocol):
    """What can be decided about persons; a plan changes nothing, and both raise `NotFound` or `UsageError`."""

    def plan_merge(self, first: int, second: int) -> MergePlan:
        """Return what treating two persons as one would change."""
        ...

    def merge(self, first: int, second: int, reason: str) -> int:
        """Make two persons one and return its number."""
        ...

    def plan_split(self, identifier: int, other: int) -> LinkPlan:
        """Return what removing a link between two identifiers would change."""
        ...

    def split(self, identifier: int, other: int, reason: str) -> int:
        """Remove the link and return the person that its smaller identifier belongs to."""
        ...

    def plan_restore(self, identifier: int, other: int) -> LinkPlan:
        """Return what restoring a removed link would change."""
        ...

    def restore(self, identifier: int, other: int, reason: str) -> int:
        """Restore the link and return the person that its smaller identifier belongs to."""
        ...

    def plan_split_off(self, person: int, identifiers: tuple[int, ...]) -> LinkPlan:
        """Return what making a person of its own of some identifiers would change."""
        ...

    def split_off(self, person: int, identifiers: tuple[int, ...], reason: str) -> int:
        """Do it and return the number of the new person."""
        ...

    def plan_membership(self, change: MembershipChange) -> MembershipPlan:
        """Return what leaving or joining an account would change."""
        ...

    def change_membership(self, change: MembershipChange, reason: str) -> None:
        """Say that a person leaves or joins an account."""
        ...

    def plan_role(self, change: RoleChange) -> RolePlan:
        """Return what taking a role in a buying group, or giving it back, would change."""
        ...

    def change_role(self, change: RoleChange, reason: str) -> None:
        """Say that a person takes a role or gives it back."""
        ...


class Persons(PersonActs, Protocol):
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

    def memberships(self, person: int, /) -> tuple[Membership, ...]:
        """Return where a person belongs and belonged, as sources and users state it."""
        ...
