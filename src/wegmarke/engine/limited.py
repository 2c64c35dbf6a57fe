"""Questions in SQL that people type: over views only, for a limited time, with a limited number of rows."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.engine.connection import Engine
from wegmarke.engine.one_select import check_select
from wegmarke.engine.reading import quoted_name


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a question may go.

    Attributes:
        rows: how many rows come back at most.
        seconds: how long it may run.
    """

    rows: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a question.

    Attributes:
        rows: the first ones.
        is_cut: whether there are more.
    """

    rows: pa.Table
    is_cut: bool


def select(engine: Engine, sql: str, views: Mapping[str, str], limits: Limits) -> Answer:
    """Answer one SELECT over views, in one state of the data.

    Args:
        engine: holds the tables.
        sql: what somebody typed.
        views: the SELECT of each view by its name; nothing else can be read.
        limits: how far it may go.

    Raises:
        UsageError: when it is not one SELECT over the views, is wrong, or takes too long.
    """
    with engine.snapshot() as session:
        stored = {str(name) for (name,) in session.rows(_STORED)}
        check_select(sql, views, stored - set(views))
        for name, text in views.items():
            session.run(f"CREATE OR REPLACE TEMP VIEW {quoted_name(name)} AS {text}")
        has_ended = threading.Event()

        def end() -> None:
            has_ended.set()
            session.interrupt()

        timer = threading.Timer(limits.seconds, end)
        timer.daemon = True
        timer.start()
        try:
            return Answer(*session.first_rows(sql, limits.rows))
        except (duckdb.Error, pa.ArrowException) as error:
            if has_ended.is_set():
                raise UsageError(
                    f"statement: expected an answer within {limits.seconds:g} seconds; stopped it. Ask for less, or "
                    "allow more time."
                ) from error
            raise UsageError(f"statement: expected one that can be answered; the engine says: {error}") from error
        finally:
            timer.cancel()


_STORED = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"
