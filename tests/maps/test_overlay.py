"""Numbers on a map: a small history by hand, and two real data sets against figures computed elsewhere."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from recognised_touches import Happening, recognise

from wegmarke.domain import Measure, MetricNumber, Money
from wegmarke.maps import load_map, measure_map, target_status

EXAMPLES = Path(__file__).parents[2] / "examples"
NOON = datetime(2025, 3, 31, 12, tzinfo=UTC)


def an_example(name):
    return load_map((EXAMPLES / name / "map.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def history():
    """Three accounts ask, one of them three times; one signs after ten days, one wrote to nobody's account."""
    return [
        Happening(NOON, "form_submitted", 1, properties={"origin": "social"}),
        Happening(NOON + timedelta(days=1), "form_submitted", 1),
        Happening(NOON, "form_submitted", 2, properties={"origin": "search"}),
        Happening(NOON, "form_submitted", 3),
        Happening(NOON + timedelta(days=10), "deal_won", 1, value_minor=1_000_00, currency="EUR"),
        Happening(NOON, "form_submitted", None),
        Happening(NOON, "page_viewed", 1),
    ]


def measured(content, history, **changes):
    document = load_map(json.dumps(content))
    return measure_map(document, recognise(document, history), **changes)


def test_cells_carry_counts_conversion_days_and_value(content, history):
    numbers = measured(content, history)

    lead, won = numbers.phases["lead"], numbers.phases["won"]
    assert (lead.touches, lead.accounts, lead.units) == (5, 3, 3)
    assert (lead.conversion.part, lead.conversion.of, lead.days_to_next.median) == (1, 3, 10)
    assert won.values == (Money(100_000, "EUR"),)
    assert won.conversion is None
    assert numbers.touchpoints["form"] == lead


def test_bookkeeping_says_what_was_recognised(content, history):
    numbers = measured(content, history)

    assert (numbers.map, numbers.by, numbers.events, numbers.recognised) == ("small", "account", 7, 6)
    assert numbers.data_until == NOON + timedelta(days=10)


def test_metric_stands_beside_its_target(content, history):
    rate = measured(content, history).metrics["rate"]

    assert (rate.value, rate.n, rate.target, rate.status) == (1 / 3, 3, 0.1, "on_target")
    assert rate.definition.startswith("Share of units")


def test_target_of_a_value_is_turned_into_minor_units(content, history):
    content["metrics"] = [{"id": "v", "title": "V", "measure": "value", "phase": "won", "target": 1000}]

    metric = measured(content, history).metrics["v"]

    assert (metric.value, metric.target, metric.currency, metric.status) == (100_000, 100_000, "EUR", "on_target")


@pytest.mark.parametrize("breakdown", ["origin", "properties.origin"])
def test_breakdown_by_property_keeps_the_missing_ones(content, history, breakdown):
    content["metrics"][0]["breakdown"] = breakdown

    rows = measured(content, history).metrics["rate"].breakdown

    assert [(row.label, row.value, row.n) for row in rows] == [("search", 0, 1), ("social", 1, 1), (None, 0, 1)]


def test_months_follow_the_zone_of_the_map(content, history):
    content["metrics"] = [{"id": "m", "title": "M", "measure": "touches", "phase": "lead", "breakdown": "month"}]
    content["time_zone"] = "Pacific/Auckland"

    rows = measured(content, history, zone="UTC").metrics["m"].breakdown

    assert [(row.label, row.value) for row in rows] == [("2025-04", 5)]


def test_zone_of_the_workspace_holds_where_the_map_names_none(content, history):
    content["metrics"] = [{"id": "m", "title": "M", "measure": "touches", "phase": "lead", "breakdown": "month"}]

    rows = measured(content, history, zone="UTC").metrics["m"].breakdown

    assert [(row.label, row.value) for row in rows] == [("2025-03", 4), ("2025-04", 1)]


def test_few_units_are_suppressed_and_not_judged(content, history):
    numbers = measured(content, history, small_n=5)

    assert numbers.phases["lead"].suppressed
    assert numbers.metrics["rate"].suppressed
    assert numbers.metrics["rate"].status == "none"


def test_period_is_half_open(content, history):
    numbers = measured(content, history, start=NOON + timedelta(days=1), end=NOON + timedelta(days=10))

    assert (numbers.phases["lead"].touches, numbers.phases["won"].touches) == (1, 0)


def test_metric_at_an_unplaced_touchpoint_says_so(content, history):
    del content["placements"][1]
    content["metrics"] = [{"id": "m", "title": "M", "measure": "touches", "touchpoint": "deal", "target": 1}]

    metric = measured(content, history).metrics["m"]

    assert (metric.value, metric.status) == (None, "none")
    assert "stands at no step" in metric.definition


def test_map_without_events_has_empty_numbers(content):
    numbers = measured(content, [])

    assert (numbers.events, numbers.recognised, numbers.data_until) == (0, 0, None)
    assert numbers.metrics["rate"].value is None


STATUSES = """
measure      direction value low  high target status
touches      up        100   -    -    100    on_target
touches      up        90    -    -    100    attention
touches      up        89    -    -    100    alert
touches      down      110   -    -    100    attention
touches      down      111   -    -    100    alert
touches      down      0     -    -    0      on_target
touches      down      1     -    -    0      alert
conversion   up        0.10  0.08 0.13 0.12   attention
conversion   up        0.10  0.09 0.11 0.12   alert
conversion   down      0.12  0.11 0.13 0.12   on_target
nps          up        -5    -    -    0      attention
nps          up        -6    -    -    0      alert
satisfaction up        0.8   -    -    1      attention
satisfaction up        0.7   -    -    1      alert
touches      up        -     -    -    100    none
touches      up        100   -    -    -      none
"""


@pytest.mark.parametrize("line", STATUSES.strip().splitlines()[1:])
def test_status_follows_the_target(line):
    measure, direction, *figures, status = line.split()
    value, low, high, target = (None if figure == "-" else float(figure) for figure in figures)

    assert target_status(Measure(measure), MetricNumber("m", value, 9, low, high), target, direction) == status


THRESHOLDS = """
measure      direction target attention alert value low  high n   min_n status
conversion   up        0.30   0.25      0.20  0.31  0.29 0.33 90  -     on_target
conversion   up        0.30   0.25      0.20  0.25  0.24 0.26 90  -     on_target
conversion   up        0.30   0.25      0.20  0.24  0.15 0.35 90  -     attention
conversion   up        0.30   0.25      0.20  0.19  0.05 0.35 90  -     alert
conversion   up        0.30   0.25      0.20  0.20  0.19 0.21 90  -     attention
median_days  down      10     12        15    11    -    -    90  -     on_target
median_days  down      10     12        15    13    -    -    90  -     attention
median_days  down      10     12        15    16    -    -    90  -     alert
touches      up        100    95        -     94    -    -    90  -     attention
touches      up        100    95        -     80    -    -    90  -     alert
touches      up        100    120       -     110   -    -    90  -     attention
touches      up        100    -         50    60    -    -    90  -     attention
touches      up        100    -         50    49    -    -    90  -     alert
touches      up        -      95        50    94    -    -    90  -     attention
touches      up        -      95        -     10    -    -    90  -     attention
touches      up        -      -         50    50    -    -    90  -     on_target
touches      up        100    -         -     10    -    -    29  30    none
touches      up        100    -         -     10    -    -    30  30    alert
"""


@pytest.mark.parametrize("line", THRESHOLDS.strip().splitlines()[1:])
def test_status_follows_the_thresholds_of_the_metric(line):
    measure, direction, *figures, status = line.split()
    target, attention, alert, value, low, high, n, min_n = (None if it == "-" else float(it) for it in figures)
    number = MetricNumber("m", value, int(n), low, high)

    found = target_status(
        Measure(measure), number, target, direction, attention=attention, alert=alert, min_n=int(min_n or 0)
    )

    assert found == status


def test_thresholds_of_a_value_are_turned_into_minor_units(content, history):
    metric = {"id": "v", "title": "V", "measure": "value", "phase": "won", "attention": 1100, "alert": 900}
    content["metrics"] = [metric]
    assert measured(content, history).metrics["v"].status == "attention"

    content["metrics"] = [metric | {"alert": 1050}]
    assert measured(content, history).metrics["v"].status == "alert"


def test_metric_with_too_few_units_is_shown_and_not_judged(content, history):
    content["metrics"][0]["min_n"] = 4

    rate = measured(content, history).metrics["rate"]

    assert (rate.value, rate.status, rate.suppressed) == (1 / 3, "none", False)


@pytest.fixture(scope="module")
def olist(shared_data):
    folder = shared_data / "olist_b2b_funnel"
    document, zone = an_example("olist"), ZoneInfo("America/Sao_Paulo")
    numbers: dict[str, int] = defaultdict(lambda: len(numbers) + 1)
    happenings = []
    for name, file, moment in (
        ("lead_created", "olist_marketing_qualified_leads_dataset.csv", "first_contact_date"),
        ("deal_won", "olist_closed_deals_dataset.csv", "won_date"),
    ):
        with (folder / file).open(newline="") as rows:
            for row in csv.DictReader(rows):
                at = datetime.fromisoformat(row[moment]).replace(tzinfo=zone)
                given = {key: row[key] for key in ("origin",) if row.get(key)}
                day = name == "lead_created"
                happenings.append(Happening(at, name, numbers[row["mql_id"]], day=day, properties=given))
    truth = json.loads((folder / "ground_truth.json").read_text())
    return measure_map(document, recognise(document, happenings), small_n=5), truth


@pytest.mark.shared_data
def test_olist_phases_show_leads_and_deals(olist):
    numbers, truth = olist

    lead, won = numbers.phases["lead"], numbers.phases["won"]
    assert (lead.units, lead.conversion.part, won.units) == (8000, 842, 842)
    assert (lead.out_of_order, numbers.recognised) == (1, 8842)
    assert numbers.metrics["days_to_won"].value == 14
    assert lead.conversion.value == truth["conversion rate"]


@pytest.mark.shared_data
def test_olist_touchpoints_show_every_origin(olist):
    numbers, truth = olist

    for origin, (leads, deals, _) in truth["by origin: MQLs, deals, rate"].items():
        cell = numbers.touchpoints["lead_without_origin" if origin == "∅" else f"lead_{origin}"]
        assert (cell.units, cell.conversion.part) == (leads, deals)


@pytest.mark.shared_data
def test_olist_breakdowns_agree(olist):
    numbers, truth = olist

    rows = numbers.metrics["conversion_by_origin"].breakdown
    assert {row.label or "∅": round(row.value, 6) for row in rows} == {
        origin: rate for origin, (_, _, rate) in truth["by origin: MQLs, deals, rate"].items()
    }
    rows = numbers.metrics["conversion_by_month"].breakdown
    months = truth["cohort by first-contact month: MQLs, deals"]
    assert {row.label: row.n for row in rows} == {month: leads for month, (leads, _) in months.items()}
    # four leads of the first month are too few to show a share
    assert [row.label for row in rows if row.value is None] == ["2017-06"]
    assert all(row.value == months[row.label][1] / row.n for row in rows if row.value is not None)
    deals = {row.label: row.value for row in numbers.metrics["deals_by_month"].breakdown}
    assert deals == truth["deals by won month"]


@pytest.fixture(scope="module")
def retail(shared_data):
    folder = shared_data / "online_retail_uci"
    invoices: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(folder / "online_retail_2010-12-01_2011-08-31.csv.gz", "rt", newline="") as rows:
        for row in csv.DictReader(rows):
            is_sale = not row["InvoiceNo"].startswith("C") and int(row["Quantity"]) > 0 and float(row["UnitPrice"]) > 0
            if is_sale:
                invoices[row["InvoiceNo"]].append(row)
    happenings = []
    for lines in invoices.values():
        at = datetime.fromisoformat(lines[0]["InvoiceDate"]).replace(tzinfo=ZoneInfo("Europe/London"))
        total = sum(int(line["Quantity"]) * Decimal(line["UnitPrice"]) for line in lines)
        customer = lines[0]["CustomerID"]
        account = int(float(customer)) if customer else None
        given = {"country": lines[0]["Country"]} | ({} if customer else {"customer": "missing"})
        happenings.append(
            Happening(
                at,
                "invoice_issued",
                account,
                value_minor=round(total * 100),
                currency="GBP",
                properties=given,
            )
        )
    document = an_example("online_retail")
    truth = json.loads((folder / "ground_truth.json").read_text())
    return measure_map(document, recognise(document, happenings), small_n=5), truth


@pytest.mark.shared_data
def test_retail_months_show_invoices_customers_and_revenue(retail):
    numbers, truth = retail
    rows = {
        name: {row.label: row.value for row in numbers.metrics[name].breakdown}
        for name in ("invoices_by_month", "customers_by_month", "revenue_by_month")
    }

    for month, (invoices, customers, revenue) in truth["by month: invoices, customers, revenue"].items():
        assert (rows["invoices_by_month"][month], rows["customers_by_month"][month]) == (invoices, customers)
        assert rows["revenue_by_month"][month] / 100 == pytest.approx(revenue, abs=5)


@pytest.mark.shared_data
def test_retail_invoices_without_customer_stand_apart(retail):
    numbers, truth = retail

    _, invoices, customers, revenue = truth[
        "valid sales (not cancelled, customer known, q>0, p>0): rows, invoices, customers, revenue"
    ]
    cell = numbers.touchpoints["invoice"]
    assert (cell.touches, cell.accounts) == (invoices, customers)
    assert cell.values[0].minor / 100 == pytest.approx(revenue, abs=20)
    assert numbers.touchpoints["invoice_without_customer"].touches > 0


@pytest.mark.shared_data
def test_retail_countries_show_customers(retail):
    numbers, truth = retail

    rows = {row.label: row.value for row in numbers.metrics["customers_by_country"].breakdown}

    top = truth["top-5 countries: customers, revenue"]
    assert {country: rows[country] for country in top} == {country: figures[0] for country, figures in top.items()}
