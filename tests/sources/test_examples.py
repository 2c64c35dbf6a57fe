"""The recipes in examples/ over the real data beside the checkout: exactly the figures of its ground truth."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wegmarke.sources import load_recipe, read_files

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = pytest.mark.shared_data


def read_example(example: str, folder: Path) -> tuple[pa.Table, int]:
    """Return all events and the number of rows; nothing may be rejected."""
    recipe = load_recipe(EXAMPLES / example / "recipe.yaml")
    chunks = list(read_files(recipe, sorted(folder.glob("*.csv*")), default_zone="UTC"))
    assert sum(chunk.rejected.num_rows for chunk in chunks) == 0
    return pa.concat_tables([chunk.events for chunk in chunks]), sum(chunk.rows for chunk in chunks)


def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "ground_truth.json").read_text())


def named(table: pa.Table, name: str) -> pa.Table:
    return table.filter(pc.equal(table["name"], name))


def prop(event: dict[str, Any], name: str) -> str:
    return dict(event["properties"]).get(name, "∅")


@pytest.fixture(scope="module")
def olist_folder(shared_data: Path) -> Path:
    return shared_data / "olist_b2b_funnel"


@pytest.fixture(scope="module")
def olist(olist_folder: Path) -> pa.Table:
    return read_example("olist", olist_folder)[0]


@pytest.fixture(scope="module")
def retail_folder(shared_data: Path) -> Path:
    return shared_data / "online_retail_uci"


@pytest.fixture(scope="module")
def retail(retail_folder: Path) -> pa.Table:
    return read_example("online_retail", retail_folder)[0]


def account(event: dict[str, Any]) -> str | None:
    identifiers = event["account_identifiers"]
    return identifiers[0]["value"] if identifiers else None


def test_olist_leads_and_deals_by_origin(olist, olist_folder):
    leads, deals = named(olist, "lead_created").to_pylist(), named(olist, "deal_won").to_pylist()
    won = {account(event) for event in deals}

    by_origin = Counter(prop(event, "origin") for event in leads)
    won_by_origin = Counter(prop(event, "origin") for event in leads if account(event) in won)

    facts = truth(olist_folder)
    assert (len(leads), len(deals)) == (facts["MQLs"], facts["closed deals"])
    expected = {origin: figures[:2] for origin, figures in facts["by origin: MQLs, deals, rate"].items()}
    assert {origin: [count, won_by_origin[origin]] for origin, count in by_origin.items()} == expected


def test_olist_months_are_those_of_the_source(olist, olist_folder):
    zone = ZoneInfo("America/Sao_Paulo")
    months = Counter(f"{event['occurred_at'].astimezone(zone):%Y-%m}" for event in named(olist, "deal_won").to_pylist())

    assert months == truth(olist_folder)["deals by won month"]


def test_olist_deal_before_first_contact_is_kept(olist, olist_folder):
    zone = ZoneInfo("America/Sao_Paulo")
    first = {account(event): event["occurred_at"] for event in named(olist, "lead_created").to_pylist()}
    days = [
        (event["occurred_at"].astimezone(zone).date() - first[account(event)].astimezone(zone).date()).days
        for event in named(olist, "deal_won").to_pylist()
    ]

    facts = truth(olist_folder)
    assert (
        sum(day < 0 for day in days) == facts["deals won before first contact (negative duration; data error to flag)"]
    )
    assert [min(days), max(days)] == [
        facts["days first contact->won (calendar days): min, median, mean(4dp), p90, max"][place] for place in (0, 4)
    ]


def test_olist_monthly_revenue_is_no_value(olist):
    assert olist["value_minor"].null_count == olist.num_rows
    assert set(named(olist, "lead_created")["precision"].to_pylist()) == {"day"}


@pytest.mark.parametrize("name", ["lead_type", "business_type", "lead_behaviour_profile", "business_segment"])
def test_olist_deals_by_property(olist, olist_folder, name):
    counted = Counter(prop(event, name) for event in named(olist, "deal_won").to_pylist())

    assert counted == truth(olist_folder)[f"deals by {name}"]


def test_olist_channels_are_translated(olist):
    counted = Counter(named(olist, "lead_created")["channel"].to_pylist())

    assert (counted["seo"], counted["search_ad"], counted[None]) == (2296, 1586, 1099 + 60)


def test_retail_rows_are_all_accounted_for(retail_folder):
    _, rows = read_example("online_retail", retail_folder)

    assert rows == truth(retail_folder)["rows"]


def test_retail_invoices_and_cancellations(retail, retail_folder):
    facts = truth(retail_folder)
    numbers = {text.split(":")[1] for text in retail["source_event_id"].to_pylist()}
    cancelled = named(retail, "invoice_cancelled").to_pylist()

    lines = sum(int(prop(event, "lines")) for event in cancelled)
    assert [len(numbers), len(cancelled), lines] == facts["distinct invoices; cancelled invoices (C*); cancelled rows"]


def test_retail_amounts_are_exact_to_the_penny(retail, retail_folder):
    total = pc.sum(retail["value_minor"]).as_py()
    cancelled = pc.sum(named(retail, "invoice_cancelled")["value_minor"]).as_py()

    expected = truth(retail_folder)["net amount sum(q*p); cancelled amount (2dp)"]
    assert [total / 100, cancelled / 100] == expected


def test_retail_sales_to_known_customers_by_month(retail, retail_folder):
    zone = ZoneInfo("Europe/London")
    months: dict[str, list[Any]] = {}
    for event in named(retail, "invoice_issued").to_pylist():
        if account(event) is not None:
            found = months.setdefault(f"{event['occurred_at'].astimezone(zone):%Y-%m}", [0, set(), 0])
            found[0] += 1
            found[1].add(account(event))
            found[2] += event["value_minor"]

    facts = truth(retail_folder)
    assert {month: [n, len(who), minor / 100] for month, (n, who, minor) in months.items()} == facts[
        "by month: invoices, customers, revenue"
    ]
    invoices, customers, revenue = facts[
        "valid sales (not cancelled, customer known, q>0, p>0): rows, invoices, customers, revenue"
    ][1:]
    assert sum(n for n, _, _ in months.values()) == invoices
    assert len(set.union(*(who for _, who, _ in months.values()))) == customers
    assert sum(minor for _, _, minor in months.values()) / 100 == revenue


def test_retail_customer_numbers_are_whole(retail):
    numbers = {account(event) for event in named(retail, "invoice_issued").to_pylist()} - {None}

    assert all(number.isdecimal() for number in numbers)


def test_reading_twice_gives_the_same_table(retail, retail_folder):
    assert read_example("online_retail", retail_folder)[0] == retail
