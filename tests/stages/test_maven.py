"""Opportunities of a CRM, by the model that is brought along: as many in each stage as their ground truth says."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from event_builders import OpenStores, an_event
from stage_builders import take_in

from wegmarke.stages import Span, counts_as_of, default_model, find, stage_history

pytestmark = pytest.mark.shared_data

STAGES = {"open": "Prospecting", "qualified": "Engaging", "won": "Won", "lost": "Lost"}
LATER = datetime(2020, 1, 1, tzinfo=UTC)


def happened(row: dict[str, str]) -> list[tuple[datetime, str]]:
    """When the opportunity entered which stage; one that only prospects has no date."""
    engaged = [(day(row["engage_date"]), "Engaging")] if row["engage_date"] else []
    closed = [(day(row["close_date"]), row["deal_stage"])] if row["close_date"] else []
    return engaged + closed or [(day("2017-12-31"), row["deal_stage"])]


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_opportunities_stand_where_the_crm_says(stores: OpenStores, shared_data: Path) -> None:
    folder = shared_data / "crm_opportunities_maven"
    truth = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))["by stage"]
    with (folder / "sales_pipeline.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    take_in(
        stores,
        [
            an_event(
                source_event_id=f"{row['opportunity_id']} {stage}", name="opportunity_changed", occurred_at=at,
                sequence=number, properties=[("opportunity", row["opportunity_id"]), ("stage", stage)],
            )
            for row in rows
            for number, (at, stage) in enumerate(happened(row))
        ],
    )  # fmt: skip
    model = default_model("opportunity")
    spans = [Span(0, model)]

    history = stage_history(stores.engine, spans)

    counted = {count.stage: count.subjects for count in counts_as_of(history, list(STAGES), LATER)}
    assert {STAGES[stage]: subjects for stage, subjects in counted.items()} == truth
    assert find(stores.engine, spans, history).counts() == {}
