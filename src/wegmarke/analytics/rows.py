"""Rows of `primitives.marked_events` as arrays, and what comes before and after in the same unit."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers: TypeAlias = npt.NDArray[np.int64]
Truths: TypeAlias = npt.NDArray[np.bool_]

NONE = -1


def numbers(rows: pa.Table, name: str, missing: int = 0) -> Numbers:
    """Return a column of whole numbers."""
    found: Numbers = pc.fill_null(rows[name], missing).to_numpy().astype(np.int64)
    return found


def starts_of(unit: Numbers) -> Numbers:
    """Return where the rows of each unit begin, and the end of the last one; units stand together."""
    if not unit.size:
        return np.zeros(1, np.int64)
    begins = np.flatnonzero(np.append([True], unit[1:] != unit[:-1]))
    return np.append(begins, [unit.size]).astype(np.int64)


def following(chosen: Truths, unit: Numbers) -> Numbers:
    """Return for each row the next chosen row of its unit, after it; `NONE` for none."""
    size = unit.size
    place = np.where(chosen, np.arange(size), size)
    after = np.append(np.minimum.accumulate(place[::-1])[::-1][1:], [size]) if size else place
    return _same(after, unit, after < size)


def preceding(chosen: Truths, unit: Numbers) -> Numbers:
    """Return for each row the latest chosen row of its unit, before it; `NONE` for none."""
    place = np.where(chosen, np.arange(unit.size), NONE)
    before = np.append([NONE], np.maximum.accumulate(place)[:-1]) if unit.size else place
    return _same(before, unit, before >= 0)


def _same(place: Numbers, unit: Numbers, there: Truths) -> Numbers:
    inside = np.clip(place, 0, max(unit.size - 1, 0))
    return np.where(there & (unit[inside] == unit), place, NONE).astype(np.int64)


def names_of(rows: pa.Table, said: str, unit: Numbers) -> tuple[Numbers, int]:
    """Number the texts of a property, apart for each unit: number per row, -1 without one; and how many there are."""
    code = pc.fill_null(rows[said].combine_chunks().cast(pa.string()).dictionary_encode().indices, NONE)
    codes = code.to_numpy(zero_copy_only=False).astype(np.int64)
    there = np.flatnonzero(codes >= 0)
    found = np.full(unit.size, NONE, np.int64)
    if not there.size:
        return found, 0
    pairs = np.stack([unit[there], codes[there]], axis=1)
    known, number = np.unique(pairs, axis=0, return_inverse=True)
    found[there] = number.reshape(-1)
    return found, len(known)
