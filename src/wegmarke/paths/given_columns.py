"""Data that somebody brings along: read as Arrow, checked, and brought to the columns of touches.

| column | holds |
|---|---|
| unit | whole numbers or texts; NULL where the event belongs to nobody |
| touchpoint | texts; NULL where the event is no touch |
| time | instants, or dates; an instant without a zone is in the zone of the question |
| value | optional; an amount in whole currency units |
| currency | optional; ISO 4217; without it amounts are of no currency |
| order | optional; whole numbers that decide between equal times; without it the order of the rows |
| properties | optional; a map or struct of texts, or JSON objects |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import UsageError
from wegmarke.domain.errors import Problem
from wegmarke.sources import MINOR_DIGITS, to_utc

REQUIRED: Final = ("unit", "touchpoint", "time")
OPTIONAL: Final = ("value", "currency", "order", "properties")
NO_CURRENCY: Final = 3 * "X"

_MOST_TOUCHPOINTS: Final = 65_534
_DIGITS: Final = {**MINOR_DIGITS, NO_CURRENCY: 2}


@dataclass(frozen=True)
class Given:
    """Checked data.

    Attributes:
        rows: the columns that were given, in the order of the rows.
        unit_names: what stands for unit n at place n - 1, where units are texts; None where they are numbers.
        units: number of the unit per row.
    """

    rows: pa.Table
    units: pa.Array
    unit_names: pa.Array | None


def read_given(data: object) -> Given:
    """Read and check data.

    Args:
        data: an Arrow table, a pandas or polars frame, an ibis table, anything else that exports an Arrow stream, or
            the path of a Parquet file.

    Raises:
        UsageError: with all problems at once.
    """
    rows = as_arrow(data)
    if problems := list(_problems(rows)):
        raise UsageError("data: expected columns of touches.", problems=problems)
    units, names = _numbered(_whole(rows["unit"]))
    return Given(rows, units, names)


def as_arrow(data: object, known: Sequence[str] | None = REQUIRED + OPTIONAL) -> pa.Table:
    """Return the known columns of data as an Arrow table; with None all of them."""
    if isinstance(data, str | Path):
        return _parquet(Path(data), known)
    if type(data).__module__.startswith("ibis."):
        table: Any = data
        return table.select([name for name in table.columns if known is None or name in known]).to_pyarrow()
    if type(data).__module__.startswith("polars.lazyframe"):
        lazy: Any = data
        data = lazy.collect()
    if isinstance(data, pa.RecordBatch) or hasattr(data, "__arrow_c_stream__"):
        table = pa.table(data)
        return table.select([name for name in table.column_names if known is None or name in known])
    raise UsageError(
        "data: expected an Arrow table, a pandas or polars frame, an ibis table, or the path of a Parquet file; "
        f"got {type(data).__name__}."
    )


def _parquet(file: Path, wanted: Sequence[str] | None) -> pa.Table:
    import pyarrow.parquet

    try:
        there = pyarrow.parquet.read_schema(file).names
        return pyarrow.parquet.read_table(file, columns=[name for name in there if wanted is None or name in wanted])
    except (OSError, pa.ArrowInvalid) as error:
        raise UsageError(f"{file}: expected a Parquet file that can be read; {error}. Check the path.") from error


def minor_units(rows: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Return amounts in minor units, halves to the even one, and their currencies; NULL where there is no amount."""
    if "value" not in rows.column_names:
        return pa.nulls(rows.num_rows, pa.int64()), pa.nulls(rows.num_rows, pa.string())
    value = _whole(rows["value"])
    none = pa.repeat(NO_CURRENCY, rows.num_rows)
    currency = _texts(_whole(rows["currency"])) if "currency" in rows.column_names else none
    factors = pa.array([10.0**digits for digits in _DIGITS.values()])
    factor = factors.take(pc.index_in(currency, pa.array(list(_DIGITS))))
    minor = pc.round(pc.multiply(value.cast(pa.float64()), factor), 0, "half_to_even").cast(pa.int64())
    return minor, pc.if_else(pc.is_valid(minor), currency, pa.scalar(None, pa.string()))


def instants(given: pa.ChunkedArray, zone: str) -> pa.Array:
    """Return times in UTC without a zone; those without one are in `zone`, and dates at its midnight."""
    if pa.types.is_timestamp(given.type) and given.type.tz is not None:
        return _whole(given).cast(pa.timestamp("us", tz="UTC"), safe=False).cast(pa.timestamp("us"))
    local = _whole(given).cast(pa.timestamp("us"), safe=False).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return pa.array(to_utc(local, zone).astype("datetime64[us]"))


def _problems(rows: pa.Table) -> Iterator[Problem]:
    missing = [name for name in REQUIRED if name not in rows.column_names]
    for name in missing:
        came = ", ".join(rows.column_names) or "none of the known ones"
        yield Problem(name, "a column of this name", f"the columns {came}", "Rename a column, or add one.")
    for name in rows.column_names:
        column = _whole(rows[name])
        kind, fits = _KINDS[name], _FITS[name]
        if not fits(column):
            yield Problem(name, kind, str(column.type), "Cast the column.")
        elif problem := _in_values(name, column, rows):
            yield problem


def _in_values(name: str, column: pa.Array, rows: pa.Table) -> Problem | None:
    """Return what is wrong in the values of a column whose type is right."""
    match name:
        case "time" if column.null_count:
            return Problem(name, "a time in every row", f"none in {column.null_count} rows", "Leave those rows out.")
        case "unit" if pa.types.is_floating(column.type) and not _is_whole(column):
            return Problem(name, _KINDS[name], "numbers with decimals", "Cast the column to whole numbers.")
        case "touchpoint" if (many := pc.count_distinct(column).as_py()) > _MOST_TOUCHPOINTS:
            return Problem(name, f"at most {_MOST_TOUCHPOINTS} touchpoints", f"{many}", "Group them.")
        case "currency":
            return _in_currencies(column, rows)
    return None


def _in_currencies(currency: pa.Array, rows: pa.Table) -> Problem | None:
    known = pc.is_in(_texts(currency), pa.array(list(_DIGITS)))
    needed = pc.is_valid(_whole(rows["value"])) if "value" in rows.column_names else pc.is_valid(currency)
    wrong = pc.and_(needed, pc.invert(known))
    if not pc.any(wrong).as_py():
        return None
    came = sorted({str(value) for value in pc.unique(_texts(currency).filter(wrong)).to_pylist()})[:5]
    return Problem("currency", "a code of ISO 4217 beside every value", ", ".join(came), "Write EUR, USD and so on.")


def _numbered(unit: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    if not _is_text(unit):
        return unit.cast(pa.int64()), None
    encoded = pc.dictionary_encode(_texts(unit))
    return pc.add(encoded.indices.cast(pa.int64()), 1), encoded.dictionary


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    # of several chunks, or of none, older versions make another chunked array
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _texts(column: pa.Array) -> pa.Array:
    return column.cast(pa.string())


def _is_text(column: pa.Array) -> bool:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_whole(column: pa.Array) -> bool:
    return bool(pc.all(pc.equal(column, pc.floor(column))).as_py() is not False)


def _is_number(column: pa.Array) -> bool:
    kind = column.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _is_empty(column: pa.Array) -> bool:
    return bool(pa.types.is_null(column.type))


_KINDS: Final = {
    "unit": "whole numbers or texts",
    "touchpoint": "texts",
    "time": "instants or dates",
    "value": "numbers",
    "currency": "texts",
    "order": "whole numbers",
    "properties": "a map or struct of texts, or JSON objects as text",
}

# pandas keeps whole numbers as floats where some are missing; what is all NULL has no type
_FITS: Final[Mapping[str, Callable[[pa.Array], bool]]] = {
    "unit": lambda c: _is_text(c) or pa.types.is_integer(c.type) or pa.types.is_floating(c.type) or _is_empty(c),
    "touchpoint": lambda c: _is_text(c) or _is_empty(c),
    "time": lambda c: pa.types.is_timestamp(c.type) or pa.types.is_date(c.type),
    "value": lambda c: _is_number(c) or _is_empty(c),
    "currency": lambda c: _is_text(c) or _is_empty(c),
    "order": lambda c: pa.types.is_integer(c.type),
    "properties": lambda c: pa.types.is_map(c.type) or pa.types.is_struct(c.type) or _is_text(c) or _is_empty(c),
}
