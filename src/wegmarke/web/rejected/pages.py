"""Handlers of rejected rows."""

from __future__ import annotations

import dataclasses

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.domain.views import RejectedChoice
from wegmarke.web.listing import pager, read_page
from wegmarke.web.rejected.rows import (
    choice_params,
    in_lines,
    narrowings,
    read_choice,
    row_line,
    state_choices,
)
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page
from wegmarke.web.start.overview import group_lines

SIZE = 50
_MOST_GROUPS = 50
# A payload of a million characters, each of which a form may write as three.
_LARGEST_FORM = 3_500_000


class Correction(msgspec.Struct, frozen=True):
    """The form of one row: its payload, and whether to offer it again at once."""

    payload: str = ""
    act: str = "save"


class Chosen(msgspec.Struct, frozen=True):
    """The form behind an action on all chosen rows."""

    source: str = ""
    reason: str = ""
    file: str = ""
    q: str = ""
    state: str = ""

    def choice(self) -> RejectedChoice:
        """Return which rows are meant."""
        return read_choice({name: getattr(self, name) for name in self.__struct_fields__})


@get("/rejected", sync_to_thread=True)
def rejected_list(page: NamedDependency[Page]) -> Response[str]:
    """Show rejected rows by reason, and the rows themselves."""
    choice, number, reader = read_choice(page.params), read_page(page.params), page.reader
    found = page.front.rejected.page(choice, number=number, size=SIZE)
    groups = page.front.rejected.groups(choice)
    narrowed = narrowings(choice, reader)
    return page.render(
        "rejected/list.html",
        title=reader.t.gettext("Rejected rows"),
        place="start",
        lines=[row_line(row, reader) for row in found.rows],
        groups=group_lines(groups[:_MOST_GROUPS], reader) if len(groups) > 1 else [],
        total=found.total,
        events=sum(row.is_event and row.replayed_at is None for row in found.rows),
        search=choice.search,
        narrowed=narrowed,
        states=state_choices(choice, reader),
        kept=choice_params(choice),
        is_narrowed=bool(narrowed or choice.search or choice.state != "open"),
        pager=pager(number, SIZE, found.total, page.path, choice_params(choice), reader),
        days=page.front.health().rejected_days,
        done=_done(page),
        erase_url=with_params("/rejected/erase", choice_params(choice)),
    )


@get("/rejected/erase", sync_to_thread=True)
def ask_before_erasing(page: NamedDependency[Page]) -> Response[str]:
    """Say what erasing the chosen rows would do."""
    choice, reader = read_choice(page.params), page.reader
    return page.render(
        "rejected/erase.html",
        title=reader.t.gettext("Erase rejected rows"),
        place="start",
        total=page.front.rejected.page(choice, size=1).total,
        groups=group_lines(page.front.rejected.groups(choice)[:_MOST_GROUPS], reader),
        kept=choice_params(choice),
        back=with_params("/rejected", choice_params(choice)),
    )


@post("/rejected/erase/confirmed", sync_to_thread=True, status_code=303)
def erase_rows(page: NamedDependency[Page], data: URLEncodedBody[Chosen]) -> Redirect:
    """Erase all chosen rows."""
    erased = page.front.rejected.erase_all(data.choice())
    return Redirect(with_params("/rejected", {"erased": str(erased)}), status_code=303)


@post("/rejected/replay", sync_to_thread=True, status_code=303)
def replay_rows(page: NamedDependency[Page], data: URLEncodedBody[Chosen]) -> Redirect:
    """Offer all chosen rows again."""
    report = page.front.rejected.replay_all(data.choice())
    counts = {"accepted": report.accepted, "refused": report.refused, "skipped": report.skipped}
    done = {name: str(count) for name, count in counts.items()}
    return Redirect(with_params("/rejected", choice_params(data.choice()) | done), status_code=303)


@get("/rejected/{row_id:str}", sync_to_thread=True)
def rejected_row(page: NamedDependency[Page], row_id: FromPath[str]) -> Response[str]:
    """Show one row with its payload."""
    return _row(page, row_id)


@post("/rejected/{row_id:str}/correct", sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def correct_row(
    page: NamedDependency[Page], row_id: FromPath[str], data: URLEncodedBody[Correction]
) -> Response[str] | Redirect:
    """Keep a corrected payload, and offer it again where that was asked for."""
    payload = data.payload.replace("\r\n", "\n")
    try:
        page.front.rejected.edit(row_id, payload)
    except DocumentInvalid as error:
        return _row(page, row_id, text=payload, problems=error.problems)
    if data.act == "replay":
        report = page.front.rejected.replay(row_id)
        if report.refused:
            return _row(page, row_id, text=payload, refused=report.messages)
    return Redirect(with_params(f"/rejected/{row_id}", {"saved": "1"}), status_code=303)


@post("/rejected/{row_id:str}/erase", sync_to_thread=True, status_code=303)
def erase_row(page: NamedDependency[Page], row_id: FromPath[str]) -> Redirect:
    """Erase one row."""
    erased = page.front.rejected.erase(row_id)
    return Redirect(with_params("/rejected", {"erased": str(erased)}), status_code=303)


def _row(
    page: Page,
    row_id: str,
    *,
    text: str | None = None,
    problems: tuple[Problem, ...] = (),
    refused: tuple[str, ...] = (),
) -> Response[str]:
    found = page.front.rejected.get(row_id)
    # The switches of the frame lead back here, and a form's own address cannot be visited.
    page = dataclasses.replace(page, path=f"/rejected/{row_id}")
    return page.render(
        "rejected/row.html",
        title=page.reader.t.gettext("Rejected row"),
        place="start",
        status=422 if problems or refused else 200,
        row=row_line(found, page.reader),
        row_id=found.id,
        text=in_lines(found.edited or found.payload) if text is None else text,
        came=in_lines(found.payload) if found.edited is not None else "",
        is_event=found.is_event,
        is_open=found.replayed_at is None,
        problems=[str(problem) for problem in problems],
        refused=refused,
        saved=page.params.get("saved") == "1",
        rows=min(40, max(8, (text or in_lines(found.payload)).count("\n") + 2)),
    )


def _done(page: Page) -> str:
    """Write what the last action did, from the numbers in the URL."""
    t = page.reader.t
    counts = {name: page.params[name] for name in ("erased", "accepted", "refused", "skipped") if name in page.params}
    if not counts or not all(text.isascii() and text.isdigit() and len(text) < 10 for text in counts.values()):
        return ""
    numbers = {name: int(text) for name, text in counts.items()}
    if "erased" in numbers:
        return t.ngettext("%(n)s row was erased.", "%(n)s rows were erased.", numbers["erased"])
    said = [
        t.ngettext("%(n)s row was accepted.", "%(n)s rows were accepted.", numbers.get("accepted", 0)),
        t.ngettext("%(n)s row was refused again.", "%(n)s rows were refused again.", numbers.get("refused", 0)),
    ]
    if numbers.get("skipped"):
        said.append(
            t.ngettext(
                "%(n)s row is no event and was left alone.",
                "%(n)s rows are no events and were left alone.",
                numbers["skipped"],
            )
        )
    return " ".join(said)
