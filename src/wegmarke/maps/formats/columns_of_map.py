"""A map as a table to look at: one column per step (or phase without steps), one row per lane, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from wegmarke.domain import Language, Measure, Money
from wegmarke.domain.numbers import MapNumbers, MetricNumber
from wegmarke.i18n import Formats
from wegmarke.maps import vocabulary
from wegmarke.maps.document import (
    Anchored,
    EmotionPoint,
    Improvement,
    Initiative,
    JourneyMap,
    Lane,
    Metric,
    Phase,
    Step,
)


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


@dataclass
class LaneRow:
    """One row of the table.

    Attributes:
        texts: by column; one text per card.
        type: the lane's type.
        of_steps: columns of which more than the whole phase is spoken of.
    """

    title: str
    type: str
    texts: dict[int, list[str]] = field(default_factory=dict)
    of_steps: set[int] = field(default_factory=set)

    def put(self, column: int | None, text: str, *, is_of_step: bool) -> None:
        """Add a text; what has no column stands nowhere."""
        if column is not None:
            self.texts.setdefault(column, []).append(text)
            self.of_steps |= {column} if is_of_step else set()

    def within(self, columns: Sequence[int]) -> LaneRow:
        """Return the part of the row in some columns, counted from 0."""
        texts = {at: self.texts[column] for at, column in enumerate(columns) if column in self.texts}
        return LaneRow(self.title, self.type, texts, {at for at, one in enumerate(columns) if one in self.of_steps})

    @property
    def is_of_phase(self) -> bool:
        """Whether nothing in it belongs to a step."""
        return not self.of_steps and {*self.texts} <= {0}


def lane_title(lane: Lane, language: Language) -> str:
    """Return what a lane is called: by its own title, else by its type."""
    return (lane.title or vocabulary.LANE_TYPES[lane.type]).get(language)


def lane_rows(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> list[LaneRow]:
    """Return the rows of a map that hold anything."""
    columns = Columns(document)
    rows = [_placements(document, columns, language)]
    rows += [_cards(lane, columns, language) for lane in document.lanes if not lane.hidden]
    rows += [
        _emotions(document, columns, language),
        _metrics(document, columns, numbers, language),
        _placed("improvement", document.improvements, document, columns, language),
        _placed("initiative", document.initiatives, document, columns, language),
    ]
    return [row for row in rows if row.texts]


def _row(lane_type: str, language: Language) -> LaneRow:
    return LaneRow(vocabulary.LANE_TYPES[lane_type].get(language), lane_type)


def _placements(document: JourneyMap, columns: Columns, language: Language) -> LaneRow:
    titles = {one.id: one.title.get(language) for one in document.touchpoints}
    row = _row("touchpoint", language)
    for placement in document.placements:
        text = titles.get(placement.touchpoint, "")
        row.put(columns.of(Anchored(step=placement.step)), text, is_of_step=True)
    return row


def _cards(lane: Lane, columns: Columns, language: Language) -> LaneRow:
    row = LaneRow(lane_title(lane, language), lane.type)
    for card in lane.cards:
        row.put(columns.of(card), card.text.get(language), is_of_step=card.phase is None)
    return row


def _emotions(document: JourneyMap, columns: Columns, language: Language) -> LaneRow:
    row = _row("emotion", language)
    names = {one.id: one.name.get(language) for one in document.personas}
    for point in document.emotions:
        row.put(columns.of(point), emotion_text(point, names, language), is_of_step=point.phase is None)
    return row


def _metrics(document: JourneyMap, columns: Columns, numbers: MapNumbers | None, language: Language) -> LaneRow:
    row = _row("metric", language)
    homes = document.phase_of_touchpoint()
    for metric in document.metrics:
        phase = metric.phase or homes.get(metric.touchpoint or "")
        number = numbers.metrics.get(metric.id) if numbers else None
        row.put(columns.of(Anchored(phase=phase)), metric_text(metric, number, language), is_of_step=False)
    return row


def _placed(
    lane_type: str,
    things: Sequence[Improvement | Initiative],
    document: JourneyMap,
    columns: Columns,
    language: Language,
) -> LaneRow:
    """Place improvements and initiatives at the first place they name."""
    row = _row(lane_type, language)
    homes = document.phase_of_touchpoint()
    for thing in things:
        phases = [*thing.phases, *(homes[one] for one in thing.touchpoints if one in homes)]
        where = Anchored(step=thing.steps[0]) if thing.steps else Anchored(phase=phases[0] if phases else None)
        due = (
            [Formats(language).day(date.fromisoformat(thing.due))]
            if isinstance(thing, Initiative) and thing.due
            else []
        )
        about = ", ".join(filter(None, (thing.owner, *due)))
        text = f"{thing.title.get(language)} ({about})" if about else thing.title.get(language)
        row.put(columns.of(where), text, is_of_step=bool(thing.steps))
    return row


def emotion_text(point: EmotionPoint, names: dict[str, str], language: Language) -> str:
    """Say an emotion: whose, how much, in words, and measured on how many."""
    role = vocabulary.ROLES[point.role].get(language) if point.role in vocabulary.ROLES else ""
    whose = names.get(point.persona or "") or role
    words = f"{signed(point.value, language)} {vocabulary.emotion_word(point.value).get(language)}"
    words += f" (n = {point.n})" if point.basis == "measured" and point.n is not None else ""
    return f"{whose}: {words}" if whose else words


def signed(value: float, language: Language) -> str:
    """Write an emotion with its sign.

    >>> signed(-1.5, Language.DE)
    '−1,5'
    """
    return Formats(language).signed(value, 1)


def metric_text(metric: Metric, number: MetricNumber | None, language: Language) -> str:
    """Say a metric: its title, what was measured on how many, and its target; suppressed values are not told."""
    told = []
    if number is not None and number.suppressed:
        told.append({Language.DE: "zu wenige für eine Aussage", Language.EN: "too few to tell"}[language])
    elif number is not None and number.value is not None:
        value = _figure(metric.measure, number.value, language, number.currency)
        told.append(f"{value} (n = {Formats(language).number(number.n)})")
    if metric.target is not None:
        target = _figure(metric.measure, metric.target, language)
        told.append(f"{ {Language.DE: 'Ziel', Language.EN: 'target'}[language] } {target}")
    return f"{metric.title.get(language)}: {', '.join(told)}" if told else metric.title.get(language)


def _figure(measure: Measure, value: float, language: Language, currency: str | None = None) -> str:
    """Write a number in the unit of its measure; amounts come in minor units where their currency is known."""
    formats = Formats(language)
    if measure is Measure.CONVERSION:
        return formats.percent(value)
    if measure is Measure.VALUE and currency:
        return formats.money(Money(round(value), currency), short=True)
    if measure is Measure.MEDIAN_DAYS:
        return f"{formats.number(value, 1)} { {Language.DE: 'Tage', Language.EN: 'days'}[language] }"
    return signed(value, language) if measure is Measure.SATISFACTION else formats.number(value, 1)
