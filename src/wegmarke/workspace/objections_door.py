"""Objections of persons in a workspace: written down, taken back, and what either would change."""

from __future__ import annotations

import builtins
from datetime import UTC, datetime, timedelta

from wegmarke.analytics import predict
from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.objections import Objection, ObjectionPlan, ObjectionPurpose
from wegmarke.identity import reading
from wegmarke.privacy import KeptObjection, add_objection, read_objections, withdraw_objections
from wegmarke.workspace.objecting import persons_of
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.shown_labels import shown_labels

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_SOURCE = 200


class ObjectionsDoor(Door):
    """Who objects to which purpose."""

    @operation("objections")
    def list(self, person: int | None = None) -> builtins.list[Objection]:
        """Return all objections, newest first, those that were withdrawn among them; or those of one person."""
        stores, kept = self.stores, read_objections(self.stores.state)
        persons = persons_of(stores, kept)
        wanted = {one for found in persons.values() for one in found if person in (None, one)}
        labels = shown_labels(stores, wanted) if wanted else {}
        return [
            _objection(one, owner, labels.get(owner or 0, ""))
            for one in kept
            for owner in (*persons[one.number], *(() if persons[one.number] else (None,)))
            if person in (None, owner)
        ]

    @operation("objections")
    def rehearse(
        self, person: int, purpose: ObjectionPurpose = ObjectionPurpose.PROFILING, *, is_withdrawn: bool = False
    ) -> ObjectionPlan:
        """Say what an objection would change, or with `is_withdrawn` taking it back; nothing is changed.

        Raises:
            NotFound: when there is no such person.
        """
        stores = self.stores
        self._identifiers(person)
        holds = bool(self._holding(person, purpose))
        ((touches, accounts),) = stores.engine.rows(
            f"SELECT count(*), count(DISTINCT account) FROM touch WHERE person = {int(person)}"
        )
        models = predict.count_models(stores.state)
        return ObjectionPlan(
            person, purpose, holds if is_withdrawn else not holds, int(str(touches)), int(str(accounts)), models
        )

    @operation("objections")
    def add(
        self,
        person: int,
        purpose: ObjectionPurpose = ObjectionPurpose.PROFILING,
        *,
        source: str,
        since: datetime | None = None,
    ) -> ObjectionPlan:
        """Keep an objection; it holds at once for everything that is computed from now on. It needs no reason.

        Args:
            person: number.
            purpose: to what.
            source: how it became known: mail, phone, form, …
            since: from when on it holds; now where nothing is said.

        Raises:
            NotFound: when there is no such person.
            UsageError: without a source.
        """
        stores, said = self.stores, source.strip()
        if not 1 <= len(said) <= _LONGEST_SOURCE:
            raise UsageError(
                f"source: expected 1 to {_LONGEST_SOURCE} characters that say how the objection came; got {len(said)}. "
                "Write mail, phone or form, for example."
            )
        with stores.work:
            plan = self.rehearse(person, purpose)
            if plan.is_new:
                add_objection(
                    stores.state, stores.clock, purpose=purpose, identifiers=self._identifiers(person),
                    since=since or stores.clock.now(), source=said, who=self.viewer.name, person=person,
                )  # fmt: skip
                stores.state_of_data += 1
        return plan

    @operation("objections")
    def withdraw(self, person: int, purpose: ObjectionPurpose = ObjectionPurpose.PROFILING) -> ObjectionPlan:
        """Take the objections of a person to a purpose back; they stay in the history.

        Raises:
            NotFound: when there is no such person.
        """
        stores = self.stores
        with stores.work:
            plan = self.rehearse(person, purpose, is_withdrawn=True)
            if plan.is_new:
                numbers = [one.number for one in self._holding(person, purpose)]
                withdraw_objections(stores.state, stores.clock, numbers, who=self.viewer.name, person=person)
                stores.state_of_data += 1
        return plan

    def _identifiers(self, person: int) -> builtins.list[int]:
        found = [number for number, _ in reading.identifiers_of(self.stores.state, "person", person)]
        if not found:
            raise NotFound(f"person: expected the number of a person; got {person}. See the list.")
        return found

    def _holding(self, person: int, purpose: ObjectionPurpose) -> builtins.list[KeptObjection]:
        kept = [one for one in read_objections(self.stores.state, holding=True) if one.purpose is purpose]
        persons = persons_of(self.stores, kept)
        return [one for one in kept if person in persons[one.number]]


def _objection(one: KeptObjection, person: int | None, label: str) -> Objection:
    withdrawn = _EPOCH + timedelta(microseconds=one.withdrawn_at) if one.withdrawn_at else None
    since = _EPOCH + timedelta(microseconds=one.since)
    return Objection(one.number, person, label, one.purpose, since, one.source, one.who, withdrawn)
