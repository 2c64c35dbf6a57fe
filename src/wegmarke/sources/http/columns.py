"""Messages of many requests as one table of events: built once per group commit, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pyarrow as pa
from msgspec import UNSET

from wegmarke.sources.batch import ACCOUNT_PERSONAL, EVENT_SCHEMA, PERSONAL
from wegmarke.sources.channel_names import CHANNELS
from wegmarke.sources.http.crashes import error_in_words
from wegmarke.sources.http.delivery import Delivery, Refusal, shown
from wegmarke.sources.http.event_names import EVENT_OF_CALL, event_name
from wegmarke.sources.http.items import Context, Item, encode
from wegmarke.sources.http.limits import MOST_EVENT_NAMES
from wegmarke.sources.http.people import Contexts, PeopleColumns
from wegmarke.sources.http.problems import Problem
from wegmarke.sources.http.properties import PropertyColumns
from wegmarke.sources.http.reasons import message
from wegmarke.sources.http.times import occurred

SCHEMA = EVENT_SCHEMA.append(pa.field("stated_at", pa.timestamp("us", tz="UTC")))
"""Events with one more column: the time as the sender stated it, which is the same when it sends again."""


@dataclass(slots=True)
class Habits:
    """What holds for all senders of a workspace.

    Attributes:
        zone: zone of times that name none.
        event_names: names that are known; a new one is added until there are too many.
    """

    zone: str
    event_names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Assembled:
    """Events of a group.

    Attributes:
        events: table of `SCHEMA`, with `batch.PERSONAL` and `ACCOUNT_PERSONAL` where messages tell something for the
            vault; `sequence` is the number of the message in the group.
        messages: for each message of the group the number of its delivery and its place there.
        refusals: number of the message in the group, and why it is no event.
    """

    events: pa.Table
    messages: list[tuple[int, int]]
    refusals: dict[int, Refusal]


def assemble(deliveries: Sequence[Delivery], habits: Habits) -> Assembled:
    """Make events of the messages of deliveries of one source."""
    items = list(chain.from_iterable(delivery.items for delivery in deliveries))
    messages = [(number, place) for number, delivery in enumerate(deliveries) for place in delivery.places]
    problems: dict[int, Problem] = {}
    contexts = _contexts(deliveries)
    columns = {
        "source": pa.array([deliveries[0].sender.source] * len(items), pa.string()),
        "source_event_id": pa.array([item.message_id for item in items], pa.string()),
        "name": _names(items, habits, problems),
        **_times(deliveries, items, habits, problems),
        "sequence": pa.array(np.arange(len(items))),
        "channel": pa.array([_channel(context) for context in contexts], pa.string()),
        **_people(items, contexts),
    }
    properties = _properties(items, contexts, problems)
    columns |= properties.columns()
    events = pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)
    for name, told in ((PERSONAL, properties.persons), (ACCOUNT_PERSONAL, properties.accounts)):
        if (column := told.column(len(items))) is not None:
            events = events.append_column(name, column)
    refusals = {row: _refusal(items[row], messages[row][1], problem) for row, problem in problems.items()}
    if refusals:
        wanted = np.ones(len(items), dtype=bool)
        wanted[list(refusals)] = False
        events = events.filter(pa.array(wanted))
    return Assembled(events, messages, refusals)


def crashed(item: Item, place: int, error: Exception) -> Refusal:
    """Return the refusal of a message that made the reader fail."""
    return _refusal(item, place, ("crashed", error_in_words(error)))


def _refusal(item: Item, place: int, problem: Problem) -> Refusal:
    return Refusal(place, problem[0], message(*problem), shown(encode(item)))


def _contexts(deliveries: Sequence[Delivery]) -> list[Context]:
    contexts = Contexts()
    return [
        contexts.read(delivery.context if item.context is UNSET else bytes(item.context))
        for delivery in deliveries
        for item in delivery.items
    ]


def _names(items: Sequence[Item], habits: Habits, problems: dict[int, Problem]) -> pa.Array:
    names = [event_name(item.event) if item.type == "track" else EVENT_OF_CALL[item.type] for item in items]  # type: ignore[index]  # judged before
    if not habits.event_names.issuperset(names):
        _learn(names, habits.event_names, problems)
    return pa.array(names, pa.string())


def _learn(names: Sequence[str], known: set[str], problems: dict[int, Problem]) -> None:
    for row, name in enumerate(names):
        if name in known:
            continue
        if len(known) < MOST_EVENT_NAMES:
            known.add(name)
        else:
            problems[row] = ("too_many_names", name)


def _times(
    deliveries: Sequence[Delivery], items: Sequence[Item], habits: Habits, problems: dict[int, Problem]
) -> dict[str, pa.Array]:
    stamps = [item.original_stamp or item.stamp or None for item in items]
    sent = [item.sent_at or delivery.sent_at for delivery in deliveries for item in delivery.items]
    received = np.repeat([each.received_at for each in deliveries], [len(each.items) for each in deliveries])
    found = occurred(stamps, sent, received, habits.zone)
    problems.update({int(row): ("bad_time", repr(stamps[row])) for row in np.flatnonzero(found.unreadable)})
    kind = pa.timestamp("us", tz="UTC")
    return {
        "occurred_at": pa.array(found.at).cast(kind),
        "stated_at": pa.array(found.stated).cast(kind),
        "precision": pa.array(np.where(found.is_day, "day", "instant")),
    }


def _channel(context: Context) -> str | None:
    medium = context.advertisement.medium if context.advertisement is not None else None
    return medium.lower() if medium and medium.lower() in CHANNELS else None


def _people(items: Sequence[Item], contexts: Sequence[Context]) -> dict[str, pa.Array]:
    people = PeopleColumns()
    for item, context in zip(items, contexts, strict=True):
        people.add(item, context)
    return people.columns()


def _properties(items: Sequence[Item], contexts: Sequence[Context], problems: dict[int, Problem]) -> PropertyColumns:
    properties = PropertyColumns()
    for row, (item, context) in enumerate(zip(items, contexts, strict=True)):
        if problem := properties.add(item, context):
            problems.setdefault(row, problem)
    return properties
