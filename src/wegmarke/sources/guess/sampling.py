"""Opens a file nobody has described yet, and takes rows from its start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.choosing import open_file
from wegmarke.sources.csv_file import SEPARATORS, CsvFile
from wegmarke.sources.notices import about_torn
from wegmarke.sources.parts import LINE, OpenedFile
from wegmarke.sources.recipe import FileSpec
from wegmarke.sources.unpacking import UnpackLimits, first_bytes

SAMPLE_ROWS = 10_000
_START_BYTES = 64 << 10
_EXPLAINED = 10
"""Rows are joined where that leaves at most one in so many of the bad ones."""


@dataclass(frozen=True)
class Sample:
    """Rows from the start of a file.

    Attributes:
        spec: how the file is written.
        opened: the file.
        table: its columns as text, at most `SAMPLE_ROWS` rows.
        bad: how many rows before the last of these cannot be read.
        joined: lines of rows that a line break had torn apart.
    """

    spec: FileSpec
    opened: OpenedFile
    table: pa.Table
    bad: int
    joined: tuple[int, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """Things to know about the file."""
        return (*self.opened.notices, *about_torn(self.opened.path.name, self.joined))


def take_sample(path: Path, limits: UnpackLimits) -> Sample:
    """Open a file and take rows from its start; for CSV, with the separator and encoding that fit best.

    Raises:
        SourceUnreadable: the file cannot be read, or holds no rows.
    """
    spec = _with_encoding(path, FileSpec("rows", (path.name,)))
    samples, refusals = [], []
    for separator in SEPARATORS:
        try:
            written = replace(spec, separator=separator)
            opened = open_file(path, written, limits)
            if opened is not None:
                samples.append(_sample(written, opened))
        except SourceUnreadable as error:
            refusals.append(error)
        if samples and not isinstance(samples[-1].opened, CsvFile):
            break
    if not samples:
        raise refusals[0] if refusals else _empty(path)
    best = max(samples, key=lambda sample: (sample.table.num_rows > 9 * sample.bad, len(sample.opened.columns)))
    return _joined(path, best, limits) if isinstance(best.opened, CsvFile) and best.bad else best


def _joined(path: Path, sample: Sample, limits: UnpackLimits) -> Sample:
    """Join rows that a line break tore apart, where that is what is wrong with nearly all rows that cannot be read."""
    spec = replace(sample.spec, joins_torn=True)
    opened = open_file(path, spec, limits)
    if opened is None:
        return sample
    joined = _sample(spec, opened)
    return joined if joined.joined and _EXPLAINED * joined.bad <= sample.bad else sample


def all_values(opened: OpenedFile, column: str, most: int) -> list[str]:
    """Return the values of a column in the whole file, the most frequent first, at most `most` of them."""
    counted: Counter[str] = Counter()
    for part in opened.parts([column]):
        for found in part.table[column].value_counts().to_pylist():
            if found["values"] is not None and (found["values"] in counted or len(counted) < 100 * most):
                counted[found["values"]] += found["counts"]
    return [value for value, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most]]


def _with_encoding(path: Path, spec: FileSpec) -> FileSpec:
    start = first_bytes(path, _START_BYTES)
    try:
        # The last character may be cut off.
        start[: max(len(start) - 4, 0)].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(start) - 8 and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return replace(spec, encoding="windows-1252")
    return spec


def _empty(path: Path) -> SourceUnreadable:
    return SourceUnreadable(f"{path.name}: expected column names and rows, but the file is empty. Export it again.")


def _sample(spec: FileSpec, opened: OpenedFile) -> Sample:
    tables: list[pa.Table] = []
    joined: list[int] = []
    bad = 0
    columns = _once(opened.columns)
    for part in opened.parts(columns):
        tables.append(part.table)
        bad += len(part.bad)
        joined += part.joined
        if sum(table.num_rows for table in tables) >= SAMPLE_ROWS:
            break
    if not any(table.num_rows for table in tables):
        raise SourceUnreadable(
            f"{opened.path.name}: expected rows under the column names, found none that can be read."
        )
    return Sample(spec, opened, pa.concat_tables(tables).drop_columns([LINE]).slice(0, SAMPLE_ROWS), bad, tuple(joined))


def _once(columns: Sequence[str]) -> list[str]:
    """Return the names that no other column has; a recipe cannot name the others."""
    return [name for name in columns if columns.count(name) == 1]
