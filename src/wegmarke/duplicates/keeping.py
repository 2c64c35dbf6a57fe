"""Keep what a search found, so that a page about it need not search: numbers, levels, and no value of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import Clock
from wegmarke.duplicates.suggestion import Suggestions
from wegmarke.duplicates.tables import searches
from wegmarke.state import Database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known about the last search of a subject.

    Attributes:
        found_at: when it ended; None where there was none.
        records: how many records it compared.
        pairs: how many pairs it kept.
    """

    found_at: datetime | None = None
    records: int = 0
    pairs: int = 0


def keep(database: Database, clock: Clock, subject: str, suggestions: Suggestions, clusters: pa.Table) -> None:
    """Keep the suggestions of a search in place of those of the one before.

    Args:
        database: the state database.
        clock: tells when.
        subject: `person` or `account`.
        suggestions: what was found; ids of records are numbers of identifiers.
        clusters: id and cluster of every record that was compared.
    """
    pairs, records = _as_numbers(suggestions, clusters), clusters.num_rows
    found = {
        "subject": subject,
        "found_at": (clock.now() - _EPOCH) // _MICROSECOND,
        "records": records,
        "pair_count": pairs.num_rows,
        "pairs": _written(pairs),
    }
    write = insert(searches)
    changed = {name: write.excluded[name] for name in found if name != "subject"}
    with database.write() as connection:
        connection.execute(write.on_conflict_do_update(["subject"], set_=changed), [found])


def last_search(database: Database, subject: str) -> Kept:
    """Return what is known about the last search, without its pairs."""
    c = searches.c
    query = sa.select(c.found_at, c.records, c.pair_count).where(c.subject == subject)
    with database.read() as connection:
        row = connection.execute(query).one_or_none()
    return Kept(_EPOCH + row.found_at * _MICROSECOND, row.records, row.pair_count) if row is not None else Kept()


def kept(database: Database, subject: str) -> Suggestions:
    """Return the suggestions of the last search.

    `left` and `right` are numbers of identifiers, left the smaller; `together` says whether one cluster holds both.
    """
    query = sa.select(searches.c.pairs).where(searches.c.subject == subject)
    with database.read() as connection:
        body = connection.scalar(query)
    if body is None:
        return Suggestions(_FRAME.empty_table(), ())
    with pa.ipc.open_stream(body) as reader:
        pairs = reader.read_all()
    columns = tuple(name for name in pairs.column_names if f"speaks_{name}" in pairs.column_names)
    return Suggestions(pairs, columns)


_FRAME = pa.schema(
    [("left", pa.int64()), ("right", pa.int64()), ("probability", pa.float64()), ("together", pa.bool_())]
)


def _as_numbers(suggestions: Suggestions, clusters: pa.Table) -> pa.Table:
    """Return the pairs with numbers for ids, the smaller on the left: as texts, 9 stands behind 10."""
    sides = [suggestions.pairs[side] for side in ("left", "right")]
    one, other = (side.cast(pa.int64()) for side in sides)
    holders = [clusters["cluster"].take(pc.index_in(side, value_set=clusters["id"])) for side in sides]
    pairs = pa.table(
        {
            "left": pc.min_element_wise(one, other),
            "right": pc.max_element_wise(one, other),
            "probability": suggestions.pairs["probability"],
            "together": pc.equal(*holders),
            **{name: pc.dictionary_encode(suggestions.pairs[name]) for name in suggestions.columns},
            **{
                f"speaks_{name}": suggestions.pairs[f"speaks_{name}"].cast(pa.float32()) for name in suggestions.columns
            },
        }
    )
    return pairs.sort_by([("probability", "descending"), ("left", "ascending"), ("right", "ascending")])


def _written(pairs: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    packed = pa.ipc.IpcWriteOptions(compression="zstd", unify_dictionaries=True)
    with pa.ipc.new_stream(sink, pairs.schema, options=packed) as writer:
        writer.write_table(pairs.combine_chunks())
    return bytes(sink.getvalue())
