"""What a question in SQL may say: one SELECT over named views, with functions that only compute.

The statement is parsed by the engine itself, and everything that is not known to be harmless is refused: other
statements, other tables, files, functions that read settings, wait, write, or make values of any size. This is checked
in front of the rights that the connection has anyway (no files, no network, no extension, a read-only transaction).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import duckdb

from wegmarke.domain import Problem, UsageError

MOST_CHARACTERS = 65_536
_DEEPEST = 200
_TABLE_KINDS = frozenset({"BASE_TABLE", "JOIN", "SUBQUERY", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "PIVOT"})
_TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
# these write one value of any size at once, which nothing can interrupt
_ENDLESS = frozenset({
    "repeat", "lpad", "rpad", "bar", "printf", "format", "list_resize", "array_resize", "range", "generate_series",
})  # fmt: skip
_OF_NOW = frozenset({
    "now", "today", "current_date", "current_time", "current_timestamp", "get_current_time", "get_current_timestamp",
    "current_localtime", "current_localtimestamp", "transaction_timestamp", "random",
})  # fmt: skip
_MACROS = frozenset({
    "if", "nullif", "split_part", "date_add", "ago", "fdiv", "fmod", "geomean", "geometric_mean", "histogram",
    "histogram_values", "wavg", "weighted_avg", "days_in_month", "list_append", "list_prepend", "array_to_string",
    "list_reverse", "list_sum", "list_avg", "list_min", "list_max", "list_median", "list_mode", "list_count",
    "list_first", "list_last", "list_string_agg", "list_any_value", "list_bool_and", "list_bool_or", "list_product",
    "list_histogram", "map_contains_value", "map_contains_entry",
})  # fmt: skip


def check_select(sql: str, views: Collection[str], stored: Collection[str]) -> None:
    """Refuse a statement that is not one SELECT over some views.

    Args:
        sql: the statement.
        views: names that it may read.
        stored: names of tables that exist beside them; no WITH may take one of them.

    Raises:
        UsageError: with everything that is wrong.
    """
    if len(sql) > MOST_CHARACTERS:
        raise UsageError(f"statement: expected at most {MOST_CHARACTERS:,} characters; got {len(sql):,}. Shorten it.")
    tree = _parsed(sql)
    parts = list(_dicts(tree, 0))
    # functions that stand in FROM make rows, which can be interrupted; they have a list of their own
    in_from = {id(part["function"]) for part in parts if part.get("type") == "TABLE_FUNCTION"}
    own = {str(named["key"]).lower() for part in parts if "cte_map" in part for named in part["cte_map"]["map"]}
    allowed = {view.lower() for view in views} | own
    problems = [
        _problem("WITH", "a name that no stored table has", name, "Choose another name.")
        for name in sorted(own & {name.lower() for name in stored})
    ]
    for part in parts:
        problems += _table_problems(part, allowed, sorted(views))
        problems += [] if id(part) in in_from else _function_problems(part)
    if problems:
        unique = list(dict.fromkeys(problems))
        raise UsageError("The question may not be asked as it stands.", problems=unique)


def _parsed(sql: str) -> list[object]:
    """Return the statements as a tree."""
    try:
        rows = _parser().cursor().execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchall()
        tree: dict[str, Any] = json.loads(str(rows[0][0]))
    except RecursionError as error:
        raise _too_deep() from error
    except duckdb.Error as error:
        raise UsageError(f"statement: expected one SELECT that can be read; the engine says: {error}") from error
    if tree["error"]:
        said = str(tree.get("error_message", ""))[:500]
        raise UsageError(f"statement: expected one SELECT over the documented views; the engine says: {said}")
    statements: list[object] = tree["statements"]
    if len(statements) != 1:
        raise UsageError(f"statement: expected one SELECT; got {len(statements)} statements. Ask them singly.")
    return statements


def _too_deep() -> UsageError:
    return UsageError(f"statement: expected at most {_DEEPEST} levels of nesting; got more. Split the question.")


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "64MB"})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


@cache
def _functions() -> frozenset[str]:
    """Return the names of functions that compute the same from the same, and those of now."""
    rows = (
        _parser()
        .cursor()
        .execute(
            "SELECT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'window') "
            "GROUP BY ALL HAVING bool_and(coalesce(stability, 'CONSISTENT') = 'CONSISTENT')"
        )
    )
    computing = {str(name).lower() for (name,) in rows.fetchall()}
    return frozenset((computing | _OF_NOW | _MACROS | {"unnest"}) - _ENDLESS)


def _dicts(tree: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        raise _too_deep()
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _dicts(value, depth + 1)
    elif isinstance(tree, list):
        for value in tree:
            yield from _dicts(value, depth + 1)


def _table_problems(part: dict[str, Any], allowed: Collection[str], views: list[str]) -> list[Problem]:
    """Look at one reference to a table; other parts of the tree have none of its keys."""
    if "sample" not in part or "class" in part or str(part.get("type", "")).endswith("_NODE"):
        return []
    kind = part.get("type")
    if kind not in _TABLE_KINDS:
        return [_problem("FROM", "views, joins and subqueries", str(kind), "Ask for rows of a view.")]
    if kind == "BASE_TABLE":
        path = [str(name) for name in part["qualified_name"]["path"]]
        name = ".".join(path)
        if len(path) != 1 or name.lower() not in allowed:
            return [_problem("FROM", f"one of {', '.join(views)}", repr(name[:100]), "See docs/sql.md.")]
    if kind == "TABLE_FUNCTION" and _name_of(part["function"]) not in _TABLE_FUNCTIONS:
        wanted = ", ".join(sorted(_TABLE_FUNCTIONS))
        return [_problem("FROM", f"a view or one of {wanted}", _name_of(part["function"])[:100], "Take a view.")]
    return []


def _function_problems(part: dict[str, Any]) -> list[Problem]:
    if part.get("class") not in ("FUNCTION", "WINDOW"):
        return []
    name = _name_of(part)
    if name in _functions():
        return []
    return [_problem("function", "a function that only computes", repr(name[:100]), "Leave it out.")]


def _name_of(function: dict[str, Any]) -> str:
    path = function.get("qualified_name", {}).get("path") or [function.get("function_name", "")]
    return ".".join(str(name) for name in path).lower()


def _problem(where: str, expected: str, came: str, remedy: str) -> Problem:
    return Problem(where, expected, came, remedy, code="sql_refused")
