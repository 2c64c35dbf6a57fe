"""Customer value and CAC of a workspace: what is an order, costs that change, and the commands."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from event_builders import an_event, event_table
from typer.testing import CliRunner

from wegmarke.cli.application import application
from wegmarke.domain import UsageError
from wegmarke.workspace import Settings, init, open_workspace

MAP = """
format: journey-map/1
id: way
title: Way
phases: [{id: ph_buy, title: Buy, canonical: decision}]
touchpoints:
  - {id: tp_order, title: Order, phase: ph_buy, channel: email, rule: {event: order_placed}}
  - {id: tp_bill, title: Bill, phase: ph_buy, channel: invoice, rule: {event: invoice_issued}}
"""
ROWS = [
    ("order_placed", "2025-01-05", "a", 100), ("invoice_issued", "2025-01-20", "a", 100),
    ("order_placed", "2025-03-01", "a", 60), ("order_placed", "2025-01-09", "b", 40),
    ("order_placed", "2025-02-10", "c", 10), ("order_placed", "2025-04-02", "c", 10),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("value") / "ws"
    events = [
        an_event(source_event_id=str(number), name=name, occurred_at=datetime.fromisoformat(f"{day}T10:00+00:00"),
                 person=who, value_minor=amount * 100, currency="EUR")
        for number, (name, day, who, amount) in enumerate(ROWS)
    ]  # fmt: skip
    with init(place, Settings(name="Test", small_n=1)) as opened:
        opened.maps.put(MAP)
        opened.stores.inbox.accept("crm", event_table(events))
        opened.stores.settle()
    return place


def rows(result, *names):
    return [tuple(row[name] for name in names) for row in result.to_pyarrow().to_pylist()]


def test_orders_are_events_of_orders_unless_others_are_named(folder):
    with open_workspace(folder) as workspace:
        ask = workspace.analytics.customer_value
        assert rows(ask(by="person", months=0, length="year"), "customers", "cumulative_minor")[0] == (3, 15_000)
        assert rows(ask(by="person", orders="tp_bill", months=0, length="year"), "customers")[0] == (1,)


def test_costs_that_change_give_another_answer(folder):
    with open_workspace(folder) as workspace:
        ask = workspace.analytics.acquisition_cost
        assert rows(ask(by="person"), "cac_minor")[0] == (None,)
        workspace.costs.add("2025-01", "media", 30, "EUR")
        workspace.costs.add("2025-01", "sales", 50, "EUR")
        assert rows(ask(by="person"), "cost_minor", "customers", "cac_minor")[0] == (8_000, 2, 4_000)
        assert rows(ask(by="person", group="media"), "cac_minor")[0] == (1_500,)
        paid = workspace.analytics.payback(by="person", length="month", margin=0.5)
        assert rows(paid, "cac", "value", "payback_month")[0] == (40.0, 50.0, 2)
        with pytest.raises(UsageError, match="model: expected at least 50 units"):
            workspace.analytics.value_model(by="person")


def test_commands_answer_and_refuse(folder):
    def said(*words):
        return CliRunner().invoke(application, ["analyse", *words, str(folder), "--by", "person", "--format", "json"])

    cohorts = json.loads(said("value", "--length", "year", "--months", "1").stdout)
    assert cohorts["rows"][0]["customers"] == 3
    contracts = said("value", "--show", "contracts", "--begins", "tp_order", "--ends", "tp_bill")
    assert json.loads(contracts.stdout)["rows"][0]["contracts"] == 4
    for show in ("model", "customers", "check"):
        assert "model: expected at least 50 units" in str(said("value", "--show", show).exception)
    assert json.loads(said("cac", "--lag", "median").stdout)["rows"]
    assert json.loads(said("cac", "--payback").stdout)["rows"]
