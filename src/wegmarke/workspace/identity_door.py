"""Who is who in a workspace: its limits, blocked values and shared devices, and what other ones would change."""

from __future__ import annotations

from wegmarke import events, identity
from wegmarke.accounts import memberships
from wegmarke.domain.identity_rules import Blocking, HeldChange, IdentityPlan, IdentityRules
from wegmarke.domain.persons import CrowdedPerson
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.persons_door import account_names
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores


class IdentityDoor(Door):
    """The rules that say who is who."""

    @operation("identity")
    def rules(self) -> IdentityRules:
        """Return the rules that hold."""
        return identity.rules_of(self.stores.state).check()

    @operation("identity")
    def rehearse(self, rules: IdentityRules, blocking: Blocking | None = None) -> IdentityPlan:
        """Say what other rules would change; nothing is changed.

        Raises:
            DocumentInvalid: with every problem of the rules.
        """
        stores = self.stores
        with stores.work:
            stores.settle()
            checked = rules.check()
            found = identity.plan_rules(stores.state, stores.keys, stores.clock, checked, blocking)
            devices, touched = _devices(stores, checked) if found.is_new else (0, 0)
        return _plan(found, devices, touched)

    @operation("identity")
    def change(self, rules: IdentityRules, reason: str = "", blocking: Blocking | None = None) -> IdentityPlan:
        """Let other rules hold, for everything that is stored; touches and analyses follow at once.

        Values that are blocked already stay so while they stand in the rules; others are given as text.

        Raises:
            DocumentInvalid: with every problem of the rules; nothing was changed.
        """
        stores = self.stores
        with stores.work:
            stores.settle()
            checked = rules.check()
            # Counted first: afterwards there is nothing to compare with.
            devices, touched = _devices(stores, checked)
            act = identity.Act(self.viewer.name, reason)
            found = identity.change_rules(stores.state, stores.keys, stores.clock, act, checked, blocking)
            stores.settle()
        return _plan(found, devices, touched)

    @operation("identity")
    def crowded(self, most: int = 200) -> list[CrowdedPerson]:
        """Return persons who belong to more accounts now than the rules allow, those at most accounts first."""
        stores = self.stores
        limit = identity.rules_of(stores.state).most_accounts
        rows = [
            row
            for row in memberships.accounts_at(stores.engine, stores.clock.now()).to_pylist()
            if len(row["accounts"]) > limit
        ]
        rows = sorted(rows, key=lambda row: (-len(row["accounts"]), row["person"]))[: max(0, most)]
        labels = shown_labels(stores, [row["person"] for row in rows])
        names = account_names(stores, {account for row in rows for account in row["accounts"]})
        return [
            CrowdedPerson(row["person"], labels.get(row["person"], ""), tuple(names[one] for one in row["accounts"]))
            for row in rows
        ]


def _devices(stores: Stores, rules: IdentityRules) -> tuple[int, int]:
    return events.rehearse_devices(stores.engine, stores.state, stores.keys, rules)


def _plan(found: identity.Changed, devices: int, touched: int) -> IdentityPlan:
    changes = [HeldChange(before, after, links) for (before, after), links in found.turned.items()]
    changes.sort(key=lambda change: (-change.links, change.before or "", change.after or ""))
    return IdentityPlan(
        found.is_new, found.persons_before, found.persons_after, tuple(changes), devices, touched
    )  # fmt: skip
