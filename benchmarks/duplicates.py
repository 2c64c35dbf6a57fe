"""Duplicates found without labels, against the truth: pairs after clustering, beside splink with its own tutorials.

Shapes, thresholds and guards are the defaults of the product for all sets of a kind. Of splink the best F1 of seven
thresholds is shown, picked with the truth at hand, which favours the yardstick. For organisations splink has no
tutorial; the yardstick is: the same phone is the same organisation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import pyarrow as pa

from benchmarks import splink_tutorials
from benchmarks.duplicate_sets import SETS, LabelledSet
from benchmarks.figures import report, timed
from wegmarke.duplicates import ACCOUNTS, PERSONS, PairQuality, cluster, pair_quality, suggest

BARS = {
    "fake1000": "F1 0.916 at P 0.970",
    "febrl4": "F1 0.999",
    "historical50k": "F1 0.829 at P 0.921, 12.5 s",
    "chicago_orgs": "P 0.888, R 0.768",
}
TUTORIALS: Mapping[str, Callable[[pa.Table], dict[float, pa.Table]]] = {
    "fake1000": splink_tutorials.fake1000,
    "febrl4": splink_tutorials.febrl4,
    "historical50k": splink_tutorials.historical50k,
}


def main() -> None:
    for name in sys.argv[1:] or SETS:
        labelled = SETS[name]()
        found, seconds = timed(lambda labelled=labelled: ours(labelled))
        report(
            f"{name}, duplicates",
            f"{words(found)}, {seconds:.1f} s",
            bar=BARS[name],
            yardstick=yardstick(name, labelled),
        )


def ours(labelled: LabelledSet) -> PairQuality:
    shape = {"person": PERSONS, "account": ACCOUNTS}[labelled.subject]
    pairs = suggest(labelled.records, shape).pairs
    return pair_quality(cluster(pairs, labelled.records, shape.threshold, shape.guards), labelled.truth)


def yardstick(name: str, labelled: LabelledSet) -> str:
    if name not in TUTORIALS:
        return f"same phone {words(same_phone(labelled))}"
    found, seconds = timed(lambda: TUTORIALS[name](labelled.own))
    measured = {threshold: pair_quality(clusters, labelled.truth) for threshold, clusters in found.items()}
    threshold = max(measured, key=lambda at: measured[at].f1)
    return f"splink {words(measured[threshold])} at its best threshold {threshold}, {seconds:.1f} s"


def same_phone(labelled: LabelledSet) -> PairQuality:
    """Return the quality of joining who shares a phone of at least seven digits."""
    digits = pa.compute.replace_substring_regex(labelled.records["phone"], r"\D", "")
    own = pa.compute.binary_join_element_wise("none", labelled.records["id"], " ")
    long = pa.compute.fill_null(pa.compute.greater_equal(pa.compute.utf8_length(digits), 7), False)
    clusters = pa.table({"id": labelled.records["id"], "cluster": pa.compute.if_else(long, digits, own)})
    return pair_quality(clusters, labelled.truth)


def words(quality: PairQuality) -> str:
    return f"P {quality.precision:.3f} R {quality.recall:.3f} F1 {quality.f1:.3f}"


if __name__ == "__main__":
    main()
