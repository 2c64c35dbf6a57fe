"""Imports, columns, previews and reports, written for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain.imports import (
    NAMED_PARTS,
    ColumnDraft,
    FileImport,
    ImportProgress,
    ImportStatus,
    Part,
    PreviewEvent,
    SavedRecipe,
    Stage,
)
from wegmarke.domain.views import ImportReport, RejectedGroup
from wegmarke.i18n import marked
from wegmarke.web.imports.reasons import reason_words
from wegmarke.web.reader import Reader
from wegmarke.web.rejections import rejection_words
from wegmarke.web.selection import with_params
from wegmarke.web.words import CHANNELS, word

PARTS = {
    Part.WHEN: marked("part", "When it happened"),
    Part.EVENT: marked("part", "What happened"),
    Part.ID: marked("part", "Unique number"),
    Part.PERSON: marked("part", "Identifier of the person"),
    Part.PERSON_LABEL: marked("part", "Name of the person"),
    Part.ACCOUNT: marked("part", "Identifier of the account"),
    Part.ACCOUNT_LABEL: marked("part", "Name of the account"),
    Part.VALUE: marked("part", "Amount"),
    Part.CURRENCY: marked("part", "Currency"),
    Part.CHANNEL: marked("part", "Channel"),
    Part.PROPERTY: marked("part", "Property"),
    Part.LEFT_OUT: marked("part", "Not kept"),
}
_HOLDS = {
    "nothing": marked("holds", "empty"),
    "time": marked("holds", "times"),
    "number": marked("holds", "numbers"),
    "email": marked("holds", "e-mail addresses"),
    "vat_number": marked("holds", "VAT numbers"),
    "currency": marked("holds", "currencies"),
    "channel": marked("holds", "channels"),
    "text": marked("holds", "texts"),
}
_STATUSES = {
    ImportStatus.READY: ("none", marked("import", "not imported yet")),
    ImportStatus.CHECKING: ("none", marked("import", "being checked")),
    ImportStatus.IMPORTING: ("none", marked("import", "being imported")),
    ImportStatus.DONE: ("on_target", marked("import", "imported")),
    ImportStatus.CANCELLED: ("attention", marked("import", "cancelled")),
    ImportStatus.INTERRUPTED: ("attention", marked("import", "interrupted")),
    ImportStatus.FAILED: ("alert", marked("import", "failed")),
}
_STAGES = {
    Stage.WAITING: marked("import stage", "Waits for another import"),
    Stage.READING: marked("import stage", "Reading rows"),
    Stage.ACCEPTING: marked("import stage", "Taking in events"),
    Stage.STORING: marked("import stage", "Storing and finding touches"),
    Stage.STOPPING: marked("import stage", "Stopping after the packet at hand"),
}
_MOST_EXAMPLE = 40
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list."""

    file: str
    url: str
    status: str
    word: str
    at: str
    source: str
    stored: str
    duplicate: str
    rejected: str
    rejected_url: str
    what_next: str


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column in the form."""

    number: int
    column: str
    holds: str
    examples: tuple[str, ...]
    part: str
    name: str
    is_named: bool
    reason: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a preview."""

    line: str
    at: str
    name: str
    person: tuple[str, ...]
    account: tuple[str, ...]
    channel: str
    value: str
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How far an import is: in words, and for the bar in hundredths; None where nobody knows."""

    stage: str
    count: str
    percent: str
    left: str
    value: int | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What a check or an import found."""

    rows: str
    taken: str
    duplicate: str
    conflict: str
    rejected: str
    has_rejected: bool
    events: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    rejects: tuple[tuple[str, str, str, str], ...]
    rejected_url: str


def import_line(found: FileImport, reader: Reader) -> ImportLine:
    """Write one import."""
    f, t, report = reader.formats, reader.t, found.report
    status, label = _STATUSES[found.status]
    is_done = found.status is ImportStatus.DONE and report is not None
    return ImportLine(
        file=found.file,
        url=f"/imports/{found.id}",
        status=status,
        word=t.label(label),
        at=f.instant(found.changed_at, reader.zone),
        source=found.source or "–",
        stored=f.number(report.stored) if report and is_done else "–",
        duplicate=f.number(report.duplicate) if report and is_done else "–",
        rejected=f.number(report.rejected) if report and is_done else "–",
        rejected_url=_rejected_url(found) if report and is_done and report.rejected else "",
        what_next="" if is_done else _what_next(found, reader),
    )


def _what_next(found: FileImport, reader: Reader) -> str:
    if found.status.is_running:
        return reader.t.pgettext("import", "Watch")
    if found.status.can_resume:
        return reader.t.pgettext("import", "Resume")
    return reader.t.pgettext("import", "Go on")


def column_line(number: int, found: ColumnDraft, reader: Reader) -> ColumnLine:
    """Write one column."""
    return ColumnLine(
        number=number,
        column=found.column,
        holds=reader.t.label(_HOLDS[found.holds]) if found.holds in _HOLDS else "",
        examples=tuple(_short(text) for text in dict.fromkeys(found.examples)),
        part=found.part.value,
        name=found.name,
        is_named=found.part in NAMED_PARTS,
        reason=reason_words(found.reason, reader),
    )


def part_choices(reader: Reader) -> list[tuple[str, str]]:
    """Return value and label of every part."""
    return [(part.value, reader.t.label(label)) for part, label in PARTS.items()]


def event_row(found: PreviewEvent, reader: Reader) -> EventRow:
    """Write one event of a preview."""
    f = reader.formats
    is_day = found.precision == "day"
    return EventRow(
        line=f.number(found.line),
        at=f.day(found.occurred_at, reader.zone) if is_day else f.instant(found.occurred_at, reader.zone),
        name=found.name,
        person=_who(found.person, found.person_label),
        account=_who(found.account, found.account_label),
        channel=word(CHANNELS, found.channel, reader.t) if found.channel else "",
        value=f.money(found.value) if found.value is not None else "",
        properties=tuple((name, _short(value)) for name, value in found.properties.items()),
    )


def _who(identifiers: Sequence[tuple[str, str]], label: str) -> tuple[str, ...]:
    named = [f"{kind} {_short(value)}" for kind, value in identifiers]
    return tuple([label, *named] if label else named)


def progress_line(found: ImportProgress | None, reader: Reader, *, is_running: bool) -> ProgressLine:
    """Write how far an import is."""
    f, t = reader.formats, reader.t
    progress = found or ImportProgress(Stage.WAITING)
    counts = {"done": f.number(progress.done), "total": f.number(progress.total)}
    count = t.pgettext("progress", "%(done)s of %(total)s", **counts) if progress.total else counts["done"]
    is_counted = progress.stage is not Stage.WAITING and progress.done > 0
    return ProgressLine(
        stage=t.label(_STAGES[progress.stage]),
        count=count if is_counted else "",
        percent=f.percent(progress.share, 0) if progress.share is not None else "",
        left=_left(progress.seconds_left, reader),
        value=round(100 * progress.share) if progress.share is not None else None,
        is_running=is_running,
    )


def _left(seconds: float | None, reader: Reader) -> str:
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return reader.t.pgettext("progress", "less than a minute left")
    return reader.t.ngettext("about %(n)s minute left", "about %(n)s minutes left", round(seconds / _MINUTE))


def report_line(found: FileImport, report: ImportReport, reader: Reader) -> ReportLine:
    """Write a report."""
    f = reader.formats
    return ReportLine(
        rows=f.number(report.rows),
        taken=f.number(report.received - report.rejected if report.dry_run else report.stored),
        duplicate=f.number(report.duplicate),
        conflict=f.number(report.conflict),
        rejected=f.number(report.rejected),
        has_rejected=report.rejected > 0,
        events=tuple((name, f.number(count)) for name, count in report.events.items()),
        notices=report.notices,
        rejects=reject_lines(report.rejects, reader),
        rejected_url=_rejected_url(found),
    )


def reject_lines(groups: Sequence[RejectedGroup], reader: Reader) -> tuple[tuple[str, str, str, str], ...]:
    """Return reason, message, lines and number of rows of every group."""
    f = reader.formats
    return tuple(
        (rejection_words(group.reason, reader), group.message, _lines(group, reader), f.number(group.rows))
        for group in groups
    )


def _lines(group: RejectedGroup, reader: Reader) -> str:
    f = reader.formats
    if group.first_line is None:
        return "–"
    if group.first_line == group.last_line:
        return f.number(group.first_line)
    return f"{f.number(group.first_line)}–{f.number(group.last_line)}"


def recipe_line(found: SavedRecipe, reader: Reader) -> tuple[str, str, str, str]:
    """Return name, source, events and time of a saved recipe."""
    return (
        found.name,
        found.source or "–",
        ", ".join(found.events) or "–",
        reader.formats.instant(found.changed_at, reader.zone),
    )


def size_words(count: int, reader: Reader) -> str:
    """Write a size in bytes."""
    f = reader.formats
    if count < 1_000_000:
        return f"{f.number(count / 1_000, 1)} kB"
    return f"{f.number(count / 1_000_000, 1)} MB"


def _rejected_url(found: FileImport) -> str:
    return with_params("/rejected", {"source": found.source, "state": "all"})


def _short(text: str) -> str:
    return text if len(text) <= _MOST_EXAMPLE else text[:_MOST_EXAMPLE] + "…"
