"""Handlers of the pages where maps leave as files and come in from files, each with what is left behind."""

from __future__ import annotations

import asyncio
import base64
import binascii
import dataclasses
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, NotFound, UsageError, WegmarkeError
from wegmarke.domain.map_files import MapFileFormat
from wegmarke.web.map.files import FormatLine, format_line, import_view, loss_lines
from wegmarke.web.map.tabs import MOST_WORDS, map_address, map_head
from wegmarke.web.site import Page

IMPORT_MAP = "/import-map"
_MOST_BYTES = 5_000_000
# A file as base64 in a form, whose signs may each be written as three.
_LARGEST_FORM = 3 * _MOST_BYTES
_MOST_PROBLEMS = 50


class KeepForm(msgspec.Struct, frozen=True):
    """The file that was looked at, as base64, and the plan that was shown."""

    file: str = ""
    content: str = ""
    into: str = ""
    seen: str = ""
    who: str = ""
    why: str = ""


@get("/maps/{map_id:str}/files", sync_to_thread=True)
def map_files(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show in which formats a map can leave, and the form that updates it from a file."""
    document = page.front.maps.get(map_id)
    head = map_head(document, "/files", page.reader)
    lines = [format_line(form, head.address, page.reader) for form in page.front.maps.formats()]
    return page.render(
        "map/files.html", title=head.title, place="map", head=head, lines=lines, **_form(page, into=map_id)
    )


@get("/maps/{map_id:str}/files/{name:str}", sync_to_thread=True)
def map_file_look(map_id: FromPath[str], name: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Say what a format leaves behind of a map, before it is downloaded."""
    form = _format(page, name)
    head = map_head(page.front.maps.get(map_id), "/files", page.reader)
    made = page.front.maps.export(map_id, form.endings[0], None, page.reader.language.value)
    line: FormatLine = format_line(form, head.address, page.reader)
    return page.render(
        "map/file.html",
        title=line.title,
        place="map",
        head=head,
        line=line,
        size=page.reader.formats.number(len(made.content)),
        losses=loss_lines(made.losses, page.reader),
    )


@get("/maps/{map_id:str}/files/{name:str}/download", sync_to_thread=True)
def map_file(map_id: FromPath[str], name: FromPath[str], page: NamedDependency[Page]) -> Response[bytes]:
    """Send a map as a file."""
    form = _format(page, name)
    made = page.front.maps.export(map_id, form.endings[0], None, page.reader.language.value)
    headers = {"content-disposition": f'attachment; filename="{map_id}{form.endings[0]}"'}
    return Response(made.content, media_type="application/octet-stream", headers=headers)


@get(IMPORT_MAP, sync_to_thread=True)
def import_map_form(page: NamedDependency[Page]) -> Response[str]:
    """Show the form for a file with a map."""
    return _front(page)


@post(f"{IMPORT_MAP}/look", request_max_body_size=_MOST_BYTES + 100_000, status_code=200)
async def look_at_map_file(
    page: NamedDependency[Page],
    data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Response[str]:
    """Show what a file would change; nothing is kept yet."""
    upload, into = data.get("file"), str(data.get("into") or "")
    if not isinstance(upload, UploadFile) or not upload.filename:
        missing = UsageError("file: expected a file; none was chosen. Choose one and try again.")
        return await asyncio.to_thread(_front, page, into, missing)
    content = await upload.read()
    form = KeepForm(file=upload.filename[:200], content=base64.b64encode(content).decode(), into=into)
    return await asyncio.to_thread(_plan, page, form, content)


@post(f"{IMPORT_MAP}/keep", sync_to_thread=True, request_max_body_size=_LARGEST_FORM, status_code=200)
def keep_map_file(page: NamedDependency[Page], data: URLEncodedBody[KeepForm]) -> Response[str] | Redirect:
    """Keep a file as a new version of its map, once its plan was shown."""
    try:
        content = base64.b64decode(data.content, validate=True)
    except binascii.Error:
        return _front(page, data.into, UsageError("file: expected the file that was looked at. Choose it again."))
    try:
        plan = page.front.maps.rehearse_import(data.file, content, data.into)
        if plan.seen != data.seen:
            return _plan(page, data, content, changed=True)
        plan = page.front.maps.import_(data.file, content, data.into, data.who, data.why, data.seen)
    except (DocumentInvalid, UsageError, NotFound) as error:
        return _front(page, data.into, error)
    return Redirect(f"{map_address(plan.map)}/versions", status_code=303)


def _plan(page: Page, form: KeepForm, content: bytes, *, changed: bool = False) -> Response[str]:
    try:
        plan = page.front.maps.rehearse_import(form.file, content, form.into)
    except (DocumentInvalid, UsageError, NotFound) as error:
        return _front(page, form.into, error)
    page = dataclasses.replace(page, path=IMPORT_MAP, params={})
    return page.render(
        "map/import_plan.html",
        title=page.reader.t.pgettext("title", "Take in a map"),
        place="map",
        status=422 if changed else 200,
        form=form,
        changed=changed,
        plan=plan,
        view=import_view(plan, page.reader),
        address=f"{IMPORT_MAP}/keep",
        most_words=MOST_WORDS,
    )


def _front(page: Page, into: str = "", failure: WegmarkeError | None = None) -> Response[str]:
    page = dataclasses.replace(page, path=IMPORT_MAP, params={})
    return page.render(
        "map/import.html",
        title=page.reader.t.pgettext("title", "Take in a map"),
        place="map",
        status=422 if failure is not None else 200,
        message=failure.message if failure is not None else "",
        problems=[str(problem) for problem in failure.problems[:_MOST_PROBLEMS]] if failure is not None else [],
        **_form(page, into=into),
    )


def _form(page: Page, *, into: str) -> dict[str, Any]:
    maps, reader = page.front.maps, page.reader
    endings = [ending for form in maps.formats() if form.can_read for ending in form.endings]
    return {
        "look": f"{IMPORT_MAP}/look",
        "into": into,
        "maps": [(summary.id, summary.title.get(reader.language)) for summary in maps.list()],
        "endings": endings,
        "most": reader.formats.number(_MOST_BYTES // 1_000_000),
    }


def _format(page: Page, name: str) -> MapFileFormat:
    found = {form.name: form for form in page.front.maps.formats()}
    if name not in found:
        raise NotFound(f"format: expected one of {', '.join(found)}; got {name[:40]!r}.")
    return found[name]
