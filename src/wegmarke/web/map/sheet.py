"""The one-sheet map as rows and columns of ready-made texts; the template only sets them."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.domain import CellNumbers, LocalizedText, MapNumbers
from wegmarke.web.front import Card, JourneyMap, Lane, Phase, Touchpoint
from wegmarke.web.icons import channel_icon
from wegmarke.web.map.canvas import fit_text
from wegmarke.web.map.emotion import EmotionRow, emotion_row
from wegmarke.web.map.felt import felt
from wegmarke.web.map.figures import CellFigures, Writer
from wegmarke.web.map.metrics import MetricLine, metric_lines
from wegmarke.web.reader import Reader
from wegmarke.web.titles import shade
from wegmarke.web.words import CHANNELS, INFLUENCES, LANE_TYPES, MODES, OWNERSHIPS, PHASES, word
from wegmarke.workspace import map_in_rows

# Rows that stand above the touchpoints on the sheet; all others stand below the emotion curve.
_UPPER_LANES = frozenset({"storyboard", "activity", "need", "question", "thought"})

# Rows the sheet draws itself; a lane of such a type without cards only says that it is wanted.
_OWN_ROWS = frozenset({"touchpoint", "emotion", "metric"})

# A phase states its goals itself; cards of such a lane join them in one row.
_GOALS = frozenset({"customer_goal", "company_goal"})

# Kinds of cards with a sign of their own.
_SIGNS = {"pain": "minus", "gain": "plus", "question": "question"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A touchpoint at its step."""

    id: str
    title: str
    channel: str
    icon: str
    mode: str
    influence: str
    traits: tuple[str, ...]
    moment_of_truth: bool
    figures: CellFigures | None


@dataclass(frozen=True, slots=True)
class StepCell:
    """A step with its number on the sheet, e.g. 3.2, and the touchpoints placed at it."""

    id: str
    number: str
    title: str
    optional: bool
    repeatable: bool
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A phase."""

    id: str
    number: int
    shade: int
    title: str
    canonical: str
    expected_days: str
    steps: tuple[StepCell, ...]
    figures: CellFigures
    customer_goals: tuple[str, ...]
    company_goals: tuple[str, ...]
    metrics: tuple[MetricLine, ...]


@dataclass(frozen=True, slots=True)
class CardText:
    """A card in a lane; `step` names its step where it is anchored at one."""

    text: str
    step: str
    severity: int


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A row of cards, one cell per phase."""

    title: str
    sign: str
    cells: tuple[tuple[CardText, ...], ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row of short texts that stand elsewhere in the document than in lanes, one cell per phase."""

    title: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything below the header of the map page."""

    columns: tuple[Column, ...]
    upper_lanes: tuple[LaneRow, ...]
    lower_lanes: tuple[LaneRow, ...]
    text_rows: tuple[TextRow, ...]
    fits: tuple[tuple[str, str], ...]
    emotion: EmotionRow | None
    map_metrics: tuple[MetricLine, ...]

    @property
    def has_customer_goals(self) -> bool:
        """Answer whether any phase states the customer's goal."""
        return any(column.customer_goals for column in self.columns)

    @property
    def has_company_goals(self) -> bool:
        """Answer whether any phase states the company's goal."""
        return any(column.company_goals for column in self.columns)

    @property
    def has_metrics(self) -> bool:
        """Answer whether any phase has a metric."""
        return any(column.metrics for column in self.columns)


def build_sheet(document: JourneyMap, numbers: MapNumbers, writer: Writer) -> Sheet:
    """Lay the document and what was measured at its places onto the sheet."""
    text_rows = _text_rows(document, writer.reader)
    metrics = metric_lines(document, numbers.metrics, writer)
    lanes = [
        lane
        for lane in document.lanes
        if not lane.hidden and lane.type not in {*_GOALS, *text_rows} and (lane.cards or lane.type not in _OWN_ROWS)
    ]
    return Sheet(
        columns=_columns(document, numbers, metrics, writer),
        upper_lanes=tuple(_lane_row(lane, document, writer) for lane in lanes if lane.type in _UPPER_LANES),
        lower_lanes=tuple(_lane_row(lane, document, writer) for lane in lanes if lane.type not in _UPPER_LANES),
        text_rows=tuple(text_rows.values()),
        fits=_fits(document, numbers, writer.reader),
        emotion=emotion_row(document, writer.reader, felt(document, numbers)),
        map_metrics=metrics.get(None, ()),
    )


def _text_rows(document: JourneyMap, reader: Reader) -> dict[str, TextRow]:
    """Return the rows of what the document lists by itself, by type; the cards of lanes of such a type join them."""
    listed = {
        "buying_group": document.buying_groups,
        "improvement": document.improvements,
        "initiative": document.initiatives,
        "automation": document.automations,
        "data_protection": document.processing_activities,
    }
    return {
        row.name: TextRow(row.label, row.cells)
        for row in map_in_rows(document, None, reader.language)
        if listed.get(row.name) and not row.is_empty
    }


def _fits(document: JourneyMap, numbers: MapNumbers, reader: Reader) -> tuple[tuple[str, str], ...]:
    """Return share and counts of each phase; nothing where no phase has anything to answer."""
    if not any(fit.of for fit in numbers.fit.values()):
        return ()
    return tuple(fit_text(numbers.fit.get(phase.id), reader) for phase in document.phases)


def _columns(
    document: JourneyMap,
    numbers: MapNumbers,
    metrics: dict[str | None, tuple[MetricLine, ...]],
    writer: Writer,
) -> tuple[Column, ...]:
    reader = writer.reader
    largest = max((cell.units for cell in numbers.phases.values()), default=0)
    largest_touchpoint = max((cell.units for cell in numbers.touchpoints.values()), default=0)
    columns = []
    for position, phase in enumerate(document.phases, start=1):
        steps = _steps(document, phase.id, position, numbers, largest_touchpoint, writer)
        columns.append(
            Column(
                id=phase.id,
                number=position,
                shade=shade(position, len(document.phases)),
                title=phase.title.get(reader.language),
                canonical=word(PHASES, phase.canonical, reader.t),
                expected_days=reader.formats.number(phase.expected_days) if phase.expected_days else "",
                steps=steps,
                figures=writer.cell(numbers.phases.get(phase.id, CellNumbers()), largest),
                customer_goals=_goals(document, phase, "customer_goal", phase.customer_goal, writer),
                company_goals=_goals(document, phase, "company_goal", phase.company_goal, writer),
                metrics=metrics.get(phase.id, ()),
            )
        )
    return tuple(columns)


def _steps(
    document: JourneyMap, phase: str, position: int, numbers: MapNumbers, largest: int, writer: Writer
) -> tuple[StepCell, ...]:
    touchpoints = {touchpoint.id: touchpoint for touchpoint in document.touchpoints}
    placed: dict[str, list[Touchpoint]] = {}
    for placement in document.placements:
        placed.setdefault(placement.step, []).append(touchpoints[placement.touchpoint])
    steps = [step for step in document.steps if step.phase == phase]
    return tuple(
        StepCell(
            id=step.id,
            number=f"{position}.{count}",
            title=step.title.get(writer.reader.language),
            optional=step.optional,
            repeatable=step.repeatable,
            chips=tuple(_chip(touchpoint, numbers, largest, writer) for touchpoint in placed.get(step.id, [])),
        )
        for count, step in enumerate(steps, start=1)
    )


def _chip(touchpoint: Touchpoint, numbers: MapNumbers, largest: int, writer: Writer) -> Chip:
    t = writer.reader.t
    cell = numbers.touchpoints.get(touchpoint.id)
    measured = touchpoint.rule is not None and cell is not None
    return Chip(
        id=touchpoint.id,
        title=touchpoint.title.get(writer.reader.language),
        channel=word(CHANNELS, touchpoint.channel, t),
        icon=channel_icon(touchpoint.channel),
        mode=touchpoint.mode,
        influence=touchpoint.influence,
        traits=(
            word(CHANNELS, touchpoint.channel, t),
            word(MODES, touchpoint.mode, t),
            word(INFLUENCES, touchpoint.influence, t),
            word(OWNERSHIPS, touchpoint.ownership, t),
        ),
        moment_of_truth=touchpoint.moment_of_truth,
        figures=writer.cell(cell, largest) if measured and cell else None,
    )


def _goals(document: JourneyMap, phase: Phase, lane_type: str, goal: LocalizedText, writer: Writer) -> tuple[str, ...]:
    lanes = (lane for lane in document.lanes if lane.type == lane_type)
    cards = (card.text for lane in lanes for card in _cards_in(lane, phase, document))
    texts = (text.get(writer.reader.language) for text in (goal, *cards))
    return tuple(dict.fromkeys(text for text in texts if text))


def _cards_in(lane: Lane, phase: Phase, document: JourneyMap) -> list[Card]:
    places = document.phases_of(lane.cards)
    return [card for card, place in zip(lane.cards, places, strict=True) if place == phase.id]


def _lane_row(lane: Lane, document: JourneyMap, writer: Writer) -> LaneRow:
    reader = writer.reader
    titles = {step.id: step.title for step in document.steps}
    return LaneRow(
        title=lane.title.get(reader.language) or word(LANE_TYPES, lane.type, reader.t),
        sign=_SIGNS.get(lane.type, ""),
        cells=tuple(
            tuple(_card_text(card, titles, writer) for card in _cards_in(lane, phase, document))
            for phase in document.phases
        ),
    )


def _card_text(card: Card, titles: dict[str, LocalizedText], writer: Writer) -> CardText:
    language = writer.reader.language
    step = titles[card.step].get(language) if card.step in titles and card.step else ""
    return CardText(card.text.get(language), step, card.severity or 0)
