"""The slides that show the journey: the overview of all phases, and one slide for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wegmarke.domain import Language
from wegmarke.domain.numbers import MapNumbers
from wegmarke.i18n import Formats
from wegmarke.maps import vocabulary
from wegmarke.maps.document import JourneyMap, Phase
from wegmarke.maps.formats.columns_of_map import Columns, LaneRow, lane_rows
from wegmarke.maps.formats.pptx.curve import curves_of, draw_curve, draw_legend, draw_scale, part_of
from wegmarke.maps.formats.pptx.deck import (
    DARK,
    HEIGHT,
    INK,
    MARGIN,
    MIDDLE,
    PAPER,
    QUIET,
    STRONG,
    TINT,
    WIDTH,
    Box,
    Deck,
    Slide,
    Words,
    describe,
)
from wegmarke.maps.formats.pptx.fitting import best_size, clean, rows_in
from wegmarke.maps.formats.pptx.tables import draw_table, needed_height
from wegmarke.maps.owners import owner_name

_LABELS: Final = 1.55
_BODY: Final = WIDTH - 2 * MARGIN - _LABELS
_BOTTOM: Final = HEIGHT - 0.35
_MOST_STEPS: Final = 6
_TABLE_TOP: Final = 2.7
_TABLE_SIZE: Final = 10
_HIGHEST_ROW: Final = 1.45
_MOST_PHASES: Final = 12
_OVERVIEW_ROWS: Final = 7
# What an overview shows first; a row of another type stands on the slides of the phases.
_FIRST: Final = (
    "customer_goal", "activity", "touchpoint", "need", "question", "pain", "pain_reliever", "gain_creator", "gain",
    "initiative", "improvement", "metric",
)  # fmt: skip


def add_journey(deck: Deck, document: JourneyMap, numbers: MapNumbers | None) -> None:
    """Add the overview and the slides of the phases."""
    rows = lane_rows(document, numbers, deck.language)
    phases = document.phases
    for start in range(0, max(len(phases), 1), _MOST_PHASES):
        _overview(deck, document, numbers, phases[start : start + _MOST_PHASES], rows)
    for phase in phases:
        _phase(deck, document, phase, rows)


def _overview(
    deck: Deck, document: JourneyMap, numbers: MapNumbers | None, phases: Sequence[Phase], rows: Sequence[LaneRow]
) -> None:
    language = deck.language
    state = vocabulary.STATES[document.state].get(language)
    status = vocabulary.STATUSES[document.status].get(language)
    slide = deck.slide(
        document.title.get(language), " · ".join(filter(None, (state, status, owner_name(document.owner, language))))
    )
    if document.scenario:
        slide.text([document.scenario.get(language)], Box(MARGIN, 1.05, WIDTH - 2 * MARGIN, 0.42), Words(10, QUIET))
    if not phases:
        return
    _chevrons(slide, phases, Box(MARGIN + _LABELS, 1.55, _BODY, 0.5), None)
    top = 2.15
    first = document.phases.index(phases[0])
    curves = [part_of(curve, first, len(phases)) for curve in curves_of(document, numbers, language)]
    curves = [curve for curve in curves if curve.points]
    if curves:
        draw_scale(slide, Box(MARGIN, top, _LABELS - 0.05, 1.35))
        draw_curve(slide, curves, Box(MARGIN + _LABELS, top, _BODY, 1.35), len(phases))
        draw_legend(slide, curves, Box(MARGIN + _LABELS, top + 1.37, _BODY, 0.22))
        top += 1.67
    table = _by_phase(Columns(document), phases, rows)
    if table:
        place = Box(MARGIN, top, WIDTH - 2 * MARGIN, _BOTTOM - top)
        draw_table(slide, table, place, _LABELS, len(phases), 8 if len(phases) > 5 else 9)


def _by_phase(columns: Columns, phases: Sequence[Phase], rows: Sequence[LaneRow]) -> list[LaneRow]:
    """Return the rows of an overview, one column per phase."""
    at_phase = {phase.id: position for position, phase in enumerate(phases)}
    chosen = sorted((row for row in rows if row.type in _FIRST), key=lambda row: _FIRST.index(row.type))
    table = []
    for row in chosen:
        texts: dict[int, list[str]] = {}
        for column, found in row.texts.items():
            position = at_phase.get(columns.places[column][0].id)
            if position is not None:
                texts.setdefault(position, []).extend(found)
        if texts:
            table.append(LaneRow(row.title, row.type, texts, {*texts}))
    # the rows after the seventh stand on the slides of the phases
    return table[:_OVERVIEW_ROWS]


def _phase(deck: Deck, document: JourneyMap, phase: Phase, rows: Sequence[LaneRow]) -> None:
    """Add the slides of one phase: as many as its steps and rows need."""
    columns = Columns(document)
    inside = [at for at, (one, _) in enumerate(columns.places) if one.id == phase.id]
    blocks = [inside[start : start + _MOST_STEPS] for start in range(0, len(inside), _MOST_STEPS)]
    pages = [(block, page) for block in blocks for page in _pages([row.within(block) for row in rows], len(block))]
    pages = [(block, page) for block, page in pages if page] or pages[:1]
    for number, (block, here) in enumerate(pages, 1):
        more = f" ({number}/{len(pages)})" if len(pages) > 1 else ""
        _phase_slide(deck, document, phase, f"{phase.title.get(deck.language)}{more}", block, here)


def _pages(rows: Sequence[LaneRow], columns: int) -> list[list[LaneRow]]:
    """Divide the rows that hold anything among slides, so that as little as possible is shortened."""
    pages: list[list[LaneRow]] = [[]]
    room = _BOTTOM - _TABLE_TOP
    for row in rows:
        if row.texts:
            needed = min(needed_height(row, _BODY / columns, columns, _TABLE_SIZE), _HIGHEST_ROW)
            if needed > room:
                pages.append([])
                room = _BOTTOM - _TABLE_TOP
            pages[-1].append(row)
            room -= needed
    return pages


def _phase_slide(
    deck: Deck, document: JourneyMap, phase: Phase, title: str, block: Sequence[int], rows: Sequence[LaneRow]
) -> None:
    language = deck.language
    columns = Columns(document)
    slide = deck.slide(title, document.title.get(language))
    position = document.phases.index(phase)
    start = max(min(position - _MOST_PHASES // 2, len(document.phases) - _MOST_PHASES), 0)
    strip = document.phases[start : start + _MOST_PHASES]
    _chevrons(slide, strip, Box(MARGIN, 1.1, WIDTH - 2 * MARGIN, 0.34), phase, size=9)
    slide.text(_goals(phase, language), Box(MARGIN, 1.5, WIDTH - 2 * MARGIN, 0.55), Words(11, INK))
    width = _BODY / len(block)
    for at, place in enumerate(block):
        step = columns.places[place][1]
        if step:
            box = Box(MARGIN + _LABELS + at * width + 0.03, 2.12, width - 0.06, 0.5)
            words = Words(11, DARK, is_bold=True, align="center")
            describe(slide.text([step.title.get(language)], box, words, fill=MIDDLE), step.id)
    if rows:
        place_of_table = Box(MARGIN, _TABLE_TOP, WIDTH - 2 * MARGIN, _BOTTOM - _TABLE_TOP)
        draw_table(slide, rows, place_of_table, _LABELS, len(block), _TABLE_SIZE)


def _goals(phase: Phase, language: Language) -> list[str]:
    said = {
        Language.DE: ("Kundenziel", "Unternehmensziel", "Erwartete Dauer", "Tage"),
        Language.EN: ("Customer goal", "Company goal", "Expected duration", "days"),
    }[language]
    texts = []
    if phase.customer_goal:
        texts.append(f"{said[0]}: {phase.customer_goal.get(language)}")
    if phase.company_goal:
        texts.append(f"{said[1]}: {phase.company_goal.get(language)}")
    if phase.expected_days is not None:
        days = f"{said[2]}: {Formats(language).number(phase.expected_days, 1)} {said[3]}"
        texts = [*texts[:-1], f"{texts[-1]} · {days}"] if texts else [days]
    return texts


def _chevrons(slide: Slide, phases: Sequence[Phase], place: Box, chosen: Phase | None, *, size: float = 12) -> None:
    """Draw the phases as arrows; the chosen one, or all of them, dark."""
    from pptx.enum.shapes import MSO_SHAPE

    point = min(place.height * 0.4, place.width / len(phases) * 0.2)
    width = (place.width - point) / len(phases)
    room = max(width - 1.2 * point, 0.3)
    titles = [clean(phase.title.get(slide.language)) for phase in phases]
    sizes = [size - less for less in (0, 1, 2, 3, 4) if size - less >= 7]
    size = best_size(titles, room - 0.12, rows_in(place.height - 0.06, size), sizes, is_bold=True)
    for position, phase in enumerate(phases):
        kind = MSO_SHAPE.PENTAGON if position == 0 else MSO_SHAPE.CHEVRON
        is_dark = chosen is None or phase is chosen
        box = Box(place.left + position * width, place.top, width + point - 0.03, place.height)
        shape = slide.shape(kind, box, STRONG if is_dark else TINT)
        shape.adjustments[0] = point / place.height
        words = Words(size, PAPER if is_dark else QUIET, is_bold=is_dark, align="center")
        inner = Box(0, 0, room, place.height)
        slide.write(shape.text_frame, [phase.title.get(slide.language)], inner, words)
        describe(shape, phase.id)
