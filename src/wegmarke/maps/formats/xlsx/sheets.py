"""The sheets of a workbook: one for each list of the document, with the names people see on the tabs."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from wegmarke.documents import fields_of
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.xlsx.columns import Column, columns_of

MAP_SHEET: Final = ("Map", "Karte")
WIDE_SHEET: Final = "Sheet"
LISTS_SHEET: Final = "Lists"
LONG_SHEET: Final = "LongTexts"
OUR_OWN: Final = (WIDE_SHEET, LISTS_SHEET, LONG_SHEET)

# English name, German name, and whether the sheet is there even when it is empty.
_NAMES: Final[dict[tuple[str, ...], tuple[str, str, bool]]] = {
    ("phases",): ("Phases", "Phasen", True),
    ("steps",): ("Steps", "Schritte", True),
    ("transitions",): ("Transitions", "Übergänge", False),
    ("touchpoints",): ("Touchpoints", "Kontaktpunkte", True),
    ("placements",): ("Placements", "Einsätze", True),
    ("lanes",): ("Lanes", "Zeilen", True),
    ("lanes", "cards"): ("Cells", "Karten", True),
    ("lanes", "cards", "links"): ("Links", "Verweise", False),
    ("emotions",): ("Emotions", "Emotionen", True),
    ("personas",): ("Personas", "Personae", True),
    ("company_profiles",): ("CompanyProfiles", "Firmenprofile", False),
    ("buying_groups",): ("BuyingCenter", "Buying Center", True),
    ("buying_groups", "members"): ("BuyingCenterRoles", "Buying-Center-Rollen", True),
    ("buying_groups", "stakeholder_relations"): ("Relations", "Beziehungen", False),
    ("solutions",): ("Solutions", "Lösungen", False),
    ("contents",): ("Contents", "Inhalte", False),
    ("metrics",): ("KPIs", "Kennzahlen", True),
    ("improvements",): ("Improvements", "Verbesserungen", True),
    ("initiatives",): ("Initiatives", "Maßnahmen", True),
    ("risks",): ("Risks", "Risiken", False),
    ("processing_activities",): ("Privacy", "Datenschutz", True),
    ("automations",): ("Automations", "Automationen", False),
    ("canvases",): ("Canvases", "Canvas", False),
    ("canvases", "jobs"): ("CanvasJobs", "Canvas-Aufgaben", False),
    ("canvases", "pains"): ("CanvasPains", "Canvas-Schmerzpunkte", False),
    ("canvases", "gains"): ("CanvasGains", "Canvas-Gewinne", False),
    ("canvases", "pain_relievers"): ("CanvasRelievers", "Canvas-Problemlöser", False),
    ("canvases", "gain_creators"): ("CanvasCreators", "Canvas-Mehrwert", False),
    ("proofs",): ("Proofs", "Belege", False),
    ("reviews",): ("Reviews", "Prüfungen", False),
    ("comments",): ("Comments", "Kommentare", False),
}


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet with one row per part.

    Attributes:
        path: collections from the document down to the part, such as `lanes`, `cards`.
        names: what the sheet may be called; the first is written.
        kind: the class of its parts.
        is_always: it is written even when it is empty.
    """

    path: tuple[str, ...]
    names: tuple[str, ...]
    kind: type[msgspec.Struct]
    is_always: bool

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return self.names[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, in order."""
        return columns_of(self.kind, self.path[-2] if len(self.path) > 1 else "")


@functools.cache
def tables() -> tuple[Table, ...]:
    """Return all sheets that hold parts, in the order of their tabs; a part comes after what it belongs to."""
    found = dict(_paths(JourneyMap, ()))
    order = [*_NAMES, *(path for path in found if path not in _NAMES)]
    return tuple(_table(path, found[path]) for path in order)


def _table(path: tuple[str, ...], kind: type[msgspec.Struct]) -> Table:
    plain = "".join(word.title().replace("_", "") for word in path)
    english, german, is_always = _NAMES.get(path, (plain, plain, False))
    return Table(path, tuple(dict.fromkeys((english, german, plain))), kind, is_always)


def _paths(
    kind: type[msgspec.Struct], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], type[msgspec.Struct]]]:
    for field in fields_of(kind):
        if field.part is not None and field.is_list:
            yield (*above, field.name), field.part
            yield from _paths(field.part, (*above, field.name))
