"""What is done in a phase: improvements and initiatives, automations, and the processing of personal data."""

from __future__ import annotations

from datetime import date

from wegmarke.maps import vocabulary
from wegmarke.maps.document import Improvement, Initiative, JourneyMap, Phase, Placed, ProcessingActivity
from wegmarke.maps.narrative.places import placements
from wegmarke.maps.narrative.telling import Telling
from wegmarke.maps.owners import owner_name

_BASES = {basis: letter for letter, basis in zip("abcdef", vocabulary.LAWFUL_BASES, strict=True)}


def improvements(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return the improvements that concern a phase."""
    return [
        telling.bracketed(
            telling.text(one.title),
            [telling.word(vocabulary.IMPROVEMENT_STATUSES, one.status), owner_name(one.owner, telling.language)],
        )
        for one in document.improvements
        if phase.id in phases_of(document, one)
    ]


def initiatives(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return the initiatives that concern a phase, by their own places or those of their improvements."""
    return [_initiative(one, telling) for one in document.initiatives if phase.id in phases_of(document, one)]


def automations(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return the automations that act in a phase."""
    places = document.phases_of(document.automations)
    return [
        telling.bracketed(
            telling.text(one.title) or one.journey or one.id,
            [
                telling.word(vocabulary.AUTOMATION_KINDS, one.kind),
                telling.word(vocabulary.AUTOMATION_STATES, one.state),
            ],
        )
        for one, place in zip(document.automations, places, strict=True)
        if place == phase.id
    ]


def data_protection(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return the processing activities of the touchpoints of a phase, with basis and period of storage."""
    activity_of = {point.id: point.processing_activity for point in document.touchpoints}
    used = {activity_of[placement.touchpoint] for placement in placements(document, phase)}
    return [_processing(one, telling) for one in document.processing_activities if one.id in used]


def phases_of(document: JourneyMap, placed: Placed) -> set[str]:
    """Return the phases something concerns: named, or those of its steps, touchpoints, pains and improvements."""
    by_step, by_touchpoint = document.phase_of_step(), document.phase_of_touchpoint()
    found = {*placed.phases, *(by_step[step] for step in placed.steps)}
    found |= {by_touchpoint[point] for point in placed.touchpoints if point in by_touchpoint}
    if isinstance(placed, Improvement) and not found:
        places = dict(
            zip([card.id for card in document.cards()], document.phases_of(tuple(document.cards())), strict=True)
        )
        found |= {place for pain in placed.pains if (place := places.get(pain)) is not None}
    if isinstance(placed, Initiative) and not found:
        known = {one.id: one for one in document.improvements}
        found |= {phase for one in placed.improvements for phase in phases_of(document, known[one])}
    return found


def _initiative(one: Initiative, telling: Telling) -> str:
    return telling.bracketed(
        telling.text(one.title),
        [
            telling.word(vocabulary.INITIATIVE_STATUSES, one.status),
            owner_name(one.owner, telling.language),
            _day(telling.say("fällig", "due"), one.due, telling),
            _day(telling.say("wirkt seit", "shipped"), one.shipped, telling),
        ],
    )


def _processing(one: ProcessingActivity, telling: Telling) -> str:
    basis = ""
    if one.lawful_basis is not None:
        word = telling.word(vocabulary.LAWFUL_BASES, one.lawful_basis)
        basis = telling.say(
            f"Art. 6 Abs. 1 lit. {_BASES[one.lawful_basis]} DSGVO: {word}",
            f"Art. 6 (1) ({_BASES[one.lawful_basis]}) GDPR: {word}",
        )
    kept = telling.text(one.retention)
    return telling.bracketed(
        telling.text(one.title),
        [
            basis,
            telling.say(f"Löschfrist: {kept}", f"kept: {kept}") if kept else "",
            telling.say("Werbeeinwilligung nötig", "consent to advertising needed") if one.ad_consent_needed else "",
        ],
    )


def _day(word: str, day: str | None, telling: Telling) -> str:
    return f"{word} {telling.formats.day(date.fromisoformat(day))}" if day is not None else ""
