"""Handlers of the import assistant."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, NotFound, SourceUnreadable, StoreRefuses, UsageError, WegmarkeError
from wegmarke.domain.imports import FileImport, ImportStatus, Part, Preview
from wegmarke.web.imports.forms import read_draft
from wegmarke.web.imports.lines import (
    column_line,
    event_row,
    import_line,
    part_choices,
    progress_line,
    recipe_line,
    reject_lines,
    report_line,
    size_words,
)
from wegmarke.web.imports.upload import receive_upload
from wegmarke.web.site import Page, render

_FRONT = "/imports"
# Two thousand columns, each with a part and a name; or a recipe of a million characters, each written as three.
_LARGEST_FORM = 3_500_000
_MOST_PROBLEMS = 50


class Text(msgspec.Struct, frozen=True):
    """The form of the editor: the recipe, and what to do with it."""

    text: str = ""
    act: str = "preview"


class Begin(msgspec.Struct, frozen=True):
    """The form that begins an import: under which name the recipe is saved."""

    recipe: str = ""


@get("/imports", sync_to_thread=True)
def import_list(page: NamedDependency[Page]) -> Response[str]:
    """Show the form for a file, recent imports and saved recipes."""
    return _front(page)


@post("/imports/upload", request_max_body_size=None)
async def upload(request: Request[object, object, State], page: NamedDependency[Page]) -> Response[Any]:
    """Take a file, and a saved recipe for it where one was chosen; a script gets an address in place of a page."""
    wants_json = "application/json" in request.headers.get("accept", "")
    try:
        record, fields = await receive_upload(request, page.front.imports)
        if fields.get("recipe"):
            page.front.imports.use_recipe(record.id, fields["recipe"])
    except (UsageError, StoreRefuses, NotFound, DocumentInvalid) as error:
        if wants_json:
            return Response({"failure": str(error)}, status_code=422)
        return _front(page, failure=str(error))
    address = f"{_FRONT}/{record.id}"
    return Response({"address": address}) if wants_json else Redirect(address, status_code=303)


@get("/imports/{import_id:str}", sync_to_thread=True)
def import_page(page: NamedDependency[Page], import_id: FromPath[str]) -> Response[str]:
    """Show where an import stands: what its columns are, how far it is, or what became of it."""
    found = page.front.imports.get(import_id)
    if found.status.is_running:
        return _running(page, found)
    if found.status is ImportStatus.READY and found.report is None:
        return _text(page, found) if found.is_text else _columns(page, found)
    return _outcome(page, found)


@get("/imports/{import_id:str}/columns", sync_to_thread=True)
def import_columns(page: NamedDependency[Page], import_id: FromPath[str]) -> Response[str]:
    """Show what the columns are taken for."""
    return _columns(page, page.front.imports.get(import_id))


@post("/imports/{import_id:str}/columns/apply", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def change_columns(
    page: NamedDependency[Page], import_id: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Redirect:
    """Keep what a person chose; the next page shows it as events, or names its problems."""
    imports = page.front.imports
    try:
        imports.put_draft(import_id, read_draft(data, imports.draft(import_id)))
        if data.get("act") == "check":
            imports.check(import_id)
            return Redirect(f"{_FRONT}/{import_id}", status_code=303)
    except DocumentInvalid:
        pass
    return Redirect(f"{_FRONT}/{import_id}/columns", status_code=303)


@get("/imports/{import_id:str}/text", sync_to_thread=True)
def import_text(page: NamedDependency[Page], import_id: FromPath[str]) -> Response[str]:
    """Show the recipe as text."""
    return _text(page, page.front.imports.get(import_id))


@post("/imports/{import_id:str}/text/apply", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def change_text(
    page: NamedDependency[Page], import_id: FromPath[str], data: URLEncodedBody[Text]
) -> Response[str] | Redirect:
    """Keep a recipe that was written as text, or say what is wrong with it."""
    text = data.text.replace("\r\n", "\n")
    try:
        page.front.imports.put_recipe(import_id, text)
    except DocumentInvalid as error:
        return _text(page, page.front.imports.get(import_id), text=text, problem=error)
    if data.act == "check":
        page.front.imports.check(import_id)
        return Redirect(f"{_FRONT}/{import_id}", status_code=303)
    return Redirect(f"{_FRONT}/{import_id}/text", status_code=303)


@get("/imports/{import_id:str}/progress", sync_to_thread=True)
def import_progress(page: NamedDependency[Page], import_id: FromPath[str]) -> Response[str]:
    """Show how far an import is, as a part of a page that is looked at again and again."""
    found = page.front.imports.get(import_id)
    progress = progress_line(found.progress, page.reader, is_running=found.status.is_running)
    html = render("imports/progress_part.html", page.reader, f"{_FRONT}/{import_id}", progress=progress)
    return Response(html, media_type=MediaType.HTML)


@post("/imports/{import_id:str}/start", sync_to_thread=True)
def start_import(
    page: NamedDependency[Page], import_id: FromPath[str], data: URLEncodedBody[Begin]
) -> Response[str] | Redirect:
    """Save the recipe and begin to import."""
    try:
        page.front.imports.start(import_id, data.recipe.strip())
    except UsageError as error:
        return _outcome(page, page.front.imports.get(import_id), failure=str(error), recipe=data.recipe)
    return Redirect(f"{_FRONT}/{import_id}", status_code=303)


@post("/imports/{import_id:str}/{act:str}", sync_to_thread=True, status_code=303)
def act_on_import(page: NamedDependency[Page], import_id: FromPath[str], act: FromPath[str]) -> Redirect:
    """Check, resume, cancel or remove."""
    imports = page.front.imports
    match act:
        case "check":
            imports.check(import_id)
        case "resume":
            imports.resume(import_id)
        case "cancel":
            imports.cancel(import_id)
        case "erase":
            imports.erase(import_id)
            return Redirect(_FRONT, status_code=303)
        case _:
            raise NotFound("address: expected check, resume, cancel or erase. Go back to the import.")
    return Redirect(f"{_FRONT}/{import_id}", status_code=303)


@get("/imports/recipes/{name:str}", sync_to_thread=True)
def saved_recipe(page: NamedDependency[Page], name: FromPath[str]) -> Response[str]:
    """Show a saved recipe."""
    found = page.front.imports.saved_recipe(name)
    return page.render(
        "imports/recipe.html",
        title=page.reader.t.gettext("Recipe %(name)s", name=found.name),
        place="settings",
        recipe=found,
        file=f"recipes/{found.name}.yaml",
        changed_at=page.reader.formats.instant(found.changed_at, page.reader.zone),
    )


@post("/imports/recipes/{name:str}/erase", sync_to_thread=True, status_code=303)
def erase_recipe(page: NamedDependency[Page], name: FromPath[str]) -> Redirect:
    """Remove a saved recipe."""
    page.front.imports.erase_recipe(name)
    return Redirect(_FRONT, status_code=303)


def _front(page: Page, *, failure: str = "") -> Response[str]:
    imports, reader = page.front.imports, page.reader
    page = dataclasses.replace(page, path=_FRONT)
    return page.render(
        "imports/list.html",
        title=reader.t.pgettext("title", "Import files"),
        place="settings",
        status=422 if failure else 200,
        failure=failure,
        lines=[import_line(found, reader) for found in imports.list()],
        recipes=[recipe_line(found, reader) for found in imports.recipes()],
        most_bytes=imports.most_bytes,
        most=size_words(imports.most_bytes, reader),
    )


def _columns(page: Page, found: FileImport) -> Response[str]:
    reader = page.reader
    try:
        draft = page.front.imports.draft(found.id)
    except SourceUnreadable as error:
        return _outcome(page, dataclasses.replace(found, failure=error.message))
    return _step(
        page,
        found,
        "imports/columns.html",
        draft=draft,
        columns=[column_line(number, column, reader) for number, column in enumerate(draft.columns)],
        choices=part_choices(reader),
        has_event=bool(draft.first(Part.EVENT)),
        has_value=bool(draft.first(Part.VALUE)),
        rows=reader.formats.number(draft.rows),
        bad=draft.bad,
        **_previewed(page, found),
    )


def _text(
    page: Page, found: FileImport, *, text: str | None = None, problem: DocumentInvalid | None = None
) -> Response[str]:
    if text is None:
        try:
            text = page.front.imports.recipe(found.id)
        except DocumentInvalid as error:
            text, problem = "", error
        except SourceUnreadable as error:
            return _outcome(page, dataclasses.replace(found, failure=error.message))
    previewed = _previewed(page, found) if problem is None else _troubled(problem)
    return _step(page, found, "imports/text.html", status=422 if problem else 200, text=text, **previewed)


def _previewed(page: Page, found: FileImport) -> dict[str, Any]:
    try:
        preview = page.front.imports.preview(found.id)
    except (DocumentInvalid, SourceUnreadable) as error:
        return _troubled(error)
    return {"message": "", "problems": [], **_shown(preview, page)}


def _troubled(error: WegmarkeError) -> dict[str, Any]:
    problems = [str(problem) for problem in error.problems[:_MOST_PROBLEMS]]
    return {"message": error.message, "problems": problems, "preview": None, "events": [], "rejects": ()}


def _shown(preview: Preview, page: Page) -> dict[str, Any]:
    reader = page.reader
    return {
        "preview": preview,
        "events": [event_row(event, reader) for event in preview.events],
        "rejects": reject_lines(preview.rejects, reader),
    }


def _running(page: Page, found: FileImport) -> Response[str]:
    return _step(
        page,
        found,
        "imports/running.html",
        progress=progress_line(found.progress, page.reader, is_running=True),
        is_check=found.status is ImportStatus.CHECKING,
    )


def _outcome(page: Page, found: FileImport, *, failure: str = "", recipe: str = "") -> Response[str]:
    imports, reader = page.front.imports, page.reader
    saved = {one.name: one for one in imports.recipes()}
    name = recipe or found.recipe or found.source
    stopped = found.progress if found.status.can_resume else None
    return _step(
        page,
        found,
        "imports/outcome.html",
        status=422 if failure else 200,
        report=report_line(found, found.report, reader) if found.report is not None else None,
        status_name=found.status.value,
        can_resume=found.status.can_resume and found.has_file,
        failure=failure or found.failure,
        problems=found.problems,
        recipe_name=name,
        replaces=name in saved and found.status is ImportStatus.READY and saved[name].text != _recipe(page, found),
        progress=progress_line(stopped, reader, is_running=False),
    )


def _recipe(page: Page, found: FileImport) -> str:
    try:
        return page.front.imports.recipe(found.id)
    except WegmarkeError:
        return ""


def _step(page: Page, found: FileImport, template: str, *, status: int = 200, **values: object) -> Response[str]:
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    here = page.path if page.path.endswith(("/columns", "/text")) else f"{_FRONT}/{found.id}"
    page = dataclasses.replace(page, path=here, params={})
    f = page.reader.formats
    return page.render(
        template,
        title=page.reader.t.gettext("Import %(file)s", file=found.file),
        place="settings",
        status=status,
        found=found,
        step=_step_number(found, template),
        size=size_words(found.size, page.reader),
        at=f.instant(found.created_at, page.reader.zone),
        **values,
    )


def _step_number(found: FileImport, template: str) -> int:
    if template in ("imports/columns.html", "imports/text.html"):
        return 2
    if found.status is ImportStatus.READY and found.report is None:
        return 1
    if found.status in (ImportStatus.READY, ImportStatus.CHECKING):
        return 3
    return 4
