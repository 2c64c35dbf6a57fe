"""Who objects to profiling now: whoever has an identifier that an objection is about."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke import identity
from wegmarke.domain.objections import ObjectionPurpose
from wegmarke.privacy import KeptObjection, read_objections
from wegmarke.workspace.stores import Stores


def objecting_persons(stores: Stores, purpose: ObjectionPurpose = ObjectionPurpose.PROFILING) -> list[int]:
    """Return the numbers of all persons who object to a purpose now, rising."""
    now = stores.clock.now().timestamp() * 1_000_000
    holding = [
        one for one in read_objections(stores.state, holding=True) if one.purpose is purpose and one.since <= now
    ]
    return sorted({person for persons in persons_of(stores, holding).values() for person in persons})


def persons_of(stores: Stores, kept: Sequence[KeptObjection]) -> dict[int, list[int]]:
    """Return, by number of the objection, whom it is about now; more than one person after a split."""
    marks = {identifier for one in kept for identifier in one.identifiers}
    owners = identity.owners_of(stores.state, "person", marks) if marks else {}
    return {one.number: sorted({owners[mark] for mark in one.identifiers if mark in owners}) for one in kept}
