"""What there is to review: suggested pairs and decisions, both under the persons or accounts of today.

Both are kept under numbers of identifiers, which never change. Whom these belong to is looked up when somebody asks:
pairs that have become one are no suggestions any more, and who was refused stays refused under a new number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import duplicates, identity
from wegmarke.domain.duplicates import Agreement, Review, ThresholdQuality, Verdict
from wegmarke.duplicates import Suggestions
from wegmarke.workspace.duplicate_search import SHAPES
from wegmarke.workspace.stores import Stores

Numbers = npt.NDArray[np.int64]
_WIDTH = 1 << 32


@dataclass(frozen=True, slots=True)
class Board:
    """Pairs to review.

    Attributes:
        suggested: every pair of the last search, the most probable first.
        pairs: those of them that are two persons or accounts today, each once, with `first` and `second`.
        joined: those of them that are one today, whoever or whatever joined them.
        rulings: all decisions, the youngest first, with `first` and `second`; 0 where one is no more.
        columns: what was compared.
    """

    suggested: pa.Table
    pairs: pa.Table
    joined: pa.Table
    rulings: pa.Table
    columns: tuple[str, ...]

    def undecided(self, threshold: float) -> pa.Table:
        """Return the pairs from a probability upwards that nobody has decided, the most probable first."""
        reached = self.pairs.filter(pc.greater_equal(self.pairs["probability"], threshold))
        return reached.filter(pa.array(~np.isin(_named(reached), _named(self.rulings))))

    def decided(self, verdict: Verdict) -> pa.Table:
        """Return the decisions of one kind, the youngest first."""
        return self.rulings.filter(pc.equal(self.rulings["decision"], verdict.value))

    def counts(self, threshold: float) -> dict[str, int]:
        """Return how many pairs each review has."""
        decided = {verdict.value: self.decided(verdict).num_rows for verdict in Verdict}
        return {Review.UNDECIDED.value: self.undecided(threshold).num_rows, **decided}

    def quality(self, threshold: float) -> ThresholdQuality:
        """Return how good suggestions from a probability upwards are: as they say themselves, and as was decided."""
        chances = self.suggested["probability"].to_numpy()
        reached = chances[chances >= threshold]
        rulings = self.rulings.filter(pc.greater_equal(self.rulings["probability"], threshold))
        joined = self.joined.filter(pc.greater_equal(self.joined["probability"], threshold))
        # Two that have become one by a third record or by new evidence are confirmed without a word about them.
        confirmed = np.isin(_sides(joined), _sides(self.rulings), invert=True).sum()
        return ThresholdQuality(
            threshold=threshold,
            pairs=len(reached),
            estimated_precision=float(reached.mean()) if len(reached) else None,
            estimated_recall=float(reached.sum() / chances.sum()) if len(chances) else None,
            confirmed=rulings.filter(pc.equal(rulings["decision"], Verdict.CONFIRMED.value)).num_rows + int(confirmed),
            decided=rulings.num_rows + int(confirmed),
        )

    def suggestion(self, left: int, right: int) -> dict[str, Any]:
        """Return what was suggested about a pair of records; nothing where it was not."""
        table = self.suggested
        rows = table.filter(pc.and_(pc.equal(table["left"], left), pc.equal(table["right"], right)))
        return next(iter(rows.to_pylist()), {})

    def ruling(self, left: int, right: int) -> dict[str, Any]:
        """Return what was decided about a pair of records; nothing where it was not."""
        table = self.rulings
        rows = table.filter(pc.and_(pc.equal(table["left"], left), pc.equal(table["right"], right)))
        return next(iter(rows.to_pylist()), {})

    def agreements(self, row: dict[str, Any]) -> tuple[Agreement, ...]:
        """Return what was compared, of a suggested row."""
        if not row:
            return ()
        return tuple(Agreement(name, row[name], round(row[f"speaks_{name}"], 2)) for name in self.columns)


def board(stores: Stores, subject: str) -> Board:
    """Return what there is to review."""
    found_at = duplicates.last_search(stores.state, subject).found_at
    change = identity.last_change(stores.state)
    suggested: Suggestions = stores.answers.keep(
        ("duplicates kept", subject, found_at), 0, lambda: duplicates.kept(stores.state, subject)
    )
    pairs, joined = stores.answers.keep(
        ("duplicates", subject, found_at, change), 0, lambda: _parted(_owned(stores, subject, suggested.pairs))
    )
    rulings = duplicates.decided(stores.state, subject)
    for place, side in enumerate(("left", "right")):
        rulings = rulings.set_column(place, side, rulings[side].cast(pa.int64()))
    # Ids are ordered as texts there, as numbers here.
    sides = [rulings[side] for side in ("left", "right")]
    rulings = rulings.set_column(0, "left", pc.min_element_wise(*sides))
    rulings = rulings.set_column(1, "right", pc.max_element_wise(*sides))
    youngest = [("decided_at", "descending"), ("left", "ascending"), ("right", "ascending")]
    return Board(suggested.pairs, pairs, joined, _owned(stores, subject, rulings.sort_by(youngest)), suggested.columns)


def shape_threshold(subject: str) -> float:
    """Return the probability from which pairs are shown where nobody asks for another one."""
    return SHAPES[subject].threshold


def _owned(stores: Stores, subject: str, table: pa.Table) -> pa.Table:
    """Add whom both sides belong to; 0 where there is no such identifier any more."""
    sides: Sequence[Numbers] = [table[side].to_numpy() for side in ("left", "right")]
    owner_of = identity.owners_of(stores.state, subject, np.unique(np.concatenate(sides)).tolist())
    numbers = np.array(sorted(owner_of), dtype=np.int64)
    owners = np.array([owner_of[number] for number in numbers.tolist()], dtype=np.int64)
    for name, side in zip(("first", "second"), sides, strict=True):
        place = np.minimum(np.searchsorted(numbers, side), max(len(numbers) - 1, 0))
        is_known = numbers[place] == side if len(numbers) else np.zeros(len(side), dtype=bool)
        found = np.where(is_known, owners[place], 0) if len(numbers) else np.zeros(len(side), dtype=np.int64)
        table = table.append_column(name, pa.array(found, pa.int64()))
    return table


def _parted(pairs: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Part pairs between two, of several between the same two the most probable alone, from those that are one now."""
    one, other = (pairs[name].to_numpy() for name in ("first", "second"))
    open_ = np.flatnonzero((one != other) & (one > 0) & (other > 0))
    _, first = np.unique(_named(pairs)[open_], return_index=True)
    joined = np.flatnonzero((one == other) & (one > 0))
    return pairs.take(pa.array(open_[np.sort(first)])), pairs.take(pa.array(joined))


def _sides(pairs: pa.Table) -> Numbers:
    """Return one number per pair of records."""
    return _named(pairs, "left", "right")


def _named(pairs: pa.Table, left: str = "first", right: str = "second") -> Numbers:
    """Return one number per pair of persons or accounts, whichever stands first."""
    one, other = (pairs[name].to_numpy() for name in (left, right))
    named: Numbers = np.minimum(one, other) * _WIDTH + np.maximum(one, other)
    return named
