"""Real data with ground truth: invoices and cancellations of a wholesaler, from the file to the cells of its map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wegmarke.domain import MapNumbers
from wegmarke.workspace import Settings, Workspace, init

EXAMPLE = Path(__file__).parents[2] / "examples" / "online_retail"
pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "online_retail_uci"


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "ground_truth.json").read_text()))


@pytest.fixture(scope="module")
def workspace(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("retail") / "ws", Settings(name="Retail")) as opened:
        report = opened.sources.import_files(tuple(folder.glob("*.csv.gz")), EXAMPLE / "recipe.yaml")
        assert (report.rows, report.rejected) == (320705, 0)
        opened.maps.put((EXAMPLE / "map.yaml").read_text(encoding="utf-8"))
        yield opened


@pytest.fixture(scope="module")
def numbers(workspace: Workspace) -> MapNumbers:
    return workspace.maps.numbers("online-retail")


def test_every_invoice_is_one_event(workspace: Workspace, truth: dict[str, Any]) -> None:
    counts = workspace.stores.engine.query("SELECT name, count(*) AS n FROM events GROUP BY 1").to_pylist()
    by_name = {row["name"]: row["n"] for row in counts}

    invoices, cancelled, _ = truth["distinct invoices; cancelled invoices (C*); cancelled rows"]
    # 35 invoices sell some lines and only move stock with others; each is told as two events.
    assert by_name["invoice_cancelled"] == cancelled
    assert sum(by_name.values()) == invoices + 35


def test_net_amount_is_exact_to_the_penny(workspace: Workspace, truth: dict[str, Any]) -> None:
    rows = workspace.stores.engine.query(
        "SELECT sum(value_minor)::BIGINT AS net, "
        "sum(value_minor) FILTER (name = 'invoice_cancelled')::BIGINT AS storno FROM events"
    ).to_pylist()

    net, storno = truth["net amount sum(q*p); cancelled amount (2dp)"]
    assert rows == [{"net": round(net * 100), "storno": round(storno * 100)}]


def test_sales_to_known_customers(numbers: MapNumbers, truth: dict[str, Any]) -> None:
    _, invoices, customers, revenue = truth[
        "valid sales (not cancelled, customer known, q>0, p>0): rows, invoices, customers, revenue"
    ]

    cell = numbers.touchpoints["invoice"]
    assert (cell.touches, cell.accounts) == (invoices, customers)
    assert [(money.minor, money.currency) for money in cell.values] == [(round(revenue * 100), "GBP")]


@pytest.mark.parametrize(
    ("metric", "place"), [("invoices_by_month", 0), ("customers_by_month", 1), ("revenue_by_month", 2)]
)
def test_months_on_the_map(numbers: MapNumbers, truth: dict[str, Any], metric: str, place: int) -> None:
    expected = {month: figures[place] for month, figures in truth["by month: invoices, customers, revenue"].items()}
    scale = 100 if place == 2 else 1

    found = {row.label: row.value for row in numbers.metrics[metric].breakdown}

    assert found == {month: round(figure * scale) for month, figure in expected.items()}


def test_cancellations_are_storno_events_in_the_exit_phase(numbers: MapNumbers, truth: dict[str, Any]) -> None:
    assert numbers.phases["storno"].touches == truth["distinct invoices; cancelled invoices (C*); cancelled rows"][1]


def test_countries_on_the_map(workspace: Workspace, truth: dict[str, Any]) -> None:
    rows = workspace.analytics.phases(breakdown="country").to_pyarrow().to_pylist()
    accounts = {row["label"]: row["accounts"] for row in rows if row["phase"] == "order"}

    expected = truth["top-5 countries: customers, revenue"]
    assert {country: accounts[country] for country in expected} == {name: pair[0] for name, pair in expected.items()}
