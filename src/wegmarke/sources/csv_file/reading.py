"""Reads CSV files: sound records become text columns with line numbers, all others bad rows with a reason."""

from __future__ import annotations

import csv
import heapq
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.csv_file.opening import open_utf8
from wegmarke.sources.csv_file.scanning import DEFAULT_LIMITS, Limits, Records, Unsound, scan
from wegmarke.sources.csv_file.torn import Joined, Joiner, ShortRow
from wegmarke.sources.parts import BadRow, FilePart, raw_payload, text_part
from wegmarke.sources.unpacking import DEFAULT_LIMITS as UNPACK_LIMITS
from wegmarke.sources.unpacking import UnpackLimits

SEPARATORS = (",", ";", "\t", "|")
_HEADER_PIECE_BYTES = 64 << 10
_BAD_ROWS = 20_000


@dataclass(frozen=True)
class CsvFile:
    """A CSV file whose header has been read.

    Attributes:
        path: where it is.
        columns: names of its columns in order.
        header: the header line as it stands, empty if the recipe names the columns.
        separator: between fields, one character.
        encoding: as the recipe says, unless a byte order mark says otherwise.
        has_header: False where the recipe names the columns.
        notices: things to know about the file as a whole.
        limits: how much is looked at together.
        unpack: how large the file may become when it is packed.
        joins_torn: whether rows are joined that a line break inside a value tore apart.
    """

    path: Path
    columns: tuple[str, ...]
    header: str
    separator: str
    encoding: str
    has_header: bool = True
    notices: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    unpack: UnpackLimits = UNPACK_LIMITS
    joins_torn: bool = False

    def parts(self, wanted: Sequence[str]) -> Iterator[FilePart]:
        """Read the rows part by part, with the wanted columns only."""
        places = [self.columns.index(name) for name in wanted]
        is_header, joiner = self.has_header, Joiner(len(self.columns))
        with open_utf8(self.path, self.encoding, self.unpack) as opened:
            for records in scan(opened.source, ord(self.separator), self.limits):
                skips = is_header and records.starts.size > 0
                yield from self._parts(records, wanted, places, joiner, skips_first=skips)
                is_header = is_header and not records.starts.size
        whole: list[Joined] = []
        yield from self._given_back(self._left(joiner.rest(), whole), whole, wanted, places)

    def _parts(
        self, records: Records, wanted: Sequence[str], places: list[int], joiner: Joiner, *, skips_first: bool
    ) -> Iterator[FilePart]:
        columns = len(self.columns)
        complete = records.fields == columns
        incomplete = np.flatnonzero(~complete)
        if skips_first:
            incomplete = incomplete[incomplete > 0]
            complete[0] = False
        table = self._parsed(records, complete, wanted, places)
        yield FilePart(table, (), table.num_rows)
        last = max(records.lines[-1:].tolist() + [one.line for one in records.unsound[-1:]], default=0)
        short = (self._row(records, position) for position in incomplete[records.fields[incomplete] < columns].tolist())
        long = (self._row(records, position) for position in incomplete[records.fields[incomplete] > columns].tolist())
        unsound = (self._bad_row(one) for one in records.unsound)
        wrong = (self._wrong_count(row) for row in long)
        whole: list[Joined] = []
        left = self._left(chain(joiner.take(short), joiner.before(last)), whole)
        bad = heapq.merge(unsound, wrong, left, key=lambda row: row.line or 0)
        yield from self._given_back(bad, whole, wanted, places)

    def _left(self, found: Iterator[Joined], whole: list[Joined]) -> Iterator[BadRow]:
        """Return rows with too few fields as bad ones; whole ones go to `whole` where they are joined."""
        for one in found:
            if one.is_whole and self.joins_torn:
                whole.append(one)
            else:
                yield from (self._wrong_count(row, one) for row in one.rows)

    def _given_back(
        self, bad: Iterator[BadRow], whole: list[Joined], wanted: Sequence[str], places: list[int]
    ) -> Iterator[FilePart]:
        # A file of nothing but short bad lines would otherwise take hundreds of bytes of memory for each byte.
        while some := tuple(islice(bad, _BAD_ROWS)):
            yield FilePart(text_part(wanted, [_no_texts() for _ in wanted], pa.array([], pa.int64())), some, len(some))
        if whole:
            lines = np.array([one.rows[0].line for one in whole], np.int64)
            table = self._table(b"\n".join(one.raw for one in whole) + b"\n", lines, wanted, places)
            yield FilePart(table, (), table.num_rows, tuple(lines.tolist()))

    @staticmethod
    def _row(records: Records, position: int) -> ShortRow:
        raw = records.raw[int(records.starts[position]) : int(records.ends[position])].rstrip(b"\r\n")
        return ShortRow(int(records.lines[position]), int(records.fields[position]), raw)

    def _parsed(
        self, records: Records, complete: npt.NDArray[np.bool_], wanted: Sequence[str], places: list[int]
    ) -> pa.Table:
        if not complete.any():
            return text_part(wanted, [_no_texts() for _ in wanted], pa.array(records.lines[complete]))
        return self._table(_joined(records, complete), records.lines[complete], wanted, places)

    def _table(
        self, raw: bytes | memoryview, found: npt.NDArray[np.int64], wanted: Sequence[str], places: list[int]
    ) -> pa.Table:
        count, lines = found.size, pa.array(found)
        names = [f"c{place}" for place in range(len(self.columns))]
        chosen = [names[place] for place in places] or names[:1]
        table = pyarrow.csv.read_csv(
            pa.BufferReader(raw),
            pyarrow.csv.ReadOptions(use_threads=False, block_size=len(raw) + 1, column_names=names),
            pyarrow.csv.ParseOptions(delimiter=self.separator, newlines_in_values=True),
            pyarrow.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(chosen, pa.string()),
                include_columns=chosen,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        if table.num_rows != count:
            first, last = int(found[0]), int(found[-1])
            raise SourceUnreadable(
                f"{self.path.name} lines {first} to {last}: expected {count} records, got {table.num_rows}. "
                "Export the file again with quotes around values that hold separators, quotes or line ends."
            )
        return text_part(wanted, [table[names[place]] for place in places], lines)

    def _bad_row(self, unsound: Unsound) -> BadRow:
        where = f"{self.path.name} line {unsound.line}"
        if unsound.reason == "line_too_long":
            message = (
                f"{where}: expected a line of at most {unsound.detail} bytes, this one is longer. "
                "A line end is probably missing; export the file again."
            )
        elif unsound.reason == "nul_byte":
            message = f"{where}: expected text, got a zero byte. The file is damaged there; export it again."
        elif unsound.reason == "broken_quotes":
            message = (
                f"{where}: expected a closing quote before a separator or line end. "
                'Write a quote inside a quoted value twice ("").'
            )
        else:
            likely = _likely(self.encoding)
            message = (
                f"{where}: expected {self.encoding} text, got {unsound.detail}. "
                f"If the file is {likely}, write `encoding: {likely}` at it in the recipe."
            )
        return BadRow(unsound.line, unsound.reason, message, raw_payload(unsound.head))

    def _wrong_count(self, row: ShortRow, among: Joined | None = None) -> BadRow:
        remedy = f"Put values that hold the separator {self.separator!r} in quotes."
        if among is not None and among.is_whole:
            first, last = among.rows[0].line, among.rows[-1].line
            remedy = (
                f"Lines {first} to {last} make up a whole row: if a line break stands inside a value, write "
                "`torn_lines: join` at this file in the recipe."
            )
        message = (
            f"{self.path.name} line {row.line}: expected {len(self.columns)} columns as in the header, got "
            f"{row.fields}. {remedy}"
        )
        return BadRow(row.line, "wrong_column_count", message, raw_payload(row.raw))


def open_csv(
    path: Path,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    columns: Sequence[str] = (),
    limits: Limits = DEFAULT_LIMITS,
    unpack: UnpackLimits = UNPACK_LIMITS,
    joins_torn: bool = False,
) -> CsvFile | None:
    """Open a CSV file and read its header; None if it holds nothing at all.

    Args:
        path: the file, plain or gzip.
        separator: between fields.
        encoding: used where the file has no byte order mark.
        columns: names, for a file without a header line.
        limits: how much is looked at together.
        unpack: how large the file may become when it is packed.
        joins_torn: whether rows are joined that a line break inside a value tore apart.

    Raises:
        SourceUnreadable: the file cannot be opened or is no CSV file.
    """
    with open_utf8(path, encoding, unpack) as opened:
        notices = _encoding_notices(path, encoding, opened.encoding)
        start = Limits(limits.line_bytes, min(_HEADER_PIECE_BYTES, limits.piece_bytes))
        for records in scan(opened.source, ord(separator), start):
            unsound = records.unsound[0] if records.unsound else None
            if columns and (records.starts.size or unsound):
                return CsvFile(
                    path, tuple(columns), "", separator, opened.encoding, False, notices, limits, unpack, joins_torn
                )
            if unsound and not (records.starts.size and records.lines[0] < unsound.line):
                _refuse_header(path, opened.encoding, unsound)
            if records.starts.size:
                header = records.raw[: int(records.ends[0])][int(records.starts[0]) :].decode("utf-8")
                names = _names(header, separator)
                header = header.strip("\r\n")
                return CsvFile(
                    path, names, header, separator, opened.encoding, True, notices, limits, unpack, joins_torn
                )
    return None


def _refuse_header(path: Path, encoding: str, unsound: Unsound) -> None:
    where = f"{path.name} line {unsound.line}"
    if unsound.reason == "wrong_encoding":
        raise SourceUnreadable(
            f"{where}: expected the column names in {encoding}, got {unsound.detail}. "
            f"Write `encoding: {_likely(encoding)}` at this file in the recipe."
        )
    raise SourceUnreadable(
        f"{where}: expected the column names, got a line that cannot be read ({unsound.reason}). "
        "Check that this is a CSV file with a header line."
    )


def _likely(encoding: str) -> str:
    return "utf-8" if encoding.startswith("windows") else "windows-1252"


def _encoding_notices(path: Path, expected: str, came: str) -> tuple[str, ...]:
    if came == expected or came == "utf-8":
        return ()
    return (f"{path.name} starts with the mark of {came} and was read as such, not as {expected}.",)


def _names(header: str, separator: str) -> tuple[str, ...]:
    names: list[str] = []
    with suppress(StopIteration):
        names = next(csv.reader(io.StringIO(header, newline=""), delimiter=separator))
    return tuple(name.strip() or f"column_{place}" for place, name in enumerate(names, start=1))


def _no_texts() -> pa.ChunkedArray:
    return pa.chunked_array([], type=pa.string())


def _joined(records: Records, complete: npt.NDArray[np.bool_]) -> bytes | memoryview:
    """Return the bytes of the complete records, without a copy where they stand together."""
    view = memoryview(records.raw)
    starts, ends = records.starts[complete], records.ends[complete]
    breaks = np.flatnonzero(starts[1:] != ends[:-1])
    firsts = starts[np.append(0, breaks + 1)].tolist()
    lasts = ends[np.append(breaks, ends.size - 1)].tolist()
    if len(firsts) == 1:
        return view[firsts[0] : lasts[0]]
    return b"".join(view[start:end] for start, end in zip(firsts, lasts, strict=True))
