"""Saved reports of a workspace."""

from __future__ import annotations

from wegmarke import reports
from wegmarke.domain.reports import SavedReport
from wegmarke.workspace.operation import Door, operation


class ReportsDoor(Door):
    """Questions with a name; whoever opens one gets an answer from the data of that moment."""

    @operation("reports")
    def list(self, search: str = "") -> list[SavedReport]:
        """Return the reports whose name or owner holds some words, by name."""
        return reports.find(self.stores.state, search)

    @operation("reports")
    def get(self, number: int) -> SavedReport:
        """Return a report.

        Raises:
            NotFound: when there is none of this number.
        """
        return reports.get(self.stores.state, number)

    @operation("reports")
    def save(self, name: str, analysis: str, question: str) -> SavedReport:
        """Keep a question, written as parameters of its page's URL, under a name of its own.

        Raises:
            UsageError: for a name that is taken or no name, and for a question that is too long.
        """
        now = self.stores.clock.now()
        return reports.save(self.stores.state, name, analysis, question, owner=self.viewer.name, at=now)

    @operation("reports")
    def rename(self, number: int, name: str) -> SavedReport:
        """Give a report another name."""
        return reports.rename(self.stores.state, number, name, at=self.stores.clock.now())

    @operation("reports")
    def remove(self, number: int) -> SavedReport:
        """Remove a report; what it asked about stays."""
        return reports.remove(self.stores.state, number)
