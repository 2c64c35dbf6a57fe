"""Histories made by hand or by Hypothesis, as the tables that analyses read."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import ibis
import pyarrow as pa
from hypothesis import strategies as st

from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.paths import Period, PhaseColumn, PhaseModel, Touches

TOUCHPOINTS = ("tp_ad", "tp_fair", "tp_demo", "tp_order", "tp_survey", "tp_cancel", "tp_elsewhere")
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
ALWAYS = Period()


@dataclass(frozen=True)
class Happening:
    """One event as a test writes it; `touchpoint` None was recognised by no rule."""

    at: datetime
    touchpoint: str | None
    account: int | None = 1
    person: int | None = 1
    day: bool = False
    value: int | None = None
    currency: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    automated: bool = False
    internal: bool = False


@dataclass
class Row:
    """One row of the touch table before it becomes Arrow."""

    happening: Happening
    number: int
    person_position: int | None = None
    person_previous: int | None = None
    person_gap: int | None = None
    account_position: int | None = None
    account_previous: int | None = None
    account_gap: int | None = None

    @property
    def event_id(self) -> str:
        return f"00000000-0000-4000-8000-{self.number:012d}"

    @property
    def order(self) -> tuple[datetime, int]:
        return self.happening.at, self.number


def code_of(touchpoint: str) -> int:
    # codes are given in another order than ids, so that nobody mistakes one for the other
    return 3 * (len(TOUCHPOINTS) - TOUCHPOINTS.index(touchpoint))


def number_neighbours(rows: Sequence[Row], unit: str) -> None:
    paths: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.order):
        owner = getattr(row.happening, unit)
        if owner is not None and row.happening.touchpoint is not None:
            paths[owner].append(row)
    for path in paths.values():
        for position, row in enumerate(path, start=1):
            before = path[position - 2] if position > 1 else None
            gap = None if before is None else (row.happening.at - before.happening.at) // timedelta(microseconds=1)
            setattr(row, f"{unit}_position", position)
            setattr(row, f"{unit}_previous", 0 if before is None else code_of(before.happening.touchpoint or ""))
            setattr(row, f"{unit}_gap", gap)


SCHEMA = pa.schema(
    [
        ("account", pa.int64()),
        ("person", pa.int64()),
        ("occurred_at", pa.timestamp("us")),
        ("precision_day", pa.bool_()),
        ("automated", pa.bool_()),
        ("internal", pa.bool_()),
        ("sequence", pa.int64()),
        ("event_id", pa.string()),
        ("touchpoint", pa.uint16()),
        ("phase", pa.uint16()),
        ("event", pa.uint16()),
        ("value_minor", pa.int64()),
        ("currency", pa.string()),
        ("person_position", pa.int32()),
        ("person_previous", pa.uint16()),
        ("person_gap", pa.int64()),
        ("account_position", pa.int32()),
        ("account_previous", pa.uint16()),
        ("account_gap", pa.int64()),
    ]
)
EVENTS = pa.schema([("event_id", pa.string()), ("properties", pa.map_(pa.string(), pa.string()))])
CODES = pa.schema([("code", pa.uint16()), ("touchpoint", pa.string())])


def as_touches(happenings: Sequence[Happening]) -> Touches:
    """Derive the tables; the place in the list is the event's sequence number."""
    rows = [Row(happening, number) for number, happening in enumerate(happenings)]
    number_neighbours(rows, "person")
    number_neighbours(rows, "account")
    touches = [
        {name: getattr(row, name) for name in SCHEMA.names if hasattr(row, name)}
        | {
            "account": row.happening.account,
            "person": row.happening.person,
            "occurred_at": row.happening.at.astimezone(UTC).replace(tzinfo=None),
            "precision_day": row.happening.day,
            "automated": row.happening.automated,
            "internal": row.happening.internal,
            "sequence": row.number,
            "touchpoint": code_of(row.happening.touchpoint) if row.happening.touchpoint else None,
            "phase": None,
            "event": 1,
            "value_minor": row.happening.value,
            "currency": row.happening.currency,
        }
        for row in rows
    ]
    # no analysis may count on the physical order of rows
    random.Random(7).shuffle(touches)
    events = [{"event_id": row.event_id, "properties": list(row.happening.properties.items())} for row in rows]
    codes = [{"code": code_of(touchpoint), "touchpoint": touchpoint} for touchpoint in TOUCHPOINTS]
    return Touches(
        ibis.memtable(pa.Table.from_pylist(touches, schema=SCHEMA)),
        ibis.memtable(pa.Table.from_pylist(events, schema=EVENTS)),
        ibis.memtable(pa.table({"kind": ["event"], "code": [1], "text": ["seen"]})),
        ibis.memtable(pa.Table.from_pylist(codes, schema=CODES)),
    )


def a_model() -> PhaseModel:
    """Four phases in sequence, an exit beside them, and one touchpoint of another map."""
    names = ["awareness", "consideration", "decision", "loyalty", "exit"]
    columns = [PhaseColumn(f"ph_{name}", LocalizedText.of(name), CanonicalPhase(name), 9) for name in names]
    phases = [PhaseColumn(c.id, c.title, c.canonical, order) for order, c in enumerate(columns)]
    return PhaseModel(
        # the document may list phases in any order; `order` decides
        tuple(reversed(phases)),
        {
            "tp_ad": "ph_awareness",
            "tp_fair": "ph_awareness",
            "tp_demo": "ph_consideration",
            "tp_order": "ph_decision",
            "tp_survey": "ph_loyalty",
            "tp_cancel": "ph_exit",
        },
    )


def instants() -> st.SearchStrategy[datetime]:
    """A few instants in three months, some at midnight, some around midnight in Berlin, and the last of a short day."""
    days = st.sampled_from([0, 1, 30, 31, 88])
    hours = st.sampled_from([0, 9, 22.5, 23.5])
    return st.builds(lambda day, hour: BEGIN + timedelta(days=day, hours=hour), days, hours)


def histories(most: int = 25) -> st.SearchStrategy[list[Happening]]:
    """Few units and few instants, so that ties, single touches and repeats are frequent."""
    value = st.one_of(st.none(), st.tuples(st.integers(-500, 500), st.sampled_from(["EUR", "USD"])))
    scores = st.sampled_from(["0", "3", "6", "7", "8", "9", "10", "5", "4", "none of it", ""])
    properties = st.fixed_dictionaries({}, optional={"origin": st.sampled_from(["a", "b"]), "score": scores})
    happening = st.builds(
        _happening,
        instants(),
        st.sampled_from([*TOUCHPOINTS, *TOUCHPOINTS, None]),
        st.sampled_from([1, 1, 2, 2, None]),
        st.sampled_from([10, 10, 20, 30, None]),
        st.sampled_from([False, False, False, True]),
        value,
        properties,
    )
    # sizes are drawn first: left alone, lists come out with three or four events, too few to meet
    return st.integers(0, most).flatmap(lambda size: st.lists(happening, min_size=size, max_size=size))


def _happening(
    at: datetime,
    touchpoint: str | None,
    account: int | None,
    person: int | None,
    day: bool,
    value: tuple[int, str] | None,
    properties: Mapping[str, str],
) -> Happening:
    at = at.replace(hour=0) if day else at
    minor, currency = value or (None, None)
    return Happening(at, touchpoint, account, person, day, minor, currency, properties)


def periods() -> st.SearchStrategy[Period]:
    """Open, half-open and narrow periods; their bounds often fall on a touch."""
    bounds = st.tuples(instants(), instants()).filter(lambda bound: bound[0] < bound[1])
    return st.one_of(
        st.just(Period()),
        bounds.map(lambda bound: Period(*bound)),
        bounds.map(lambda bound: Period(start=bound[0])),
        bounds.map(lambda bound: Period(end=bound[1])),
    )


def within(happenings: Sequence[Happening], period: Period) -> list[Happening]:
    """The events of a period, read off the definition."""
    return [
        happening
        for happening in happenings
        if (period.start is None or happening.at >= period.start) and (period.end is None or happening.at < period.end)
    ]


def paths_in(happenings: Sequence[Happening], unit: str, period: Period = ALWAYS) -> dict[int, list[Happening]]:
    """Every unit's recognised touches in path order: ties in time keep the order of the list."""
    paths: dict[int, list[Happening]] = defaultdict(list)
    for happening in sorted(within(happenings, period), key=lambda happening: happening.at):
        owner = getattr(happening, unit)
        if owner is not None and happening.touchpoint is not None:
            paths[owner].append(happening)
    return dict(paths)
