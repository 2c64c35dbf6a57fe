"""Static lists of a workspace: subjects put on them by number or by identifier, and taken off again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import segments
from wegmarke.domain import NotAllowed, UsageError
from wegmarke.domain.segments import SegmentKind, SegmentListing, SegmentSubject
from wegmarke.identity import reading
from wegmarke.privacy import read_rights
from wegmarke.segments import Affected, Kept
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.viewing import the_viewer

_MOST_NAMED = 100
"""So many of those that named nobody are told."""
MOST_AT_ONCE = 1_000_000


def static_list(stores: Stores, name: str) -> Kept:
    """Return a static list.

    Raises:
        NotFound: naming the segments that are there.
        UsageError: when the segment is no static list.
    """
    kept = segments.find(stores.segments.upkeep.kept, name)
    if kept.document is None or kept.document.kind is not SegmentKind.STATIC_LIST:
        raise UsageError(
            f"segment {name!r}: expected a static list; got a segment that a rule or other segments decide. "
            "Change its document, or choose a list."
        )
    return kept


def put_numbers(stores: Stores, kept: Kept, numbers: Sequence[int], who: str, why: str) -> SegmentListing:
    """Put persons or accounts on a list by number."""
    _refuse_many(len(numbers))
    owners = segments.owners_of(stores.state, subject_of(kept), list(dict.fromkeys(numbers)))
    unknown = [str(number) for number in dict.fromkeys(numbers) if number not in owners]
    return _put(stores, kept, sorted(set(owners.values())), unknown, who, why)


def put_identifiers(stores: Stores, kept: Kept, kind: str, values: Sequence[str], who: str, why: str) -> SegmentListing:
    """Put persons or accounts on a list by identifiers of a kind.

    Raises:
        NotAllowed: when the viewer may not see identifiers of persons of this kind, and so may not find by them.
    """
    _refuse_many(len(values))
    subject = subject_of(kept)
    if subject is SegmentSubject.PERSON and not read_rights(stores.state).shows_identifier(the_viewer(), kind):
        raise NotAllowed(
            f"segment {kept.id!r}: expected a role that sees identifiers of the kind {kind!r}, to find persons by them; "
            f"got {the_viewer().role}. Ask whoever runs the workspace, or put persons on the list by number."
        )
    named = _owners(stores, subject, kind, values)
    unknown = [value for value in dict.fromkeys(values) if value not in named]
    return _put(stores, kept, sorted(set(named.values())), unknown, who, why)


def take_out(stores: Stores, kept: Kept, numbers: Sequence[int]) -> int:
    """Take subjects off a list; returns how many were on it."""
    subject = subject_of(kept)
    with stores.work:
        on_it = segments.read_list(stores.state, kept.number, subject).subjects
        gone = np.intersect1d(np.array(numbers, dtype=np.int64), on_it)
        with stores.state.write() as connection:
            segments.take_out(connection, kept.number, subject, gone.tolist())
        _judge(stores, subject, gone.tolist())
    return len(gone)


def subject_of(kept: Kept) -> SegmentSubject:
    """Return whom a segment that is there consists of."""
    assert kept.document is not None
    return kept.document.subject


def _put(stores: Stores, kept: Kept, owners: list[int], unknown: list[str], who: str, why: str) -> SegmentListing:
    subject = subject_of(kept)
    with stores.work:
        there = set(segments.read_list(stores.state, kept.number, subject).subjects.tolist())
        new = [owner for owner in owners if owner not in there]
        with stores.state.write() as connection:
            segments.put(connection, kept.number, new, stores.clock.now(), who, why)
        _judge(stores, subject, new)
    return SegmentListing(len(new), len(owners) - len(new), tuple(unknown[:_MOST_NAMED]), len(unknown))


def _judge(stores: Stores, subject: SegmentSubject, numbers: list[int]) -> None:
    stores.segments.upkeep.read_again()
    changed, nobody = np.array(sorted(numbers), dtype=np.int64), np.empty(0, dtype=np.int64)
    is_person = subject is SegmentSubject.PERSON
    stores.segments.upkeep.advance(Affected(changed, nobody) if is_person else Affected(nobody, changed))
    stores.announce_segments()


def _owners(stores: Stores, subject: SegmentSubject, kind: str, values: Sequence[str]) -> dict[str, int]:
    """Return whom each value names; those that name nobody are left out."""
    known = (
        stores.person_identifiers.follow(stores.state)
        if subject is SegmentSubject.PERSON
        else reading.identifiers_since(stores.state, subject, 0)
    )
    of_kind = known.filter(pc.equal(known["kind"], kind))
    heads = reading.heads_of(stores.keys, kind, list(values))
    wanted = pa.table({"head": pa.array(list(heads.values()), pa.uint64()), "value": list(heads)})
    found = wanted.join(of_kind.select(["head", "identifier"]), "head", join_type="inner").to_pylist()
    owners = segments.owners_of(stores.state, subject, [row["identifier"] for row in found])
    return {row["value"]: owners[row["identifier"]] for row in found}


def _refuse_many(count: int) -> None:
    if count > MOST_AT_ONCE:
        raise UsageError(f"segment: expected at most {MOST_AT_ONCE:,} subjects at once; got {count:,}. Split the list.")
