"""Reads a file of any known kind as a table of texts, for lists that are no events."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from wegmarke.domain import DocumentInvalid, SourceUnreadable
from wegmarke.domain.errors import Problem
from wegmarke.sources.choosing import open_file
from wegmarke.sources.csv_file import SEPARATORS
from wegmarke.sources.parts import LINE, BadRow, OpenedFile
from wegmarke.sources.recipe import FileSpec
from wegmarke.sources.unpacking import DEFAULT_LIMITS, UnpackLimits

_MOST_PROBLEMS = 500
_ENCODINGS = ("utf-8", "windows-1252")


def read_plain_table(path: Path, *, line: str = "_line", limits: UnpackLimits = DEFAULT_LIMITS) -> pa.Table:
    """Read a whole file: CSV with any usual separator, workbook, Parquet or JSON lines.

    Returns:
        Its columns as text, empty values as null, and under the name `line` where each row stands in the file.

    Raises:
        SourceUnreadable: the file cannot be read at all, or is empty.
        DocumentInvalid: rows cannot be read, with all of them.
    """
    found = _opened(path, limits)
    columns = list(found.columns)
    tables: list[pa.Table] = []
    bad: list[BadRow] = []
    for part in found.parts(columns):
        bad += part.bad[: _MOST_PROBLEMS - len(bad)]
        tables.append(part.table.rename_columns([line, *(name for name in part.table.column_names if name != LINE)]))
    if bad:
        problems = [
            Problem(f"{path.name} line {row.line}", "a row that can be read", row.reason, row.message, row.reason)
            for row in bad
        ]
        raise DocumentInvalid(f"{path.name}: nothing was read.", problems=problems)
    return (
        pa.concat_tables(tables) if tables else pa.table({name: pa.array([], pa.string()) for name in [line, *columns]})
    )


def _opened(path: Path, limits: UnpackLimits) -> OpenedFile:
    """Open a file with the separator that takes its names apart, in the encoding that it can be read in."""
    for encoding in _ENCODINGS:
        specs = [FileSpec("plain", (path.name,), separator=one, encoding=encoding) for one in SEPARATORS]
        try:
            found = [opened for spec in specs if (opened := open_file(path, spec, limits)) is not None]
        except SourceUnreadable:
            if encoding == _ENCODINGS[-1]:
                raise
            continue
        if not found:
            raise SourceUnreadable(f"{path.name}: expected a line of names and rows, but the file is empty.")
        opened = max(found, key=lambda one: len(one.columns))
        if encoding == _ENCODINGS[-1] or not _is_in_another_encoding(opened):
            return opened
    raise AssertionError("the last encoding is taken as it is")


def _is_in_another_encoding(opened: OpenedFile) -> bool:
    return any(row.reason == "wrong_encoding" for part in opened.parts(opened.columns[:1]) for row in part.bad)
