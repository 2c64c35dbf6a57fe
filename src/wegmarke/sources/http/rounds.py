"""Reads many requests together: one table of events per source, and a summary for each request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.sources.http.cloud_events import read_cloud_events
from wegmarke.sources.http.columns import Assembled, Habits, assemble, crashed
from wegmarke.sources.http.delivery import Delivery, Refusal, Sender
from wegmarke.sources.http.problems import IsNobody
from wegmarke.sources.http.reading import Arrival, read, refused

CLOUD_EVENTS = "events"
"""Name of the call that takes CloudEvents; the others are those of the Segment specification."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request whose sender is known, not yet read.

    Attributes:
        sender: who sends.
        call: last part of the path.
        received_at: µs since 1970, UTC.
        body: unpacked; empty where it could not be unpacked.
        headers: by lower-case name, for calls that put events there.
        fault: HTTP status, reason and what came, where the body cannot be looked at.
    """

    sender: Sender
    call: str
    received_at: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: tuple[int, str, str] | None = None


@dataclass(slots=True)
class Summary:
    """What is known about a request once it was read.

    Attributes:
        number: its place in the round.
        door: method and path it came through.
        count: messages it accounts for.
        whole: HTTP status when the body as a whole is refused, else 0.
        is_batch: whether its sender asked for an answer per message.
        refusals: messages that are no events.
    """

    number: int
    door: str
    count: int
    whole: int
    is_batch: bool
    refusals: list[Refusal]


@dataclass(frozen=True, slots=True)
class Portion:
    """What a round brought for one source.

    Attributes:
        source: name of the source.
        events: table of `columns.SCHEMA`; `sequence` is the number of the message in the portion.
        owners: for each message of the portion the place of its request in `summaries`.
        places: for each message its place in that request.
        summaries: its requests.
    """

    source: str
    events: pa.Table
    owners: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]
    summaries: list[Summary]


def read_parcel(parcel: Parcel, is_nobody: IsNobody) -> Delivery:
    """Read one request; nothing raises."""
    arrival = Arrival(parcel.sender, parcel.call, parcel.received_at, is_nobody)
    if parcel.fault is not None:
        return refused(arrival, parcel.body, *parcel.fault)
    if parcel.call == CLOUD_EVENTS:
        return read_cloud_events(arrival, parcel.body, parcel.headers)
    return read(arrival, parcel.body)


def given_up(parcel: Parcel, why: str) -> Portion:
    """Return a request that nobody can read, to be kept as rejected."""
    unread = replace(parcel, fault=(422, "crashed", why))
    (portion,) = read_round([unread], Habits("UTC"), lambda _: False)
    return portion


def read_round(parcels: Sequence[Parcel], habits: Habits, is_nobody: IsNobody) -> list[Portion]:
    """Read requests and make one table of events per source, in the order of the requests."""
    by_source: dict[str, list[int]] = {}
    for number, parcel in enumerate(parcels):
        by_source.setdefault(parcel.sender.source, []).append(number)
    return [_portion(numbers, parcels, habits, is_nobody) for numbers in by_source.values()]


def _portion(numbers: Sequence[int], parcels: Sequence[Parcel], habits: Habits, is_nobody: IsNobody) -> Portion:
    deliveries = [read_parcel(parcels[number], is_nobody) for number in numbers]
    assembled, deliveries = _assembled(deliveries, habits)
    summaries = [
        Summary(number, each.door, each.count, each.whole, each.is_batch, list(each.refusals))
        for number, each in zip(numbers, deliveries, strict=True)
    ]
    for row, refusal in assembled.refusals.items():
        summaries[assembled.messages[row][0]].refusals.append(refusal)
    messages = np.asarray(assembled.messages, dtype=np.int32).reshape(-1, 2)
    return Portion(parcels[numbers[0]].sender.source, assembled.events, messages[:, 0], messages[:, 1], summaries)


def _assembled(deliveries: list[Delivery], habits: Habits) -> tuple[Assembled, list[Delivery]]:
    """Assemble deliveries; a message that makes the reader fail is set aside, the others go on."""
    try:
        return assemble(deliveries, habits), deliveries
    except Exception:  # noqa: BLE001  # found out below, message by message
        deliveries = [_without_culprits(delivery, habits) for delivery in deliveries]
        return assemble(deliveries, habits), deliveries


def _without_culprits(delivery: Delivery, habits: Habits) -> Delivery:
    items, places, refusals = [], [], list(delivery.refusals)
    for item, place in zip(delivery.items, delivery.places, strict=True):
        try:
            assemble([replace(delivery, items=[item], places=[place], refusals=[])], habits)
        except Exception as error:  # noqa: BLE001  # kept with the message
            refusals.append(crashed(item, place, error))
        else:
            items.append(item)
            places.append(place)
    return replace(delivery, items=items, places=places, refusals=refusals)
