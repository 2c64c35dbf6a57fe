"""A map as a table to look at: one column per step (or phase without steps), one row per lane, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import Anchored, Card, EmotionPoint, JourneyMap, Lane, Phase, Step


class Columns:
    """The columns of a map from left to right.

    Attributes:
        places: phase and step of each; a phase without steps has one column.
    """

    def __init__(self, document: JourneyMap) -> None:
        self.places: list[tuple[Phase, Step | None]] = []
        for phase in document.phases:
            steps = [step for step in document.steps if step.phase == phase.id]
            self.places += [(phase, step) for step in steps] or [(phase, None)]
        self._step_of_placement = {one.id: one.step for one in document.placements}

    def phases(self) -> Iterator[tuple[int, int, Phase]]:
        """Yield each phase with its first and last column."""
        start = 0
        for position, (phase, _) in enumerate(self.places, 1):
            if position == len(self.places) or self.places[position][0].id != phase.id:
                yield start, position - 1, phase
                start = position

    def of(self, thing: Anchored) -> int | None:
        """Return the column a thing stands in; of a phase its first."""
        step = thing.step or self._step_of_placement.get(thing.placement or "")
        for position, (phase, one) in enumerate(self.places):
            if (step and one and one.id == step) or (not step and phase.id == thing.phase):
                return position
        return None


@dataclass(frozen=True)
class LaneRow:
    """One row of the table.

    Attributes:
        texts: by column; one text per card.
        type: the lane's type.
    """

    title: str
    type: str
    texts: dict[int, list[str]] = field(default_factory=dict)


def lane_title(lane: Lane, language: Language) -> str:
    """Return what a lane is called: by its own title, else by its type."""
    return (lane.title or vocabulary.LANE_TYPES[lane.type]).get(language)


def lane_rows(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> list[LaneRow]:
    """Return the rows of a map that hold anything."""
    columns = Columns(document)
    rows = [_placements(document, columns, language)]
    rows += [_cards(lane, columns, language) for lane in document.lanes if not lane.hidden]
    rows += [_emotions(document, columns, language), _metrics(document, columns, numbers, language)]
    return [row for row in rows if row.texts]


def card_text(card: Card, language: Language) -> str:
    """Return what a card says in a cell."""
    return card.text.get(language)


def _placements(document: JourneyMap, columns: Columns, language: Language) -> LaneRow:
    titles = {one.id: one.title.get(language) for one in document.touchpoints}
    row = LaneRow(vocabulary.LANE_TYPES["touchpoint"].get(language), "touchpoint")
    for position, (_, step) in enumerate(columns.places):
        texts = [titles.get(one.touchpoint, "") for one in document.placements if step and one.step == step.id]
        if texts:
            row.texts[position] = texts
    return row


def _cards(lane: Lane, columns: Columns, language: Language) -> LaneRow:
    row = LaneRow(lane_title(lane, language), lane.type)
    for card in lane.cards:
        position = columns.of(card)
        if position is not None:
            row.texts.setdefault(position, []).append(card_text(card, language))
    return row


def _emotions(document: JourneyMap, columns: Columns, language: Language) -> LaneRow:
    row = LaneRow(vocabulary.LANE_TYPES["emotion"].get(language), "emotion")
    names = {one.id: one.name.get(language) for one in document.personas}
    for point in document.emotions:
        position = columns.of(point)
        if position is not None:
            row.texts.setdefault(position, []).append(emotion_text(point, names, language))
    return row


def emotion_text(point: EmotionPoint, names: dict[str, str], language: Language) -> str:
    """Say an emotion: whose, how much, in words, and measured on how many."""
    whose = names.get(point.persona or "") or (
        vocabulary.ROLES[point.role].get(language) if point.role in vocabulary.ROLES else ""
    )
    words = f"{signed(point.value, language)} {vocabulary.emotion_word(point.value).get(language)}"
    words += f" (n = {point.n})" if point.basis == "measured" and point.n is not None else ""
    return f"{whose}: {words}" if whose else words


def signed(value: float, language: Language) -> str:
    """Write an emotion with its sign.

    >>> signed(-1.5, Language.DE)
    '−1,5'
    """
    text = f"{value:+.2g}".replace("-", "−") if value else "0"
    return text.replace(".", ",") if language is Language.DE else text


def _metrics(document: JourneyMap, columns: Columns, numbers: MapNumbers | None, language: Language) -> LaneRow:
    row = LaneRow(vocabulary.LANE_TYPES["metric"].get(language), "metric")
    homes = document.phase_of_touchpoint()
    for metric in document.metrics:
        phase = metric.phase or homes.get(metric.touchpoint or "")
        position = columns.of(Anchored(phase=phase))
        if position is not None:
            text = metric_text(metric.id, metric.title, metric.target, numbers, language)
            row.texts.setdefault(position, []).append(text)
    return row


def metric_text(
    metric: str, title: LocalizedText, target: float | None, numbers: MapNumbers | None, language: Language
) -> str:
    """Say a metric: its title, what was measured on how many, and its target; suppressed values are not told."""
    found = numbers.metrics.get(metric) if numbers else None
    told = []
    if found is not None and found.suppressed:
        told.append({Language.DE: "zu wenige für eine Aussage", Language.EN: "too few to tell"}[language])
    elif found is not None and found.value is not None:
        told.append(f"{figure(found.value, language)} (n = {found.n})")
    if target is not None:
        told.append(f"{ {Language.DE: 'Ziel', Language.EN: 'target'}[language]} {figure(target, language)}")
    return f"{title.get(language)}: {', '.join(told)}" if told else title.get(language)


def figure(value: float, language: Language) -> str:
    """Write a number in at most four digits."""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.translate(str.maketrans(",.", ".,")) if language is Language.DE else text
