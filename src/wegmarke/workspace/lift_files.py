"""The lift of a treatment over its random holdout, from a file with one row per unit; no workspace is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics import Result, predict
from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.sources import read_plain_table


def lift_of_file(
    file: Path,
    group: str,
    treated: str,
    holdout: str,
    outcomes: Sequence[str],
    *,
    is_random: bool = False,
    parts: str | None = None,
) -> Result:
    """Read a CSV file, workbook, Parquet file or JSON lines, and compare; see `predict.lift`.

    Raises:
        SourceUnreadable: the file cannot be read.
        UsageError: without a random holdout, for columns or groups that are not there, and for outcomes that are no
            numbers.
    """
    table = read_plain_table(file)
    if missing := [name for name in outcomes if name not in table.column_names]:
        raise unknown_value("outcome", ", ".join(missing), table.column_names)
    for name in outcomes:
        table = table.set_column(table.column_names.index(name), name, _numbers(table, name))
    return predict.lift(table, group, treated, holdout, tuple(outcomes), is_random=is_random, parts=parts)


def _numbers(table: pa.Table, name: str) -> pa.ChunkedArray:
    try:
        return pc.utf8_trim_whitespace(table[name].cast(pa.string())).cast(pa.float64())
    except pa.ArrowInvalid as error:
        raise UsageError(f"outcome {name}: expected numbers with a decimal point; {error}.") from error
