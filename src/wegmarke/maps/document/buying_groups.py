"""Who decides together: members of a buying group, and how they stand to each other."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Count, IdIn, OneOf, OneToFive, Part, Within
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import PersonaRef, PhaseRef, Role, SolutionRef, Texts, Thing


class BuyingGroupMember(Part, frozen=True, kw_only=True):
    """A persona in a buying group.

    Attributes:
        influence: 0 none to 5 decides alone.
        min_count: so many persons of this kind are needed.
        needed_for_phases: where nobody of this kind may be missing.
    """

    persona: PersonaRef
    roles: tuple[Role, ...] = ()
    influence: Annotated[int, Within(0, 5)] | None = None
    attitude: Annotated[str, OneOf(vocabulary.ATTITUDES)] | None = None
    min_count: Count | None = None
    needed_for_phases: tuple[PhaseRef, ...] = ()


class StakeholderRelation(Part, frozen=True, kw_only=True):
    """How one persona stands to another."""

    from_persona: PersonaRef
    to_persona: PersonaRef
    kind: Annotated[str, OneOf(vocabulary.RELATION_KINDS)]
    strength: OneToFive | None = None
    note: LocalizedText = LocalizedText()


class BuyingGroup(Thing, frozen=True, kw_only=True):
    """The personas that decide on one solution together."""

    id: Annotated[str, IdIn("buying_groups")]
    title: LocalizedText
    solution: SolutionRef | None = None
    purchase_class: Annotated[str, OneOf(vocabulary.PURCHASE_CLASSES)] | None = None
    members: tuple[BuyingGroupMember, ...] = ()
    stakeholder_relations: tuple[StakeholderRelation, ...] = ()
    decision_rule: LocalizedText = LocalizedText()
    decision_criteria: Texts = ()
    decision_process: Texts = ()
