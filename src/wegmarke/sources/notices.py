"""Sentences a careful reader should see about an import, each said once."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke.engine import ReadingRoom, quoted_name, text_literal
from wegmarke.sources.assembling import StampCount
from wegmarke.sources.binding import Bound
from wegmarke.sources.event_sql import EventSql, table_name
from wegmarke.sources.recipe import ChannelSpec, JoinKind

_SHOWN = 5


class Notices:
    """Collects notices and hands out new ones.

    Attributes:
        waiting: notices that were not handed out yet.
    """

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self._said: set[str] = set()

    def say(self, *sentences: str) -> None:
        """Note sentences, unless they were noted before."""
        for sentence in sentences:
            if sentence not in self._said:
                self._said.add(sentence)
                self.waiting.append(sentence)

    def taken(self) -> tuple[str, ...]:
        """Return what waits, and forget it."""
        waiting, self.waiting = tuple(self.waiting), []
        return waiting


def about_torn(file: str, lines: Sequence[int]) -> list[str]:
    """Say which rows were joined that a line break inside a value had torn apart."""
    if not lines:
        return []
    return [
        f"{file}: {len(lines):,} rows that a line break inside a value had torn apart were joined, the first in line "
        f"{min(lines)}."
    ]


def about_event(room: ReadingRoom, bound: Bound, sql: EventSql, found: int) -> list[str]:
    """Say what is odd about an event: no rows chosen, several counterparts in a join, channels never seen.

    Args:
        room: where the rows are.
        bound: the recipe and its files.
        sql: SQL of the event.
        found: how many events and faulty rows there were.
    """
    event = sql.event
    said = [*_several_counterparts(room, bound, sql)]
    if event.only is not None and not found:
        said.append(
            f"Event {event.name}: `where` matches no row of {event.file!r} "
            f"({event.only.where}: {event.only.text}). Check the condition."
        )
    if sql.channel_text is not None and event.channel is not None:
        said.extend(_channels(room, sql, event.channel, sql.channel_text))
    return said


def about_times(bound: Bound, stamps: dict[str, StampCount], zone: str) -> list[str]:
    """Say in which zone times without offset were read, where that may surprise."""
    said = []
    for name, count in stamps.items():
        if count.with_offset and count.without:
            said.append(
                f"Event {name}: {count.with_offset:,} times have an offset from UTC and {count.without:,} have none; "
                f"the latter were read as {zone}."
            )
    if bound.recipe.time_zone is None and any(count.without for count in stamps.values()):
        said.append(
            f"The recipe names no time zone; times without an offset were read as {zone}, the workspace's. "
            "Write `time_zone` in the recipe to be independent of it."
        )
    return said


def about_unused(room: ReadingRoom, sqls: list[EventSql], sizes: dict[str, int]) -> list[str]:
    """Say how many rows of each file became no event, because no condition matches them."""
    said = []
    for file in dict.fromkeys(sql.event.file for sql in sqls):
        of_file = [sql for sql in sqls if sql.event.file == file]
        if any(not sql.condition and all(join.kind is JoinKind.LEFT for join in sql.event.joins) for sql in of_file):
            continue
        unused = sizes[file] - _count(room, _used(of_file))
        if unused:
            said.append(f"{unused:,} of {sizes[file]:,} rows of {file!r} became no event: no `where` matches them.")
    return said


def _used(of_file: list[EventSql]) -> str:
    """Return SQL for the rows of a file that some event chooses."""
    if any(sql.event.joins for sql in of_file):
        chosen = " UNION ALL ".join(f'SELECT "row" FROM ({sql.chosen})' for sql in of_file)
        return f'SELECT DISTINCT "row" FROM ({chosen})'
    conditions = " OR ".join(f"({sql.condition})" for sql in of_file)
    columns = ", ".join(sorted({column for sql in of_file for column in sql.columns}))
    renamed = f"SELECT {columns} FROM {quoted_name(table_name(of_file[0].event.file))} f0"
    return f"SELECT 1 FROM ({renamed}) WHERE {conditions}"


def _several_counterparts(room: ReadingRoom, bound: Bound, sql: EventSql) -> list[str]:
    said = []
    for join in sql.event.joins:
        columns = [f'"c{bound.needed.add(join.file, right)}"' for _, right in join.pairs]
        table = quoted_name(table_name(join.file))
        several = _count(
            room,
            f"SELECT 1 FROM {table} WHERE {columns[0]} IS NOT NULL GROUP BY {', '.join(columns)} HAVING count(*) > 1",
        )
        if several:
            named = " and ".join(right for _, right in join.pairs)
            said.append(
                f"Event {sql.event.name}: {several:,} values of {named} stand on several rows of {join.file!r}; "
                "every such pair of rows becomes an event of its own."
            )
    return said


def _channels(room: ReadingRoom, sql: EventSql, spec: ChannelSpec, text: str) -> list[str]:
    name = sql.event.name
    counted = room.table(
        f"SELECT {text} AS value, count(*) AS n FROM ({sql.chosen}) "
        f"WHERE {text} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    ).to_pylist()
    seen = {row["value"]: row["n"] for row in counted}
    said = []
    never = [value for value in spec.values if value not in seen]
    if never and seen:
        said.append(f"Event {name}: {_listed(never)} under `channel` never occur in the data. Check the spelling.")
    unknown = [value for value in seen if value not in spec.values]
    if spec.values and unknown and spec.otherwise is None:
        rows = sum(seen[value] for value in unknown)
        said.append(f"Event {name}: {rows:,} rows have no channel, because `channel` does not name {_listed(unknown)}.")
    return said


def _listed(values: list[str]) -> str:
    shown = ", ".join(text_literal(value[:40]) for value in values[:_SHOWN])
    return shown + (f" and {len(values) - _SHOWN:,} more" if len(values) > _SHOWN else "")


def _count(room: ReadingRoom, select: str) -> int:
    return int(room.table(f"SELECT count(*) AS n FROM ({select})")["n"][0].as_py())
