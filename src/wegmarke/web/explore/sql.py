"""The page for analysts: one question in SQL over documented views, read only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar import Response, get
from litestar.di import NamedDependency

from wegmarke.domain import UsageError
from wegmarke.i18n import marked
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.front import SqlAnswer
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page

if TYPE_CHECKING:
    import pyarrow as pa

_URL: Final = "/explore/sql"
_SHOWN: Final = 200
_DOWNLOADED: Final = 100_000
_SECONDS: Final = 10.0
_FIRST: Final = "SELECT touchpoint, touches FROM touchpoints ORDER BY touches DESC"
TITLE: Final = marked("explore", "SQL")
MEANINGS: Final = {
    "events": marked("view", "every event, recognised or not"),
    "touches": marked("view", "every event at a touchpoint, with its place in the paths"),
    "transitions": marked("view", "every step from one touch to the next one of the same unit"),
    "persons": marked("view", "every person with an event, as a number"),
    "accounts": marked("view", "every account with an event, as a number"),
    "touchpoints": marked("view", "every touchpoint that a rule recognises"),
}


@get("/explore/sql", sync_to_thread=True)
def sql(page: NamedDependency[Page]) -> Response[str]:
    """Show the answer to the statement in the URL; what was typed stays when it cannot be answered."""
    from wegmarke.web.explore.registry import menu

    statement = page.params.get("q", "")
    answer, problem = _answered(page, statement, _SHOWN) if statement.strip() else (None, "")
    return page.render(
        "explore/sql.html",
        title=page.reader.t.label(TITLE),
        place="explore",
        status=400 if problem else 200,
        explore_menu=menu(_URL, page.reader),
        statement=statement or _FIRST,
        problem=problem,
        heads=_heads(answer.rows) if answer else (),
        rows=_cells(answer.rows) if answer else (),
        is_cut=answer.is_cut if answer else False,
        csv_url=with_params(f"{_URL}.csv", {"q": statement}),
        views=[
            (name, page.reader.t.label(MEANINGS[name]), columns) for name, columns in page.front.sql.columns().items()
        ],
    )


@get("/explore/sql.csv", sync_to_thread=True)
def sql_csv(page: NamedDependency[Page]) -> Response[str]:
    """Download the rows of the statement in the URL."""
    table = page.front.sql.select(page.params.get("q", ""), rows=_DOWNLOADED, seconds=_SECONDS).rows
    return csv_response("wegmarke-sql.csv", table.column_names, (tuple(row.values()) for row in table.to_pylist()))


def _answered(page: Page, statement: str, rows: int) -> tuple[SqlAnswer | None, str]:
    try:
        return page.front.sql.select(statement, rows=rows, seconds=_SECONDS), ""
    except UsageError as error:
        return None, str(error)


def _heads(rows: pa.Table) -> list[tuple[str, bool]]:
    from pyarrow import types

    return [(field.name, types.is_integer(field.type) or types.is_floating(field.type)) for field in rows.schema]


def _cells(rows: pa.Table) -> list[list[str]]:
    return [["–" if value is None else str(value) for value in row.values()] for row in rows.to_pylist()]
