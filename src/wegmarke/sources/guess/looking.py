"""Looks at the values of every column: times, numbers, e-mail addresses, or texts of which kind."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from wegmarke.engine import ReadingRoom, text_literal
from wegmarke.sources import times
from wegmarke.sources.channel_names import CHANNELS
from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.formulas import PLAIN, Notation, number_sql
from wegmarke.sources.guess import words
from wegmarke.sources.guess.words import says

GERMAN = Notation(",", ".")
_MOST = 0.95
_SAMPLE = "sample"
_LAYOUTS = (
    times.AUTO, "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
    "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%d-%m-%Y", "%d %b %Y", "%b %d, %Y", "%d %b, %Y %H:%M:%S", "%d %b %Y %H:%M:%S",
    "%Y%m%d",
)  # fmt: skip
_SHAPES = {
    "emails": r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
    "vats": r"(?i)[A-Z]{2} ?[0-9A-Z]{8,12}",
    "digits": r"[0-9]{9,13}",
    "long": r".{60,}",
}


class Holds(enum.StrEnum):
    """What the values of a column are."""

    NOTHING = "nothing"
    TIME = "time"
    NUMBER = "number"
    EMAIL = "email"
    VAT_NUMBER = "vat_number"
    CURRENCY = "currency"
    CHANNEL = "channel"
    TEXT = "text"


@dataclass(frozen=True)
class Look:
    """What a column looks like.

    Attributes:
        name: the column.
        holds: what its values are.
        rows: rows of the sample.
        filled: how many of them have a value.
        distinct: how many different values there are.
        layout: how its times are written.
        is_local: whether its times lack an offset from UTC.
        notation: how its numbers are written.
        is_prose: whether its texts are long.
        examples: its most frequent values.
    """

    name: str
    holds: Holds
    rows: int
    filled: int
    distinct: int
    layout: str = times.AUTO
    is_local: bool = False
    notation: Notation = PLAIN
    is_prose: bool = False
    examples: tuple[str, ...] = ()

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value that no other has."""
        return self.filled == self.distinct == self.rows


def look_at(room: ReadingRoom, table: pa.Table) -> list[Look]:
    """Look at every column of a sample."""
    columns = [f"c{number}" for number in range(table.num_columns)]
    room.replace(_SAMPLE, table.rename_columns(columns))
    return [_look(room, column, name, table.num_rows) for column, name in zip(columns, table.column_names, strict=True)]


def _look(room: ReadingRoom, column: str, name: str, rows: int) -> Look:
    counted = _counts(room, column)
    filled, distinct = counted["filled"], counted["distinct"]
    examples = tuple(text[:100] for text in _frequent(room, column, 3))
    look = Look(name, Holds.TEXT, rows, filled, distinct, is_prose=counted["long"] > filled * 0.1, examples=examples)
    if not filled:
        return replace(look, holds=Holds.NOTHING)
    enough = filled * _MOST
    if counted["emails"] >= enough:
        return replace(look, holds=Holds.EMAIL)
    if counted["plain"] < enough or says(name, (*words.WHEN, *words.DATE)):
        layout, is_local = _layout(room, column, enough, may_be_epoch=counted["digits"] >= enough)
        if layout:
            return replace(look, holds=Holds.TIME, layout=layout, is_local=is_local)
    if counted["plain"] >= enough or counted["german"] >= enough:
        notation = PLAIN if counted["plain"] >= counted["german"] else GERMAN
        return replace(look, holds=Holds.NUMBER, notation=notation)
    for what in (Holds.CURRENCY, Holds.CHANNEL):
        if counted[what] == filled:
            return replace(look, holds=what)
    return replace(look, holds=Holds.VAT_NUMBER) if counted["vats"] >= enough and counted["plain"] == 0 else look


def _counts(room: ReadingRoom, column: str) -> dict[str, int]:
    wanted = {f"count({column})": "filled", f"count(DISTINCT {column})": "distinct"}
    for name, pattern in _SHAPES.items():
        wanted[f"count(*) FILTER (WHERE regexp_full_match({column}, {text_literal(pattern)}))"] = name
    for name, notation in (("plain", PLAIN), ("german", GERMAN)):
        read = number_sql.read(number_sql.plain(column, notation.decimal, notation.thousands), is_wide=True)
        wanted[f"count({read})"] = name
    for what, known in ((Holds.CURRENCY, MINOR_DIGITS), (Holds.CHANNEL, CHANNELS)):
        wanted[f"count(*) FILTER (WHERE {column} IN ({_listed(sorted(known))}))"] = what.value
    select = ", ".join(f'{sql} AS "{name}"' for sql, name in wanted.items())
    row: dict[str, int] = room.table(f"SELECT {select} FROM {_SAMPLE}").to_pylist()[0]
    return row


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(map(text_literal, texts))


def _frequent(room: ReadingRoom, column: str, most: int) -> list[str]:
    found = room.table(
        f"SELECT {column} AS value FROM {_SAMPLE} WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 "
        f"LIMIT {most}"
    )
    texts: list[str] = found["value"].to_pylist()
    return texts


def _layout(room: ReadingRoom, column: str, enough: float, *, may_be_epoch: bool) -> tuple[str, bool]:
    """Return the layout that reads most times and whether these lack an offset; nothing if no layout reads enough."""
    best, best_read, is_local = "", 0, False
    for layout in (times.EPOCH,) if may_be_epoch else _LAYOUTS:
        sql = times.reading_sql(layout)
        shaped = (
            f"SELECT t, {sql.shape} AS t_shape FROM (SELECT {column} AS t FROM {_SAMPLE} WHERE {column} IS NOT NULL)"
        )
        read = f"SELECT {sql.local} AS t_local, {sql.offset} AS t_offset FROM ({shaped})"
        # Numbers are times only where all of them lie between 2000 and 2050.
        since = " WHERE t_local BETWEEN TIMESTAMP '2000-01-01' AND TIMESTAMP '2050-01-01'" if may_be_epoch else ""
        [row] = room.table(
            f"SELECT count(t_local) AS n, count(*) FILTER (WHERE t_local IS NOT NULL AND t_offset IS NULL) AS local "
            f"FROM ({read}){since}"
        ).to_pylist()
        if row["n"] >= enough and row["n"] > best_read:
            best, best_read, is_local = layout, row["n"], row["local"] > 0
        if layout == times.AUTO and best:
            break
    return best, is_local
