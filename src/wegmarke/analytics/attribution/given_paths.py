"""Aggregated paths that somebody brings along: how often each was taken, how often it converted, and for how much.

| column | holds |
|---|---|
| path | a list of touchpoints, or a text with a separator between them |
| conversions (or total_conversions) | how many conversions paths like this had; 1 where it is not given |
| value (or total_conversion_value) | optional: what these are worth, in whole currency units |
| null (or total_null) | optional: how many paths like this led to no conversion |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import UsageError
from wegmarke.domain.errors import Problem
from wegmarke.paths import ConversionPaths, Floats, Stretches, as_arrow

_ACCEPTED: Final = {
    "path": ("path",),
    "conversions": ("conversions", "total_conversions"),
    "value": ("value", "total_conversion_value"),
    "null": ("null", "total_null"),
}
_COLUMNS: Final = tuple(name for names in _ACCEPTED.values() for name in names)
_MOST_TOUCHPOINTS: Final = 65_534
_SHOWN: Final = 5
SEPARATOR: Final = " > "


def is_aggregated(data: object) -> bool:
    """Tell whether data hold a column of whole paths."""
    return "path" in as_arrow(data, _COLUMNS).column_names


def read_paths(data: object, *, separator: str = SEPARATOR, digits: int = 2) -> ConversionPaths:
    """Read and check aggregated paths.

    Args:
        data: an Arrow table, a pandas or polars frame, an ibis table, or the path of a Parquet file.
        separator: what stands between touchpoints in a text; lists need none, and their names may hold anything.
        digits: of the minor unit of the currency.

    Raises:
        UsageError: with all problems at once.
    """
    table = as_arrow(data, _COLUMNS)
    given = {name: table[found[0]] for name, also in _ACCEPTED.items() if (found := _named(table, also))}
    lists = _lists(given["path"], separator)
    counted = [name for name in ("conversions", "value", "null") if name in given]
    numbers: dict[str, Floats] = {name: _floats(given[name]) for name in counted}
    # one pass over all names: everything below looks at the few different ones and at numbers
    named = lists.flatten().dictionary_encode()
    if problems := [*_in_lists(lists, named), *_in_numbers(numbers)]:
        raise UsageError("paths: expected whole paths with counts.", problems=problems)
    size = len(lists)
    conversions = numbers.get("conversions", np.ones(size))
    value = np.round(numbers.get("value", np.zeros(size)) * 10.0**digits, 6)
    return _stretches(lists, named, conversions, value, numbers.get("null", np.zeros(size)))


def _named(table: pa.Table, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in table.column_names]


def _lists(column: pa.ChunkedArray, separator: str) -> pa.Array:
    whole = column.combine_chunks()
    if pa.types.is_list(whole.type) or pa.types.is_large_list(whole.type):
        return whole.cast(pa.list_(pa.string()))
    texts = whole.cast(pa.string())
    split = pc.split_pattern(texts, separator)
    # an empty text is a path without touches, not one with a touchpoint without a name
    empty = pa.scalar([], pa.list_(pa.string()))
    return pc.if_else(pc.equal(texts, ""), empty, split)


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy(), np.float64).copy()


def _in_lists(lists: pa.Array, named: pa.DictionaryArray) -> Iterator[Problem]:
    if lists.null_count:
        yield Problem("path", "a path in every row", f"none in {lists.null_count} rows", "Leave those rows out.")
    blank = pc.indices_nonzero(pc.equal(pc.utf8_trim_whitespace(named.dictionary), ""))
    nameless = named.null_count
    if len(blank):
        nameless += pc.sum(pc.is_in(named.indices, blank.cast(named.indices.type))).as_py() or 0
    if nameless:
        yield Problem(
            "path", "a name for every touchpoint", f"{nameless} without one", "Look for separators that follow another."
        )
    if (many := len(named.dictionary)) > _MOST_TOUCHPOINTS:
        yield Problem("path", f"at most {_MOST_TOUCHPOINTS} touchpoints", str(many), "Group some of them.")


def _in_numbers(numbers: dict[str, Floats]) -> Iterator[Problem]:
    for name, column in numbers.items():
        wrong = ~np.isfinite(column) if name == "value" else ~(np.isfinite(column) & (column >= 0))
        if wrong.any():
            rows = ", ".join(str(row) for row in np.nonzero(wrong)[0][:_SHOWN])
            yield Problem(
                name, "numbers" if name == "value" else "numbers from 0", f"{wrong.sum()} others, e.g. in rows {rows}",
                "Correct them, or leave those rows out.",
            )  # fmt: skip


def _stretches(
    lists: pa.Array, named: pa.DictionaryArray, conversions: Floats, value: Floats, nulls: Floats
) -> ConversionPaths:
    met: list[str] = named.dictionary.to_pylist()
    known = sorted(met)
    number_of = {name: number for number, name in enumerate(known, 1)}
    numbers = np.array([number_of[name] for name in met], np.uint16)
    codes = numbers[named.indices.to_numpy(zero_copy_only=False)] if met else np.zeros(0, np.uint16)
    ends = np.concatenate([[0], np.cumsum(np.asarray(pc.list_value_length(lists).to_numpy(zero_copy_only=False)))])
    dense = np.zeros(65_536, np.uint16)
    dense[: len(known) + 1] = np.arange(len(known) + 1)
    size = len(lists)
    part = Stretches(
        codes, np.zeros(codes.size, np.uint16), np.empty(0, np.int64), np.empty(0, np.bool_),
        np.full(size, -1, np.int64), ends[:-1].astype(np.int64), ends[1:].astype(np.int64), np.zeros(size, np.int64),
        conversions, value, np.zeros(size, np.uint16), nulls,
    )  # fmt: skip
    return ConversionPaths((part,), tuple(known), dense)
