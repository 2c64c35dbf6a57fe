"""Score pairs of records: probabilistic record linkage after Fellegi and Sunter (1969), by splink.

How often values agree by chance is measured on random pairs; how often they agree between records of the same person
is learned by expectation maximisation, without anybody saying which records are the same. splink is imported when
something is compared, not before. It works in an engine of its own in memory that writes nothing to the disk and is
gone afterwards, because its tables hold names and addresses in clear.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from wegmarke.duplicates.blocking import PAIRS_PER_RECORD, pair_count
from wegmarke.duplicates.shape import RARELY, Comparison, Key, Level, Shape

if TYPE_CHECKING:
    from splink import Linker, SettingsCreator
    from splink.internals.comparison_creator import ComparisonCreator
    from splink.internals.comparison_level_creator import ComparisonLevelCreator
    from splink.internals.splink_dataframe import SplinkDataFrame

SEED = 1
SAMPLED_PAIRS = 1_000_000
ASSUMED_RECALL = (
    0.7  # share of all duplicates that the keys of certain pairs are taken to find, as in splink's tutorial
)
ASSUMED_SHARE = 0.0001
"""Share of all pairs that are taken for duplicates where the records cannot say it, as splink does."""
CONVERGED = 0.001
LEAST_RECORDS = 100
"""Below, nothing can be learned; every level has the weight that splink assumes, and no value is rare or frequent."""


def scored(table: pa.Table, shape: Shape, keys: Sequence[Key], least: float) -> pa.Table:
    """Return the pairs that reach `least`: id_l, id_r, match_probability, and per comparison `gamma_…` and `speaks_…`.

    `speaks_…` is the binary logarithm of how much more often the level, and a value as rare, occurs between records of
    one than between strangers.
    """
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = _registered(table)
    linker = Linker(frame, _settings(table, shape, keys), log_level=None)
    if _can_learn(table):
        linker = _trained(linker, frame, table, shape)
    predicted = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    said = [column for one in compared(table, shape) for column in _said(one, table)]
    columns = ["id_l", "id_r", "match_probability", *said]
    chosen = predicted.query_sql(f"SELECT {', '.join(columns)} FROM {{this}}")
    return chosen.as_pyarrow_table()  # type: ignore[no-untyped-call]


def _said(comparison: Comparison, table: pa.Table) -> tuple[str, str]:
    name = comparison.name
    counts_values = _can_learn(table) and any(level.frequency for level in comparison.levels)
    rarity = f" + coalesce(mw_tf_adj_{name}, 0)" if counts_values else ""
    return f"{_gamma(comparison)} AS gamma_{name}", f"mw_{name}{rarity} AS speaks_{name}"


def _gamma(comparison: Comparison) -> str:
    """Return the level as splink counts them, and silent ones from −2 downwards."""
    gamma = f"gamma_{comparison.name}"
    silent = " ".join(f"WHEN {level.condition} THEN {-2 - place}" for place, level in enumerate(comparison.silent))
    return f"CASE WHEN {gamma} >= 0 OR {comparison.unknown} THEN {gamma} {silent} ELSE {gamma} END" if silent else gamma


def _unknown(comparison: Comparison) -> str:
    conditions = (comparison.unknown, *(level.condition for level in comparison.silent))
    return " OR ".join(f"({condition})" for condition in conditions)


def compared(table: pa.Table, shape: Shape) -> list[Comparison]:
    """Return the comparisons that these records have values for."""
    return [one for one in shape.comparisons if all(_has_values(table, column) for column in one.columns)]


def _registered(table: pa.Table) -> SplinkDataFrame:
    from splink import DuckDBAPI

    database = DuckDBAPI()
    database.duckdb_con.execute("SET temp_directory = ''")
    return database.register(table)


def _settings(table: pa.Table, shape: Shape, keys: Sequence[Key]) -> SettingsCreator:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=_assumed_share(table, shape),
        unique_id_column_name="id",
        comparisons=[_comparison(one, table) for one in compared(table, shape)],
        blocking_rules_to_generate_predictions=[block_on(*key) for key in keys],
        retain_matching_columns=True,  # levels come with them only
        retain_intermediate_calculation_columns=True,  # so does how much each of them says
        em_convergence=CONVERGED,
    )


def _comparison(comparison: Comparison, table: pa.Table) -> ComparisonCreator:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons

    unknown = levels.CustomLevel(_unknown(comparison), "unknown").configure(is_null_level=True)
    known = [_level(level, table) if _can_learn(table) else _plain(level) for level in comparison.levels]
    rest: ComparisonLevelCreator = levels.ElseLevel()
    if any(level.chance for level in comparison.levels):
        # splink assumes that duplicates mostly agree; in what is as rare as this, hardly any two do.
        known = [level.configure(m_probability=RARELY) for level in known]
        rest = rest.configure(m_probability=1 - RARELY)
        if not _can_learn(table):
            known = [level.configure(u_probability=RARELY / 100) for level in known]
            rest = rest.configure(u_probability=1 - RARELY / 100)
    return comparisons.CustomComparison([unknown, *known, rest], output_column_name=comparison.name)


def _level(level: Level, table: pa.Table) -> ComparisonLevelCreator:
    made = _plain(level)
    if level.frequency:
        made = made.configure(tf_adjustment_column=level.frequency)
    if level.chance:
        made = made.configure(u_probability=level.chance(table), fix_u_probability=True)
    return made


def _plain(level: Level) -> ComparisonLevelCreator:
    import splink.comparison_level_library as levels

    return levels.CustomLevel(level.condition, level.name)


def _can_learn(table: pa.Table) -> bool:
    return bool(table.num_rows >= LEAST_RECORDS)


def _trained(linker: Linker, frame: SplinkDataFrame, table: pa.Table, shape: Shape) -> Linker:
    from splink import block_on

    certain = [key for key in shape.certain if pair_count(table, key)]
    # More certain pairs than that would be more duplicates than there are pairs.
    if 0 < sum(pair_count(table, key) for key in certain) <= ASSUMED_RECALL * _possible(table):
        linker.training.estimate_probability_two_random_records_match(
            [block_on(*key) for key in certain], recall=ASSUMED_RECALL
        )
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED, num_chunks=1)
    for key in _sessions(table, shape):
        linker = _learned(linker, frame, key)
    return linker


def _assumed_share(table: pa.Table, shape: Shape) -> float:
    """Return how many of all pairs are taken for duplicates before any is seen.

    Where certain pairs could be found, and there is none, duplicates are rare: as many as one certain pair would say.
    """
    could_be_certain = any(len(table.select(list(key)).drop_null()) >= LEAST_RECORDS for key in shape.certain)
    return min(ASSUMED_SHARE, 1 / (ASSUMED_RECALL * _possible(table))) if could_be_certain else ASSUMED_SHARE


def _possible(table: pa.Table) -> float:
    return float(table.num_rows * (table.num_rows - 1) / 2)


def _learned(linker: Linker, frame: SplinkDataFrame, key: Key) -> Linker:
    """Hold one session; when its numbers vanish, hold it without frequencies of values, or not at all.

    Where records are few and a level never occurs between duplicates, its share shrinks from round to round until
    splink, which has no lower bound for it, refuses the number and leaves its model half undone. So the model is put
    back as it was; what the session would have said, the others say, or the weights that splink assumes.
    """
    from splink import Linker, block_on

    before = linker.misc.save_model_to_json()
    for plainly in (False, True):
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*key), estimate_without_term_frequencies=plainly
            )
        except ValueError:
            linker = Linker(frame, before, log_level=None)
        else:
            return linker
    return linker


def _sessions(table: pa.Table, shape: Shape) -> list[Key]:
    """Return the keys to learn from: all that make few pairs, and larger ones only for what is not learned yet.

    A session says nothing about the properties it blocks on.
    """
    counted = sorted(((pair_count(table, key), place) for place, key in enumerate(shape.training)))
    chosen, learned = [], set[str]()
    for pairs, place in counted:
        key = shape.training[place]
        teaches = {one.name for one in compared(table, shape) if not set(one.columns) & set(key)}
        if pairs and (pairs <= PAIRS_PER_RECORD * table.num_rows or teaches - learned):
            chosen.append(place)
            learned |= teaches
    return [shape.training[place] for place in sorted(chosen)]


def _has_values(table: pa.Table, column: str) -> bool:
    return bool(table[column].null_count < table.num_rows)
