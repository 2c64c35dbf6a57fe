"""Prediction on public data with known answers: churn, columns from after the sale, and a random experiment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyarrow import csv

from wegmarke.analytics import predict
from wegmarke.domain import UsageError
from wegmarke.domain.predictions import ModelKind

pytestmark = pytest.mark.shared_data

AFTER_THE_SALE = {
    "Tags": "set by the sales force after talking to the person",
    "Lead Quality": "judged by the sales force",
    "Lead Profile": "judged by the sales force",
    "Last Activity": "of the last day known, not of the day of the score",
    "Last Notable Activity": "of the last day known, not of the day of the score",
    "Asymmetrique Activity Index": "written by a scoring tool later",
    "Asymmetrique Profile Index": "written by a scoring tool later",
    "Asymmetrique Activity Score": "written by a scoring tool later",
    "Asymmetrique Profile Score": "written by a scoring tool later",
}


def read(folder: Path, name: str):
    return csv.read_csv(folder / name), json.loads((folder / "ground_truth.json").read_text())


def test_churn_of_a_telco_is_ranked_and_calibrated_on_a_held_out_fifth(shared_data):
    table, truth = read(shared_data / "telco_churn_ibm", "Telco-Customer-Churn.csv.gz")

    found = predict.train_table(table, "Churn", "Yes", kind=ModelKind.LINEAR)

    trained = found.trained
    assert [found.outcome.size, int(found.outcome.sum())] == truth["rows, churned, churn rate"][:2]
    assert found.held_out.sum() == trained.tested == 1409
    assert trained.auc.value >= 0.83
    assert trained.auc.low < trained.auc.value < trained.auc.high
    assert trained.brier < 0.14
    assert sum(point.low <= point.foretold <= point.high for point in trained.curve) >= 8
    assert [one.name for one in found.left_out] == ["customerID"]


def test_columns_known_only_after_the_sale_are_left_out_and_named(shared_data):
    table, truth = read(shared_data / "lead_scoring_x_education", "leads.csv.gz")

    found = predict.train_table(table, "Converted", 1, known_after=AFTER_THE_SALE, kind=ModelKind.LINEAR)

    used = {feature.id for feature in found.trained.model.features}
    assert int(found.outcome.sum()) == truth["leads, columns, converted, rate(6dp)"][2]
    assert not used & set(AFTER_THE_SALE)
    assert set(AFTER_THE_SALE) | {"Prospect ID", "Lead Number"} <= {one.name for one in found.left_out}
    assert {one.name: one.reason.en for one in found.left_out}["Tags"] == AFTER_THE_SALE["Tags"]
    assert 0.8 < found.trained.auc.value < 0.92


def test_the_guard_finds_the_column_that_nobody_declared(shared_data):
    table, _ = read(shared_data / "lead_scoring_x_education", "leads.csv.gz")

    with pytest.raises(UsageError) as caught:
        predict.train_table(table, "Converted", 1, kind=ModelKind.LINEAR)

    assert [problem.where for problem in caught.value.problems] == ["Tags"]


@pytest.mark.parametrize("arm", ["Mens E-Mail", "Womens E-Mail"])
def test_lift_of_a_mailing_over_its_random_holdout(shared_data, arm):
    table, truth = read(shared_data / "email_experiment_hillstrom", "hillstrom.csv.gz")

    found = predict.lift(
        table, "segment", arm, "No E-Mail", ("visit", "conversion", "spend"), is_random=True, parts="channel"
    )

    rows = {(row["part"], row["outcome"]): row for row in found.to_pyarrow().to_pylist()}
    for outcome in ("visit", "conversion"):
        difference, z = truth[f"{arm} vs No E-Mail, {outcome}: absolute uplift (6dp), pooled two-proportion z (4dp)"]
        row = rows[None, outcome]
        assert round(row["lift"], 6) == difference
        assert round(row["z"], 4) == z
        assert 0 < row["low"] < row["lift"] < row["high"]
    (_, groups) = truth["rows; by arm: n, visits, conversions, spend"]
    spend = groups[arm][3] / groups[arm][0] - groups["No E-Mail"][3] / groups["No E-Mail"][0]
    assert rows[None, "spend"]["lift"] == pytest.approx(spend)
    assert rows[None, "spend"]["low"] > 0
    assert {part for part, _ in rows} == {None, "Phone", "Web", "Multichannel"}


def test_without_a_random_holdout_no_lift_is_computed(shared_data):
    table, _ = read(shared_data / "email_experiment_hillstrom", "hillstrom.csv.gz")

    with pytest.raises(UsageError, match="chance alone"):
        predict.lift(table, "segment", "Mens E-Mail", "No E-Mail", ("visit",))
