"""Finds every record of a CSV file in its bytes: where it starts and ends, on which line, with how many fields.

One pass over the file in pieces, with numpy; never the whole file, never the whole of an endless line. What no parser
could read well (invalid text, zero bytes, broken quotes, lines without end) is set aside here with its line number,
so that the parser behind only ever sees sound records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wegmarke.sources.csv_file.quoting import CARRIAGE_RETURN, LINE_FEED, Positions, Quoting, quoted_fields
from wegmarke.sources.unpacking import Bytes

LINE_BYTES = 16 << 20
PIECE_BYTES = 2 << 20
_HEAD_BYTES = 8_192


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at together.

    Attributes:
        line_bytes: longest record that is read; longer ones are set aside.
        piece_bytes: how much is read at once.
    """

    line_bytes: int = LINE_BYTES
    piece_bytes: int = PIECE_BYTES


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Unsound:
    """A record that cannot be read: its line, why (`line_too_long`, `nul_byte` …), a detail and its first bytes."""

    line: int
    reason: str
    detail: str
    head: bytes


@dataclass(frozen=True)
class Records:
    """The records of one piece.

    Attributes:
        raw: the piece.
        starts, ends: where each sound record starts in `raw`, and where the next one does.
        lines: 1-based physical line each starts on.
        fields: how many fields each has.
        unsound: records that were set aside.
    """

    raw: bytes
    starts: Positions
    ends: Positions
    lines: Positions
    fields: Positions
    unsound: tuple[Unsound, ...]


def scan(source: Bytes, separator: int, limits: Limits = DEFAULT_LIMITS) -> Iterator[Records]:
    """Read a file piece by piece and find its records; blank lines are none.

    Args:
        source: the file as UTF-8.
        separator: byte that separates fields.
        limits: how much to look at together.
    """
    line, carried, is_end = 1, b"", False
    while not is_end:
        read = source.read(limits.piece_bytes)
        is_end = not read
        raw = carried + read
        if not raw:
            return
        found = _Piece.of(raw, separator, is_end=is_end)
        if not found.consumed and len(raw) > limits.line_bytes:
            found = _Piece.of(raw, separator, is_end=is_end, closes_here=True)
        if not found.consumed and len(raw) > limits.line_bytes and not raw.endswith(b"\r"):
            carried, lines_passed, is_end = _skip_line(source, limits)
            yield _only(_too_long(line, limits, raw[:_HEAD_BYTES]))
            line += lines_passed
            continue
        yield found.records(line, limits)
        carried = raw[found.consumed :]
        line += found.lines_passed


def _too_long(line: int, limits: Limits, head: bytes) -> Unsound:
    return Unsound(line, "line_too_long", f"{limits.line_bytes:,}", head)


def _only(unsound: Unsound) -> Records:
    none: Positions = np.empty(0, dtype=np.int64)
    return Records(b"", none, none, none, none, (unsound,))


def _skip_line(source: Bytes, limits: Limits) -> tuple[bytes, int, bool]:
    """Read on to the next line end; return what follows it, lines passed, and whether the file ended."""
    while read := source.read(limits.piece_bytes):
        ends = [place for place in (read.find(b"\n"), read.find(b"\r")) if place >= 0]
        if not ends:
            continue
        if read[min(ends) :] == b"\r":  # its line feed may be the first byte of the next piece
            read += source.read(1)
        rest = read[min(ends) :]
        return rest[2 if rest.startswith(b"\r\n") else 1 :], 1, False
    return b"", 0, True


@dataclass(frozen=True)
class _Piece:
    """A piece with its line ends, before records are judged."""

    raw: bytes
    data: npt.NDArray[np.uint8]
    separator: int
    quoting: Quoting
    line_ends: Positions
    record_ends: Positions
    consumed: int

    @classmethod
    def of(cls, raw: bytes, separator: int, *, is_end: bool, closes_here: bool = False) -> _Piece:
        data = np.frombuffer(raw, dtype=np.uint8)
        quoting = quoted_fields(raw, separator, is_end=is_end or closes_here)
        line_ends = _line_ends(data, is_end=is_end)
        record_ends = quoting.outside(line_ends) + 1
        if is_end and (not record_ends.size or record_ends[-1] < data.size):
            record_ends = np.append(record_ends, data.size)
        consumed = int(record_ends[-1]) if record_ends.size else 0
        return cls(raw, data, separator, quoting, line_ends, record_ends, consumed)

    @property
    def lines_passed(self) -> int:
        return int(np.searchsorted(self.line_ends, self.consumed))

    def records(self, first_line: int, limits: Limits) -> Records:
        if not self.consumed:
            return Records(b"", *(np.empty(0, dtype=np.int64),) * 4, ())
        ends = self.record_ends
        starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
        separators = self.quoting.outside(np.flatnonzero(self.data[: self.consumed] == self.separator))
        passed = np.searchsorted(separators, ends)
        fields = np.diff(passed, prepend=0) + 1
        lines = first_line + np.searchsorted(self.line_ends, starts)
        wanted = ~self._blank(starts, ends)
        unsound = []
        for position, reason, detail in self._faults(starts, ends, wanted, limits):
            start, end = int(starts[position]), int(ends[position])
            head = self.raw[start : min(end, start + _HEAD_BYTES)].rstrip(b"\r\n")
            unsound.append(Unsound(int(lines[position]), reason, detail, head))
            wanted[position] = False
        if not wanted.all():
            starts, ends, lines, fields = starts[wanted], ends[wanted], lines[wanted], fields[wanted]
        return Records(self.raw, starts, ends, lines, fields, tuple(unsound))

    def _blank(self, starts: Positions, ends: Positions) -> npt.NDArray[np.bool_]:
        first = self.data[starts]
        is_line_end = (first == LINE_FEED) | (first == CARRIAGE_RETURN)
        blank: npt.NDArray[np.bool_] = is_line_end & (ends - starts <= 2)
        return blank

    def _faults(
        self, starts: Positions, ends: Positions, wanted: npt.NDArray[np.bool_], limits: Limits
    ) -> list[tuple[int, str, str]]:
        """Return position, reason and detail of every unsound record, one fault each, in order."""
        faults: dict[int, tuple[str, str]] = {}
        for position in np.flatnonzero(ends - starts > limits.line_bytes).tolist():
            faults[position] = ("line_too_long", f"{limits.line_bytes:,}")
        if b"\0" in self.raw:
            for position in self._of(np.flatnonzero(self.data[: self.consumed] == 0)):
                faults.setdefault(position, ("nul_byte", ""))
        for position in self._of(self.quoting.broken):
            faults.setdefault(position, ("broken_quotes", ""))
        for position, detail in self._not_utf8(starts, ends):
            faults.setdefault(position, ("wrong_encoding", detail))
        return [(position, *faults[position]) for position in sorted(faults) if wanted[position]]

    def _of(self, places: Positions) -> list[int]:
        """Return the records that bytes belong to."""
        found = np.unique(np.searchsorted(self.record_ends, places, side="right"))
        return [int(position) for position in found if position < self.record_ends.size]

    def _not_utf8(self, starts: Positions, ends: Positions) -> Iterator[tuple[int, str]]:
        try:
            str(memoryview(self.raw)[: self.consumed], "utf-8")
        except UnicodeDecodeError:
            for position in self._of(np.flatnonzero(self.data[: self.consumed] > 127)):
                start, end = int(starts[position]), int(ends[position])
                try:
                    self.raw[start:end].decode("utf-8")
                except UnicodeDecodeError as error:
                    yield position, f"byte 0x{error.object[error.start]:02X} at place {error.start + 1}"


def _line_ends(data: npt.NDArray[np.uint8], *, is_end: bool) -> Positions:
    """Return the last byte of every line end: a line feed, or a carriage return without one."""
    feeds = np.flatnonzero(data == LINE_FEED)
    returns = np.flatnonzero(data == CARRIAGE_RETURN)
    if not returns.size:
        return feeds
    if returns[-1] == data.size - 1:
        alone = np.append(data[returns[:-1] + 1] != LINE_FEED, is_end)
    else:
        alone = data[returns + 1] != LINE_FEED
    return np.sort(np.concatenate((feeds, returns[alone]))) if alone.any() else feeds
