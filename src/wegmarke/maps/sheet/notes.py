"""What found no room on the sheet: numbered notes for the annex."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """The full texts of a cell that was too small, under the number that stands in the cell."""

    number: int
    lane: str
    phase: str
    texts: tuple[str, ...]


@dataclass(slots=True)
class Notes:
    """Gives out numbers in the order in which the sheet is read."""

    taken: list[Note] = field(default_factory=list)

    def add(self, lane: str, phase: str, texts: tuple[str, ...]) -> int:
        """Keep texts for the annex and return the number of the note."""
        number = len(self.taken) + 1
        self.taken.append(Note(number, lane, phase, texts))
        return number
