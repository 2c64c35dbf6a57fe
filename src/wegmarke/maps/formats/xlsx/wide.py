"""Makes a map of the wide sheet that people already have: phases above steps, and one lane per row.

What lanes and phases mean is guessed from their names; every guess is told, so that nobody trusts it unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from wegmarke.documents import Path, Plain
from wegmarke.domain import CanonicalPhase, DocumentInvalid, LocalizedText, Problem
from wegmarke.maps import vocabulary
from wegmarke.maps.formats.exchange import Loss, Reading
from wegmarke.maps.formats.guesses import canonical_phase, channel, feeling, lane_type
from wegmarke.maps.formats.ids import id_from
from wegmarke.maps.formats.placed_content import map_of
from wegmarke.maps.formats.xlsx.opening import Grid
from wegmarke.maps.formats.xlsx.wide_table import Span, WideLane, WideTable, wide_table

_BULLET: Final = re.compile(r"^\s*(?:[•●▪◦*·‣–—-]\s+|\d{1,2}[.)]\s+)")
_NUMBER: Final = re.compile(r"[-+−]?\d(?:[.,]\d+)?")
_ORDER: Final = [phase for phase in CanonicalPhase if phase is not CanonicalPhase.EXIT]


def read_wide(grids: Sequence[Grid]) -> Reading:
    """Read the first sheet that looks like a map.

    Raises:
        DocumentInvalid: no sheet does, or the map made of it has problems.
    """
    for grid in grids:
        table = wide_table(grid)
        if table is not None and table.lanes:
            others = [one.name for one in grids if one is not grid]
            return _Making(grid.name, table).reading(others)
    expected = "sheets such as Phases and Steps, or one with phases in the first row and lanes in the first column"
    came = ", ".join(grid.name for grid in grids) or "no filled sheet"
    problem = Problem("The workbook", expected, came, "Export any map as a workbook to see what a sheet looks like.")
    raise DocumentInvalid("The workbook holds no map.", problems=[problem])


class _Making:
    """A map in the making, with what was guessed for it."""

    def __init__(self, sheet: str, table: WideTable) -> None:
        self.sheet = sheet
        self.table = table
        self.told: list[Loss] = []
        self.places: dict[Path, str] = {}
        self.ids: dict[str, set[str]] = {"phases": set(), "steps": set(), "lanes": set(), "touchpoints": set()}
        self.columns: dict[int, tuple[str, str]] = {}
        self.content: dict[str, Plain] = {}
        self.touchpoints: dict[str, dict[str, Plain]] = {}
        self.placements: list[Plain] = []
        self.emotions: list[Plain] = []

    def reading(self, others: Sequence[str]) -> Reading:
        title = self.table.title or self.sheet
        self.content = {"id": id_from(title, set(), "map"), "title": title}
        self.content["phases"] = self._phases()
        self.content["steps"] = self._steps()
        self.content["lanes"] = [lane for one in self.table.lanes if (lane := self._lane(one))]
        self.content["touchpoints"] = [*self.touchpoints.values()]
        self.content["placements"] = self.placements
        self.content["emotions"] = self.emotions
        for name in others:
            self._tell(name, "Dieses Blatt wurde nicht gelesen.", "This sheet was not read.")
        return Reading(map_of(self.content, self.places, whole=self.sheet), tuple(self.told))

    def _phases(self) -> list[Plain]:
        phases: list[Plain] = []
        for position, span in enumerate(self.table.phases):
            name = id_from(span.text, self.ids["phases"], "phase")
            guessed = canonical_phase(span.text)
            canonical = guessed or _ORDER[position * len(_ORDER) // len(self.table.phases)]
            said = vocabulary.PHASES[canonical]
            how = ("nach der Reihenfolge geraten", "guessed from its position") if guessed is None else ("", "")
            self._tell(
                span.place,
                f"Phase „{_short(span.text)}“: {said.de}{_also(how[0])}.",
                f"Phase “{_short(span.text)}”: {said.en}{_also(how[1])}.",
            )
            self.places["phases", position] = span.place
            phases.append({"id": name, "title": span.text, "canonical": canonical.value})
            self.columns |= dict.fromkeys(range(span.first, span.last + 1), (name, ""))
        return phases

    def _steps(self) -> list[Plain]:
        steps: list[Plain] = []
        for span in self.table.steps:
            phase = self.columns.get(span.first, ("", ""))[0]
            name = id_from(span.text, self.ids["steps"], "step")
            self.places["steps", len(steps)] = span.place
            steps.append({"id": name, "phase": phase, "title": span.text})
            self.columns |= dict.fromkeys(range(span.first, span.last + 1), (phase, name))
        return steps

    def _lane(self, lane: WideLane) -> Plain:
        guessed = lane_type(lane.title)
        title = _short(lane.title) or "–"
        if guessed is None:
            self._tell(lane.place, f"Zeile „{title}“: nicht erkannt, als Freitext übernommen.",
                       f"Row “{title}”: not recognised, taken over as free text.")  # fmt: skip
        else:
            said = vocabulary.LANE_TYPES[guessed]
            self._tell(lane.place, f"Zeile „{title}“: als {said.de} übernommen.",
                       f"Row “{title}”: taken over as {said.en.lower()}.")  # fmt: skip
        left = self._taken_apart(guessed, lane.cells)
        if not left and guessed in ("emotion", "touchpoint"):
            return None
        name = id_from(guessed or lane.title, self.ids["lanes"], "lane")
        cards = [card for span in left for card in self._cards(span)]
        return {"id": name, "type": guessed or "text", "title": lane.title, "cards": cards}

    def _taken_apart(self, guessed: str | None, cells: list[Span]) -> list[Span]:
        """Take out of a lane what has a place of its own on a map; return what stays as cards."""
        if guessed == "emotion":
            return [*self._feelings(cells)]
        if guessed == "touchpoint":
            return [span for span in cells if not self._touch(span)]
        return cells

    def _feelings(self, cells: list[Span]) -> Iterator[Span]:
        numbers = [_number(span.text) for span in cells]
        values = [value for value in numbers if value is not None]
        is_school = bool(values) and max(values) > 2 and min(values) >= 1 and max(values) <= 5
        if is_school:
            place = cells[0].place
            self._tell(place, "Emotionen von 1 bis 5 wurden zu −2 bis +2.", "Emotions from 1 to 5 became −2 to +2.")
        for span, number in zip(cells, numbers, strict=True):
            value = (number - 3 if is_school else number) if number is not None else feeling(span.text)
            if value is None or not -2 <= value <= 2:
                yield span
            else:
                self.places["emotions", len(self.emotions)] = span.place
                self.emotions.append({**self._anchor(span.first), "value": value})

    def _touch(self, span: Span) -> bool:
        """Place the touchpoints of a cell at its step; where the sheet has no step there, they stay cards."""
        _, step = self.columns.get(span.first, ("", ""))
        if not step:
            return False
        for text in _texts(span.text):
            known = self.touchpoints.get(text.casefold())
            if known is None:
                known = {"id": id_from(text, self.ids["touchpoints"], "touchpoint"), "title": text}
                if guessed := channel(text):
                    known["channel"] = guessed
                self.places["touchpoints", len(self.touchpoints)] = span.place
                self.touchpoints[text.casefold()] = known
            placement: Plain = {"step": step, "touchpoint": known["id"]}
            if placement not in self.placements:
                self.placements.append(placement)
        return True

    def _cards(self, span: Span) -> Iterator[Plain]:
        anchor = self._whole_phases(span) or self._anchor(span.first)
        kind = next(iter(anchor), "")
        last = self._anchor(span.last, of_phase=kind == "phase").get(kind)
        until: dict[str, Plain] = {"until": last} if last and last != anchor.get(kind) else {}
        for text in _texts(span.text):
            yield {"text": text, **anchor, **until}

    def _whole_phases(self, span: Span) -> dict[str, Plain]:
        """Return the phase of a cell that reaches over whole phases, not over steps inside them."""
        is_whole = span.last > span.first and any(span.last == phase.last for phase in self.table.phases)
        starts = is_whole and any(span.first == phase.first for phase in self.table.phases)
        return self._anchor(span.first, of_phase=True) if starts else {}

    def _anchor(self, column: int, *, of_phase: bool = False) -> dict[str, Plain]:
        phase, step = self.columns.get(column, ("", ""))
        return {"step": step} if step and not of_phase else {"phase": phase} if phase else {}

    def _tell(self, place: str, de: str, en: str) -> None:
        self.told.append(Loss(place, LocalizedText(de=de, en=en)))


def _texts(text: str) -> list[str]:
    """Return the lines of a cell without their bullets."""
    lines = (_BULLET.sub("", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def _number(text: str) -> float | None:
    stripped = text.strip()
    return float(stripped.replace("−", "-").replace(",", ".")) if _NUMBER.fullmatch(stripped) else None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _also(how: str) -> str:
    return f" ({how})" if how else ""
