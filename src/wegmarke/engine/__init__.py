"""The analytic engine: the only package that knows which one it is.

Purpose: open, read, write and lend tables; hide what differs between engines.
Reads: `events.duckdb`.
Writes: nothing of its own.
Used by: events, paths, rules, sources, workspace.
"""

from wegmarke.engine.connection import Engine, compile_sql, open_engine
from wegmarke.engine.elsewhere import Capabilities, Elsewhere, connect_clickhouse, connect_spark, connect_spark_session
from wegmarke.engine.limited import Answer, Limits, select
from wegmarke.engine.named_sql import load_statements
from wegmarke.engine.reading import ReadingRoom, quoted_name, text_literal
from wegmarke.engine.session import Session

__all__ = [
    "Answer",
    "Capabilities",
    "Elsewhere",
    "Engine",
    "Limits",
    "ReadingRoom",
    "Session",
    "compile_sql",
    "connect_clickhouse",
    "connect_spark",
    "connect_spark_session",
    "load_statements",
    "open_engine",
    "quoted_name",
    "select",
    "text_literal",
]
