"""How good clusters are: precision, recall and F1 of pairs of records.

Clusters say of every pair of records whether both are one. Precision is the share of the pairs joined that are true,
recall the share of the true pairs that are joined, F1 their harmonic mean (van Rijsbergen, "Information Retrieval",
1979). Pairs are counted from sizes, never listed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class PairQuality:
    """Pairs counted: joined by the clusters, true, and both."""

    joined: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        """Return the share of joined pairs that are true; 1 when none is joined."""
        return self.right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        """Return the share of true pairs that are joined; 1 when there is none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.joined + self.true
        return 2 * self.right / both if both else 1.0


def pair_quality(clusters: pa.Table, truth: pa.Table) -> PairQuality:
    """Compare two tables of `id` and `cluster` over the ids that both name."""
    found = clusters.select(["id", "cluster"])
    both = found.join(truth.select(["id", "cluster"]), "id", join_type="inner", right_suffix="_true")
    return PairQuality(
        joined=_pairs(both, ["cluster"]),
        true=_pairs(both, ["cluster_true"]),
        right=_pairs(both, ["cluster", "cluster_true"]),
    )


def _pairs(table: pa.Table, keys: list[str]) -> int:
    sizes = table.group_by(keys).aggregate([([], "count_all")])["count_all"]
    return int(pc.sum(pc.divide(pc.multiply(sizes, pc.subtract(sizes, 1)), 2)).as_py() or 0)
