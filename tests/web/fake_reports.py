"""Saved reports of the small workspace: the real ones, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.reports import SavedReport

AT = datetime(2026, 1, 4, 9, 0, tzinfo=UTC)


SOME_REPORT = SavedReport(90, "Wege der Neukunden", "paths", "by=person", "operator", AT, AT)


@dataclass
class FakeReports:
    kept: dict[int, SavedReport] = field(default_factory=lambda: {90: SOME_REPORT})

    def list(self, search: str = "") -> list[SavedReport]:
        return [one for one in self.kept.values() if search.casefold() in one.name.casefold()]

    def get(self, number: int) -> SavedReport:
        if number not in self.kept:
            raise NotFound(f"Expected the number of a saved report; got {number}.")
        return self.kept[number]

    def save(self, name: str, analysis: str, question: str) -> SavedReport:
        if not name.strip():
            raise UsageError("name: expected 1 to 120 letters; got 0. Write another name.")
        number = max(self.kept, default=0) + 1
        self.kept[number] = SavedReport(number, name, analysis, question, "operator", AT, AT)
        return self.kept[number]

    def rename(self, number: int, name: str) -> SavedReport:
        self.kept[number] = replace(self.get(number), name=name)
        return self.kept[number]

    def remove(self, number: int) -> SavedReport:
        return self.kept.pop(self.get(number).number)
