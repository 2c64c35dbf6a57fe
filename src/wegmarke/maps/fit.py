"""How well a map fits its customers, phase by phase: which severe pains and relevant gains are answered there.

A canvas asks in every phase: its pains (severity 4 and 5) and gains (relevance 4 and 5) belong to the persona, not to a
place. Cards of the lanes for pains and gains ask in the phases they stand in. Something is answered in a phase when a
reliever or creator that addresses it has a touchpoint placed there: one named on the canvas, or for a card of a lane
any touchpoint at the place where the card stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wegmarke.domain import Fit
from wegmarke.maps.document import Canvas, Card, JourneyMap

SEVERE: Final = 4
"""From this severity or relevance on (of 1 to 5) a pain or gain must be answered."""

_ANSWERS: Final = ("pain_reliever", "gain_creator")


@dataclass(frozen=True)
class Asked:
    """A severe pain or relevant gain, and the phases in which something answers it.

    Attributes:
        id: of the pain or gain.
        asks_in: phases that must answer it.
        answered_in: phases in which something does.
        answers: ids of everything that addresses it, wherever that stands.
    """

    id: str
    asks_in: frozenset[str]
    answered_in: frozenset[str]
    answers: tuple[str, ...]


def phase_fits(journey_map: JourneyMap) -> dict[str, Fit]:
    """Count for each phase the severe pains and relevant gains, and those that are answered in it."""
    asked = pains_and_gains(journey_map)
    return {
        phase.id: Fit(
            sum(phase.id in one.asks_in & one.answered_in for one in asked),
            sum(phase.id in one.asks_in for one in asked),
        )
        for phase in journey_map.phases
    }


def canvas_fits(journey_map: JourneyMap, canvas: Canvas) -> dict[str, Fit]:
    """Count the same for one canvas alone."""
    own = {pain.id for pain in canvas.pains} | {gain.id for gain in canvas.gains}
    asked = [one for one in pains_and_gains(journey_map) if one.id in own]
    return {
        phase.id: Fit(sum(phase.id in one.answered_in for one in asked), len(asked)) for phase in journey_map.phases
    }


def pains_and_gains(journey_map: JourneyMap) -> list[Asked]:
    """List the severe pains and relevant gains, those of canvases first, with where they are answered."""
    everywhere = frozenset(phase.id for phase in journey_map.phases)
    asking = [(one, everywhere) for one in _severe_of_canvases(journey_map)]
    asking += [
        (card.id, frozenset(phases_of_card(journey_map, card)))
        for lane_type in ("pain", "gain")
        for card in journey_map.cards(lane_type)
        if (card.severity or card.relevance or 0) >= SEVERE
    ]
    answers = _answers(journey_map)
    return [
        Asked(
            one,
            phases,
            frozenset(phase for _, addressed, found in answers if one in addressed for phase in found),
            tuple(answer for answer, addressed, _ in answers if one in addressed),
        )
        for one, phases in asking
    ]


def phases_of_card(journey_map: JourneyMap, card: Card) -> list[str]:
    """Return the phases a card stands in, from left to right: one, or those it spans."""
    phase_of_step = journey_map.phase_of_step()
    first = card.phase or phase_of_step.get(card.step or "") or journey_map.phase_of_placement()[card.placement or ""]
    last = first if card.until is None else phase_of_step.get(card.until, card.until)
    order = [phase.id for phase in journey_map.phases]
    begin, end = order.index(first), order.index(last)
    return order[begin : max(begin, end) + 1]


def _severe_of_canvases(journey_map: JourneyMap) -> list[str]:
    found = []
    for canvas in journey_map.canvases:
        found += [pain.id for pain in canvas.pains if (pain.severity or 0) >= SEVERE]
        found += [gain.id for gain in canvas.gains if (gain.relevance or 0) >= SEVERE]
    return found


def _answers(journey_map: JourneyMap) -> list[tuple[str, frozenset[str], set[str]]]:
    """Return every reliever and creator: its id, what it addresses, and the phases in which a touchpoint carries it."""
    phase_of_step = journey_map.phase_of_step()
    placed: dict[str, set[str]] = {}
    for placement in journey_map.placements:
        placed.setdefault(placement.touchpoint, set()).add(phase_of_step[placement.step])
    found = [
        (answer.id, frozenset(answer.addresses), {p for point in answer.touchpoints for p in placed.get(point, ())})
        for canvas in journey_map.canvases
        for answer in (*canvas.pain_relievers, *canvas.gain_creators)
    ]
    with_touchpoint = {phase_of_step[placement.step] for placement in journey_map.placements}
    steps = {placement.step for placement in journey_map.placements}
    for card in journey_map.cards(*_ANSWERS):
        carried = card.placement is not None or (card.step in steps if card.step else True)
        phases = set(phases_of_card(journey_map, card)) & with_touchpoint if carried else set()
        found.append((card.id, frozenset(card.addresses), phases))
    return found
