"""Suggest which records are one person or one account, each pair with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.duplicates import Agreement, SuggestedPair
from wegmarke.domain.errors import Problem, UsageError
from wegmarke.duplicates.blocking import affordable
from wegmarke.duplicates.linkage import compared, scored
from wegmarke.duplicates.shape import Comparison, Shape

LEAST_PROBABILITY = 0.05
"""Pairs below are not kept: neither a person nor a cluster would look at them."""

_BITS = 2  # digits of what a level says
_DIGITS = 6  # engines add in any order, so the last digits of a probability mean nothing


@dataclass(frozen=True)
class Suggestions:
    """Pairs of records, the most probable first, then by ids.

    Attributes:
        pairs: left < right, probability, and per property in `columns` the name of its level, and how much that
            speaks for one or for two, in bits, as `speaks_…`.
        columns: what was compared.
    """

    pairs: pa.Table
    columns: tuple[str, ...]

    def first(self, count: int, offset: int = 0) -> list[SuggestedPair]:
        """Return some pairs as values, to be shown."""
        return [self._pair(row) for row in self.pairs.slice(offset, count).to_pylist()]

    def _pair(self, row: dict[str, object]) -> SuggestedPair:
        agreements = tuple(
            Agreement(column, str(row[column]), float(str(row[f"speaks_{column}"]))) for column in self.columns
        )
        return SuggestedPair(str(row["left"]), str(row["right"]), float(str(row["probability"])), agreements)


def suggest(records: pa.Table, shape: Shape) -> Suggestions:
    """Compare records and return the pairs that may be one.

    Args:
        records: one row per record: `id`, unique; and any of the columns that the shape reads, all as text.
        shape: what kind of records they are.

    Raises:
        UsageError: ids are missing, null or not unique.
    """
    _check(records)
    named = records.set_column(records.column_names.index("id"), "id", records["id"].cast(pa.string()))
    # Random pairs are drawn by place, so the places must not depend on who handed the records over.
    table = shape.prepare(named.sort_by("id"))
    comparisons = compared(table, shape)
    keys = affordable(table, shape.keys)
    if not keys or not comparisons:
        return _nothing(comparisons)
    return _told(scored(table, shape, keys, LEAST_PROBABILITY), comparisons)


def _check(records: pa.Table) -> None:
    if "id" not in records.column_names:
        raise UsageError(f"records: expected a column `id`, got {', '.join(records.column_names)}. Name the column.")
    ids = records["id"]
    counted = pc.value_counts(ids)
    twice = pc.struct_field(counted, "values").filter(pc.greater(pc.struct_field(counted, "counts"), 1))
    problems = [
        Problem(f"id {value.as_py()!r}", "one record", "several", "Give each record an id of its own.", "id_twice")
        for value in twice.slice(0, 10)
        if value.is_valid
    ]
    if ids.null_count:
        problems.append(Problem("id", "a value in every row", f"{ids.null_count} empty", "Fill them.", "id_missing"))
    if problems:
        raise UsageError("records: ids must tell all records apart.", problems=problems)


def _told(scores: pa.Table, comparisons: list[Comparison]) -> Suggestions:
    turned = pc.greater(scores["id_l"], scores["id_r"])
    columns = {
        "left": pc.if_else(turned, scores["id_r"], scores["id_l"]),
        "right": pc.if_else(turned, scores["id_l"], scores["id_r"]),
        "probability": pc.round(scores["match_probability"], _DIGITS),
        **{one.name: _levels(scores[f"gamma_{one.name}"], one) for one in comparisons},
        **{f"speaks_{one.name}": pc.round(scores[f"speaks_{one.name}"], _BITS) for one in comparisons},
    }
    order = [("probability", "descending"), ("left", "ascending"), ("right", "ascending")]
    return Suggestions(pa.table(columns).sort_by(order), tuple(one.name for one in comparisons))


def _levels(gammas: pa.ChunkedArray, comparison: Comparison) -> pa.Array:
    """Return level names: levels count from 0 for different upwards, −1 is unknown, silent ones stand below."""
    silent = [level.name for level in reversed(comparison.silent)]
    names = [*silent, "unknown", "different", *(level.name for level in reversed(comparison.levels))]
    return pa.array(names).take(pa.array(gammas.to_numpy().astype(np.int64) + 1 + len(silent)))


def _nothing(comparisons: list[Comparison]) -> Suggestions:
    names = tuple(one.name for one in comparisons)
    texts = [(name, pa.string()) for name in names]
    bits = [(f"speaks_{name}", pa.float64()) for name in names]
    fields = [("left", pa.string()), ("right", pa.string()), ("probability", pa.float64()), *texts, *bits]
    return Suggestions(pa.schema(fields).empty_table(), names)
