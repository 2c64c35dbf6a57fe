"""Who is one of our own in a workspace: named, taken back, and what either would change."""

from __future__ import annotations

import builtins
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from wegmarke import events, identity
from wegmarke.accounts import is_free_mail
from wegmarke.domain.internal_names import InternalKind, InternalLine, InternalName, InternalPlan, refused
from wegmarke.identity import read_labels
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.shown_labels import shown_labels

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class InternalDoor(Door):
    """Mail domains, accounts and persons of our own, whose touches analyses leave out."""

    @operation("internal")
    def list(self) -> builtins.list[InternalLine]:
        """Return all names: domains, accounts, persons, each in the order in which they were named."""
        stores = self.stores
        found = identity.internal_names(stores.state)
        persons = [one.name.number for one in found if one.name.kind is InternalKind.PERSON]
        accounts = [one.name.number for one in found if one.name.kind is InternalKind.ACCOUNT]
        labels = {
            InternalKind.DOMAIN: {},
            InternalKind.PERSON: shown_labels(stores, persons) if persons else {},
            InternalKind.ACCOUNT: read_labels(stores.state, stores.keys, "account", accounts) if accounts else {},
        }
        return [
            InternalLine(
                kind=one.name.kind,
                name=one.name.name,
                label=labels[one.name.kind].get(one.name.number, ""),
                persons=one.persons,
                at=_EPOCH + timedelta(microseconds=one.at),
                by=one.by,
                why=one.why,
            )
            for one in found
        ]

    @operation("internal")
    def rehearse(self, name: InternalName, *, is_removed: bool = False) -> InternalPlan:
        """Say what naming somebody would change, or with `is_removed` taking the name back; nothing is changed.

        Raises:
            DocumentInvalid: when it can be no such name, or the domain is one of a mail provider.
            NotFound: when there is no such account or person.
        """
        with self.stores.work:
            self.stores.settle()
            return self._plan(_checked(name, is_removed=is_removed), is_removed=is_removed)

    @operation("internal")
    def add(self, name: InternalName, why: str = "") -> InternalPlan:
        """Name one of our own: touches, paths and analyses follow at once. Returns what that changed.

        Args:
            name: a mail domain, or the number of an account or person.
            why: the reason, kept in the audit; names nobody.

        Raises:
            DocumentInvalid: when it can be no such name, or the domain is one of a mail provider.
            NotFound: when there is no such account or person.
        """
        stores, name = self.stores, _checked(name, is_removed=False)
        with stores.work:
            stores.settle()
            plan = self._plan(name, is_removed=False)
            if plan.is_new:
                identity.add_internal(
                    stores.state, stores.keys, stores.clock, identity.Act(self.viewer.name, why), name
                )
                stores.settle()
        return plan

    @operation("internal")
    def remove(self, name: InternalName, why: str = "") -> InternalPlan:
        """Take a name back: what it flagged counts again, as if it had never been named. Returns what that changed.

        Raises:
            DocumentInvalid: when it can be no such name.
            NotFound: when there is no such account or person.
        """
        stores, name = self.stores, _checked(name, is_removed=True)
        with stores.work:
            stores.settle()
            plan = self._plan(name, is_removed=True)
            if plan.is_new:
                identity.remove_internal(stores.state, stores.clock, identity.Act(self.viewer.name, why), name)
                stores.settle()
        return plan

    def _plan(self, name: InternalName, *, is_removed: bool) -> InternalPlan:
        stores = self.stores
        is_new, owners = identity.planned_internal(
            stores.state, stores.keys, stores.clock, name, is_removed=is_removed
        )  # fmt: skip
        persons, touches, stored = events.rehearse_internal(stores.engine, owners) if is_new else (0, 0, 0)
        return InternalPlan(name, is_new, persons, touches, stored)


def _checked(name: InternalName, *, is_removed: bool) -> InternalName:
    checked = name.check()
    if checked.kind is InternalKind.DOMAIN and not is_removed and is_free_mail(pa.array([checked.name]))[0].as_py():
        expected = "a domain of your own"
        got = f"{checked.name}, where a mail provider gives anybody an address"
        raise refused(checked.kind, expected, got, "Name the persons themselves.")
    return checked
