"""The books of the door and of the sink laid together, per source and hour of arrival."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wegmarke.domain.views import HourOfBooks, SourceSummary
from wegmarke.events import reading
from wegmarke.ingest import books
from wegmarke.workspace.stores import Stores

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ATTEMPTS = 20
_NONE = (0, 0, 0)


def hourly_books(stores: Stores) -> list[HourOfBooks]:
    """Return the books of all hours, oldest first, as they were at one moment.

    The two halves lie in two databases that change all the time. They belong together when the door's half, read
    first, knows every event that the sink had stored when its half was read; otherwise both are read again.
    """
    for _ in range(_ATTEMPTS):
        door = books.read(stores.inbox_database)
        position, sink = reading.hourly_books(stores.engine)
        if position <= door.last_position:
            return _together(door, position, sink)
    with stores.work:  # the sink stands still meanwhile
        door = books.read(stores.inbox_database)
        return _together(door, *reading.hourly_books(stores.engine))


def totals(hours: list[HourOfBooks]) -> list[SourceSummary]:
    """Add the hours up, per source."""
    sums: dict[str, list[int]] = {}
    for line in hours:
        counted = [line.received, line.stored, line.duplicate, line.conflict, line.rejected]
        before = sums.setdefault(line.source, [0] * len(counted))
        sums[line.source] = [one + other for one, other in zip(before, counted, strict=True)]
    return [SourceSummary(source, *counted) for source, counted in sorted(sums.items())]


def unbalanced(hours: list[HourOfBooks]) -> list[str]:
    """Return the hours whose books do not balance, one sentence each."""
    return [
        f"books of {line.source}, hour {_EPOCH + timedelta(hours=line.hour):%Y-%m-%dT%H:00Z}: expected received = "
        f"stored + duplicate + conflict + rejected + waiting; got {line.received} received and "
        f"{line.stored} + {line.duplicate} + {line.conflict} + {line.rejected} + {line.waiting}."
        for line in hours
        if not line.is_balanced
    ]


def _together(
    door: books.DoorBooks, position: int, sink: dict[tuple[str, int], tuple[int, int, int]]
) -> list[HourOfBooks]:
    waiting = door.waiting(after=position)
    places = sorted({*door.counted, *waiting, *sink}, key=lambda place: (place[1], place[0]))
    return [
        HourOfBooks(source, hour, received, *sink.get((source, hour), _NONE), rejected, waiting.get((source, hour), 0))
        for source, hour in places
        for received, rejected in [door.counted.get((source, hour), (0, 0))]
    ]
