"""How well an account's people cover the roles that a buying group on a map asks for.

A role needs as many persons as the members of the group that play it say (`min_count`, 1 without). Coverage is the
mean over the needed roles of min(1, persons found ÷ persons needed), weighted by the influence of the role; 3 of 5
where none is given. Where no needed role has any influence, all count alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wegmarke.maps import vocabulary
from wegmarke.maps.document import BuyingGroup, JourneyMap
from wegmarke.maps.presence import MIDDLE_INFLUENCE


@dataclass(frozen=True, slots=True)
class NeededRole:
    """A role that a buying group asks for.

    Attributes:
        needed: so many persons.
        influence: 0 to 5, the greatest of the personas that play it.
        personas: who plays it on the map, by id.
    """

    role: str
    needed: int
    influence: int
    personas: tuple[str, ...]


def needed_roles(document: JourneyMap, group: BuyingGroup) -> tuple[NeededRole, ...]:
    """Return the roles a group asks for, in the order of the vocabulary; a member without roles plays its persona's."""
    of_persona = {persona.id: persona.roles for persona in document.personas}
    found: dict[str, NeededRole] = {}
    for member in group.members:
        influence = MIDDLE_INFLUENCE if member.influence is None else member.influence
        for role in member.roles or of_persona.get(member.persona, ()):
            so_far = found.get(role, NeededRole(role, 0, 0, ()))
            found[role] = NeededRole(
                role,
                so_far.needed + (member.min_count or 1),
                max(so_far.influence, influence),
                (*so_far.personas, member.persona),
            )
    return tuple(found[role] for role in vocabulary.ROLES if role in found)


def shares_of_roles(needed: Sequence[NeededRole]) -> dict[str, float]:
    """Return what share of the coverage each role is; they add up to 1."""
    total = sum(one.influence for one in needed)
    return {one.role: one.influence / total if total else 1 / len(needed) for one in needed}


def coverage(needed: Sequence[NeededRole], assigned: Mapping[str, int]) -> float | None:
    """Return the coverage from 0 to 1, from persons per role; None where nothing is needed.

    >>> roles = [NeededRole("decider", 1, 4, ()), NeededRole("end_user", 2, 1, ())]
    >>> coverage(roles, {"decider": 2, "end_user": 1})
    0.9
    """
    share = shares_of_roles(needed)
    if not share:
        return None
    return sum(share[one.role] * min(1.0, assigned.get(one.role, 0) / one.needed) for one in needed)


def data_solutions(document: JourneyMap, group: BuyingGroup) -> frozenset[str]:
    """Return by which names the data may call the group's solution: its id, its titles, what other systems call it.

    Empty where the group names no solution: then it stands for all of them.
    """
    names: set[str] = set()
    for solution in document.solutions:
        if solution.id == group.solution:
            refs = {part for ref in solution.external_refs for part in (ref, ref.partition(":")[2])}
            names |= {solution.id, solution.title.de, solution.title.en, *refs} - {""}
    return frozenset(name.casefold() for name in names)
