"""Reads files with a recipe: in chunks of events and rejected rows, in the same order every time.

All files are read to their end before the first event leaves, so a damaged file stops the import before anything of
it was stored.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.engine import ReadingRoom
from wegmarke.sources import notices, zones
from wegmarke.sources.assembling import StampCount, events_table
from wegmarke.sources.batch import EVENT_SCHEMA, REJECTED_SCHEMA, Chunk
from wegmarke.sources.binding import Bound, bind
from wegmarke.sources.event_reading import EventReader
from wegmarke.sources.event_sql import EventSql, table_name
from wegmarke.sources.formulas import needs_wide
from wegmarke.sources.matching import match_files
from wegmarke.sources.notices import Notices
from wegmarke.sources.parts import LINE, FilePart
from wegmarke.sources.recipe import EventSpec, Recipe
from wegmarke.sources.rejecting import RejectedRows, rejected_table
from wegmarke.sources.unpacking import DEFAULT_LIMITS, UnpackLimits

CHUNK_ROWS = 50_000
_REJECTED = "rejected"


def read_files(
    recipe: Recipe,
    files: Sequence[Path],
    *,
    default_zone: str,
    chunk_rows: int = CHUNK_ROWS,
    spill_folder: Path | None = None,
    limits: UnpackLimits = DEFAULT_LIMITS,
    most_rows: int | None = None,
    told: Callable[[int], None] | None = None,
) -> Iterator[Chunk]:
    """Read files and return their events and rejected rows.

    The recipe is checked against the files before this returns; rows are read while the chunks are taken.

    Args:
        recipe: which rows become which events.
        files: the files, in any order; the order of events depends on their names only.
        default_zone: zone of times without offset where the recipe names none.
        chunk_rows: about how many events or rejected rows a chunk holds.
        spill_folder: where files too large for memory are put aside; the system's temporary folder by default.
        limits: how large packed files may become.
        most_rows: rows of each file after which reading ends, to look at the start of large files.
        told: called with the number of rows read so far, before the first event leaves; may raise to stop.

    Raises:
        DocumentInvalid: the recipe does not fit the files; all problems are listed.
        SourceUnreadable: a file cannot be read at all.
        UsageError: `default_zone` is no time zone.
    """
    if not zones.is_zone(default_zone):
        raise UsageError(f"default_zone: expected a time zone such as Europe/Berlin, got {default_zone!r}.")
    bound = bind(recipe, match_files(recipe, files, limits))
    return _chunks(spill_folder, lambda room: _Import(bound, room, default_zone, chunk_rows, most_rows, told))


def _chunks(spill_folder: Path | None, begin: Callable[[ReadingRoom], _Import]) -> Iterator[Chunk]:
    with tempfile.TemporaryDirectory(dir=spill_folder, prefix="wegmarke-") as spill, ReadingRoom(Path(spill)) as room:
        yield from begin(room).chunks()


@dataclass
class _Import:
    """One run over files.

    Attributes:
        bound: the recipe and its files.
        room: where the rows are.
        default_zone: zone of times without offset where the recipe names none.
        chunk_rows: about how many rows a chunk holds.
        most_rows: rows of each file after which reading ends.
        told: called with the number of rows read so far.
        sizes: rows by name of the file.
        wide: whether the numbers of a column need the wide form, by file (or place of an event with joins) and column.
        notices: what there is to say.
    """

    bound: Bound
    room: ReadingRoom
    default_zone: str
    chunk_rows: int
    most_rows: int | None = None
    told: Callable[[int], None] | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    wide: dict[tuple[str, str], bool] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)

    def chunks(self) -> Iterator[Chunk]:
        self.notices.say(*self.bound.matched.notices)
        rows = self._load()
        yield from self._unreadable(rows)
        rejected = RejectedRows(self.sizes)
        stamps: dict[str, StampCount] = {}
        sqls = [self._sql(event) for event in self.bound.events]
        zone = self.bound.recipe.time_zone or self.default_zone
        for sql in sqls:
            counted = stamps.setdefault(sql.event.name, StampCount())
            event = EventReader(self.bound, self.room, sql, rejected, self.chunk_rows)
            for found in event.events():
                events = events_table(found, sql.event, self.bound.recipe.source, zone, counted)
                yield self._chunk(events, origins=self._names(sql.event.file).take(found["file"]))
            yield from map(self._rejects, event.rejects())
            self.notices.say(*notices.about_event(self.room, self.bound, sql, event.found))
        self.notices.say(*notices.about_times(self.bound, stamps, zone))
        self.notices.say(*notices.about_unused(self.room, sqls, self.sizes))
        if self.notices.waiting:
            yield self._chunk()

    def _rejects(self, rejected: pa.Table) -> Chunk:
        return self._chunk(rejected=rejected)

    def _chunk(
        self,
        events: pa.Table | None = None,
        rejected: pa.Table | None = None,
        rows: int = 0,
        origins: pa.ChunkedArray | None = None,
    ) -> Chunk:
        return Chunk(
            events=EVENT_SCHEMA.empty_table() if events is None else events,
            rejected=REJECTED_SCHEMA.empty_table() if rejected is None else rejected,
            rows=rows,
            notices=self.notices.taken(),
            origins=origins,
        )

    def _names(self, file: str) -> pa.ChunkedArray:
        """Return the names of the opened files that a recipe knows as one."""
        return pa.chunked_array([[one.path.name for one in self.bound.matched.files[file]]], pa.string())

    def _sql(self, event: EventSpec) -> EventSql:
        sql = self.bound.sql(event)
        return self.bound.sql(event, is_wide=True) if self._is_wide(sql) else sql

    def _is_wide(self, sql: EventSql) -> bool:
        """Tell whether some number of an event needs the wide form; every column is looked at once."""
        place = sql.event.where if sql.event.joins else sql.event.file
        new = [number for number in sql.numbers if (place, number) not in self.wide]
        if new:
            wanted = ", ".join(f"coalesce(bool_or({needs_wide(number)}), false)" for number in new)
            found = self.room.table(f"SELECT {wanted} FROM ({sql.joined})")
            self.wide |= {(place, number): column[0].as_py() for number, column in zip(new, found.columns, strict=True)}
        return any(self.wide[place, number] for number in sql.numbers)

    # Files

    def _load(self) -> int:
        """Read all files into tables; return how many rows they have."""
        self.room.create(_REJECTED, REJECTED_SCHEMA)
        rows = 0
        for file, columns in self.bound.needed.names.items():
            self.room.create(table_name(file), _schema(len(columns)))
            self.sizes[file] = 0
            for number, opened in enumerate(self.bound.matched.files.get(file, ())):
                found = 0
                joined: list[int] = []
                for part in opened.parts(columns):
                    joined += part.joined
                    found += self._append(file, number, columns, self._start_of(part, found), opened.path)
                    if self.told is not None:
                        self.told(rows + found)
                    if self.most_rows is not None and found >= self.most_rows:
                        break
                rows += found
                self.notices.say(*notices.about_torn(opened.path.name, joined))
                if not found:
                    self.notices.say(f"{opened.path.name} has a header but no rows.")
        return rows

    def _start_of(self, part: FilePart, before: int) -> FilePart:
        if self.most_rows is None or before + part.rows <= self.most_rows:
            return part
        table = part.table.slice(0, self.most_rows - before)
        last = table[LINE][-1].as_py() if table.num_rows else 0
        bad = tuple(row for row in part.bad if (row.line or 0) <= last)
        return FilePart(table, bad, table.num_rows + len(bad))

    def _append(self, file: str, number: int, columns: Sequence[str], part: FilePart, path: Path) -> int:
        if part.bad:
            self.room.append(_REJECTED, rejected_table(path.name, part.bad))
        count, first = part.table.num_rows, self.sizes[file]
        arrays = [
            pa.array(np.arange(first, first + count)),
            pa.repeat(pa.scalar(number, pa.int16()), count),
            part.table[LINE],
            *(part.table[name] for name in columns),
        ]
        self.room.append(table_name(file), pa.table(arrays, schema=_schema(len(columns))))
        self.sizes[file] += count
        return part.rows

    def _unreadable(self, rows: int) -> Iterator[Chunk]:
        for part in self.room.parts(f"SELECT * FROM {_REJECTED}", self.chunk_rows):
            yield self._chunk(rejected=part.cast(REJECTED_SCHEMA), rows=rows)
            rows = 0
        if rows or self.notices.waiting:
            yield self._chunk(rows=rows)


def _schema(columns: int) -> pa.Schema:
    text = [(f"c{number}", pa.string()) for number in range(columns)]
    return pa.schema([("row", pa.int64()), ("file", pa.int16()), ("line", pa.int64()), *text])
