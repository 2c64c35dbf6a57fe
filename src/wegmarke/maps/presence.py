"""Which buying roles act, decide, or are missing in each phase of a map.

A role acts where it is named at a placement, on a card or as needed there; it is informed where it belongs to the
buying group and is not named; deciding roles decide in the phase of decision. A role is missing where the map needs it
and no persona holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from wegmarke.domain import CanonicalPhase
from wegmarke.maps import vocabulary
from wegmarke.maps.document import Anchored, JourneyMap, Lane

MIDDLE_INFLUENCE: Final = 3
DECIDING: Final = ("decider", "approver", "economic_buyer")
_EXPECTED: Final = ("buyer", "decider")


@dataclass(frozen=True, slots=True)
class Presence:
    """What a role does in a phase: `active`, `informed`, `decides`, `role_missing`, or nothing stated."""

    kind: str
    influence: int = MIDDLE_INFLUENCE


@dataclass(frozen=True)
class RolePresence:
    """The roles of a map by phase; `lanes` are the rows whose cards count."""

    document: JourneyMap
    lanes: tuple[Lane, ...]

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Return the roles somebody holds or that are named at a place, and those without which nobody buys."""
        held = {role for persona in self.document.personas for role in persona.roles}
        held |= {role for role, _ in self.memberships}
        named = {role for roles, _ in self._acting.values() for role in roles}
        if not held and not named:
            return ()
        found = held | named | set(_EXPECTED)
        return tuple(role for role in vocabulary.ROLES if role in found)

    @cached_property
    def memberships(self) -> dict[tuple[str, str], int]:
        """Return the influence of each (role, persona)."""
        found: dict[tuple[str, str], int] = {}
        for persona in self.document.personas:
            found |= {(role, persona.id): MIDDLE_INFLUENCE for role in persona.roles}
        for group in self.document.buying_groups:
            for one in group.members:
                influence = MIDDLE_INFLUENCE if one.influence is None else one.influence
                found |= {(role, one.persona): influence for role in one.roles}
                found |= {pair: influence for pair in found if pair[1] == one.persona}
        return found

    def holders(self, role: str) -> list[str]:
        """Return the personas that hold a role."""
        return [persona for held, persona in self.memberships if held == role]

    def presence(self, role: str, phase: str) -> Presence:
        """Say what a role does in the phase with this id."""
        holders = self.holders(role)
        named, acting = self._acting[phase]
        is_decision = phase in self._phases_of_decision
        if not holders:
            return Presence("role_missing" if role in named or (is_decision and role in _EXPECTED) else "")
        influence = max(self.memberships[role, persona] for persona in holders)
        if is_decision and role in DECIDING:
            return Presence("decides", influence)
        if role in named or acting.intersection(holders):
            return Presence("active", influence)
        return Presence("informed" if self.document.buying_groups else "", influence)

    @cached_property
    def _phases_of_decision(self) -> frozenset[str]:
        return frozenset(one.id for one in self.document.phases if one.canonical is CanonicalPhase.DECISION)

    @cached_property
    def _acting(self) -> dict[str, tuple[set[str], set[str]]]:
        """Return the roles and the personas that act, by phase."""
        found: dict[str, tuple[set[str], set[str]]] = {phase.id: (set(), set()) for phase in self.document.phases}
        for placement in self.document.placements:
            if (phase := self._phase_of_step.get(placement.step)) in found:
                found[phase][0].update(placement.roles)
                found[phase][1].update((*placement.personas, placement.initiator, placement.receiver))
        for card in (card for lane in self.lanes for card in lane.cards):
            if (phase := self._phase_of(card)) in found:
                found[phase][0].update(card.roles)
                found[phase][1].update(card.personas)
        for one in (one for group in self.document.buying_groups for one in group.members):
            for needed in one.needed_for_phases:
                if needed in found:
                    found[needed][1].add(one.persona)
        return found

    def _phase_of(self, thing: Anchored) -> str:
        if thing.phase is not None:
            return thing.phase
        step = thing.step or self._step_of_placement.get(thing.placement or "", "")
        return self._phase_of_step.get(step, "")

    @cached_property
    def _phase_of_step(self) -> dict[str, str]:
        return {step.id: step.phase for step in self.document.steps}

    @cached_property
    def _step_of_placement(self) -> dict[str, str]:
        return {placement.id: placement.step for placement in self.document.placements}
