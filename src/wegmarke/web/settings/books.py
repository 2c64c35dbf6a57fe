"""Books, disk and last commit, written for a reader; hours are drawn as bars."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wegmarke.domain.views import Health, HourOfBooks
from wegmarke.web.reader import Reader

HOURS = 48
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEIGHT = 40.0
_STEP = 10
_LEAST = 0.8
_SCARCE = 0.1
_SCARCE_BYTES = 2 * 1024**3

PARTS = ("stored", "repeated", "rejected", "waiting")
"""What stands on top of each other in a bar, from below; duplicates and conflicts are one part."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of one hour."""

    x: int
    y: float
    height: float
    part: str


@dataclass(frozen=True, slots=True)
class SourceBooks:
    """The books of one source: over all hours, and the last 48 as bars and as a table."""

    source: str
    received: str
    stored: str
    duplicate: str
    conflict: str
    rejected: str
    waiting: str
    status: str
    status_word: str
    bars: tuple[Bar, ...]
    most: str
    hours: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Disk:
    """The volume the workspace lies on."""

    free: str
    share: str
    status: str
    status_word: str


def source_books(health: Health, reader: Reader) -> list[SourceBooks]:
    """Write the books of every source."""
    by_source: dict[str, list[HourOfBooks]] = defaultdict(list)
    for hour in health.hours:
        by_source[hour.source].append(hour)
    f, t = reader.formats, reader.t
    now = int(health.at.timestamp()) // 3600
    return [
        SourceBooks(
            source=line.source,
            received=f.number(line.received),
            stored=f.number(line.stored),
            duplicate=f.number(line.duplicate),
            conflict=f.number(line.conflict),
            rejected=f.number(line.rejected),
            waiting=f.number(line.received - line.stored - line.duplicate - line.conflict - line.rejected)
            if line.source not in health.broken_sources
            else "?",
            status="alert" if line.source in health.broken_sources else "on_target",
            status_word=t.pgettext("books", "do not balance")
            if line.source in health.broken_sources
            else t.pgettext("books", "balanced"),
            bars=tuple(_bars(by_source[line.source], now)),
            most=f.number(max((hour.received for hour in by_source[line.source]), default=0)),
            hours=tuple(_hour(hour, reader) for hour in reversed(by_source[line.source])),
        )
        for line in health.books
    ]


def disk(health: Health, reader: Reader) -> Disk:
    """Write how much room is left."""
    share = health.disk_free / health.disk_total if health.disk_total else 0.0
    scarce = share < _SCARCE or health.disk_free < _SCARCE_BYTES
    t = reader.t
    return Disk(
        free=f"{reader.formats.number(health.disk_free / 1e9, 1)} GB",
        share=reader.formats.percent(share),
        status="attention" if scarce else "on_target",
        status_word=t.pgettext("disk", "scarce") if scarce else t.pgettext("disk", "enough"),
    )


def _bars(hours: list[HourOfBooks], now: int) -> list[Bar]:
    most = max((hour.received for hour in hours), default=0)
    bars = []
    for hour in hours:
        place = hour.hour - (now - HOURS + 1)
        if not 0 <= place < HOURS or not most:
            continue
        counts = (hour.stored, hour.duplicate + hour.conflict, hour.rejected, hour.waiting)
        floor = _HEIGHT
        for part, count in zip(PARTS, counts, strict=True):
            if count:
                height = max(_LEAST, round(_HEIGHT * count / most, 2))
                floor = round(max(0.0, floor - height), 2)
                bars.append(Bar(place * _STEP + 1, floor, height, part))
    return bars


def _hour(hour: HourOfBooks, reader: Reader) -> tuple[str, ...]:
    f = reader.formats
    counts = (hour.received, hour.stored, hour.duplicate, hour.conflict, hour.rejected, hour.waiting)
    began = _EPOCH + timedelta(hours=hour.hour)
    return (f.instant(began, reader.zone), *(f.number(count) for count in counts))
