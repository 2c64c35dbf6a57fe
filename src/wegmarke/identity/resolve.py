"""Who is it? Identifiers of a whole batch of events are resolved as a set.

The same identifier is the same person (or account), and identifiers that one event names together belong
together, as far as the guards allow. Numbers are given in the order of first appearance, so that the same
events in the same order give the same numbers, wherever the batches are cut; in another order they give the
same persons under other numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.identity_rules import BlockedValue, IdentityRules
from wegmarke.identity.blocked import without_blocked
from wegmarke.identity.directory import SUBJECTS, Directory, as_hashes
from wegmarke.identity.guards import is_weak
from wegmarke.identity.internal_marks import mark_new
from wegmarke.identity.known import Known, Numbers, as_keys, as_pairs
from wegmarke.identity.links import Fresh, News, remember
from wegmarke.identity.mailboxes import is_role_mailbox
from wegmarke.identity.normalise import normalise
from wegmarke.identity.vault import seal_identifiers
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

    def devices(self, known: Known, rows: int) -> pa.Array:
        """Return the device of each event that names a person by something stronger, null of any other."""
        weak = known.is_weak(self.number)
        named = np.zeros(rows, dtype=bool)
        named[self.row[~weak]] = True
        asked = weak & named[self.row]
        numbers = np.zeros(rows, dtype=np.int64)
        numbers[self.row[asked][::-1]] = self.number[asked][::-1]
        return pa.array(numbers, mask=numbers == 0)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who the events of a batch belong to.

    Attributes:
        numbers: for `person` and `account` the number of each event's strongest identifier, null where none.
        devices: number of the device that somebody known used, null where the event names none beside a person.
        alone: number of the device of each event that names nothing else, null of any other.
        touched: identifiers of persons of whose links something else became.
        owners: for both, (identifier, owner) of everybody who is new or has another owner now.
        new_from: for both, the smallest number that a new identifier could be given.
        before: number of the last change that was there before.
        change: number of this change; `before` where nothing changed.
        has_internal: whether a new identifier is one of our own.
    """

    numbers: dict[str, pa.Array]
    devices: pa.Array
    alone: pa.Array
    touched: Numbers
    owners: dict[str, pa.Table]
    new_from: dict[str, int]
    before: int
    change: int
    has_internal: bool


def resolve(database: Database, keys: KeyRing, events: pa.Table, directory: Directory) -> Resolved:
    """Resolve the identifiers of events, remember new ones and new links, in one transaction.

    Args:
        database: the state database.
        keys: the workspace's keys.
        events: table of `sources.EVENT_SCHEMA`, in inbox order.
        directory: who is known; it learns what is new.
    """
    source = ",".join(sorted(name.as_py() for name in events["source"].unique()))
    occurred_at = events["occurred_at"].cast(pa.int64()).to_numpy()
    numbers: dict[str, pa.Array] = {}
    owners: dict[str, pa.Table] = {}
    new_from: dict[str, int] = {}
    is_new = has_internal = False
    try:
        with database.write() as connection:
            before = directory.follow(connection)
            change = before + 1
            flat = _flattened(keys, events, directory.rules)
            for subject in SUBJECTS:
                known = directory[subject]
                new_from[subject] = len(known.owners)
                mentions, fresh = _numbered(keys, subject, flat[subject], known)
                news = _news(known, fresh, *_pairs(mentions, occurred_at))
                owners[subject], turned = remember(connection, subject, known, directory.rules, news, change, source)
                arrived = mentions.number >= new_from[subject]
                has_internal |= mark_new(
                    connection, subject, directory.internal_domains, flat[subject], mentions.number, arrived
                )
                is_new |= bool(len(news.pairs) or len(fresh.numbers))
                numbers[subject] = mentions.first_of_each(events.num_rows)
                if subject == "person":
                    devices, touched = mentions.devices(known, events.num_rows), turned
                    alone = _alone(known, numbers[subject])
            if is_new:
                directory.write_down(connection, change)
    except BaseException:
        # What it was told may not be written.
        directory.clear()
        raise
    return Resolved(
        numbers, devices, alone, touched, owners, new_from, before, change if is_new else before, has_internal
    )


def _alone(known: Known, numbers: pa.Array) -> pa.Array:
    """Return the strongest identifiers that name a device and no person."""
    found = pc.fill_null(numbers, 0).to_numpy(zero_copy_only=False)
    return pa.array(found, mask=(found == 0) | ~known.is_weak(found))


def _flattened(keys: KeyRing, events: pa.Table, rules: IdentityRules) -> dict[str, pa.Table]:
    """Return the identifiers that count, per subject."""
    columns = {subject: events[f"{subject}_identifiers"].combine_chunks() for subject in SUBJECTS}
    return _of_functions({subject: _flatten(keys, column, rules.blocked) for subject, column in columns.items()})


def _flatten(keys: KeyRing, identifiers_: pa.ListArray, blocked: Sequence[BlockedValue]) -> pa.Table:
    """Return (row, kind, value) for each identifier that counts, in order of events and strength."""
    pairs = pc.list_flatten(identifiers_)
    kinds = pc.struct_field(pairs, "kind")
    values = without_blocked(keys, normalise(kinds, pc.struct_field(pairs, "value")), blocked)
    rows = pc.list_parent_indices(identifiers_).cast(pa.int64())
    table = pa.table({"row": rows, "kind": kinds, "value": values})
    return table.filter(pc.is_valid(table["value"]))


def _of_functions(flat: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Move mail addresses of functions from persons to accounts, where they are the weakest identifiers."""
    persons = flat["person"]
    is_mail = pc.equal(persons["kind"], "email")
    if not pc.any(is_mail).as_py():
        return flat
    is_function = pc.and_(is_mail, is_role_mailbox(pc.if_else(is_mail, persons["value"], None)))
    if not pc.any(is_function).as_py():
        return flat
    moved = pa.concat_tables([flat["account"], persons.filter(is_function)])
    return {"person": persons.filter(pc.invert(is_function)), "account": moved}


def _numbered(keys: KeyRing, subject: str, flat: pa.Table, known: Known) -> tuple[Mentions, Fresh]:
    pairs = pc.binary_join_element_wise(flat["kind"], flat["value"], "\x1f").combine_chunks().dictionary_encode()
    codes = pairs.indices.to_numpy(zero_copy_only=False)
    hashes = keys.hash_identifiers(pairs.dictionary.to_pylist())
    numbers = known.find(as_hashes(hashes))
    new = np.flatnonzero(numbers == 0)
    numbers[new] = np.arange(len(known.owners), len(known.owners) + len(new))
    named = np.empty(len(hashes), dtype=np.int64)
    named[codes[::-1]] = np.arange(len(codes))[::-1]
    first = flat.select(["kind", "value"]).take(named[new])
    kinds = first["kind"].to_pylist()
    wrapped, sealed = _sealed(keys, subject, numbers[new], kinds, first["value"])
    fresh = Fresh(numbers[new], kinds, [hashes[place] for place in new.tolist()], wrapped, sealed)
    return Mentions(flat["row"].to_numpy(), numbers[codes]), fresh


def _sealed(
    keys: KeyRing, subject: str, numbers: Numbers, kinds: list[str], values: pa.ChunkedArray
) -> tuple[Sequence[bytes | None], Sequence[bytes | None]]:
    """Seal new identifiers of persons; those of devices can be read by nobody anyway."""
    if subject != "person":
        nothing: list[bytes | None] = [None] * len(numbers)
        return nothing, nothing
    weak = {kind for kind in set(kinds) if is_weak(kind)}
    readable = np.flatnonzero([kind not in weak for kind in kinds])
    wrapped, sealed = np.full((2, len(numbers)), None, dtype=object)
    wrapped[readable], sealed[readable] = seal_identifiers(
        keys, numbers[readable].tolist(), values.take(readable).to_pylist()
    )
    return wrapped.tolist(), sealed.tolist()


def _pairs(mentions: Mentions, occurred_at: Numbers) -> tuple[Numbers, Numbers]:
    """Pair each identifier of an event with the event's strongest one.

    Returns:
        Distinct pairs, smaller number first, and when each was named first.
    """
    if not len(mentions.row):
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64)
    first = np.zeros(int(mentions.row.max()) + 1, dtype=np.int64)
    first[mentions.row[::-1]] = mentions.number[::-1]
    strongest = first[mentions.row]
    apart = strongest != mentions.number
    both = as_keys(np.sort(np.stack([strongest[apart], mentions.number[apart]], axis=1), axis=1))
    # The first of equal pairs is the earliest when they stand in order of time.
    order = np.argsort(occurred_at[mentions.row[apart]], kind="stable")
    pairs, place = np.unique(both[order], return_index=True)
    return as_pairs(pairs), occurred_at[mentions.row[apart]][order][place]


def _news(known: Known, fresh: Fresh, pairs: Numbers, since: Numbers) -> News:
    before = known.linked_since(pairs)
    says_more = since < before
    return News(fresh, pairs[says_more], since[says_more], before[says_more] == np.iinfo(np.int64).max)
