"""Who is it? Identifiers of a whole batch of events are resolved as a set.

The simplest identity: the same identifier is the same person (or account), and identifiers that one
event names together belong together. Numbers are given in the order of first appearance, so that the
same events in the same order give the same numbers, wherever the batches are cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.identity.directory import SUBJECTS, Directory, Known, as_hashes
from wegmarke.identity.links import Fresh, News, remember
from wegmarke.identity.normalise import normalise
from wegmarke.privacy import KeyRing
from wegmarke.state import Database


@dataclass(frozen=True, slots=True)
class Mentions:
    """Identifiers of one subject as events name them, one row per event and identifier.

    `row` is the place of the event in the batch, `number` the identifier's number.
    """

    row: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]

    def first_of_each(self, rows: int) -> pa.Array:
        """Return the strongest identifier of each event, null where it names none."""
        numbers = np.zeros(rows, dtype=np.int64)
        numbers[self.row[::-1]] = self.number[::-1]
        return pa.array(numbers, mask=numbers == 0)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who the events of a batch belong to.

    Attributes:
        numbers: for `person` and `account` the number of each event's strongest identifier, null where none.
        owners: for both, (identifier, owner) of everybody who is new or has another owner now.
        before: number of the last change that was there before.
        change: number of this change; `before` where nothing changed.
    """

    numbers: dict[str, pa.Array]
    owners: dict[str, pa.Table]
    before: int
    change: int


def resolve(database: Database, keys: KeyRing, events: pa.Table, directory: Directory) -> Resolved:
    """Resolve the identifiers of events, remember new ones and new links, in one transaction.

    Args:
        database: the state database.
        keys: the workspace's keys.
        events: table of `sources.EVENT_SCHEMA`, in inbox order.
        directory: who is known; it learns what is new.
    """
    flat = {subject: _flatten(events[f"{subject}_identifiers"].combine_chunks()) for subject in SUBJECTS}
    source = ",".join(sorted(name.as_py() for name in events["source"].unique()))
    numbers: dict[str, pa.Array] = {}
    owners: dict[str, pa.Table] = {}
    is_new = False
    try:
        with database.write() as connection:
            before = directory.follow(connection)
            change = before + 1
            for subject in SUBJECTS:
                known = directory[subject]
                mentions, fresh = _numbered(keys, flat[subject], known)
                pairs = _pairs(mentions)
                news = News(fresh, pairs[~known.is_linked(pairs)])
                owners[subject] = remember(connection, subject, known, news, change, source)
                is_new |= bool(len(news.pairs) or len(fresh.numbers))
                numbers[subject] = mentions.first_of_each(events.num_rows)
            if is_new:
                directory.write_down(connection, change)
    except BaseException:
        # What it was told may not be written.
        directory.clear()
        raise
    return Resolved(numbers, owners, before, change if is_new else before)


def _flatten(identifiers_: pa.ListArray) -> pa.Table:
    """Return (row, kind, value) for each identifier that counts, in order of events and strength."""
    pairs = pc.list_flatten(identifiers_)
    kinds = pc.struct_field(pairs, "kind")
    values = normalise(kinds, pc.struct_field(pairs, "value"))
    rows = pc.list_parent_indices(identifiers_).cast(pa.int64())
    table = pa.table({"row": rows, "kind": kinds, "value": values})
    return table.filter(pc.is_valid(table["value"]))


def _numbered(keys: KeyRing, flat: pa.Table, known: Known) -> tuple[Mentions, Fresh]:
    pairs = pc.binary_join_element_wise(flat["kind"], flat["value"], "\x1f").combine_chunks().dictionary_encode()
    distinct = pairs.dictionary
    hashes = keys.hash_identifiers(distinct.to_pylist())
    numbers = known.find(as_hashes(hashes))
    new = np.flatnonzero(numbers == 0)
    numbers[new] = np.arange(len(known.owners), len(known.owners) + len(new))
    kinds = pc.list_element(pc.split_pattern(distinct.take(pa.array(new)), "\x1f", max_splits=1), 0)
    fresh = Fresh(numbers[new], kinds.to_pylist(), [hashes[place] for place in new])
    codes = pairs.indices.to_numpy(zero_copy_only=False)
    return Mentions(flat["row"].to_numpy(), numbers[codes]), fresh


def _pairs(mentions: Mentions) -> npt.NDArray[np.int64]:
    """Pair each identifier of an event with the event's strongest one; distinct, smaller number first."""
    if not len(mentions.row):
        return np.empty((0, 2), dtype=np.int64)
    first = np.zeros(int(mentions.row.max()) + 1, dtype=np.int64)
    first[mentions.row[::-1]] = mentions.number[::-1]
    strongest = first[mentions.row]
    apart = strongest != mentions.number
    both = np.stack([strongest[apart], mentions.number[apart]], axis=1)
    both.sort(axis=1)
    return np.unique(both, axis=0)
