"""Events a test writes down, recognised by the rules of a map, as the tables that analyses read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import ibis
import pyarrow as pa

from wegmarke.maps import JourneyMap
from wegmarke.paths import Touches
from wegmarke.rules import matches

TOUCH = pa.schema(
    [
        ("account", pa.int64()),
        ("person", pa.int64()),
        ("occurred_at", pa.timestamp("us")),
        ("precision_day", pa.bool_()),
        ("sequence", pa.int64()),
        ("event_id", pa.string()),
        ("touchpoint", pa.uint16()),
        ("value_minor", pa.int64()),
        ("currency", pa.string()),
        *[
            (f"{unit}_{name}", kind)
            for unit in ("person", "account")
            for name, kind in (("position", pa.int32()), ("previous", pa.uint16()), ("gap", pa.int64()))
        ],
    ]
)
EVENT = pa.schema([("event_id", pa.string()), ("properties", pa.map_(pa.string(), pa.string()))])


@dataclass
class Happening:
    """One event; person and account are the same here."""

    at: datetime
    name: str
    account: int | None = 1
    value_minor: int | None = None
    currency: str | None = None
    day: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


def recognise(journey_map: JourneyMap, happenings: Sequence[Happening]) -> Touches:
    """Recognise touchpoints in document order and number paths."""
    codes = {touchpoint.id: number for number, touchpoint in enumerate(journey_map.touchpoints, 1)}
    rules = [(codes[point.id], point.rule) for point in journey_map.touchpoints if point.rule is not None]
    positions: dict[int | None, int] = defaultdict(int)
    rows, events = [], []
    for number, happening in sorted(enumerate(happenings), key=lambda item: (item[1].at, item[0])):
        code = next((code for code, rule in rules if matches(rule, vars(happening))), None)
        placed = code is not None and happening.account is not None
        positions[happening.account] += placed
        position = positions[happening.account] if placed else None
        event_id = f"00000000-0000-4000-8000-{number:012d}"
        rows.append(
            {
                "account": happening.account,
                "person": happening.account,
                "occurred_at": happening.at.astimezone(UTC).replace(tzinfo=None),
                "precision_day": happening.day,
                "sequence": number,
                "event_id": event_id,
                "touchpoint": code,
                "value_minor": happening.value_minor,
                "currency": happening.currency,
                "person_position": position,
                "account_position": position,
            }
        )
        events.append({"event_id": event_id, "properties": list(happening.properties.items())})
    names = {"code": pa.array(codes.values(), pa.uint16()), "touchpoint": pa.array(codes, pa.string())}
    return Touches(
        ibis.memtable(pa.Table.from_pylist(rows, schema=TOUCH)),
        ibis.memtable(pa.Table.from_pylist(events, schema=EVENT)),
        ibis.memtable(pa.table({"kind": ["event"], "code": [1], "text": ["seen"]})),
        ibis.memtable(pa.table(names)),
    )
