"""Sentences a careful reader should see about an import, each said once."""

from __future__ import annotations

from wegmarke.engine.reading import ReadingRoom, quoted_name, text_literal
from wegmarke.sources.assembling import StampCount
from wegmarke.sources.binding import Bound
from wegmarke.sources.event_sql import EventSql, table_name
from wegmarke.sources.recipe import ChannelSpec

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


def about_event(room: ReadingRoom, bound: Bound, sql: EventSql, rows: int) -> list[str]:
    """Say what is odd about the rows of an event: none chosen, several counterparts, channels never seen."""
    event = sql.event
    said = [*_several_counterparts(room, bound, sql)]
    if rows and event.only is not None and not _count(room, f"SELECT 1 FROM ({sql.chosen}) LIMIT 1"):
        said.append(
            f"Event {event.name}: `where` matches none of the {rows:,} rows of {event.file!r} "
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
        chosen = [sql.chosen for sql in sqls if sql.event.file == file]
        if any(sql.event.only is None and not sql.event.joins for sql in sqls if sql.event.file == file):
            continue
        union = " UNION ALL ".join(f'SELECT "row" FROM ({rows})' for rows in chosen)
        unused = sizes[file] - _count(room, f'SELECT DISTINCT "row" FROM ({union})')
        if unused:
            said.append(f"{unused:,} of {sizes[file]:,} rows of {file!r} became no event: no `where` matches them.")
    return said


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
        f"SELECT {text} AS value, count(*) AS n FROM ({sql.chosen}) WHERE {text} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
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
