"""What stands in a phase: its goals, steps, cards, touchpoints, and who of the buying group acts there."""

from __future__ import annotations

from collections.abc import Iterator

from wegmarke.domain import MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import BuyingGroupMember, Card, JourneyMap, Phase, Placement
from wegmarke.maps.fit import phases_of_card
from wegmarke.maps.narrative.telling import Telling


def goal(phase: Phase, telling: Telling, kind: str) -> list[str]:
    """Return the goal that a phase states for customers (`customer_goal`) or for the company."""
    stated = telling.text(phase.customer_goal if kind == "customer_goal" else phase.company_goal)
    return [stated] if stated else []


def steps(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return the steps of a phase, in order."""
    return [
        telling.bracketed(
            telling.text(step.title),
            (
                "optional" if step.optional else "",
                telling.say("wiederholbar", "repeatable") if step.repeatable else "",
                _expected(step.expected_days, telling),
            ),
        )
        for step in document.steps
        if step.phase == phase.id
    ]


def cards(document: JourneyMap, phase: Phase, telling: Telling, *types: str) -> list[str]:
    """Return the cards of lanes of some types that stand in a phase or span it; hidden lanes stay hidden."""
    return [
        _card(document, card, telling)
        for lane in document.lanes
        if lane.type in types and not lane.hidden
        for card in lane.cards
        if phase.id in phases_of_card(document, card)
    ]


def touchpoints(document: JourneyMap, phase: Phase, telling: Telling, numbers: MapNumbers | None) -> list[str]:
    """Return the touchpoints of a phase with channel, kind, and how often they were touched."""
    points = {point.id: point for point in document.touchpoints}
    told = []
    for placement in placements(document, phase):
        point = points[placement.touchpoint]
        cell = numbers.touchpoints.get(point.id) if numbers is not None and point.rule is not None else None
        notes = [
            telling.word(vocabulary.CHANNELS, point.channel),
            telling.word(vocabulary.MODES, point.mode),
            telling.say("Moment der Wahrheit", "moment of truth") if point.moment_of_truth else "",
        ]
        if cell is not None:
            notes.append(telling.say("Kontaktereignisse: ", "touches: ") + telling.formats.number(cell.touches))
        elif numbers is not None:
            notes.append(telling.say("nicht gemessen", "not measured"))
        told.append(telling.bracketed(telling.text(point.title), notes))
    return list(dict.fromkeys(told))


def placements(document: JourneyMap, phase: Phase) -> list[Placement]:
    """Return the placements of a phase, in the order of its steps."""
    order = [step.id for step in document.steps if step.phase == phase.id]
    return [placement for step in order for placement in document.placements if placement.step == step]


def buying_group(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return who of the buying group acts in a phase: those needed there, and those its touchpoints are for."""
    names = {persona.id: persona for persona in document.personas}
    placed = placements(document, phase)
    active = {persona for placement in placed for persona in placement.personas}
    wanted = {role for placement in placed for role in placement.roles}
    told = []
    for member in [member for group in document.buying_groups for member in group.members]:
        roles = member.roles or names[member.persona].roles
        needed = phase.id in member.needed_for_phases
        if needed or member.persona in active or wanted & set(roles):
            name = telling.text(names[member.persona].name)
            told.append(telling.bracketed(name, _standing(member, roles, telling, needed=needed)))
    known = {member.persona for group in document.buying_groups for member in group.members}
    told += [
        telling.bracketed(telling.text(persona.name), _roles(persona.roles, telling))
        for persona in document.personas
        if persona.id not in known and (persona.id in active or wanted & set(persona.roles))
    ]
    played = {role for persona in document.personas for role in persona.roles}
    told += [
        telling.bracketed(word, [telling.say("Rolle unbesetzt", "role not filled")])
        for word in _roles([role for role in vocabulary.ROLES if role in wanted - played], telling)
    ]
    return told


def _standing(member: BuyingGroupMember, roles: tuple[str, ...], telling: Telling, *, needed: bool) -> Iterator[str]:
    yield from _roles(roles, telling)
    if member.influence is not None:
        yield telling.say(f"Einfluss {member.influence} von 5", f"influence {member.influence} of 5")
    if member.attitude is not None:
        yield telling.say("Haltung: ", "attitude: ") + telling.word(vocabulary.ATTITUDES, member.attitude)
    if needed:
        yield telling.say("hier unverzichtbar", "needed here")


def _roles(roles: tuple[str, ...] | list[str], telling: Telling) -> list[str]:
    return [telling.word(vocabulary.ROLES, role) for role in roles]


def _card(document: JourneyMap, card: Card, telling: Telling) -> str:
    names = {persona.id: persona.name for persona in document.personas}
    notes = [
        telling.say(f"Schwere {card.severity} von 5", f"severity {card.severity} of 5") if card.severity else "",
        telling.say(f"Bedeutung {card.relevance} von 5", f"relevance {card.relevance} of 5") if card.relevance else "",
        telling.text(card.frequency),
        *(telling.text(names[persona]) for persona in card.personas),
        *_roles(card.roles, telling),
        telling.word(vocabulary.CARD_STATUSES, card.status) if card.status else "",
    ]
    return telling.bracketed(telling.text(card.text), notes)


def _expected(days: float | None, telling: Telling) -> str:
    if not days:
        return ""
    unit = telling.say("Tag", "day") if days == 1 else telling.say("Tage", "days")
    return f"{telling.say('erwartet', 'expected')} {telling.formats.number(days, 1)} {unit}"
