"""New databases of tests get the schema at once, as the migrations leave it.

Going through all versions takes a tenth of a second of the processor and a commit for each, in every test that makes
a workspace. It is gone through once a process, by the real migrations; what they leave is then written down again.
`tests/state` migrates for itself, and shows that both give the same.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from functools import cache
from pathlib import Path

from wegmarke.state import Database, migrate, open_database

_MODULE = sys.modules["wegmarke.state.migrate"]
_really_apply = _MODULE._apply  # what is taken a shorter way
is_shortened = False


def shorten() -> None:
    """Let `migrate` write down what it would come to, where a database is new and `is_shortened` says so."""
    _MODULE._apply = _apply  # type: ignore[attr-defined]  # as above


def _apply(database: Database, line: str, missing: list[str]) -> None:
    if not is_shortened or missing != _all(line):
        _really_apply(database, line, missing)
        return
    with database.write() as connection:
        for statement, values in _left_by_migrations(line):
            connection.exec_driver_sql(statement, values)


@cache
def _all(line: str) -> list[str]:
    versions = Path(_MODULE.__file__ or "").parent / "versions" / line
    return sorted(file.name[:4] for file in versions.glob("[0-9]*.py"))


@cache
def _left_by_migrations(line: str) -> list[tuple[str, tuple[object, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.sqlite3"
        database = open_database(file)
        global is_shortened  # the real ones, this once
        before, is_shortened = is_shortened, False
        try:
            migrate(database, line)
        finally:
            is_shortened = before
            database.close()
        with sqlite3.connect(file) as read:
            made = read.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
            made = [row for row in made.fetchall() if not row[1].startswith("sqlite_")]
            rows = {
                name: read.execute(f'SELECT * FROM "{name}"').fetchall() for kind, name, _ in made if kind == "table"
            }
        read.close()
    found: list[tuple[str, tuple[object, ...]]] = [(sql, ()) for kind, _, sql in made if kind == "table"]
    for name, lines in rows.items():
        found += [(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(line))})', line) for line in lines]
    return found + [(sql, ()) for kind, _, sql in made if kind != "table"]
