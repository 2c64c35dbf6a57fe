"""All persons of a workspace as columns in memory, so that a list of many is searched, narrowed and sorted at once.

What changes is read again when the data has changed; kinds and hashes of identifiers never change, so only new ones
are read. Labels are opened only when somebody searches or sorts by them, and then only those that are new.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.persons import ANONYMOUS_KINDS
from wegmarke.engine import Engine
from wegmarke.events import person_reading
from wegmarke.identity import open_label, reading, sealed_labels
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Persons:
    """One place per person, by rising number.

    Attributes:
        person: numbers.
        account: where each is now, 0 for none.
        touches: recognised ones.
        last_at: last touch in µs since 1970, UTC.
        identifiers: how many identify each.
        is_anonymous: no identifier but those of devices.
        orders: places in the orders that were asked for, by name.
    """

    person: Numbers
    account: Numbers
    touches: Numbers
    last_at: Numbers
    identifiers: Numbers
    is_anonymous: Flags
    orders: dict[str, Numbers] = field(default_factory=dict)


class Identifiers:
    """Kind and hash of every identifier of a person, in the order of their numbers; it only grows."""

    def __init__(self) -> None:
        self._known: pa.Table | None = None
        self._growing = threading.Lock()

    def follow(self, database: Database) -> pa.Table:
        """Read those that are new; returns identifier, kind, head of all."""
        with self._growing:
            known = self._known
            last = int(known["identifier"][-1].as_py()) if known is not None and known.num_rows else 0
            fresh = reading.identifiers_since(database, "person", last)
            if known is None or fresh.num_rows:
                parts = [fresh] if known is None else [known, fresh]
                self._known = known = pa.concat_tables(parts).combine_chunks()
            return known


class Labels:
    """How persons or accounts are called; every text is opened once."""

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._sealed: dict[int, tuple[int, bytes | None, bytes]] = {}
        self._opened: dict[int, str] = {}
        self._table: pa.Table | None = None
        self._following = threading.Lock()

    def follow(self, database: Database, keys: KeyRing) -> pa.Table:
        """Open what is new; returns owner and folded, the label in small letters."""
        with self._following:
            before, sealed = self._sealed, sealed_labels(database, self._subject)
            if self._table is None or sealed != before:
                for owner in before.keys() - sealed.keys():
                    del self._opened[owner]
                fresh = [owner for owner, text in sealed.items() if before.get(owner) != text]
                self._opened.update((owner, open_label(keys, self._subject, sealed[owner])) for owner in fresh)
                texts = pa.array(list(self._opened.values()), pa.string())
                owners = pa.array(list(self._opened), pa.int64())
                self._table = pa.table({"owner": owners, "folded": pc.utf8_lower(texts)})
                self._sealed = sealed
            return self._table


def read_persons(engine: Engine, identifiers: pa.Table) -> Persons:
    """Read all persons as they are now."""
    rows, owners = person_reading.persons(engine), person_reading.owners(engine)
    person = _numbers(rows, "person")
    owner_of = _by_number(_numbers(owners, "identifier"), _numbers(owners, "owner"))
    known = _numbers(identifiers, "identifier")
    # Identity may know identifiers whose events are not stored yet; they belong to nobody here.
    known_owner = np.where(known < len(owner_of), owner_of[np.minimum(known, len(owner_of) - 1)], 0)
    is_strong = ~pc.is_in(identifiers["kind"], value_set=pa.array(sorted(ANONYMOUS_KINDS))).to_numpy()
    size = int(max(person.max(initial=0), owner_of.max(initial=0))) + 1
    return Persons(
        person=person,
        account=_numbers(rows, "account"),
        touches=_numbers(rows, "touches"),
        last_at=_numbers(rows, "last_at"),
        identifiers=np.bincount(known_owner, minlength=size)[person],
        is_anonymous=np.bincount(known_owner[is_strong], minlength=size)[person] == 0,
    )


def owners_with_hash(engine: Engine, identifiers: pa.Table, heads: npt.NDArray[np.uint64]) -> Numbers:
    """Return the persons that an identifier with one of these hashes belongs to."""
    same = np.isin(identifiers["head"].to_numpy(), heads)
    found = _numbers(identifiers, "identifier")[same]
    owners = person_reading.owners(engine)
    return _numbers(owners, "owner")[np.isin(_numbers(owners, "identifier"), found)]


def order_by(column: Numbers, *, downward: bool) -> Numbers:
    """Return the places of a column in order; equal values keep the order of the numbers of their persons."""
    return np.argsort(-column if downward else column, kind="stable")


def order_by_label(persons: Persons, labels: pa.Table) -> Numbers:
    """Return the places of persons by label, then those without one."""
    by_text = labels.sort_by([("folded", "ascending"), ("owner", "ascending")])
    owners = _numbers(by_text, "owner")
    rank = np.full(int(max(persons.person.max(initial=0), owners.max(initial=0))) + 1, len(owners))
    rank[owners] = np.arange(len(owners))
    return order_by(rank[persons.person], downward=False)


def with_text(labels: pa.Table, text: str) -> Numbers:
    """Return the owners whose label contains a text."""
    return _numbers(labels.filter(pc.match_substring(labels["folded"], text.lower())), "owner")


def _by_number(numbers: Numbers, values: Numbers) -> Numbers:
    placed = np.zeros(int(numbers.max(initial=0)) + 1, dtype=np.int64)
    placed[numbers] = values
    return placed


def _numbers(table: pa.Table, column: str) -> Numbers:
    found: Numbers = table[column].to_numpy()
    return found
