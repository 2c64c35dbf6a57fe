"""What a workspace holds, written for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain.views import Overview, RejectedGroup, SourceSummary
from wegmarke.i18n import MISSING
from wegmarke.web.reader import Reader
from wegmarke.web.rejections import rejection_words
from wegmarke.web.selection import with_params


@dataclass(frozen=True, slots=True)
class Total:
    """One of the large numbers of the page."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The bookkeeping of one source."""

    source: str
    received: str
    stored: str
    duplicate: str
    conflict: str
    rejected: str
    status: str
    status_word: str
    rejected_any: bool


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Events that no touchpoint recognises.

    Attributes:
        share: of all events, written.
        width: of all events, 0..100, for the bar.
    """

    count: str
    share: str
    width: float
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Rejected rows that share file and reason."""

    source: str
    file: str
    reason: str
    message: str
    rows: str
    lines: str
    url: str


def totals(overview: Overview, reader: Reader) -> tuple[Total, ...]:
    """Write the large numbers."""
    f, t = reader.formats, reader.t
    return (
        Total(t.pgettext("measure", "Events"), f.number(overview.events)),
        Total(t.pgettext("measure", "Touches"), f.number(overview.touches)),
        Total(t.pgettext("measure", "Accounts"), f.number(overview.accounts)),
        Total(t.pgettext("measure", "Persons"), f.number(overview.persons)),
    )


def period_of_data(overview: Overview, reader: Reader) -> str:
    """Write the first and the last day of the data."""
    if overview.first_at is None or overview.last_at is None:
        return MISSING
    return f"{reader.formats.day(overview.first_at, reader.zone)} – {reader.formats.day(overview.last_at, reader.zone)}"


def source_lines(sources: Sequence[SourceSummary], waiting: int, reader: Reader) -> list[SourceLine]:
    """Write the books of all sources, and check that they balance."""
    f = reader.formats
    open_books = (
        reader.t.pgettext("books", "not all stored yet") if waiting else reader.t.pgettext("books", "do not balance")
    )
    return [
        SourceLine(
            source=line.source,
            received=f.number(line.received),
            stored=f.number(line.stored),
            duplicate=f.number(line.duplicate),
            conflict=f.number(line.conflict),
            rejected=f.number(line.rejected),
            status="on_target" if _balances(line) else "attention" if waiting else "alert",
            status_word=reader.t.pgettext("books", "balanced") if _balances(line) else open_books,
            rejected_any=line.rejected > 0,
        )
        for line in sources
    ]


def unrecognised(overview: Overview, reader: Reader) -> Unrecognised:
    """Write how many events no touchpoint recognises, and which ones they are."""
    count = overview.events - overview.touches
    share = count / overview.events if overview.events else None
    return Unrecognised(
        count=reader.formats.number(count),
        share=reader.formats.percent(share),
        width=round(100 * (share or 0), 1),
        names=tuple((name, reader.formats.number(number)) for name, number in overview.unrecognised),
    )


def group_lines(groups: Sequence[RejectedGroup], reader: Reader) -> list[GroupLine]:
    """Write the rejected rows by file and reason."""
    return [
        GroupLine(
            source=group.source,
            file=group.file,
            reason=rejection_words(group.reason, reader),
            message=group.message,
            rows=reader.formats.number(group.rows),
            lines=_lines(group, reader),
            url=with_params("/rejected", {"source": group.source, "file": group.file, "reason": group.reason}),
        )
        for group in groups
    ]


def _balances(line: SourceSummary) -> bool:
    return line.received == line.stored + line.duplicate + line.conflict + line.rejected


def _lines(group: RejectedGroup, reader: Reader) -> str:
    if group.first_line is None:
        return MISSING
    if group.last_line in {None, group.first_line}:
        return reader.formats.number(group.first_line)
    return f"{reader.formats.number(group.first_line)} – {reader.formats.number(group.last_line)}"
