"""The yardstick: splink with the settings of its own documentation for these sets, written anew.

Sources: the tutorial on fake_1000 (chapters on models and evaluation), the examples on febrl4 and on 50,000 historical
persons. Thresholds are not part of it: the benchmark shows the best F1 that any of them reaches.
"""

from __future__ import annotations

import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def fake1000(own: pa.Table) -> dict[float, pa.Table]:
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.LevenshteinAtThresholds("dob", 1),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email"),
        ],
    )  # fmt: skip
    linker = registered([own], settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("first_name", "dob"),
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            block_on("email"),
        ],
        recall=0.7,
    )
    return clustered(linker, 1e6, [block_on("first_name", "surname"), block_on("dob")])


def febrl4(own: pa.Table) -> dict[float, pa.Table]:
    halves = [own.filter(pa.compute.equal(own["source_dataset"], half)) for half in "ab"]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"), block_on("given_name", "date_of_birth"),
            block_on("surname", "date_of_birth"), block_on("soc_sec_id"), block_on("postcode", "date_of_birth"),
            block_on("state", "date_of_birth"), block_on("street_number", "address_1"),
            "l.given_name = r.surname and l.surname = r.given_name",
        ],
    )  # fmt: skip
    linker = registered([half.drop_columns("source_dataset") for half in halves], settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
    )
    return clustered(linker, 1e6, [block_on("date_of_birth"), block_on("postcode")], id_="rec_id")


def historical50k(own: pa.Table) -> dict[float, pa.Table]:
    own = own.append_column("both_names", pa.compute.binary_join_element_wise(own["first_name"], own["surname"], " "))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="both_names"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"), block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"), block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"), block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"), block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
    )  # fmt: skip
    linker = registered([own], settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
            "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname "
            "and substr(l.postcode_fake,1,2) = substr(r.postcode_fake,1,2)",
            "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
        ],
        recall=0.6,
    )
    return clustered(linker, 5e6, [block_on("first_name", "surname"), block_on("dob")])


def registered(tables: list[pa.Table], settings: SettingsCreator) -> Linker:
    database = DuckDBAPI()
    frames = [database.register(table) for table in tables]
    return Linker(frames if len(frames) > 1 else frames[0], settings, log_level="ERROR")


def clustered(linker: Linker, u_pairs: float, sessions: list, id_: str = "unique_id") -> dict[float, pa.Table]:
    linker.training.estimate_u_using_random_sampling(max_pairs=u_pairs, seed=SEED)
    for rule in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    found = {}
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        table = clusters.as_pyarrow_table().select([id_, "cluster_id"])
        found[threshold] = table.rename_columns(["id", "cluster"])
    return found
