"""What commands print: tables for people, JSON, CSV or Parquet for programs; messages on standard error."""

from __future__ import annotations

import datetime as dt
import enum
import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from wegmarke.domain import UsageError
from wegmarke.workspace import Result


class Format(enum.StrEnum):
    """How a table is printed."""

    TABLE = "table"  # for people
    JSON = "json"  # one object with rows, definition and exclusions
    CSV = "csv"  # rows alone
    PARQUET = "parquet"  # rows alone, binary: send it to a file


FormatOption = Annotated[Format, typer.Option("--format", help="table, json, csv or parquet")]


def complain(text: str) -> None:
    """Print an error for people."""
    Console(stderr=True, highlight=False, markup=False).print(text, style="red", soft_wrap=True)


def say(text: str) -> None:
    """Print a line for people."""
    Console(highlight=False, markup=False).print(text, soft_wrap=True)


def print_result(result: Result, format_: Format) -> None:
    """Print an analysis: its rows, and with them what exactly was computed."""
    if format_ is Format.JSON:
        print_json(_in_full(result))
        return
    print_rows(result.to_pyarrow(), format_)
    if format_ is Format.TABLE:
        say(f"\n{result.definition}")


def write_result(result: Result, format_: Format, file: Path) -> None:
    """Write an analysis to a file; a table for people is the same as on the screen."""
    try:
        with file.open("wb") as sink:
            _write_result(result, format_, sink)
    except OSError as error:
        raise UsageError(f"{file}: expected a file that can be written; {error.strerror}. Check the path.") from error


def _write_result(result: Result, format_: Format, sink: BinaryIO) -> None:
    rows = result.to_pyarrow()
    if format_ is Format.PARQUET:
        pa.parquet.write_table(rows, sink)
    elif format_ is Format.CSV:
        pa.csv.write_csv(_in_cells(rows), sink)
    elif format_ is Format.JSON:
        sink.write(f"{_as_json(_in_full(result))}\n".encode())
    else:
        with io.TextIOWrapper(sink, encoding="utf-8") as text:
            Console(highlight=False, markup=False, width=240, file=text).print(_as_columns(rows))
            text.write(f"\n{result.definition}\n")


def _in_full(result: Result) -> dict[str, object]:
    hidden = result.hidden
    return {
        "name": result.name,
        "rows": result.to_pyarrow().to_pylist(),
        "definition": str(result.definition),
        "excluded": dict(result.excluded),
        "hidden": {"rows": hidden.rows, "columns": list(hidden.columns), "below": hidden.below} if hidden else None,
    }


def print_rows(rows: pa.Table, format_: Format) -> None:
    """Print the rows of a table."""
    if format_ is Format.JSON:
        print_json(rows.to_pylist())
    elif format_ is Format.CSV:
        pa.csv.write_csv(_in_cells(rows), sys.stdout.buffer)
    elif format_ is Format.PARQUET:
        _print_parquet(rows)
    else:
        _print_table(rows)


def print_values(values: Sequence[object], format_: Format) -> None:
    """Print a list of domain values, one per row."""
    plain = msgspec.to_builtins(list(values), builtin_types=(dt.datetime,))
    if format_ is Format.JSON:
        print_json(plain)
    elif plain:
        print_rows(pa.Table.from_pylist([{key: _flat(value) for key, value in row.items()} for row in plain]), format_)


def print_json(value: object) -> None:
    """Print a value as JSON, readable and in UTF-8."""
    print(_as_json(value))  # noqa: T201


def _as_json(value: object) -> str:
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2)


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """Show a bar on standard error; nothing where that is not a terminal."""
    columns = (
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        yield bar


def read_text(file: Path) -> str:
    """Read a text file a person named."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file}: expected a file that can be read; {error.strerror}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: expected UTF-8 text; byte {error.start} is not. Save it as UTF-8.") from error


def _print_parquet(rows: pa.Table) -> None:
    if sys.stdout.isatty():
        raise UsageError("--format parquet is binary: expected an output file, got a terminal. Add `> result.parquet`.")
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(rows, sink)
    sys.stdout.buffer.write(sink.getvalue())


def _print_table(rows: pa.Table) -> None:
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 240).print(_as_columns(rows))


def _as_columns(rows: pa.Table) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for field in rows.schema:
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        table.add_column(field.name, justify="right" if number else "left")
    for row in rows.to_pylist():
        table.add_row(*(_shown(value) for value in row.values()))
    return table


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return " > ".join(map(str, value)) if isinstance(value, list) else str(value)


def _in_cells(rows: pa.Table) -> pa.Table:
    """Write lists, e.g. the touchpoints of a path, as one text: no cell of a spreadsheet holds several values."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_list(field.type):
            texts = [None if value is None else " > ".join(map(str, value)) for value in rows[place].to_pylist()]
            rows = rows.set_column(place, field.name, pa.array(texts, pa.string()))
    return rows


def _flat(value: object) -> object:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list | tuple) else value
