"""Handlers of the list of segments, and of one segment."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import UsageError
from wegmarke.domain.segments import Segment, SegmentKind, SegmentListing
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.listing import pager, read_page, read_search
from wegmarke.web.segments.chart import DAYS, days_chart
from wegmarke.web.segments.lines import (
    KINDS,
    SEGMENTS,
    WEEK_DAYS,
    Shares,
    counted,
    segment_line,
    shares,
    subject_row,
    title_of,
    units_many,
)
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page

_SIZE: Final = 50
_MOST_ROWS: Final = 100_000
_MOST_SHOWN: Final = 20


@get(SEGMENTS, sync_to_thread=True)
def segment_list(page: NamedDependency[Page]) -> Response[str]:
    """Show all segments."""
    reader, segments = page.reader, page.front.segments
    there, search = segments.all(), read_search(page.params)
    found = [one for one in there if search.casefold() in f"{title_of(one, reader)} {one.id}".casefold()]
    found.sort(key=lambda one: title_of(one, reader).casefold())
    return page.render(
        "segments/list.html",
        title=reader.t.pgettext("title", "Segments"),
        place="people",
        lines=[segment_line(one, segments.changes(one.id, WEEK_DAYS), reader) for one in found],
        search=search,
        total=len(there),
        removed=page.params.get("removed") == "1",
    )


@get(f"{SEGMENTS}/{{segment:str}}", sync_to_thread=True)
def segment_page(page: NamedDependency[Page], segment: FromPath[str]) -> Response[str]:
    """Show one segment: what decides, how many, who, and what changed."""
    return _segment(page, page.front.segments.get(segment))


@get(f"{SEGMENTS}/{{segment:str}}/subjects.csv", sync_to_thread=True)
def segment_csv(page: NamedDependency[Page], segment: FromPath[str]) -> Response[str]:
    """Download who is in a segment, by number; names are taken away under *Persons*, by those who may."""
    rows = page.front.segments.subjects(segment, 0, _MOST_ROWS).rows
    lines = ([row.number, row.since.isoformat()] for row in rows)
    return csv_response(f"wegmarke-segment-{_file_name(segment)}.csv", ("number", "since"), lines)


@get(f"{SEGMENTS}/{{segment:str}}/changes.csv", sync_to_thread=True)
def changes_csv(page: NamedDependency[Page], segment: FromPath[str]) -> Response[str]:
    """Download how many entered and left, day by day."""
    days = page.front.segments.changes(segment, DAYS)
    lines = ([day.day.isoformat(), day.entered, day.left, day.size] for day in days)
    return csv_response(f"wegmarke-changes-{_file_name(segment)}.csv", ("day", "entered", "left", "size"), lines)


@get(f"{SEGMENTS}/{{segment:str}}/remove", sync_to_thread=True)
def ask_before_removing(page: NamedDependency[Page], segment: FromPath[str]) -> Response[str]:
    """Say what removing a segment means, and ask."""
    return _removal(page, page.front.segments.get(segment))


class Removal(msgspec.Struct, frozen=True):
    """The form that removes a segment."""

    who: str = ""
    why: str = ""


@post(f"{SEGMENTS}/{{segment:str}}/removed", sync_to_thread=True)
def remove_segment(
    page: NamedDependency[Page], segment: FromPath[str], data: URLEncodedBody[Removal]
) -> Response[str] | Redirect:
    """Remove a segment."""
    try:
        page.front.segments.remove(segment, who=data.who, why=data.why)
    except UsageError as error:
        return _removal(page, page.front.segments.get(segment), message=str(error))
    return Redirect(with_params(SEGMENTS, {"removed": "1"}), status_code=303)


class Put(msgspec.Struct, frozen=True):
    """The form that puts somebody on a static list: what the lines are, and the lines."""

    kind: str = ""
    values: str = ""


@post(f"{SEGMENTS}/{{segment:str}}/put", sync_to_thread=True, request_max_body_size=1_500_000, status_code=200)
def put_on_list(page: NamedDependency[Page], segment: FromPath[str], data: URLEncodedBody[Put]) -> Response[str]:
    """Put somebody on a static list."""
    values = [line.strip() for line in data.values.splitlines() if line.strip()]
    try:
        if data.kind:
            found = page.front.segments.put_named(segment, data.kind, values)
        else:
            found = page.front.segments.put(segment, [_number(value) for value in values])
    except UsageError as error:
        return _segment(page, page.front.segments.get(segment), failure=str(error), typed=data)
    return _segment(page, page.front.segments.get(segment), listing=found)


@post(f"{SEGMENTS}/{{segment:str}}/take-out", sync_to_thread=True)
def take_off_list(
    page: NamedDependency[Page], segment: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Redirect:
    """Take somebody off a static list."""
    chosen = data.get("subject", [])
    taken = page.front.segments.take_out(
        segment, [_number(str(n)) for n in (chosen if isinstance(chosen, list) else [chosen])]
    )
    return Redirect(with_params(f"{SEGMENTS}/{segment}", {"taken": str(taken)}), status_code=303)


def _segment(
    page: Page, segment: Segment, *, listing: SegmentListing | None = None, failure: str = "", typed: Put | None = None
) -> Response[str]:
    reader, segments, address = page.reader, page.front.segments, f"{SEGMENTS}/{segment.id}"
    number = read_page(page.params)
    found = segments.subjects(segment.id, (number - 1) * _SIZE, _SIZE)
    there = {one.id: one for one in segments.all()}
    others = [(id_, title_of(one, reader)) for id_, one in there.items() if one.subject is segment.subject]
    compared = page.params.get("with", "")
    return page.render(
        "segments/segment.html",
        title=title_of(segment, reader),
        place="people",
        status=422 if failure else 200,
        segment=segment,
        address=address,
        kind=reader.t.label(KINDS[segment.kind]),
        words=segment.words.get(reader.language),
        subjects=units_many(segment.subject, reader),
        size=counted(segment.size, segment.subject, reader),
        updated=reader.formats.instant(segment.updated_at, reader.zone),
        judged=reader.formats.instant(segment.judged_at, reader.zone),
        made_of=[
            (f"{SEGMENTS}/{id_}", title_of(there[id_], reader) if id_ in there else id_) for id_ in segment.others
        ],
        used_by=[
            (f"{SEGMENTS}/{id_}", title_of(there[id_], reader) if id_ in there else id_) for id_ in segment.used_by
        ],
        is_list=segment.kind is SegmentKind.STATIC_LIST,
        lines=[subject_row(row, segment.subject, reader) for row in found.rows],
        names_withheld=found.names_withheld,
        pager=pager(number, _SIZE, found.total, address, _kept(compared), reader),
        chart=days_chart(segments.changes(segment.id, DAYS), reader),
        days=DAYS,
        others=[line for line in others if line[0] != segment.id],
        compared=compared,
        shares=_shares(page, segment, compared),
        listing=listing,
        unknown=list(listing.unknown[:_MOST_SHOWN]) if listing is not None else [],
        failure=failure,
        typed=typed or Put(),
        taken=page.params.get("taken", ""),
        saved=page.params.get("saved") == "1",
        zone=page.front.settings.time_zone,
    )


def _shares(page: Page, segment: Segment, compared: str) -> Shares | None:
    if not compared:
        return None
    other = page.front.segments.get(compared)
    overlap = page.front.segments.overlap(segment.id, compared)
    return shares(overlap, title_of(segment, page.reader), title_of(other, page.reader), page.reader)


def _removal(page: Page, segment: Segment, message: str = "") -> Response[str]:
    reader = page.reader
    return page.render(
        "segments/remove.html",
        title=reader.t.pgettext("title", "Remove segment"),
        place="people",
        status=422 if message else 200,
        segment=segment,
        shown=title_of(segment, reader),
        size=counted(segment.size, segment.subject, reader),
        address=f"{SEGMENTS}/{segment.id}",
        message=message,
    )


def _kept(compared: str) -> dict[str, str]:
    return {"with": compared} if compared else {}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UsageError(f"subject: expected the number of a person or account; got {text[:40]!r}.")
    return int(text)


def _file_name(segment: str) -> str:
    return "".join(sign for sign in segment if sign.isascii() and (sign.isalnum() or sign in "-_"))[:60]
