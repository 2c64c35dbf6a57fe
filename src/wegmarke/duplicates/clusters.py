"""Pairs become clusters: the closest two clusters are joined first, as long as they cohere and nothing forbids it.

Closeness of two clusters is the mean probability over all pairs between them, where a pair that was never suggested
counts as 0 (average linkage: Sokal and Michener, 1958). Equal closeness is decided by the ids, so the order of pairs
and records never matters. Two clusters that are each other's closest can be joined at once with many such twos
(reciprocal nearest neighbours: Murtagh, "A Survey of Recent Advances in Hierarchical Clustering Algorithms", 1983),
because joining others never brings anybody closer: so all is done in a few rounds over columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.errors import Problem, UsageError
from wegmarke.duplicates.guards import Contradictions
from wegmarke.duplicates.shape import Guards

Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

_STEPS = 1_000_000  # probabilities are counted in millionths, so that sums are exact in any order


def cluster(
    pairs: pa.Table,
    records: pa.Table,
    threshold: float,
    guards: Guards,
    refused: pa.Table | None = None,
    confirmed: pa.Table | None = None,
) -> pa.Table:
    """Return (id, cluster) for every record in the order of ids; a cluster is called by its smallest id.

    Args:
        pairs: left, right, probability; each pair once, its sides and the rows in any order.
        records: id, and the columns that guards name.
        threshold: probability from which a pair counts; one of 0 never does.
        guards: what keeps two clusters apart.
        refused: left, right; pairs that must never be in one cluster.
        confirmed: left, right; pairs that are in one cluster whatever guards say.

    Raises:
        UsageError: confirmed pairs lead from one side of a refused pair to the other; all such pairs are named.
    """
    ordered = records.take(pc.sort_indices(records["id"]))
    ids = ordered["id"].combine_chunks()
    # A pair of no probability says what no pair says, and would break ties that are decided by ids.
    counting = pairs.filter(pc.greater_equal(pairs["probability"], max(threshold, 1 / _STEPS)))
    steps = np.rint(counting["probability"].to_numpy() * _STEPS).astype(np.int64)
    suggested = _numbers(counting, ids)
    apart, together = (_numbers(chosen, ids) for chosen in (refused, confirmed))
    owner = _confirmed(together, len(ids))
    _check(apart, owner, ids)
    contradictions = Contradictions(ordered, guards.far_dates, suggested, apart)
    one, other = (owner[side] for side in suggested)
    open_ = one != other
    between = _summed(one[open_], other[open_], steps[open_], len(ids))
    owner = _joined(between, owner, guards.cohesion, contradictions)
    return pa.table({"id": ids, "cluster": ids.take(pa.array(owner))})


@dataclass(frozen=True)
class _Between:
    """What is known between two clusters, each named by the number of its first record: sum of probabilities."""

    low: Numbers
    high: Numbers
    total: Numbers


def _numbers(pairs: pa.Table | None, ids: pa.Array) -> tuple[Numbers, Numbers]:
    """Return the places of both sides; pairs with a record that is not there are left out."""
    if pairs is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    is_there = pc.and_(*(pc.is_in(pairs[side], value_set=ids) for side in ("left", "right")))
    pairs = pairs.filter(is_there)
    left, right = (pc.index_in(pairs[side], value_set=ids).to_numpy().astype(np.int64) for side in ("left", "right"))
    return left, right


def _confirmed(pairs: tuple[Numbers, Numbers], count: int) -> Numbers:
    """Return for each record the smallest one that confirmed pairs lead to."""
    owner = np.arange(count, dtype=np.int64)
    while True:
        one, other = (owner[side] for side in pairs)
        smaller, joined = np.minimum(one, other), owner.copy()
        np.minimum.at(joined, one, smaller)
        np.minimum.at(joined, other, smaller)
        joined = joined[joined]
        if np.array_equal(joined, owner):
            return owner
        owner = joined


def _check(refused: tuple[Numbers, Numbers], owner: Numbers, ids: pa.Array) -> None:
    one, other = refused
    broken = np.flatnonzero(owner[one] == owner[other])
    if not len(broken):
        return
    problems = [
        Problem(f"pair {ids[int(one[place])].as_py()!r}, {ids[int(other[place])].as_py()!r}", "two records", "one",
                "Take back the refusal, or one of the confirmations between them.", "refused_and_confirmed")
        for place in broken.tolist()
    ]  # fmt: skip
    raise UsageError("decisions: some refused pairs are one by other pairs that were confirmed.", problems=problems)


def _joined(between: _Between, owner: Numbers, cohesion: float, contradictions: Contradictions) -> Numbers:
    while len(chosen := _closest(between, owner, cohesion)):
        low, high = between.low[chosen], between.high[chosen]
        forbidden = contradictions.between(owner, low, high)
        # A forbidden pair stays forbidden whatever either side is joined with, so it is not looked at again.
        rest = np.delete(np.arange(len(between.low)), chosen)
        moved = np.arange(len(owner), dtype=np.int64)
        moved[high[~forbidden]] = low[~forbidden]
        owner = moved[owner]
        between = _summed(moved[between.low[rest]], moved[between.high[rest]], between.total[rest], len(owner))
    return owner


def _closest(between: _Between, owner: Numbers, cohesion: float) -> Numbers:
    """Return the rows whose two clusters are close enough and have each other first among their neighbours."""
    sizes = np.bincount(owner, minlength=len(owner))
    closeness: Shares = between.total / (sizes[between.low] * sizes[between.high])
    order = np.lexsort((between.high, between.low, -closeness))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    best = np.full(len(owner), len(order), dtype=np.int64)
    np.minimum.at(best, between.low, rank)
    np.minimum.at(best, between.high, rank)
    first = (best[between.low] == rank) & (best[between.high] == rank)
    return np.flatnonzero(first & (closeness >= cohesion * _STEPS))


def _summed(one: Numbers, other: Numbers, total: Numbers, count: int) -> _Between:
    """Add up what is known between the same two clusters."""
    both = np.minimum(one, other) * count + np.maximum(one, other)
    pair, place = np.unique(both, return_inverse=True)
    sums = np.bincount(place, weights=total, minlength=len(pair)).astype(np.int64)
    return _Between(pair // count, pair % count, sums)
