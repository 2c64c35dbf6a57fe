"""What the workspace holds, and whether its books balance."""

from __future__ import annotations

from wegmarke.domain.views import Overview, SourceSummary
from wegmarke.events import reading
from wegmarke.ingest import books
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.stores import Stores


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
    def check(self) -> list[str]:
        """Return what is broken, one sentence each; an empty list means all invariants hold."""
        return [*_unbalanced(self.stores), *_uncovered(self.stores)]


def sources(stores: Stores) -> list[SourceSummary]:
    """Return the books of every source."""
    door, sink = books.received_and_rejected(stores.inbox_database), reading.books(stores.engine)
    none = (0, 0, 0)
    return [SourceSummary(name, door[name][0], *sink.get(name, none), door[name][1]) for name in sorted(door)]


def _waiting(stores: Stores) -> dict[str, int]:
    return books.waiting(stores.inbox_database, after=reading.sink_position(stores.engine))


def _unbalanced(stores: Stores) -> list[str]:
    waiting = _waiting(stores)
    found = []
    for line in sources(stores):
        settled = line.stored + line.duplicate + line.conflict + line.rejected + waiting.get(line.source, 0)
        if settled != line.received:
            found.append(
                f"books of {line.source}: expected received = stored + duplicate + conflict + rejected + waiting; "
                f"got {line.received} received and {settled} settled."
            )
    return found


def _uncovered(stores: Stores) -> list[str]:
    counted = stores.engine.query(
        "SELECT (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM touch) AS touches, "
        "(SELECT count(DISTINCT event_id) FROM event) AS distinct_events"
    ).to_pylist()[0]
    found = []
    if counted["events"] != counted["distinct_events"]:
        twice = counted["events"] - counted["distinct_events"]
        found.append(f"events: expected every event once; {twice} are stored twice.")
    if counted["events"] != counted["touches"]:
        found.append(f"touches: expected one for each of {counted['events']} events; got {counted['touches']}.")
    return found
