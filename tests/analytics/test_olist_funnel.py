"""The real funnel of a marketplace: 8,000 leads, 842 deals, against figures computed by two other programs."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from touch_histories import Happening, as_touches

from wegmarke import analytics
from wegmarke.analytics import funnels
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.paths import PhaseColumn, PhaseModel, Touches

pytestmark = pytest.mark.shared_data
ZONE = "America/Sao_Paulo"
MODEL = PhaseModel(
    (
        PhaseColumn("ph_lead", LocalizedText.of("Lead"), CanonicalPhase.CONSIDERATION, 1),
        PhaseColumn("ph_won", LocalizedText.of("Won"), CanonicalPhase.DECISION, 2),
    ),
    {"tp_ad": "ph_lead", "tp_order": "ph_won"},
)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "olist_b2b_funnel"


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, object]:
    return json.loads((folder / "ground_truth.json").read_text())


@pytest.fixture(scope="module", params=["UTC", ZONE])
def zone(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def olist(folder: Path, zone: str) -> Touches:
    numbers: dict[str, int] = defaultdict(lambda: len(numbers) + 1)
    happenings = []
    with (folder / "olist_marketing_qualified_leads_dataset.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            at = local(row["first_contact_date"], zone)
            properties = {name: row[name] for name in ("origin", "landing_page_id") if row[name]}
            account = numbers[row["mql_id"]]
            happenings.append(Happening(at, "tp_ad", account, account, day=True, properties=properties))
    with (folder / "olist_closed_deals_dataset.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            account = numbers[row["mql_id"]]
            happenings.append(Happening(local(row["won_date"], zone), "tp_order", account, account))
    return as_touches(happenings)


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def rates(rows: list[dict[str, object]]) -> dict[str, list[object]]:
    units = defaultdict(list)
    for row in rows:
        units[row["label"] or "∅"].append(row["units"])
    return units


def test_funnel_counts_leads_and_deals(olist, zone, truth):
    won = analytics.funnel(olist, MODEL, zone=zone).to_pyarrow().to_pylist()[1]

    assert won["units"] == truth["closed deals"] == 842
    assert won["of_first"] == truth["conversion rate"]


def test_one_deal_before_first_contact_is_flagged_and_counted(olist, zone):
    won = analytics.funnel(olist, MODEL, zone=zone).to_pyarrow().to_pylist()[1]

    assert (won["out_of_order"], won["days_n"], won["skipped"]) == (1, 842, 0)


def test_days_from_first_contact_to_won(olist, zone, truth):
    won = analytics.funnel(olist, MODEL, zone=zone).to_pyarrow().to_pylist()[1]

    days = [won[f"days_{figure}"] for figure in ("min", "median", "mean", "p90", "max")]
    expected = truth["days first contact->won (calendar days): min, median, mean(4dp), p90, max"]
    assert [round(figure, 4) for figure in days] == pytest.approx(expected, abs=1e-9)


def test_conversion_by_origin(olist, zone, truth):
    rows = analytics.funnel(olist, MODEL, zone=zone, breakdown="origin").to_pyarrow().to_pylist()

    expected = {origin: figures[:2] for origin, figures in truth["by origin: MQLs, deals, rate"].items()}
    assert rates(rows) == expected


def test_conversion_by_month_of_first_contact(olist, zone, truth):
    rows = analytics.funnel(olist, MODEL, zone=zone, breakdown="month").to_pyarrow().to_pylist()

    assert rates(rows) == truth["cohort by first-contact month: MQLs, deals"]


def test_conversion_by_landing_page(olist, zone, truth):
    rows = rates(analytics.funnel(olist, MODEL, zone=zone, breakdown="landing_page_id").to_pyarrow().to_pylist())

    assert len(rows) == truth["distinct landing pages"]
    top = truth["top-5 landing pages: MQLs, deals"]
    assert {page: rows[page] for page in top} == top


def test_a_funnel_over_steps_leaves_the_early_deal_out(olist, zone):
    plan, _ = funnels.read_plan(["tp_ad", "tp_order"])

    rows = funnels.funnel(olist, plan, zone=zone).to_pyarrow().to_pylist()

    assert [row["units"] for row in rows] == [8000, 841]


def test_in_any_order_the_early_deal_counts(olist, zone, truth):
    plan, _ = funnels.read_plan(["tp_ad", "tp_order"], order="any")

    won = funnels.funnel(olist, plan, zone=zone).to_pyarrow().to_pylist()[1]

    assert (won["units"], won["of_first"]) == (truth["closed deals"], truth["conversion rate"])


def test_steps_by_origin_and_by_month_in_any_order(olist, zone, truth):
    plan, _ = funnels.read_plan(["tp_ad", "tp_order"], order="any")

    origins = funnels.funnel(olist, plan, zone=zone, breakdown=funnels.Breakdown("origin", most=99)).to_pyarrow()
    trend = funnels.funnel_trend(olist, plan, zone=zone).to_pyarrow().to_pylist()

    expected = {origin: figures[:2] for origin, figures in truth["by origin: MQLs, deals, rate"].items()}
    assert rates(origins.to_pylist()) == expected
    months = truth["cohort by first-contact month: MQLs, deals"]
    # one deal stands before its first contact and enters in its own month
    assert sum(row["converted"] for row in trend) == 842
    assert {f"{row['period']:%Y-%m}": [row["entered"], row["converted"]] for row in trend}.keys() == months.keys()


def test_cells_agree_with_the_funnel(olist, zone):
    phases, touchpoints = analytics.cell_numbers(olist, MODEL, zone=zone)

    lead = phases["ph_lead"]
    assert (lead.touches, lead.accounts, lead.units, lead.out_of_order) == (8000, 8000, 8000, 1)
    assert (lead.conversion.part, lead.days_to_next.median) == (842, 14.0)
    assert touchpoints["tp_ad"] == lead
    assert phases["ph_won"].conversion is None
