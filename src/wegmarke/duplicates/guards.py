"""What forbids one cluster: pairs that somebody refused, and dates that one person cannot both have.

Dates are far apart when their years differ by more than ten, day and month differ, and more than two characters do: a
century mistyped, a digit slipped or a year of birth guessed happens; all of it at once does not.
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

YEARS_APART = 10
CHARACTERS_APART = 2


class Contradictions:
    """Says of pairs of clusters whether a record of one contradicts a record of the other."""

    def __init__(self, records: pa.Table, dates: Sequence[str], refused: tuple[Numbers, Numbers]) -> None:
        """Take records in the order of their numbers, the columns of dates, and refused pairs of numbers."""
        self._dates = [_Dates(values.born(column(records, name))) for name in dates]
        self._refused = refused

    def between(self, owner: Numbers, low: Numbers, high: Numbers) -> Truths:
        """Return for each pair of clusters (low < high) whether they must stay apart."""
        forbidden = self._refused_between(owner, low, high)
        for dates in self._dates:
            forbidden |= dates.far_between(owner, low, high)
        return forbidden

    def _refused_between(self, owner: Numbers, low: Numbers, high: Numbers) -> Truths:
        one, other = (owner[side] for side in self._refused)
        refused = np.minimum(one, other) * len(owner) + np.maximum(one, other)
        return np.isin(low * len(owner) + high, refused)


class _Dates:
    """One column of dates as characters; records without a complete date contradict nobody."""

    def __init__(self, dates: pa.ChunkedArray) -> None:
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
        far[pair[self._far(order[one], order[other])]] = True
        return far

    def _far(self, one: Numbers, other: Numbers) -> Truths:
        differ = self._characters[one] != self._characters[other]
        years = np.abs(self._years[one] - self._years[other]) > YEARS_APART
        truths: Truths = years & differ[:, 5:].any(axis=1) & (differ.sum(axis=1) > CHARACTERS_APART)
        return truths


def _across(left: list[Numbers], right: list[Numbers]) -> tuple[Numbers, Numbers, Numbers]:
    """Return every combination of a place in the left span with one in the right span, and the row of the spans."""
    wide, high = left[1] - left[0], right[1] - right[0]
    row = np.repeat(np.arange(len(wide)), wide * high)
    place = np.arange(len(row)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    return row, left[0][row] + place // high[row], right[0][row] + place % high[row]
