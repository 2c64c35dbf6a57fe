"""Questions in SQL: read only, over documented views, within limits."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import UsageError
from wegmarke.engine import Answer, Limits, select
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.sql_views import VIEWS

MOST_ROWS: Final = 1_000_000
MOST_SECONDS: Final = 300


class SqlDoor(Door):
    """One SELECT over the views of docs/sql.md; whatever else is asked is refused."""

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the names of the columns of each view."""
        return {view.name: tuple(name for name, _ in view.columns) for view in VIEWS}

    @operation("sql")
    def select(self, statement: str, rows: int = 10_000, seconds: float = 30) -> Answer:
        """Answer one statement.

        Args:
            statement: one SELECT.
            rows: how many rows come back at most.
            seconds: how long it may run.

        Raises:
            UsageError: when it is not one SELECT over the views, is wrong, or takes too long.
        """
        if not 1 <= rows <= MOST_ROWS:
            raise UsageError(f"rows: expected a number from 1 to {MOST_ROWS:,}; got {rows:,}.")
        if not 0 < seconds <= MOST_SECONDS:
            raise UsageError(f"seconds: expected more than 0 and at most {MOST_SECONDS}; got {seconds:g}.")
        views = {view.name: view.sql for view in VIEWS}
        return select(self.stores.engine, statement, views, Limits(rows, seconds))
