"""The history of one account: entries grouped by month, and a strip that shows all of it at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from wegmarke.domain import Precision
from wegmarke.domain.views import TimelineEntry
from wegmarke.web.icons import channel_icon
from wegmarke.web.people.persons import person_url
from wegmarke.web.reader import Reader
from wegmarke.web.titles import Titles
from wegmarke.web.words import CHANNELS, word

# Fewer ticks than this many on the axis stay readable on a phone.
_MOST_AXIS_MARKS = 7

# Properties up to this length fit beside the event.
_SHORT = 60


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One event; properties that are short stand in `brief`, others are shown on demand.

    Attributes:
        session: number of the person's session; empty where the event belongs to nobody.
        opens: whether it is the first one of its session that is shown.
    """

    day: str
    time: str
    title: str
    event: str
    icon: str
    channel: str
    phase: str
    shade: int
    recognised: bool
    person: str
    person_url: str
    value: str
    brief: str
    properties: tuple[tuple[str, str], ...]
    session: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The events of one month."""

    label: str
    count: str
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class StripRow:
    """The touches of one phase along the time axis, as percentages."""

    phase: str
    shade: int
    count: str
    first: str
    ticks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One row per phase over one time axis."""

    rows: tuple[StripRow, ...]
    axis: tuple[tuple[str, str, str], ...]


def months(entries: Sequence[TimelineEntry], titles: Titles, reader: Reader) -> tuple[Month, ...]:
    """Group entries by the month of the reader's zone."""
    before = (None, *(entry.session for entry in entries))
    opened = [(entry, entry.session != session) for entry, session in zip(entries, before, strict=False)]
    grouped = groupby(opened, key=lambda pair: reader.formats.month(pair[0].occurred_at, reader.zone))
    found = [(label, tuple(_line(entry, opens, titles, reader) for entry, opens in group)) for label, group in grouped]
    return tuple(Month(label, reader.formats.number(len(lines)), lines) for label, lines in found)


def strip(entries: Sequence[TimelineEntry], titles: Titles, reader: Reader) -> Strip | None:
    """Lay entries along the time axis; None where all of them happened at one instant."""
    if len(entries) < 2 or entries[0].occurred_at >= entries[-1].occurred_at:
        return None
    begins, ends = entries[0].occurred_at, entries[-1].occurred_at
    present = {entry.phase for entry in entries}
    order = [phase for phase in titles.phases if phase in present]
    order += sorted(phase for phase in present if phase is not None and phase not in titles.phases)
    rows = [_strip_row(phase, titles.phase(phase), entries, begins, ends, titles, reader) for phase in order]
    if None in present:
        unknown = reader.t.pgettext("timeline", "not recognised")
        rows.append(_strip_row(None, unknown, entries, begins, ends, titles, reader))
    return Strip(tuple(rows), _axis(begins, ends, reader))


def _strip_row(
    phase: str | None,
    title: str,
    entries: Sequence[TimelineEntry],
    begins: datetime,
    ends: datetime,
    titles: Titles,
    reader: Reader,
) -> StripRow:
    mine = [entry.occurred_at for entry in entries if entry.phase == phase]
    return StripRow(
        phase=title,
        shade=titles.shade(phase),
        count=reader.formats.number(len(mine)),
        first=reader.formats.day(mine[0], reader.zone),
        # Touches on the same spot of the axis are drawn once.
        ticks=tuple(dict.fromkeys(_share(instant, begins, ends) for instant in mine)),
    )


def _axis(begins: datetime, ends: datetime, reader: Reader) -> tuple[tuple[str, str, str], ...]:
    first, last = begins.astimezone(reader.zone), ends.astimezone(reader.zone)
    count = (last.year - first.year) * 12 + last.month - first.month
    width = max(1, -(-count // _MOST_AXIS_MARKS))
    marks = []
    for number in range(1, count + 1, width):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = datetime(year, month + 1, 1, tzinfo=reader.zone)
        if begins <= day <= ends:
            share = _share(day, begins, ends)
            anchor = "end" if float(share.rstrip("%")) > 90 else "start"
            marks.append((share, reader.formats.month_short(day), anchor))
    if len(marks) > 1:
        return tuple(marks)
    return (("0.00%", reader.formats.day(first), "start"), ("100.00%", reader.formats.day(last), "end"))


def _share(instant: datetime, begins: datetime, ends: datetime) -> str:
    return f"{100 * ((instant - begins) / (ends - begins)):.2f}%"


def _line(entry: TimelineEntry, opens: bool, titles: Titles, reader: Reader) -> EntryLine:
    f, t = reader.formats, reader.t
    channel = entry.channel or titles.channels.get(entry.touchpoint or "")
    by_day = entry.precision == Precision.DAY
    properties = tuple(sorted(entry.properties.items()))
    brief = " · ".join(f"{name}: {value}" for name, value in properties)
    is_short = len(brief) <= _SHORT
    return EntryLine(
        day=f.day(entry.occurred_at, reader.zone),
        time="" if by_day else f.time(entry.occurred_at, reader.zone),
        title=titles.touchpoint(entry.touchpoint) if entry.touchpoint else entry.event,
        event=entry.event,
        icon=channel_icon(channel),
        channel=word(CHANNELS, channel, t) if channel else "",
        phase=titles.phase(entry.phase),
        shade=titles.shade(entry.phase),
        recognised=entry.touchpoint is not None,
        person=entry.person_label
        or ("" if entry.person is None else t.pgettext("person", "Person %(n)s", n=entry.person)),
        person_url="" if entry.person is None else person_url(entry.person),
        value=f.money(entry.value) if entry.value else "",
        brief=brief if is_short else "",
        properties=() if is_short else properties,
        session="" if entry.session is None else f.number(entry.session),
        opens=opens,
    )
