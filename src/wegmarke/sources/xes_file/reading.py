"""Reads event logs: the attributes of every event and of its trace become text columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from wegmarke.sources.parts import MOST_COLUMNS, FilePart, text_part, too_many_columns
from wegmarke.sources.unpacking import DEFAULT_LIMITS, UnpackLimits, open_unpacked
from wegmarke.sources.xes_file.elements import TRACE_PREFIX, Found, LogReader

_PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class XesFile:
    """An event log whose attribute names have been gathered.

    Attributes:
        path: where it is.
        columns: names of the attributes of events, and with `case:` before them those of traces.
        notices: things to know about the file as a whole.
        limits: how large the file may become when it is packed.
    """

    path: Path
    columns: tuple[str, ...]
    notices: tuple[str, ...] = ()
    limits: UnpackLimits = DEFAULT_LIMITS

    def parts(self, wanted: Sequence[str]) -> Iterator[FilePart]:
        """Read the events part by part, with the wanted columns only."""
        for found in _pieces(self.path, self.limits, LogReader(self.path.name)):
            values = [_column(found, name) for name in wanted]
            table = text_part(wanted, values, pa.array(found.lines, type=pa.int64()))
            yield FilePart(table, tuple(found.bad), table.num_rows + len(found.bad))


def open_xes(path: Path, *, limits: UnpackLimits = DEFAULT_LIMITS) -> XesFile | None:
    """Open an event log and gather the names of its attributes; None if it holds no event.

    Args:
        path: the file, plain or gzip.
        limits: how large it may become when it is packed.

    Raises:
        SourceUnreadable: the file cannot be opened, is no event log, or is damaged anywhere.
    """
    reader = LogReader(path.name)
    of_traces: dict[str, None] = {}
    of_events: dict[str, None] = {}
    events = 0
    for found in _pieces(path, limits, reader):
        events += len(found.rows) + len(found.bad)
        for names in dict.fromkeys(map(tuple, found.rows)):
            of_events |= dict.fromkeys(names)
        for shared in {id(shared): shared for shared in found.shared}.values():
            of_traces |= dict.fromkeys(shared)
        if len(of_events) + len(of_traces) > MOST_COLUMNS:
            raise too_many_columns(path)
    if not events:
        return None
    # The empty name is left out; no recipe could name it.
    columns = dict.fromkeys([*(TRACE_PREFIX + name for name in of_traces), *filter(None, of_events)])
    notices: tuple[str, ...] = ()
    if reader.empty_traces:
        notices = (f"{path.name}: {reader.empty_traces:,} traces hold no event and became nothing.",)
    return XesFile(path, tuple(columns), notices, limits)


def _pieces(path: Path, limits: UnpackLimits, reader: LogReader) -> Iterator[Found]:
    with open_unpacked(path, limits) as opened:
        while part := opened.read(_PIECE_BYTES):
            reader.feed(part)
            yield reader.take()
        reader.feed(b"")
        yield reader.take()


def _column(found: Found, name: str) -> pa.ChunkedArray:
    if name.startswith(TRACE_PREFIX):
        # An event may have an attribute of that name, too; logs that pm4py wrote from tables do.
        short = name.removeprefix(TRACE_PREFIX)
        values = [shared.get(short, row.get(name)) for shared, row in zip(found.shared, found.rows, strict=True)]
    else:
        values = [row.get(name) for row in found.rows]
    return pa.chunked_array([pa.array(values, type=pa.string())])
