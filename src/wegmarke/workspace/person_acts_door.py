"""What somebody decides about persons, each with what it would change: who is one, and who belongs where."""

from __future__ import annotations

from wegmarke import identity
from wegmarke.domain.accounts import Membership
from wegmarke.domain.persons import LinkPlan, MergePlan
from wegmarke.domain.placements import MembershipChange, MembershipPlan, RoleChange, RolePlan
from wegmarke.identity import reading
from wegmarke.workspace.account_facts_door import AccountFactsDoor
from wegmarke.workspace.link_plan import plan_links
from wegmarke.workspace.membership_acts import change_membership, plan_membership
from wegmarke.workspace.merge_plan import plan_merge
from wegmarke.workspace.operation import operation
from wegmarke.workspace.persons_door import PersonsDoor, person_line
from wegmarke.workspace.role_acts import change_role, plan_role
from wegmarke.workspace.stores import Stores


class PersonActsDoor(PersonsDoor):
    """Persons by number, and what can be decided about them."""

    @operation("persons")
    def plan_merge(self, first: int, second: int) -> MergePlan:
        """Return what treating two persons as one would change.

        Raises:
            NotFound: when no event belongs to one of them.
            UsageError: when both are the same person.
        """
        return plan_merge(self.stores, person_line(self.stores, first), person_line(self.stores, second))

    @operation("persons")
    def merge(self, first: int, second: int, reason: str = "") -> int:
        """Treat two persons as one from now on, in everything that happened; returns its number.

        Raises:
            NotFound: when there is no such person.
            UsageError: when both are the same person.
        """
        stores = self.stores
        with stores.work:
            identity.join(stores.state, stores.clock, identity.Act(self.viewer.name, reason), first, second)
            stores.settle()
        return min(first, second)

    @operation("persons")
    def plan_split(self, identifier: int, other: int) -> LinkPlan:
        """Return what removing the link between two identifiers of a person would change.

        Raises:
            NotFound: when there is no such link.
        """
        stores, act = self.stores, identity.Act(self.viewer.name)
        owners = identity.owners_without(stores.state, stores.clock, act, identifier, other)
        return _planned(stores, (identifier, other), owners)

    @operation("persons")
    def split(self, identifier: int, other: int, reason: str = "") -> int:
        """Remove the link between two identifiers; returns the person that the smaller one belongs to.

        Raises:
            NotFound: when there is no such link.
        """
        stores = self.stores
        with stores.work:
            identity.remove_link(stores.state, stores.clock, identity.Act(self.viewer.name, reason), identifier, other)
            stores.settle()
            return reading.owner_of(stores.state, "person", min(identifier, other))

    @operation("persons")
    def plan_restore(self, identifier: int, other: int) -> LinkPlan:
        """Return what taking the removal of a link back would change.

        Raises:
            NotFound: when there is no such link.
        """
        stores, act = self.stores, identity.Act(self.viewer.name)
        owners = identity.owners_with(stores.state, stores.clock, act, identifier, other)
        return _planned(stores, (identifier, other), owners)

    @operation("persons")
    def restore(self, identifier: int, other: int, reason: str = "") -> int:
        """Take the removal of a link back; guards have their say again. Returns whom the smaller one belongs to.

        Raises:
            NotFound: when there is no such link.
        """
        stores = self.stores
        with stores.work:
            identity.restore_link(stores.state, stores.clock, identity.Act(self.viewer.name, reason), identifier, other)
            stores.settle()
            return reading.owner_of(stores.state, "person", min(identifier, other))

    @operation("persons")
    def plan_split_off(self, person: int, identifiers: tuple[int, ...]) -> LinkPlan:
        """Return what making a person of its own of some identifiers of another would change.

        Raises:
            NotFound: when there is no such person.
            UsageError: when these are not some, but not all, of the person's identifiers.
        """
        stores, act = self.stores, identity.Act(self.viewer.name)
        owners, pairs = identity.owners_parted(stores.state, stores.clock, act, person, set(identifiers))
        known = reading.links_of(stores.state, person)
        links = [link for link in known if (link.identifier, link.other) in pairs]
        return plan_links(stores, links, [person], owners)

    @operation("persons")
    def split_off(self, person: int, identifiers: tuple[int, ...], reason: str = "") -> int:
        """Make a person of its own of some identifiers of another; returns its number.

        Raises:
            NotFound: when there is no such person.
            UsageError: when these are not some, but not all, of the person's identifiers.
        """
        stores = self.stores
        with stores.work:
            identity.split_off(
                stores.state, stores.clock, identity.Act(self.viewer.name, reason), person, set(identifiers)
            )
            stores.settle()
            return reading.owner_of(stores.state, "person", min(identifiers))

    @operation("persons")
    def memberships(self, person: int) -> tuple[Membership, ...]:
        """Return where a person belongs and belonged, as sources and users state it, the earliest first."""
        return AccountFactsDoor(self.stores, None).memberships(person=person, size=1_000).lines

    @operation("persons")
    def plan_membership(self, change: MembershipChange) -> MembershipPlan:
        """Return what it would change if a person left an account, joined one, or both.

        Raises:
            NotFound: when no event belongs to the person, or there is no such account.
            UsageError: when the change contradicts itself or what is known.
        """
        return plan_membership(self.stores, change, person_line(self.stores, change.person))

    @operation("persons")
    def change_membership(self, change: MembershipChange, reason: str = "") -> None:
        """Say that a person leaves an account, joins one, or both, as events that are stored like all others.

        Raises:
            NotFound: when there is no such person or account.
            UsageError: when the change contradicts itself or what is known, lies in the future, or nothing but
                devices identifies the person.
        """
        change_membership(self.stores, change, reason)

    @operation("persons")
    def plan_role(self, change: RoleChange) -> RolePlan:
        """Return what it would change if a person took a role in a buying group, or gave it back.

        Raises:
            NotFound: when no event belongs to the person, or there is no such account.
            UsageError: when there is no such role, the person holds it already, or does not hold it.
        """
        return plan_role(self.stores, change, person_line(self.stores, change.person))

    @operation("persons")
    def change_role(self, change: RoleChange, reason: str = "") -> None:
        """Say that a person takes a role in a buying group, or gives it back, as an event like all others.

        Raises:
            NotFound: when there is no such person or account.
            UsageError: when there is no such role, the person holds it already, or does not hold it, or nothing but
                devices identifies the person.
        """
        change_role(self.stores, change, reason)


def _planned(stores: Stores, pair: tuple[int, int], owners: dict[int, int]) -> LinkPlan:
    ends = (min(pair), max(pair))
    persons = sorted({reading.owner_of(stores.state, "person", number) for number in ends})
    (link,) = (link for link in reading.links_of(stores.state, persons[0]) if (link.identifier, link.other) == ends)
    return plan_links(stores, [link], persons, owners)
