"""A map as rows of a table: what stands in each phase, row by row, as short texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from wegmarke.domain import Language, MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import JourneyMap, Phase
from wegmarke.maps.narrative import figures, places, work
from wegmarke.maps.narrative.telling import Telling

ToldCell: TypeAlias = tuple[str, ...]
_Tell: TypeAlias = Callable[[JourneyMap, Phase, Telling], list[str]]


@dataclass(frozen=True)
class ToldRow:
    """A row: its name for programs, its label for people, and the items of each phase from left to right."""

    name: str
    label: str
    cells: tuple[ToldCell, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether no phase says anything."""
        return not any(self.cells)


_LABELS: Final = {
    "steps": ("Schritte", "Steps"),
    "customer_goal": ("Kundenziel", "Customer goal"),
    "activity": ("Tätigkeiten", "Activities"),
    "need": ("Bedürfnisse und Fragen", "Needs and questions"),
    "touchpoint": ("Kontaktpunkte", "Touchpoints"),
    "measured": ("Gemessen", "Measured"),
    "buying_group": ("Buying Center", "Buying group"),
    "emotion": ("Emotion", "Emotion"),
    "pain": ("Schmerzpunkte", "Pain points"),
    "gain": ("Gains", "Gains"),
    "pain_reliever": ("Problemlöser und Mehrwert", "Pain relievers and gain creators"),
    "fit": ("Passung", "Fit"),
    "improvement": ("Verbesserungen", "Improvements"),
    "initiative": ("Maßnahmen", "Initiatives"),
    "company_goal": ("Unternehmensziel", "Company goal"),
    "metric": ("Kennzahlen", "Metrics"),
    "automation": ("Automation", "Automation"),
    "data_protection": ("Datenschutz", "Data protection"),
}

# What a row holds beside the cards of the lanes of its type.
_OWN: Final[dict[str, _Tell]] = {
    "steps": places.steps,
    "customer_goal": lambda document, phase, telling: places.goal(phase, telling, "customer_goal"),
    "buying_group": places.buying_group,
    "emotion": figures.emotions,
    "fit": figures.fit,
    "improvement": work.improvements,
    "initiative": work.initiatives,
    "company_goal": lambda document, phase, telling: places.goal(phase, telling, "company_goal"),
    "automation": work.automations,
    "data_protection": work.data_protection,
}

# Types of lanes that share a row.
_JOINED: Final = {"need": ("need", "question"), "pain_reliever": ("pain_reliever", "gain_creator")}


def told_rows(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> list[ToldRow]:
    """Return all rows of the sheet, also those without any item; lanes of other types stand above the touchpoints."""
    telling = Telling(language)
    rows = [
        ToldRow(
            name,
            telling.say(*label),
            tuple(_cell(document, phase, name, numbers, telling) for phase in document.phases),
        )
        for name, label in _LABELS.items()
        if name != "measured" or numbers is not None
    ]
    known = {*_LABELS, *(lane_type for types in _JOINED.values() for lane_type in types)}
    others = [lane_type for lane_type in dict.fromkeys(lane.type for lane in document.lanes) if lane_type not in known]
    told = [
        ToldRow(
            lane_type,
            telling.word(vocabulary.LANE_TYPES, lane_type),
            tuple(tuple(places.cards(document, phase, telling, lane_type)) for phase in document.phases),
        )
        for lane_type in others
    ]
    place = [row.name for row in rows].index("touchpoint")
    return [*rows[:place], *(row for row in told if not row.is_empty), *rows[place:]]


def _cell(document: JourneyMap, phase: Phase, name: str, numbers: MapNumbers | None, telling: Telling) -> ToldCell:
    items = _OWN[name](document, phase, telling) if name in _OWN else []
    if name == "touchpoint":
        items = places.touchpoints(document, phase, telling, numbers)
    elif name == "metric":
        items = figures.metrics(document, phase, numbers, telling)
    elif name == "measured" and numbers is not None:
        items = figures.measured(phase, numbers, telling)
    return tuple(dict.fromkeys([*items, *places.cards(document, phase, telling, *_JOINED.get(name, (name,)))]))
