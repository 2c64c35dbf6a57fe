"""Rows of cards: goals, activities, needs, pains, gains, answers, initiatives, automations, data protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.maps import vocabulary
from wegmarke.maps.document import Card, Initiative
from wegmarke.maps.owners import owner_name
from wegmarke.maps.sheet.cells import Item, Place, draw_cell, height_of
from wegmarke.maps.sheet.frame import Frame
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.saying import Saying
from wegmarke.maps.sheet.shapes import Shape

_SIGNS: Final = {
    "pain": ("minus", "alert"),
    "risk": ("flag", "alert"),
    "gain": ("plus", "on_target"),
    "question": ("question", "accent"),
    "thought": ("speech", "accent"),
    "pain_reliever": ("tick", "accent"),
    "gain_creator": ("star", "accent"),
    "content": ("page", "accent"),
    "automation": ("bolt", "accent"),
    "data_protection": ("lock", "accent"),
}
_STATUS_SIGNS: Final = {
    "planned": "clock",
    "in_progress": "wrench",
    "shipped": "tick",
    "measured": "tick",
    "stopped": "minus",
}
_AUTOMATION_SIGNS: Final = {
    "trigger": "bolt",
    "send": "envelope",
    "wait": "clock",
    "branch": "split",
    "handover": "handshake",
    "exit": "door",
}
_BASES: Final = dict(zip(vocabulary.LAWFUL_BASES, "abcdef", strict=True))


@dataclass(frozen=True)
class TextRow:
    """A row of short texts, one cell per phase."""

    title: str
    cells: Sequence[Sequence[Item]]
    phase_titles: Sequence[str]
    saying: Saying
    least: float = 14
    most: float = 60

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height of the fullest cell."""
        return max((height_of(items, frame.column, points) for items in self.cells), default=0.0)

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> list[Shape]:
        """Draw the cells."""
        shapes: list[Shape] = []
        for number, items in enumerate(self.cells):
            place = Place(frame.x(number), y, frame.column, height, self.title, self.phase_titles[number])
            shapes.extend(draw_cell(items, place, points, notes, self.saying))
        return shapes


def text_row(places: Places, name: str, cells: Sequence[Sequence[Item]], least: float) -> TextRow:
    """Make a row out of cells."""
    titles = [places.phase_title(number) for number in range(len(places.phases))]
    return TextRow(places.saying.label(name), cells, titles, places.saying, least)


def card_cells(places: Places, *types: str) -> list[list[Item]]:
    """Return the cards of some kinds of rows as items, by phase."""
    codes = codes_of(places)
    return [[card_item(places, lane.type, card, codes) for lane, card in column] for column in places.cards(*types)]


def goal_cells(places: Places) -> list[list[Item]]:
    """Return what the customer wants in each phase."""
    cards = places.cards("customer_goal")
    cells = []
    for phase, column in zip(places.phases, cards, strict=True):
        texts = places.texts([phase.customer_goal, *(card.text for _, card in column)])
        found = dict.fromkeys(texts)
        cells.append([Item(text, "•" if len(found) > 1 else "") for text in found])
    return cells


def initiative_cells(places: Places) -> list[list[Item]]:
    """Return cards of initiatives and improvements, then the initiatives of the backlog at their places."""
    cells = card_cells(places, "initiative", "improvement")
    for initiative in places.document.initiatives:
        for phase in places.where_placed(initiative):
            cells[phase].append(_initiative(places.saying, initiative))
    return cells


def automation_cells(places: Places) -> list[list[Item]]:
    """Return cards of automations, then the steps of journeys that act here."""
    cells = card_cells(places, "automation")
    saying = places.saying
    for one in places.document.automations:
        phase, _ = places.where(one)
        if phase is not None:
            kind = vocabulary.AUTOMATION_KINDS[one.kind].get(saying.language)
            state = vocabulary.AUTOMATION_STATES[one.state].get(saying.language)
            text = saying.text(one.title) or kind
            ink = "accent" if one.state == "active" else "quiet"
            cells[phase].append(Item(text, _AUTOMATION_SIGNS[one.kind], tail=state, ink=ink))
    return cells


def protection_cells(places: Places) -> list[list[Item]]:
    """Return what is processed at the touchpoints of each phase: lawful basis (letter of Art. 6 (1)) and retention."""
    cells = card_cells(places, "data_protection")
    activities = {one.id: one for one in places.document.processing_activities}
    for phase, placed in enumerate(places.placed):
        found = dict.fromkeys(touchpoint.processing_activity for _, touchpoint in placed)
        for name in found:
            processing = activities.get(name or "")
            if processing is None:
                continue
            letter = _BASES.get(processing.lawful_basis or "", "–")
            sign = "lock" if processing.lawful_basis == "consent" or processing.ad_consent_needed else "•"
            text = f"{letter} · {places.saying.text(processing.title)}"
            cells[phase].append(Item(text, sign, tail=places.saying.text(processing.retention), ink="accent"))
    return cells


def codes_of(places: Places) -> dict[str, str]:
    """Number pains and gains in reading order, so that answers can name them: P1, G2."""
    codes: dict[str, str] = {}
    for kind, letter in (("pain", "P"), ("gain", "G")):
        cards = [card for column in places.cards(kind) for _, card in column]
        codes |= {card.id: f"{letter}{number}" for number, card in enumerate(cards, start=1)}
    addressed = {one for card in places.document.cards() for one in card.addresses}
    return {name: code for name, code in codes.items() if name in addressed}


def card_item(places: Places, kind: str, card: Card, codes: dict[str, str]) -> Item:
    """Return a card with its sign, the numbers it answers, and how far it reaches."""
    saying = places.saying
    sign, ink = _SIGNS.get(kind, ("•", "quiet"))
    code = codes.get(card.id, "")
    text = saying.text(card.text)
    tails = [codes[one] for one in card.addresses if one in codes]
    tail = "→ ".join(("", " ".join(tails))) if tails else ""
    until = _until(places, card)
    return Item(
        f"{code}\u00a0{text}" if code else text,
        sign,
        tail=" · ".join(one for one in (tail.replace("→ ", "› "), until) if one),
        severity=card.severity or 0 if kind in ("pain", "risk") else 0,
        ink=ink,
    )


def _until(places: Places, card: Card) -> str:
    if card.until is None:
        return ""
    ends = {phase.id: phase.title for phase in places.document.phases} | {
        step.id: step.title for step in places.document.steps
    }
    return f"{places.saying.label('until')} {places.saying.text(ends[card.until])}" if card.until in ends else ""


def _initiative(saying: Saying, initiative: Initiative) -> Item:
    due = saying.day(initiative.due)
    owner = saying.text(owner_name(initiative.owner, saying.language))
    tail = " · ".join(one for one in (_initials(owner), due) if one)
    status = vocabulary.INITIATIVE_STATUSES[initiative.status].get(saying.language)
    title = saying.text(initiative.title)
    full = " · ".join(one for one in (title, status, owner, due) if one)
    ink = "on_target" if initiative.status in ("shipped", "measured") else "accent"
    return Item(title, _STATUS_SIGNS[initiative.status], tail=tail, ink=ink, full=full)


def _initials(owner: str) -> str:
    """Return the first letters of an owner."""
    return "".join(word[0] for word in owner.split()[:3] if word[0].isalpha()).upper()
