"""What a batch says that nobody knew: identifiers, links between them, and who is one person or account for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import sqlalchemy as sa

from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.identity.changes import owner_table
from wegmarke.identity.clusters import SAME_EVENT
from wegmarke.identity.components import components
from wegmarke.identity.directory import as_hashes
from wegmarke.identity.known import Known, Numbers
from wegmarke.identity.weighing import weigh

_INSERT = (
    "INSERT INTO identifier (subject, identifier, kind, hash, owner, changed, wrapped, sealed) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_LINK = (
    "INSERT INTO link (subject, identifier, other, source, reason, observed_at, confidence) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_EARLIER = "UPDATE link SET observed_at = ? WHERE subject = ? AND identifier = ? AND other = ? AND reason = ?"
_MOVE = "UPDATE identifier SET owner = ?, changed = ? WHERE subject = ? AND owner = ?"

_SURE, _OF_A_DEVICE = 1.0, 0.9


@dataclass(frozen=True, slots=True)
class Fresh:
    """Identifiers that were not known.

    Attributes:
        numbers: rising, behind the known ones.
        kinds: of each.
        hashes: keyed.
        wrapped: key of each, wrapped; null where nobody needs to read it.
        sealed: the identifiers themselves, sealed with these keys; null likewise.
    """

    numbers: Numbers
    kinds: Sequence[str]
    hashes: Sequence[bytes]
    wrapped: Sequence[bytes | None]
    sealed: Sequence[bytes | None]


@dataclass(frozen=True, slots=True)
class News:
    """What a batch says that was not known.

    Attributes:
        fresh: identifiers.
        pairs: distinct pairs of identifiers that one event named together, smaller number first.
        since: when that was first, µs since 1970.
        is_new: false where a pair was known, but only since later.
    """

    fresh: Fresh
    pairs: Numbers
    since: Numbers
    is_new: npt.NDArray[np.bool_]


def remember(
    connection: sa.Connection, subject: str, known: Known, rules: IdentityRules, news: News, change: int, source: str
) -> tuple[pa.Table, Numbers]:
    """Write news, join whom they connect as far as the guards allow, and tell the directory.

    Args:
        connection: a write transaction of the state database.
        subject: `person` or `account`.
        known: the directory's part for the subject.
        rules: limits.
        news: identifiers and links.
        change: number of this change, written to every identifier whose owner changes.
        source: names of the sources of the events.

    Returns:
        (identifier, owner) of everybody who is new or has another owner now, and the identifiers of links of which
        something else became.
    """
    fresh, pairs = news.fresh, news.pairs
    before = known.owners.copy()
    if len(fresh.numbers):
        known.add(as_hashes(fresh.hashes), fresh.numbers, fresh.kinds, fresh.numbers)
    known.link(pairs, news.since)
    known.count_neighbours(pairs[news.is_new])
    joined, doubtful = _parted(known, rules, pairs, news.is_new)
    moves = _join(known, joined)
    _insert(connection, subject, known, fresh, change)
    _write_links(connection, subject, known, news, source)
    _move(connection, subject, {was: now for was, now in moves.items() if was < len(before)}, change)
    touched = np.empty(0, dtype=np.int64)
    if len(doubtful):
        weighed = weigh(connection, subject, known.owners[doubtful].tolist(), change, rules)
        known.give(weighed.numbers, weighed.owners)
        known.guard(known.owners[weighed.guarded])
        touched = weighed.touched
    changed = np.concatenate([np.flatnonzero(known.owners[: len(before)] != before), fresh.numbers])
    return owner_table(changed, known.owners[changed]), touched


def _parted(
    known: Known, rules: IdentityRules, pairs: Numbers, is_new: npt.NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """Part pairs that join without a doubt from identifiers whose links must be weighed one by one.

    What hangs together is joined without a doubt when the whole of it breaks no guard: no guard would then hold any
    part of it, in whatever order its links are taken.
    """
    if not len(pairs):
        return pairs, np.empty(0, dtype=np.int64)
    ends = known.owners[pairs]
    clusters, group = components(ends)
    shared = (known.neighbours(pairs) > rules.most_neighbours).any(axis=1)
    stated = known.are_users(pairs)
    doubted = np.unique(np.concatenate([group[_guards_object(known, rules, clusters, group, pairs)],
                                        _of(clusters, group, ends[shared | stated].ravel())]))  # fmt: skip
    in_doubt = np.isin(_of(clusters, group, ends[:, 0]), doubted)
    return pairs[~in_doubt & is_new], pairs[in_doubt].ravel()


def _of(clusters: Numbers, group: Numbers, asked: Numbers) -> Numbers:
    return group[np.searchsorted(clusters, asked)]


def _guards_object(
    known: Known, rules: IdentityRules, clusters: Numbers, group: Numbers, pairs: Numbers
) -> npt.NDArray[np.bool_]:
    """Tell for each cluster whether a guard has anything to say about its group."""
    groups, place = np.unique(group, return_inverse=True)
    counts = known.counts(clusters)
    together = np.zeros((len(groups), counts.shape[1]), dtype=np.int64)
    np.add.at(together, place, counts)
    # What is not too much altogether is not too much in any period.
    is_doubtful = (together.sum(axis=1) > rules.most_identifiers) | (together > known.limits(rules)).any(axis=1)
    is_doubtful |= np.bincount(place, weights=known.is_guarded(clusters), minlength=len(groups)) > 0
    named = counts[:, ~known.weak_kinds()].sum(axis=1) > 0
    several = named & (np.bincount(place, weights=named, minlength=len(groups))[place] > 1)
    if several.any():
        is_doubtful |= _connects_by_device(known, pairs, clusters[several], place[several], len(groups))
    return np.asarray(is_doubtful[place], dtype=bool)


def _connects_by_device(
    known: Known, pairs: Numbers, clusters: Numbers, place: Numbers, groups: int
) -> npt.NDArray[np.bool_]:
    """Tell for each group whether some of its known persons stay apart when devices join nobody."""
    strong = known.owners[pairs[~known.is_weak(pairs).any(axis=1)]]
    named, root = components(strong)
    roots = clusters.copy()
    is_named = np.isin(clusters, named)
    roots[is_named] = root[np.searchsorted(named, clusters[is_named])]
    apart = np.unique(np.stack([place, roots], axis=1), axis=0)
    return np.asarray(np.bincount(apart[:, 0], minlength=groups) > 1, dtype=bool)


def _join(known: Known, pairs: Numbers) -> dict[int, int]:
    """Give everybody whom the pairs connect the smallest number among them; returns which owners became which."""
    were, now = components(known.owners[pairs])
    moved = were != now
    if moved.any():
        known.move(were[moved], now[moved])
    return dict(zip(were[moved].tolist(), now[moved].tolist(), strict=True))


def _insert(connection: sa.Connection, subject: str, known: Known, fresh: Fresh, change: int) -> None:
    numbers, owners_ = fresh.numbers.tolist(), known.owners[fresh.numbers].tolist()
    columns = (numbers, fresh.kinds, fresh.hashes, owners_, repeat(change), fresh.wrapped, fresh.sealed)
    write_many(connection, _INSERT, list(zip(repeat(subject), *columns, strict=False)))


def _write_links(connection: sa.Connection, subject: str, known: Known, news: News, source: str) -> None:
    pairs, since = news.pairs[news.is_new], news.since[news.is_new]
    surely = np.where(known.is_weak(pairs).any(axis=1), _OF_A_DEVICE, _SURE)
    same = (repeat(source), repeat(SAME_EVENT))
    columns = (*pairs.T.tolist(), *same, since.tolist(), surely.tolist())
    write_many(connection, _LINK, list(zip(repeat(subject), *columns, strict=False)))
    earlier = zip(news.pairs[~news.is_new].tolist(), news.since[~news.is_new].tolist(), strict=True)
    write_many(connection, _EARLIER, [(at, subject, one, other, SAME_EVENT) for (one, other), at in earlier])


def _move(connection: sa.Connection, subject: str, moves: dict[int, int], change: int) -> None:
    write_many(connection, _MOVE, [(now, change, subject, was) for was, now in moves.items()])


def write_many(connection: sa.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Run one statement for many rows, if there are any."""
    if rows:
        connection.exec_driver_sql(statement, list(rows))
