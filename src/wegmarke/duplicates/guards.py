"""What forbids one cluster: pairs that somebody refused, and dates that one person cannot both have.

Two records whose dates are far apart are not joined through a third. When they were themselves suggested as a pair,
the other properties outweighed the dates, and nothing is forbidden.

Dates are far apart when their years differ by more than ten, day and month differ, and more than two characters do: a
century mistyped, a digit slipped or a year of birth guessed happens; all of it at once is another date.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.duplicates import values
from wegmarke.duplicates.columns import column

Numbers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Pairs = tuple[Numbers, Numbers]

YEARS_APART = 10
CHARACTERS_APART = 2


class Contradictions:
    """Says of pairs of clusters whether a record of one contradicts a record of the other."""

    def __init__(self, records: pa.Table, dates: Sequence[str], suggested: Pairs, refused: Pairs) -> None:
        """Take records in the order of their numbers, the columns of dates, and pairs of numbers."""
        self._dates = [_Dates(values.born(column(records, name)), suggested) for name in dates]
        self._refused = refused

    def between(self, owner: Numbers, low: Numbers, high: Numbers) -> Truths:
        """Return for each pair of clusters (low < high) whether they must stay apart."""
        forbidden = self._refused_between(owner, low, high)
        for dates in self._dates:
            forbidden |= dates.far_between(owner, low, high)
        return forbidden

    def _refused_between(self, owner: Numbers, low: Numbers, high: Numbers) -> Truths:
        one, other = (owner[side] for side in self._refused)
        return np.isin(low * len(owner) + high, _named(one, other, len(owner)))


class _Dates:
    """One column of dates as characters; records without a complete date contradict nobody."""

    def __init__(self, dates: pa.ChunkedArray, suggested: Pairs) -> None:
        self._count = len(dates)
        self._suggested = np.sort(_named(*suggested, self._count))
        known = pc.is_valid(dates).to_numpy(zero_copy_only=False)
        self._records = np.flatnonzero(known)
        texts = dates.drop_null().to_numpy(zero_copy_only=False).astype("S10")
        self._characters = texts.view(np.uint8).reshape(-1, 10)
        self._years = self._characters[:, :4].astype(np.int64) @ np.array([1000, 100, 10, 1])

    def far_between(self, owner: Numbers, low: Numbers, high: Numbers) -> Truths:
        clusters = owner[self._records]
        order = np.argsort(clusters, kind="stable")
        starts, ends = (
            [np.searchsorted(clusters[order], side, "left"), np.searchsorted(clusters[order], side, "right")]
            for side in (low, high)
        )
        pair, one, other = _across(starts, ends)
        far = np.zeros(len(low), dtype=bool)
        apart = np.flatnonzero(self._far(order[one], order[other]))
        left, right = (self._records[order[side[apart]]] for side in (one, other))
        names = _named(left, right, self._count)
        outweighed = np.searchsorted(self._suggested, names, "right") > np.searchsorted(self._suggested, names, "left")
        far[pair[apart[~outweighed]]] = True
        return far

    def _far(self, one: Numbers, other: Numbers) -> Truths:
        differ = self._characters[one] != self._characters[other]
        years = np.abs(self._years[one] - self._years[other]) > YEARS_APART
        truths: Truths = years & differ[:, 5:].any(axis=1) & (differ.sum(axis=1) > CHARACTERS_APART)
        return truths


def _named(one: Numbers, other: Numbers, count: int) -> Numbers:
    """Return one number per pair, whichever side comes first."""
    return np.minimum(one, other) * count + np.maximum(one, other)


def _across(left: list[Numbers], right: list[Numbers]) -> tuple[Numbers, Numbers, Numbers]:
    """Return every combination of a place in the left span with one in the right span, and the row of the spans."""
    wide, high = left[1] - left[0], right[1] - right[0]
    row = np.repeat(np.arange(len(wide)), wide * high)
    place = np.arange(len(row)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    return row, left[0][row] + place // high[row], right[0][row] + place % high[row]
