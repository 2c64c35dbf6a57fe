"""When it happened: the sender's stamps, corrected by the skew of the sender's clock.

As in the Segment specification: corrected = received − (sent − original), where both stamps are there and the
result does not lie ahead. Else the sender's stamp counts, and without one the instant of arrival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Micros = npt.NDArray[np.int64]
_TYPE = pa.timestamp("us", tz="UTC")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # offsets are subtracted by hand: year 1 has no UTC before it
_MICROSECOND = timedelta(microseconds=1)
_NONE = np.iinfo(np.int64).min
_FIRST = (datetime.min - _EPOCH) // _MICROSECOND  # noqa: DTZ901  # as above
_LAST = (datetime.max - _EPOCH) // _MICROSECOND  # noqa: DTZ901  # as above
"""The ends of time: a zone's offset or a wrong clock leads beyond them, and nobody can write such an instant."""


@dataclass(frozen=True, slots=True)
class Occurred:
    """Instants of events.

    Attributes:
        at: µs since 1970, UTC.
        stated: the same as the sender stated it, 0 where it stated none: equal for a message sent twice.
        is_day: whether the sender knew the date only.
        unreadable: places of stamps that are no time.
    """

    at: Micros
    stated: Micros
    is_day: npt.NDArray[np.bool_]
    unreadable: npt.NDArray[np.bool_]


def occurred(stamps: Sequence[str | None], sent: Sequence[str | None], received: Micros, zone: str) -> Occurred:
    """Return when events occurred.

    Args:
        stamps: what the sender says about the event.
        sent: when it sent the message, by the same clock.
        received: µs since 1970, UTC.
        zone: zone of stamps that name none.
    """
    original, is_day = _read(stamps, zone)
    original = np.where(original == _NONE, _NONE, np.clip(original, _FIRST, _LAST))
    sent_at, _ = _read(sent, zone)
    given = np.fromiter((stamp is not None for stamp in stamps), dtype=bool, count=len(stamps))
    readable = original != _NONE
    stated = np.where(readable, original, 0)
    corrected = received - (sent_at - stated)
    usable = readable & (sent_at != _NONE) & ~is_day & (corrected <= received)
    at = np.where(usable, corrected, np.where(readable, original, received))
    return Occurred(np.clip(at, _FIRST, _LAST), stated, is_day, given & ~readable)


def _read(texts: Sequence[str | None], zone: str) -> tuple[Micros, npt.NDArray[np.bool_]]:
    """Return instants, `_NONE` where there is none or it cannot be read, and which are dates without a time."""
    is_day = np.zeros(len(texts), dtype=bool)
    column = pa.array(texts, pa.string())
    if column.null_count == len(texts):
        return np.full(len(texts), _NONE), is_day
    try:
        return pc.cast(column, _TYPE).cast(pa.int64()).fill_null(_NONE).to_numpy(), is_day
    except pa.ArrowInvalid:
        return _read_each(texts, zone, is_day), is_day


def _read_each(texts: Sequence[str | None], zone: str, is_day: npt.NDArray[np.bool_]) -> Micros:
    instants = np.full(len(texts), _NONE)
    known: dict[str, tuple[int, bool]] = {}
    for place, text in enumerate(texts):
        if text is None:
            continue
        if text not in known:
            known[text] = _read_one(text.strip(), zone)
        instants[place], is_day[place] = known[text]
    return instants


def _read_one(text: str, zone: str) -> tuple[int, bool]:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = _local(moment, zone)
        offset = moment.utcoffset() or timedelta()
    except (ValueError, OverflowError):
        return _NONE, False
    return (moment.replace(tzinfo=None) - _EPOCH - offset) // _MICROSECOND, len(text) in (8, 10) and "T" not in text


def _local(moment: datetime, zone: str) -> datetime:
    # The rules of a zone cannot be asked at the ends of time.
    return moment.replace(tzinfo=UTC if moment.year in (1, 9999) else ZoneInfo(zone))
