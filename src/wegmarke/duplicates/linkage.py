"""Score pairs of records: probabilistic record linkage after Fellegi and Sunter (1969), by splink.

splink is imported when something is compared, not before, and has an engine of its own in memory, which nobody else
touches and which is gone afterwards.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from wegmarke.duplicates.shape import Comparison, Key, Shape

if TYPE_CHECKING:
    from splink import Linker

SEED = 1
RECALL_OF_CERTAIN = 0.7
SAMPLED_PAIRS = 2_000_000
LEAST_PROBABILITY = 0.05


def scored(table: pa.Table, shape: Shape, keys: list[Key], *, least=LEAST_PROBABILITY) -> pa.Table:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    comparisons = [c for c in shape.comparisons if all(filled(table, column) for column in c.columns)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[_comparison(c) for c in comparisons],
        blocking_rules_to_generate_predictions=[block_on(*key) for key in keys],
        retain_matching_columns=False,
        em_convergence=0.001,
    )
    linker = Linker(DuckDBAPI().register(table), settings, log_level="ERROR")
    _train(linker, table, shape)
    return linker, linker.inference.predict(threshold_match_probability=least, warning_mode="never").as_pyarrow_table()


def filled(table: pa.Table, column: str) -> bool:
    return table[column].null_count < table.num_rows


def _train(linker, table, shape) -> None:
    from splink import block_on
    certain = [block_on(*key) for key in shape.certain if all(filled(table, c) for c in key)]
    linker.training.estimate_probability_two_random_records_match(certain, recall=RECALL_OF_CERTAIN)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for key in shape.training:
        if all(filled(table, c) for c in key):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*key))


def _comparison(comparison: Comparison) -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    levels = [cll.CustomLevel(comparison.unknown, "unknown").configure(is_null_level=True)]
    for level in comparison.levels:
        l = cll.CustomLevel(level.condition, level.name)
        if level.frequency:
            l = l.configure(tf_adjustment_column=level.frequency)
        levels.append(l)
    levels.append(cll.ElseLevel())
    return cl.CustomComparison(output_column_name=comparison.name, comparison_levels=levels)
