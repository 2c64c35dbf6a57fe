"""One slide per persona: who it is, what it wants, what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wegmarke.domain import Language
from wegmarke.maps import vocabulary
from wegmarke.maps.difference import field_label
from wegmarke.maps.document import JourneyMap, Persona
from wegmarke.maps.formats.pptx.deck import (
    DARK,
    HEIGHT,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    STRONG,
    TINT,
    WIDTH,
    Box,
    Deck,
    Slide,
    Words,
)
from wegmarke.maps.formats.pptx.fitting import LINE_HEIGHT, POINTS_PER_INCH, clean, lines_of, rows_in

_PORTRAIT: Final = 1.15
_GAP: Final = 0.16
_LISTS: Final = ("goals", "jobs", "pains", "gains", "needs", "decision_criteria", "information_sources", "objections")
_COLUMNS: Final = 4
_LOWEST: Final = 1.5
_SIZES: Final = (14, 13, 12, 11, 10)


def add_personas(deck: Deck, document: JourneyMap) -> None:
    """Add the slides of all personas."""
    for persona in document.personas:
        _persona(deck, document, persona)


def _persona(deck: Deck, document: JourneyMap, persona: Persona) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    language = deck.language
    slide = deck.slide(persona.name.get(language), f"Persona · {document.title.get(language)}")
    portrait = slide.shape(MSO_SHAPE.OVAL, Box(MARGIN, 1.2, _PORTRAIT, _PORTRAIT), STRONG)
    words = Words(26, PAPER, is_bold=True, align="center")
    slide.write(portrait.text_frame, [_initials(persona, language)], Box(0, 0, _PORTRAIT, _PORTRAIT), words)
    left = MARGIN + _PORTRAIT + 0.25
    width = WIDTH - MARGIN - left
    about = [persona.job_title, persona.department, persona.seniority]
    job = " · ".join(text.get(language) for text in about if text)
    slide.text([job], Box(left, 1.15, width, 0.32), Words(14, INK, is_bold=True))
    quote = [persona.quote.get(language)] if persona.quote else []
    slide.text(quote, Box(left, 1.47, width, 0.5), Words(13, QUIET, is_italic=True))
    _badges(slide, persona, Box(left, 2.02, width, 0.3))
    _boxes(slide, persona, Box(MARGIN, 2.62, WIDTH - 2 * MARGIN, HEIGHT - 2.62 - 0.4))


def _badges(slide: Slide, persona: Persona, place: Box) -> None:
    """Draw the roles, and how well the persona is founded."""
    language = slide.language
    founded = vocabulary.EVIDENCE_LEVELS[persona.evidence].get(language)
    badges = [(vocabulary.ROLES[role].get(language), STRONG) for role in persona.roles]
    badges.append((f"{field_label('evidence').get(language)}: {founded}", QUIET))
    width = min(place.width / len(badges), 2.4)
    for position, (text, fill) in enumerate(badges):
        box = Box(place.left + position * width, place.top, width - 0.1, place.height)
        slide.text([text], box, Words(10, PAPER, is_bold=True, align="center"), fill=fill)


def _boxes(slide: Slide, persona: Persona, place: Box) -> None:
    language = slide.language
    filled = [
        (field_label(name).get(language), [text.get(language) for text in getattr(persona, name)]) for name in _LISTS
    ]
    for name in ("preferred_channels", "avoided_channels"):
        channels = [vocabulary.CHANNELS[one].get(language) for one in getattr(persona, name)]
        filled.append((field_label(name).get(language), channels))
    filled = [(title, texts) for title, texts in filled if any(texts)]
    if not filled:
        return
    columns = min(_COLUMNS, len(filled))
    rows = -(-len(filled) // columns)
    width = (place.width - _GAP * (columns - 1)) / columns
    height = (place.height - _GAP * (rows - 1)) / rows
    size = _size([texts for _, texts in filled], width, height - 0.3)
    deepest = max(sum(lines_of(f"• {clean(text)}", width - 0.12, size) for text in texts) for _, texts in filled)
    height = min(height, max(deepest * size * LINE_HEIGHT / POINTS_PER_INCH + 0.5, _LOWEST))
    for position, (title, texts) in enumerate(filled):
        row, column = divmod(position, columns)
        left, top = place.left + column * (width + _GAP), place.top + row * (height + _GAP)
        slide.text([title], Box(left, top, width, 0.3), Words(12, PAPER, is_bold=True), fill=DARK)
        body = Words(size, INK, is_bulleted=True)
        slide.text(texts, Box(left, top + 0.3, width, height - 0.3), body, fill=TINT)


def _size(boxes: Sequence[Sequence[str]], width: float, height: float) -> float:
    """Return the largest type in which no box is shortened; else the smallest."""
    for size in _SIZES:
        lines = (sum(lines_of(f"• {clean(text)}", width - 0.12, size) for text in texts) for texts in boxes)
        if all(one <= rows_in(height - 0.06, size) for one in lines):
            return size
    return _SIZES[-1]


def _initials(persona: Persona, language: Language) -> str:
    if 0 < len(persona.avatar) <= 3:
        return persona.avatar
    words = persona.name.get(language).replace(",", " ").split()
    return "".join(word[0] for word in words[:2]).upper()
