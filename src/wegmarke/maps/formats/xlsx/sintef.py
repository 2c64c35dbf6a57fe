"""Reads the form for customer journeys that SINTEF gives away for Excel: one row per touchpoint.

Its columns are those that the published converter to CJML reads. Days and hours of a single journey are not kept: a map
holds nothing about single persons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wegmarke.documents import Path, Plain
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.formats.exchange import Loss, Reading
from wegmarke.maps.formats.guesses import canonical_phase, channel, feeling
from wegmarke.maps.formats.ids import id_from
from wegmarke.maps.formats.placed_content import map_of
from wegmarke.maps.formats.xlsx.cell_values import plain_text
from wegmarke.maps.formats.xlsx.opening import Grid

_TITLES: Final = {
    "include": "include", "tp id": "id", "tpid": "id", "phase": "phase",
    "actor who initiated": "initiator", "initiator": "initiator", "initiator's label": "label",
    "initiators label": "label", "actor who received": "receiver", "receiver": "receiver",
    "receiver's label": "receiver_label", "receivers label": "receiver_label", "channel": "channel", "date": "date",
    "time": "clock", "comment": "comment", "comments": "comment", "deviation": "deviation",
    "ux description": "description", "ux rating": "rating",
}  # fmt: skip
_NEEDED: Final = {"initiator", "label"}
_HEADER_ROWS: Final = 25
_LEFT_OUT: Final = ("no", "n", "0", "false", "nein")
_MARKS: Final = {"5": 2.0, "4": 1.0, "3": 0.0, "2": -1.0, "1": -2.0}
_ORDER: Final = tuple(CanonicalPhase)


def is_sintef(grid: Grid) -> bool:
    """Tell whether a sheet has the columns of the form."""
    return _header(grid) is not None


def read_sintef(grid: Grid) -> Reading:
    """Read the form.

    Raises:
        DocumentInvalid: with all problems, each with its cell.
    """
    return _Form(grid).reading()


@dataclass
class _Row:
    number: int
    words: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.words.get(name, "")


class _Form:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        header = _header(grid)
        assert header is not None
        self.first, self.columns = header
        self.told: list[Loss] = []
        self.places: dict[Path, str] = {}
        self.ids: dict[str, set[str]] = {}
        self.phases: dict[str, dict[str, Plain]] = {}
        self.touchpoints: dict[str, dict[str, Plain]] = {}
        self.lists: dict[str, list[Plain]] = {"steps": [], "placements": [], "emotions": []}
        self.cards: dict[str, list[Plain]] = {"text": [], "conformance": []}

    def reading(self) -> Reading:
        rows = [*self._rows()]
        person = self._whose(rows)
        phase = ""
        for row in rows:
            phase = row["phase"] or phase
            self._touch(row, self._phase(row, phase), person)
        title = self.grid.name
        content: dict[str, Plain] = {
            "id": id_from(title, set(), "map"),
            "title": title,
            "personas": [{"id": "persona", "name": person}] if person else [],
            "phases": [*self.phases.values()],
            "touchpoints": [*self.touchpoints.values()],
            "lanes": [{"id": name, "type": name, "cards": cards} for name, cards in self.cards.items() if cards],
            **self.lists,
        }
        if any(row["date"] or row["clock"] for row in rows):
            self._tell(self.first, "date", "Tage und Uhrzeiten wurden nicht übernommen; eine Map steht für viele.",
                       "Days and hours were not taken over; a map stands for many.")  # fmt: skip
        return Reading(map_of(content, self.places, whole=title), tuple(self.told))

    def _rows(self) -> list[_Row]:
        rows = []
        for number, cells in self.grid.rows():
            words = {name: plain_text(cells.get(at)).strip() for name, at in self.columns.items()}
            row = _Row(number, words)
            if number <= self.first or not (row["initiator"] or row["label"]):
                continue
            if row["include"].casefold() in _LEFT_OUT:
                self._tell(number, "include", "Zeile ist als nicht enthalten gekennzeichnet.",
                           "The row is marked as not included.")  # fmt: skip
            else:
                rows.append(row)
        return rows

    def _whose(self, rows: list[_Row]) -> str:
        """Return the actor whose journey it is: the one whose experience is rated most often, else who acts most."""
        rated = Counter(row["initiator"] for row in rows if row["rating"] and row["initiator"])
        acting = Counter(row["initiator"] for row in rows if row["initiator"])
        counted = (rated or acting).most_common(1)
        person = counted[0][0] if counted else ""
        if person:
            self._tell(self.first, "initiator", f"„{person}“ wurde zur Persona.", f"“{person}” became the persona.")
        return person

    def _phase(self, row: _Row, title: str) -> str:
        title = title or "Journey"
        if title not in self.phases:
            canonical = canonical_phase(title) or _ORDER[min(len(self.phases), len(_ORDER) - 1)]
            said = vocabulary.PHASES[canonical]
            self._tell(row.number, "phase", f"Phase „{title}“: {said.de}.", f"Phase “{title}”: {said.en}.")
            self.places["phases", len(self.phases)] = self._place(row.number, "phase")
            name = self._id("phases", title)
            self.phases[title] = {"id": name, "title": title, "canonical": canonical.value}
        return str(self.phases[title]["id"])

    def _touch(self, row: _Row, phase: str, person: str) -> None:
        label = row["label"] or row["receiver_label"] or row["id"] or "–"
        step = self._id("steps", label)
        place = self._id("placements", row["id"] or label)
        at = len(self.lists["steps"])
        self.places["steps", at] = self.places["placements", at] = self._place(row.number, "label")
        self.lists["steps"].append({"id": step, "phase": phase, "title": label})
        placement: dict[str, Plain] = {
            "id": place,
            "step": step,
            "touchpoint": self._touchpoint(row, label),
            "initiator": "persona" if row["initiator"] == person else row["initiator"],
            "receiver": "persona" if row["receiver"] == person and person else row["receiver"],
        }
        self.lists["placements"].append(placement)
        self._experience(row, place, person)
        for name, column in (("text", "comment"), ("conformance", "deviation")):
            if row[column]:
                self.cards[name].append({"step": step, "text": row[column]})

    def _touchpoint(self, row: _Row, label: str) -> str:
        key = f"{label}|{row['channel']}".casefold()
        if key not in self.touchpoints:
            guessed = channel(row["channel"]) if row["channel"] else None
            if row["channel"] and guessed is None:
                self._tell(row.number, "channel", f"Kanal „{row['channel'][:60]}“ ist nicht bekannt: Sonstiger.",
                           f"The channel “{row['channel'][:60]}” is not known: other.")  # fmt: skip
            kind = "communication" if row["receiver"] else "action"
            self.touchpoints[key] = {"id": self._id("touchpoints", label), "title": label,
                                     "channel": guessed or "other", "interaction": kind}  # fmt: skip
        return str(self.touchpoints[key]["id"])

    def _experience(self, row: _Row, place: str, person: str) -> None:
        said = row["rating"]
        value = _MARKS.get(said, feeling(said)) if said else None
        if value is not None:
            self.places["emotions", len(self.lists["emotions"])] = self._place(row.number, "rating")
            self.lists["emotions"].append(
                {"placement": place, "value": value, "note": row["description"] or None,
                 **({"persona": "persona"} if person else {})}
            )  # fmt: skip
        elif said:
            self._tell(row.number, "rating", f"Bewertung „{said[:60]}“ ist nicht bekannt.",
                       f"The rating “{said[:60]}” is not known.")  # fmt: skip
        elif row["description"]:
            self.cards["text"].append({"placement": place, "text": row["description"]})

    def _id(self, space: str, title: str) -> str:
        return id_from(title, self.ids.setdefault(space, set()), space.removesuffix("s"))

    def _place(self, row: int, name: str) -> str:
        return self.grid.place(row, self.columns.get(name, 1))

    def _tell(self, row: int, name: str, de: str, en: str) -> None:
        self.told.append(Loss(self._place(row, name), LocalizedText(de=de, en=en)))


def _header(grid: Grid) -> tuple[int, Mapping[str, int]] | None:
    for number, cells in grid.rows():
        if number > _HEADER_ROWS:
            return None
        found: dict[str, int] = {}
        for column, cell in sorted(cells.items()):
            title = " ".join(str(cell).replace("’", "'").casefold().split())
            if title in _TITLES:
                found.setdefault(_TITLES[title], column)
        if found.keys() >= _NEEDED:
            return number, found
    return None
