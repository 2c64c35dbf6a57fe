"""Histories of units for the engine suite: ties, NULLs, single touches, units with nothing recognised, short days."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import pyarrow as pa
from hypothesis import strategies as st

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths import Period


@dataclass(frozen=True, slots=True)
class Seen:
    """One touch as the touch table holds it; None is NULL."""

    at: datetime
    sequence: int
    event_id: uuid.UUID
    account: int | None
    person: int | None
    touchpoint: int | None
    phase: int | None
    event: int
    value: int | None
    currency: str | None = None
    day: bool = False
    automated: bool = False
    internal: bool = False

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.sequence, str(self.event_id)


SCHEMA = pa.schema(
    [
        ("account", pa.int64()),
        ("person", pa.int64()),
        ("occurred_at", pa.timestamp("us")),
        ("sequence", pa.int64()),
        ("event_id", pa.string()),
        ("touchpoint", pa.uint16()),
        ("phase", pa.uint16()),
        ("channel", pa.uint16()),
        ("event", pa.uint16()),
        ("value_minor", pa.int64()),
        ("currency", pa.string()),
        *((name, pa.bool_()) for name in ("precision_day", "automated", "internal")),
        *((f"{unit}_position", pa.int32()) for unit in TOUCH_UNITS),
        *((f"{unit}_previous", pa.uint16()) for unit in TOUCH_UNITS),
        *((f"{unit}_gap", pa.int64()) for unit in TOUCH_UNITS),
    ]
)
NIGHTS = [
    datetime.fromisoformat(text)
    for text in ("2024-12-31T22:00", "2025-03-30T00:00", "2025-03-31T21:00", "2025-10-25T23:00")
]
"""UTC hours before something happens to the clock or the calendar in Berlin."""


def instants() -> st.SearchStrategy[datetime]:
    """Few instants, many of them equal, 30 minutes apart or one microsecond more, around nights when clocks change."""
    return st.builds(lambda seed: _instant(random.Random(seed)), st.integers(0, 2**32))


def _instant(chance: random.Random) -> datetime:
    night, minutes = chance.choice(NIGHTS), chance.choice([0, 30, 60, 90, 119, 180])
    return night + timedelta(minutes=minutes, microseconds=chance.choice([0, 0, 0, 1]))


def histories(most: int = 40) -> st.SearchStrategy[list[Seen]]:
    """Histories made from a size and a seed: drawing each field of each touch would take longer than all answers."""
    return st.builds(_history, st.integers(0, most), st.integers(0, 2**32))


def _history(size: int, seed: int) -> list[Seen]:
    chance = random.Random(seed)
    return [_seen(chance, number) for number in range(size)]


def _seen(chance: random.Random, number: int) -> Seen:
    # the first half decides between some, the second half between others, the highest bit as an unsigned one
    half = chance.choice([0, 2**63, 2**64 - 1])
    return Seen(
        _instant(chance),
        chance.choice([0, 0, 0, 1, -1]),
        uuid.UUID(int=(half << 64) + (chance.getrandbits(56) << 8) + number),
        chance.choice([1, 1, 2, None]),
        chance.choice([10, 20, 20, -30, 2**40, None]),
        chance.choice([1, 1, 2, 3, 7, 300, None]),
        chance.choice([1, 2, 3, None]),
        chance.choice([5, 6]),
        *_value(chance),
        day=chance.random() < 0.3,
        automated=chance.random() < 0.2,
        internal=chance.random() < 0.2,
    )


def _value(chance: random.Random) -> tuple[int | None, str | None]:
    value = chance.choice([None, chance.randint(-900, 900)])
    return value, None if value is None else ("EUR", "EUR", "USD")[value % 3]


def periods() -> st.SearchStrategy[Period]:
    utc = instants().map(lambda instant: instant.astimezone() if instant.tzinfo else instant)
    aware = utc.map(lambda instant: datetime.fromisoformat(f"{instant.isoformat()}+00:00"))
    bounds = st.tuples(aware, aware).filter(lambda bound: bound[0] < bound[1])
    return st.one_of(
        st.just(Period()),
        bounds.map(lambda bound: Period(*bound)),
        bounds.map(lambda bound: Period(start=bound[0])),
        bounds.map(lambda bound: Period(end=bound[1])),
    )


def as_rows(history: list[Seen]) -> pa.Table:
    """Return the touch table in an order of its own: nobody may count on the physical order of rows."""
    shuffled = random.Random(len(history)).sample(history, len(history))
    columns = {
        "account": [touch.account for touch in shuffled],
        "person": [touch.person for touch in shuffled],
        "occurred_at": [touch.at for touch in shuffled],
        "sequence": [touch.sequence for touch in shuffled],
        "event_id": [str(touch.event_id) for touch in shuffled],
        "touchpoint": [touch.touchpoint for touch in shuffled],
        "phase": [touch.phase for touch in shuffled],
        "channel": [None] * len(shuffled),
        "event": [touch.event for touch in shuffled],
        "value_minor": [touch.value for touch in shuffled],
        "currency": [touch.currency for touch in shuffled],
        "precision_day": [touch.day for touch in shuffled],
        "automated": [touch.automated for touch in shuffled],
        "internal": [touch.internal for touch in shuffled],
    }
    for unit in TOUCH_UNITS:
        known = neighbours(history, unit)
        found = [known.get(touch.event_id, (None, None, None)) for touch in shuffled]
        for place, name in enumerate(("position", "previous", "gap")):
            columns[f"{unit}_{name}"] = [row[place] for row in found]
    return pa.table(columns, schema=SCHEMA)


def neighbours(history: list[Seen], unit: Unit) -> dict[uuid.UUID, tuple[int, int, int | None]]:
    """What the touch table says of recognised touches: position, touchpoint before, and how long since."""
    said: dict[uuid.UUID, tuple[int, int, int | None]] = {}
    for path in paths_in(history, unit, Period()).values():
        for place, touch in enumerate(path):
            before = path[place - 1] if place else None
            gap = None if before is None else (touch.at - before.at) // timedelta(microseconds=1)
            said[touch.event_id] = (place + 1, 0 if before is None else before.touchpoint or 0, gap)
    return said


def paths_in(history: list[Seen], by: Unit, period: Period, *, recognised: bool = True) -> dict[int, list[Seen]]:
    """Every unit's touches in path order, read off the definition."""
    start = None if period.start is None else period.start.replace(tzinfo=None)
    end = None if period.end is None else period.end.replace(tzinfo=None)
    kept = [
        touch
        for touch in history
        if getattr(touch, by.value) is not None
        and (touch.touchpoint is not None or not recognised)
        and (start is None or touch.at >= start)
        and (end is None or touch.at < end)
    ]
    kept.sort(key=lambda touch: (getattr(touch, by.value), *touch.order))
    return {unit: list(path) for unit, path in groupby(kept, key=lambda touch: getattr(touch, by.value))}
