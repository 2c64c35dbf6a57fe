"""Rows and events that were not accepted: seen, corrected, offered again, erased."""

from __future__ import annotations

from wegmarke.domain import UsageError
from wegmarke.domain.views import RejectedChoice, RejectedGroup, RejectedPage, RejectedRow, ReplayReport
from wegmarke.ingest import rejected, replay
from wegmarke.workspace.operation import Door, operation

ALL = RejectedChoice()


class RejectedDoor(Door):
    """Rejected rows, kept with reason and payload until they are erased or their time is over."""

    @operation("rejected")
    def groups(self, choice: RejectedChoice = ALL) -> list[RejectedGroup]:
        """Return chosen rows counted by source, file and reason, most first."""
        return rejected.groups(self.stores.inbox_database, choice)

    @operation("rejected")
    def rows(self, limit: int = 200, choice: RejectedChoice = ALL) -> list[RejectedRow]:
        """Return chosen rows in the order of their files."""
        return rejected.rows(self.stores.inbox_database, limit=limit, choice=choice)

    @operation("rejected")
    def page(self, choice: RejectedChoice = ALL, number: int = 1, size: int = 50) -> RejectedPage:
        """Return one page of the chosen rows."""
        inbox = self.stores.inbox_database
        found = rejected.rows(inbox, limit=size, choice=choice, skipped=(max(1, number) - 1) * size)
        return RejectedPage(rejected.count(inbox, choice), tuple(found))

    @operation("rejected")
    def get(self, row_id: str) -> RejectedRow:
        """Return one row.

        Raises:
            NotFound: when it is not there any more.
        """
        return rejected.row(self.stores.inbox_database, row_id)

    @operation("rejected")
    def edit(self, row_id: str, payload: str) -> RejectedRow:
        """Keep a corrected payload beside the one that came.

        Raises:
            NotFound: when the row is not there any more.
            DocumentInvalid: when the payload is no event; all its problems are listed.
            UsageError: when the row was replayed, or is a row of a file.
        """
        replay.edit(self.stores.inbox_database, row_id, payload)
        return rejected.row(self.stores.inbox_database, row_id)

    @operation("rejected")
    def replay(self, row_id: str) -> ReplayReport:
        """Offer one row again; what is accepted is stored at once.

        Raises:
            NotFound: when the row is not there any more.
            UsageError: when it never was an event.
        """
        found = rejected.row(self.stores.inbox_database, row_id)
        if not found.is_event:
            raise UsageError(replay.NO_EVENT)
        return self._replay([rejected.read_key(row_id)])

    @operation("rejected")
    def replay_all(self, choice: RejectedChoice = ALL) -> ReplayReport:
        """Offer all chosen rows again that were not replayed yet; what is accepted is stored at once."""
        return self._replay(replay.replayable(self.stores.inbox_database, choice))

    @operation("rejected")
    def erase(self, row_id: str) -> int:
        """Erase one row with everything it held; the books keep their count.

        Raises:
            NotFound: when the row is not there any more.
        """
        erased = replay.erase(self.stores.inbox_database, [rejected.read_key(row_id)])
        if not erased:
            raise rejected.gone(row_id)
        return erased

    @operation("rejected")
    def erase_all(self, choice: RejectedChoice = ALL) -> int:
        """Erase all chosen rows; returns how many there were."""
        return replay.erase(self.stores.inbox_database, replay.keys_of(self.stores.inbox_database, choice))

    @operation("rejected")
    def erase_old(self, days: int | None = None) -> int:
        """Erase rows older than some days, or than the setting `rejected_days`; returns how many there were."""
        stores = self.stores
        kept = stores.settings.rejected_days if days is None else days
        return replay.erase_older(stores.inbox_database, days=kept, now=stores.clock.now())

    def _replay(self, keys: list[bytes]) -> ReplayReport:
        stores = self.stores
        report = replay.replay(stores.inbox_database, stores.inbox, keys, stores.clock.now())
        if report.accepted:
            stores.settle()
        return report
