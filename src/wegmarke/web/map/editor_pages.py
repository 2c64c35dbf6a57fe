"""Handlers of the map editor: its page, what its script asks, and what happens to a draft in the end."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.web.map.editor_state import comment_lines, editor_state
from wegmarke.web.map.felt import felt
from wegmarke.web.map.tabs import MOST_WORDS, map_address, map_head
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page
from wegmarke.web.words import STATUSES, word
from wegmarke.workspace import map_in_rows

_LARGEST_EDITS = 2_000_000
_LARGEST_COMMENT = 50_000
_MOST_IN_A_PLAN = 30


class Begin(msgspec.Struct, frozen=True):
    """The form that begins or discards a draft."""

    who: str = ""
    draft: int = 0


class Keep(msgspec.Struct, frozen=True):
    """The form that keeps a draft, with what its plan said."""

    who: str = ""
    why: str = ""
    draft: int = 0
    revision: int = -1
    newest: int = 0


class Edits(msgspec.Struct, frozen=True):
    """What the script sends."""

    draft: int
    base: int
    edits: list[dict[str, Any]]
    client: str = ""
    who: str = ""


class Said(msgspec.Struct, frozen=True):
    """A comment, or the settling of one."""

    space: str = ""
    thing: str = ""
    text: str = ""
    who: str = ""


@get("/maps/{map_id:str}/edit", sync_to_thread=True)
def edit_map(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show the editor with the open draft; without one, what beginning one would do."""
    maps, reader = page.front.maps, page.reader
    plan = maps.rehearse_draft(map_id)
    if plan.open is None:
        return page.render(
            "map/begin.html",
            title=plan.title.get(reader.language),
            place="map",
            head=map_head(maps.get(map_id), "/edit", reader),
            plan=plan,
            base_status=word(STATUSES, plan.base_status.value, reader.t),
            done=page.params.get("done", ""),
            most_words=MOST_WORDS,
        )
    document = maps.draft_document(map_id)
    return page.render(
        "map/edit.html",
        title=document.title.get(reader.language),
        place="map",
        head=map_head(document, "/edit", reader),
        phases=[phase.title.get(reader.language) for phase in document.phases],
        rows=[row for row in map_in_rows(document, None, reader.language) if not row.is_empty],
        base=plan.base,
    )


@post("/maps/{map_id:str}/draft/begin", sync_to_thread=True)
def begin_draft(map_id: FromPath[str], page: NamedDependency[Page], data: URLEncodedBody[Begin]) -> Redirect:
    """Begin a draft."""
    page.front.maps.begin_draft(map_id, data.who)
    return Redirect(f"{map_address(map_id)}/edit", status_code=303)


@get("/maps/{map_id:str}/draft", sync_to_thread=True)
def draft_state(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[Any]:
    """Return everything the editor begins with."""
    maps = page.front.maps
    try:
        draft = maps.draft(map_id)
        news = maps.draft_news(map_id, draft.number, draft.revision)
    except NotFound as error:
        return _refused(error)
    standing = maps.get(map_id)
    measured = felt(standing, maps.numbers(map_id)).get(None, {})
    return Response(editor_state(draft, news, measured, page.reader), media_type=MediaType.JSON)


@post("/maps/{map_id:str}/edits", sync_to_thread=True, status_code=200, request_max_body_size=_LARGEST_EDITS)
def make_edits(map_id: FromPath[str], page: NamedDependency[Page], data: JSONBody[Edits]) -> Response[Any]:
    """Make edits; the answer says what became of each and what others did meanwhile."""
    try:
        news = page.front.maps.edit(map_id, data.draft, data.base, data.edits, data.client, data.who)
    except (NotFound, UsageError) as error:
        return _refused(error)
    return Response(news, media_type=MediaType.JSON)


@get("/maps/{map_id:str}/draft/news", sync_to_thread=True)
def draft_news(
    map_id: FromPath[str], page: NamedDependency[Page], draft: FromQuery[int], since: FromQuery[int]
) -> Response[Any]:
    """Return what happened to the draft since a revision."""
    try:
        return Response(page.front.maps.draft_news(map_id, draft, since), media_type=MediaType.JSON)
    except NotFound as error:
        return _refused(error)


@get("/maps/{map_id:str}/comments", sync_to_thread=True)
def map_comments(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[Any]:
    """Return the comments of a map."""
    lines = comment_lines([*page.front.maps.comments(map_id)], page.reader)
    return Response({"comments": lines}, media_type=MediaType.JSON)


@post("/maps/{map_id:str}/comment", sync_to_thread=True, request_max_body_size=_LARGEST_COMMENT)
def add_comment(map_id: FromPath[str], page: NamedDependency[Page], data: JSONBody[Said]) -> Response[Any]:
    """Keep a comment."""
    try:
        made = page.front.maps.comment(map_id, data.space, data.thing, data.text, data.who)
    except (NotFound, UsageError) as error:
        return _refused(error)
    return Response({"number": made.number}, media_type=MediaType.JSON, status_code=201)


@post("/maps/{map_id:str}/comments/{number:int}/settle", sync_to_thread=True, status_code=200)
def settle_comment(
    map_id: FromPath[str], number: FromPath[int], page: NamedDependency[Page], data: JSONBody[Said]
) -> Response[Any]:
    """Settle a comment."""
    try:
        made = page.front.maps.settle_comment(map_id, number, data.who)
    except (NotFound, UsageError) as error:
        return _refused(error)
    return Response({"number": made.number}, media_type=MediaType.JSON)


@get("/maps/{map_id:str}/draft/keep", sync_to_thread=True)
def ask_before_keeping(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show what keeping the draft would do."""
    return _plan(page, map_id)


@post("/maps/{map_id:str}/draft/kept", sync_to_thread=True, status_code=200)
def keep_draft(
    map_id: FromPath[str], page: NamedDependency[Page], data: URLEncodedBody[Keep]
) -> Response[str] | Redirect:
    """Keep the draft as a version, once its plan was shown."""
    maps = page.front.maps
    plan = maps.rehearse_keep(map_id)
    if (plan.draft, plan.revision, plan.newest) != (data.draft, data.revision, data.newest):
        return _plan(page, map_id, data, changed=True)
    try:
        made = maps.keep_draft(map_id, data.draft, data.revision, data.newest, data.who, data.why)
    except (UsageError, DocumentInvalid) as error:
        return _plan(page, map_id, data, message=str(error))
    done = {"done": str(made[0])} if made else {}
    return Redirect(with_params(f"{map_address(map_id)}/versions", done), status_code=303)


@post("/maps/{map_id:str}/draft/discarded", sync_to_thread=True)
def discard_draft(map_id: FromPath[str], page: NamedDependency[Page], data: URLEncodedBody[Begin]) -> Redirect:
    """Give the draft up."""
    page.front.maps.discard_draft(map_id, data.draft)
    return Redirect(f"{map_address(map_id)}/edit?done=discarded", status_code=303)


def _plan(
    page: Page, map_id: str, form: Keep | None = None, *, message: str = "", changed: bool = False
) -> Response[str]:
    maps, reader = page.front.maps, page.reader
    plan = maps.rehearse_keep(map_id)
    return page.render(
        "map/keep.html",
        title=reader.t.pgettext("title", "Keep the draft as a version"),
        place="map",
        status=422 if message else 200,
        head=map_head(maps.get(map_id), "/edit", reader),
        plan=plan,
        differences=[one.text.get(reader.language) for one in plan.differences[:_MOST_IN_A_PLAN]],
        more=len(plan.differences) > _MOST_IN_A_PLAN,
        form=form or Keep(),
        most_words=MOST_WORDS,
        message=message,
        changed=changed,
    )


def _refused(error: NotFound | UsageError) -> Response[Any]:
    status = 404 if isinstance(error, NotFound) else 400
    return Response({"message": str(error)}, media_type=MediaType.JSON, status_code=status)
