"""Rows and events that were not accepted."""

from __future__ import annotations

from wegmarke.domain.views import RejectedGroup, RejectedRow
from wegmarke.ingest import rejected
from wegmarke.workspace.operation import Door, operation


class RejectedDoor(Door):
    """Rejected rows, kept with reason and payload."""

    @operation("rejected")
    def groups(self) -> list[RejectedGroup]:
        """Return rejected rows counted by source, file and reason, most first."""
        return rejected.groups(self.stores.inbox_database)

    @operation("rejected")
    def rows(self, limit: int = 200) -> list[RejectedRow]:
        """Return rejected rows in the order of their files."""
        return rejected.rows(self.stores.inbox_database, limit=limit)
