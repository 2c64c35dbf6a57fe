"""Reads the events of one kind, and tells the rows that cannot become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.engine import ReadingRoom
from wegmarke.sources import checks
from wegmarke.sources.binding import Bound
from wegmarke.sources.checks import Check
from wegmarke.sources.event_sql import HELD_BACK, EventSql
from wegmarke.sources.parts import BadRow
from wegmarke.sources.rejecting import RejectedRows, incomplete_group, message, payload, rejected_table

_FAULTY = "faulty"


@dataclass
class EventReader:
    """Reads one kind of event; call `events` to its end, then `rejects`.

    A group in which one row cannot be read becomes no event, because its sum would be wrong and a corrected file
    could not replace it. Its other rows are rejected with it.

    Attributes:
        bound: the recipe and its files.
        room: where the rows are.
        sql: SQL of the event.
        rejected: rows rejected so far.
        chunk_rows: about how many rows come together.
        found: how many events and faulty rows or groups there were.
    """

    bound: Bound
    room: ReadingRoom
    sql: EventSql
    rejected: RejectedRows
    chunk_rows: int
    found: int = 0
    _faulty: list[pa.Table] = field(default_factory=list)

    def events(self) -> Iterator[pa.Table]:
        """Return sound events, in order."""
        for part in self.room.parts(self.sql.events(self.sql.judged), self.chunk_rows):
            self.found += part.num_rows
            is_sound = pc.equal(part["fault"], 0)
            if pc.all(is_sound).as_py():
                yield part
                continue
            self._faulty.append(part.select(["row", "fault"]).filter(pc.invert(is_sound)))
            sound = part.filter(is_sound)
            if sound.num_rows:
                yield sound

    def rejects(self) -> Iterator[pa.Table]:
        """Return the rows that `events` passed over."""
        if not self._faulty:
            return
        faulty = pa.concat_tables(self._faulty)
        if not self.sql.groups:
            yield from self._told(faulty, self.sql.member_checks)
            return
        is_held = pc.equal(faulty["fault"], HELD_BACK)
        if pc.any(is_held).as_py():
            yield from self._held_back()
        yield from self._told(faulty.filter(pc.invert(is_held)), self.sql.group_checks, is_found=False)

    def _held_back(self) -> Iterator[pa.Table]:
        """Return faulty rows of groups, and then the sound rows of the same groups."""
        judged = self.sql.judged
        faulty = self.room.table(f'SELECT "row", fault FROM ({judged}) WHERE fault > 0')
        yield from self._told(faulty, self.sql.member_checks)
        groups = ", ".join(f"({group})" for group in self.sql.groups)
        broken = f"SELECT {groups} FROM ({judged}) WHERE fault > 0"
        sound = self.room.table(
            f'SELECT "row", 1 AS fault FROM ({judged}) WHERE fault = 0 AND ({groups}) IN ({broken})'
        )
        named = ", ".join(formula.text for formula in self.sql.event.group_by)
        yield from self._told(sound, [incomplete_group(named)], is_found=False)

    def _told(self, faulty: pa.Table, of: Sequence[Check], *, is_found: bool = True) -> Iterator[pa.Table]:
        """Return faulty rows with message and payload, those not rejected before.

        Args:
            faulty: number of the row and of its fault.
            of: the checks that faults count.
            is_found: whether the checks know what was found in a single row.
        """
        file = self.sql.event.file
        new = self.rejected.new(file, faulty["row"].to_numpy())
        faulty = faulty.filter(pa.array(new))
        if not faulty.num_rows:
            return
        self.room.replace(_FAULTY, faulty)
        found = checks.found(of) if is_found else "CAST(NULL AS VARCHAR)"
        names, columns = self._named_columns()
        # A row that is joined with several others comes several times; one of them is told.
        select = (
            f'SELECT "file", line, fault, {found} AS came, {", ".join(columns) or "NULL"} FROM '
            f'(SELECT * EXCLUDE (fault) FROM ({self.sql.judged})) JOIN {_FAULTY} USING ("row") '
            'QUALIFY row_number() OVER (PARTITION BY "row") = 1 ORDER BY "row"'
        )
        for part in self.room.parts(select, self.chunk_rows):
            yield self._rejected(part.to_pylist(), names, of)

    def _named_columns(self) -> tuple[list[str], list[str]]:
        """Return the columns of the payload, as users know them and as SQL."""
        names, columns = [], []
        event = self.sql.event
        for place, file in enumerate((event.file, *(join.file for join in event.joins))):
            for number, name in enumerate(self.bound.needed.names.get(file, ())):
                column = f'"f{place}_c{number}"'
                if any(selected.endswith(f"AS {column}") for selected in self.sql.columns):
                    names.append(name if place == 0 else f"{file}.{name}")
                    columns.append(column)
        return names, columns

    def _rejected(self, rows: list[dict[str, Any]], names: Sequence[str], of: Sequence[Check]) -> pa.Table:
        opened = self.bound.matched.files[self.sql.event.file]
        tables = []
        for number, one in enumerate(opened):
            bad = []
            for row in rows:
                if row["file"] == number:
                    check = of[row["fault"] - 1]
                    text = message(one.path.name, row["line"], self.sql.event.name, check, row["came"])
                    bad.append(BadRow(row["line"], check.reason, text, payload(names, [*row.values()][4:])))
            tables.append(rejected_table(one.path.name, bad))
        return pa.concat_tables(tables)
