"""A search for duplicates: records are read, compared and grouped, and the pairs kept."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import duplicates, identity
from wegmarke.domain.duplicates import DuplicateSearch, SearchStage
from wegmarke.domain.rights import Viewer
from wegmarke.duplicates import ACCOUNTS, PERSONS, Shape
from wegmarke.workspace.duplicate_records import Records, records
from wegmarke.workspace.operation import Progress
from wegmarke.workspace.stores import Stores

SHAPES: dict[str, Shape] = {"person": PERSONS, "account": ACCOUNTS}


def search(stores: Stores, subject: str, viewer: Viewer, progress: Progress | None = None) -> None:
    """Search for duplicates of a subject and keep what is found, in place of what was found before.

    Raises:
        StoreRefuses: the reading cannot be written down; nothing was read.
    """
    shape, searching = SHAPES[subject], stores.searching

    def told(done: int, total: int) -> None:
        searching.tell(subject, SearchStage.READING, done, total)
        if progress is not None:
            progress(done, total)

    with searching.at_stores(subject, SearchStage.READING):
        found = records(stores, subject, viewer, told=told)
        apart = _refused(stores, subject, found)
    searching.tell(subject, SearchStage.COMPARING)
    suggestions = duplicates.suggest(found.table, shape)
    clusters = duplicates.cluster(suggestions.pairs, found.table, shape.threshold, shape.guards, apart)
    with searching.at_stores(subject, SearchStage.KEEPING):
        duplicates.keep(stores.state, stores.clock, subject, suggestions, clusters)


def last_search(stores: Stores, subject: str) -> DuplicateSearch:
    """Return what is known about the last search of a subject, and how far the one at hand is."""
    known = duplicates.last_search(stores.state, subject)
    told = stores.searching.told(subject)
    return replace(told, found_at=known.found_at, records=known.records, pairs=known.pairs)


def _refused(stores: Stores, subject: str, found: Records) -> pa.Table:
    """Return the refused pairs by the records of today; who was refused may have been joined with others since."""
    pairs = duplicates.refused(duplicates.decided(stores.state, subject))
    sides = [pairs[side].cast(pa.int64()) for side in ("left", "right")]
    owner_of = identity.owners_of(stores.state, subject, {number for side in sides for number in side.to_pylist()})
    places = [
        pc.index_in(pa.array([owner_of.get(number) for number in side.to_pylist()], pa.int64()), value_set=found.owners)
        for side in sides
    ]
    left, right = (found.table["id"].take(place) for place in places)
    is_known = pc.fill_null(pc.not_equal(left, right), False)
    return pa.table({"left": left, "right": right}).filter(is_known)
