"""What the workspace holds, and whether its books balance."""

from __future__ import annotations

import shutil
from datetime import datetime

from wegmarke.domain.views import Health, Overview, RejectedChoice, SourceSummary
from wegmarke.events import reading
from wegmarke.ingest import books, rejected
from wegmarke.workspace.hourly_books import hourly_books, totals, unbalanced
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.stores import Stores

HOURS_SHOWN = 48
"""The health page looks back so far."""


class OverviewDoor(Door):
    """Totals and books."""

    @operation("overview")
    def read(self) -> Overview:
        """Return what the workspace holds."""
        stores = self.stores
        totals = reading.totals(stores.engine)
        return Overview(
            name=stores.settings.name,
            events=totals.events,
            touches=totals.touches,
            persons=totals.persons,
            accounts=totals.accounts,
            first_at=totals.first_at,
            last_at=totals.last_at,
            waiting=sum(_waiting(stores).values()),
            sources=tuple(sources(stores)),
            maps=tuple(stores.library.summaries()),
            unrecognised=tuple(reading.unrecognised(stores.engine)),
        )

    @operation("overview")
    def span(self) -> tuple[datetime | None, datetime | None]:
        """Return when the first and the last event happened; looked for once per state of the data."""
        stores = self.stores
        totals = stores.answers.keep(("span",), stores.state_of_data, lambda: reading.totals(stores.engine))
        return totals.first_at, totals.last_at

    @operation("overview")
    def check(self) -> list[str]:
        """Return what is broken, one sentence each; an empty list means all invariants hold."""
        # While the sink is between storing and deriving, events have no touches yet.
        with self.stores.work:
            return [*unbalanced(hourly_books(self.stores)), *_uncovered(self.stores)]

    @operation("overview")
    def health(self) -> Health:
        """Return how the workspace is: books, what waits, the last commit, the disk."""
        stores = self.stores
        now = stores.clock.now()
        hours = hourly_books(stores)
        first = int(now.timestamp()) // 3600 - HOURS_SHOWN + 1
        instants = [reading.last_received(stores.engine), books.last_accepted(stores.inbox_database)]
        disk = shutil.disk_usage(stores.folder.path)
        return Health(
            at=now,
            waiting=sum(line.waiting for line in hours),
            last_at=max((instant for instant in instants if instant is not None), default=None),
            disk_free=disk.free,
            disk_total=disk.total,
            rejected=rejected.count(stores.inbox_database, RejectedChoice(state="open")),
            rejected_days=stores.settings.rejected_days,
            books=tuple(totals(hours)),
            hours=tuple(line for line in hours if line.hour >= first),
            broken=tuple(unbalanced(hours)),
            broken_sources=tuple(sorted({line.source for line in hours if not line.is_balanced})),
        )


def sources(stores: Stores) -> list[SourceSummary]:
    """Return the books of every source."""
    door, sink = books.received_and_rejected(stores.inbox_database), reading.books(stores.engine)
    none = (0, 0, 0)
    return [SourceSummary(name, door[name][0], *sink.get(name, none), door[name][1]) for name in sorted(door)]


def _waiting(stores: Stores) -> dict[str, int]:
    return books.waiting(stores.inbox_database, after=reading.sink_position(stores.engine))


def _uncovered(stores: Stores) -> list[str]:
    counted = stores.engine.query(
        "SELECT (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM touch) AS touches, "
        "(SELECT count(DISTINCT event_id) FROM event) AS distinct_events, "
        "(SELECT coalesce(sum(touches), 0)::BIGINT FROM event_total) AS totals, "
        "(SELECT count(DISTINCT person) FROM touch) AS persons, (SELECT count(*) FROM person_end) AS person_ends, "
        "(SELECT count(DISTINCT account) FROM touch) AS accounts, (SELECT count(*) FROM account_end) AS account_ends"
    ).to_pylist()[0]
    found = []
    if counted["events"] != counted["distinct_events"]:
        twice = counted["events"] - counted["distinct_events"]
        found.append(f"events: expected every event once; {twice} are stored twice.")
    if counted["events"] != counted["touches"]:
        found.append(f"touches: expected one for each of {counted['events']} events; got {counted['touches']}.")
    for kept, there in (("totals", "touches"), ("person_ends", "persons"), ("account_ends", "accounts")):
        if counted[kept] != counted[there]:
            found.append(f"{kept}: expected {counted[there]} {there} to be counted there; got {counted[kept]}.")
    return found
