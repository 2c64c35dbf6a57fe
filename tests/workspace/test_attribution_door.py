"""Attribution in a workspace: costs of the period against credits, and why credits changed since yesterday."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from event_builders import an_event, event_table
from typer.testing import CliRunner

from wegmarke.cli.application import application
from wegmarke.domain import SetClock, UsageError
from wegmarke.workspace import Settings, init, open_workspace

MAP = """
format: journey-map/1
id: way
title: Way
phases: [{id: ph_look, title: Look, canonical: awareness}]
touchpoints:
  - {id: tp_ad, title: Ad, phase: ph_look, channel: search_ad, rule: {event: ad_clicked}}
  - {id: tp_fair, title: Fair, phase: ph_look, channel: trade_fair, rule: {event: fair_visited}}
  - {id: tp_post, title: Post, phase: ph_look, channel: direct_mail, rule: {event: letter_answered}}
  - {id: tp_order, title: Order, phase: ph_look, channel: offer, rule: {event: order_placed}}
"""
MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
YESTERDAY = datetime(2026, 3, 20, tzinfo=UTC)
PERIOD = {"start": datetime(2026, 3, 1, tzinfo=UTC), "end": datetime(2026, 4, 1, tzinfo=UTC)}


def seen(number, name, day, account, value=None):
    worth = {} if value is None else {"value_minor": value, "currency": "EUR"}
    return an_event(
        source_event_id=str(number), name=name, occurred_at=MARCH + timedelta(days=day), account=account, **worth,
        person_identifiers=[{"kind": "crm", "value": account}], account_label=account.title(),
    )  # fmt: skip


FIRST = (
    seen(1, "ad_clicked", 0, "acme"), seen(2, "order_placed", 2, "acme", 100_000), seen(3, "ad_clicked", 0, "beta"),
    seen(4, "fair_visited", 1, "beta"), seen(5, "order_placed", 3, "beta", 50_000),
)  # fmt: skip
LATER = (
    seen(6, "fair_visited", 1, "acme"), seen(7, "ad_clicked", 20, "gamma"),
    seen(8, "order_placed", 21, "gamma", 20_000),
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("filled")
    clock = SetClock(YESTERDAY - timedelta(days=1))
    with init(tmp_path / "ws", Settings(name="Test", time_zone="UTC"), clock=clock) as opened:
        opened.maps.put(MAP)
        opened.stores.inbox.accept("crm", event_table(list(FIRST)))
        opened.stores.settle()
        clock.instant = YESTERDAY + timedelta(days=4)
        opened.stores.inbox.accept("crm", event_table(list(LATER)))
        opened.stores.settle()
        for scope, amount, about in (
            ("media", 300, {"touchpoint": "tp_ad"}), ("media", 70, {"touchpoint": "tp_post"}),
            ("media", 500, {"channel": "trade_fair"}), ("people", 1000, {}),
        ):  # fmt: skip
            opened.costs.add("2026-03", scope, amount, "EUR", **about)
        opened.costs.add("2026-02", "media", 999, "EUR", touchpoint="tp_ad")
    return tmp_path / "ws"


@pytest.fixture
def folder(filled, tmp_path):
    return Path(shutil.copytree(filled, tmp_path / "ws"))


@pytest.fixture
def workspace(folder):
    with open_workspace(folder) as opened:
        yield opened


def asked(workspace, **more):
    return workspace.analytics.attribution(model="linear", conversion="tp_order", **{**PERIOD, **more})


def row_of(result, level, **where):
    (row,) = [
        row for row in result.rows.to_pylist() if row["level"] == level and all(row[k] == v for k, v in where.items())
    ]
    return row


def test_costs_of_the_period_stand_against_credits(workspace):
    result = asked(workspace, cost_group="full")

    ad = row_of(result, "touchpoint", touchpoint="tp_ad")
    assert (ad["conversions"], ad["value_minor"], ad["cost_minor"]) == (2.0, 95_000, 30_000)
    assert (ad["cac_minor"], round(ad["value_per_cost"], 4), round(ad["return_on_cost"], 4)) == (15_000, 3.1667, 2.1667)
    assert row_of(result, "touchpoint", touchpoint="tp_fair")["cost_minor"] is None
    assert row_of(result, "channel", channel="trade_fair")["cac_minor"] == 50_000
    whole = row_of(result, "all")
    assert (whole["conversions"], whole["value_minor"], whole["cost_minor"]) == (3.0, 170_000, 187_000)
    assert "fully loaded" in result.definition.text("en")


def test_cost_at_a_touchpoint_without_credit_is_listed(workspace):
    post = row_of(asked(workspace, cost_group="media"), "touchpoint", touchpoint="tp_post")

    assert (post["conversions"], post["cost_minor"], post["cac_minor"], post["return_on_cost"]) == (
        0.0,
        7_000,
        None,
        -1.0,
    )


def test_groups_of_scopes_are_never_mixed(workspace):
    assert row_of(asked(workspace, cost_group="media"), "all")["cost_minor"] == 87_000
    with pytest.raises(UsageError, match="cost_group: expected one of media, full"):
        asked(workspace, cost_group="people")


def test_a_month_in_part_counts_by_its_days_and_an_open_period_is_said(workspace):
    half = asked(workspace, cost_group="media", end=datetime(2026, 3, 11, tzinfo=UTC))
    always = asked(workspace, cost_group="media", start=None)

    assert row_of(half, "touchpoint", touchpoint="tp_ad")["cost_minor"] == round(30_000 * 10 / 31)
    assert row_of(always, "touchpoint", touchpoint="tp_ad")["cost_minor"] == 129_900
    assert "The period is open" in always.definition.text("en")
    assert "The period is open" not in half.definition.text("en")


def test_new_costs_are_in_the_next_answer_and_other_currencies_need_a_rate(workspace):
    asked(workspace, cost_group="media")
    workspace.costs.add("2026-03", "media", 10, "USD", touchpoint="tp_ad")

    with pytest.raises(UsageError, match="what one USD is worth in EUR"):
        asked(workspace, cost_group="media")
    found = asked(workspace, cost_group="media", rates={"USD": 0.5})
    assert row_of(found, "touchpoint", touchpoint="tp_ad")["cost_minor"] == 30_500


def test_several_models_stand_one_after_the_other_and_channels_of_participation_have_no_sum(workspace):
    result = asked(workspace, cost_group="full", compared=("linear", "participation"))

    assert [row["model"] for row in result.rows.to_pylist() if row["level"] == "all"] == ["linear", "participation"]
    assert {row["model"] for row in result.rows.to_pylist() if row["level"] == "channel"} == {"linear"}


def test_the_change_log_tells_new_conversions_from_late_touches(workspace):
    log = workspace.analytics.attribution_change_log(YESTERDAY, conversion="tp_order", **PERIOD).rows.to_pylist()

    said = [(row["kind"], row["touchpoint"], row["events"], row["late"], row["value_minor"]) for row in log]
    assert said == [("conversion_added", None, 1, 0, 20_000), ("touch_added", "tp_fair", 1, 1, None)]


def test_what_somebody_decided_meanwhile_is_told_with_it(workspace):
    first, second, *_ = (row.person for row in workspace.persons.list().lines)
    workspace.persons.merge(first, second, "same desk")

    acts = workspace.analytics.attribution_acts(YESTERDAY)

    assert [(act.act, act.why) for act in acts if act.subject == "person"] == [("joined", "same desk")]
    assert [act.act for act in acts if act.subject == "cost"] == ["costs_added"] * 5
    assert [act.act for act in acts if act.subject == "way"] == []
    assert [
        act.act for act in workspace.analytics.attribution_acts(YESTERDAY - timedelta(days=2)) if act.subject == "way"
    ]


def test_conversions_whose_former_state_nobody_keeps_are_refused(workspace):
    with pytest.raises(UsageError, match="former state is not kept"):
        workspace.analytics.attribution_change_log(YESTERDAY, conversion="opportunity:won")


def test_command_line_says_returns_and_changes(folder):
    def said(*words):
        answer = CliRunner().invoke(application, ["analyse", *words])
        assert answer.exit_code == 0, answer.output or answer.exception
        return answer.output

    period = ("--from", "2026-03-01", "--to", "2026-03-31", "--conversion", "tp_order")
    rows = json.loads(
        said("attribution", str(folder), *period, "--model", "linear", "--cost-group", "media", "--format", "json")
    )
    assert [row["cost_minor"] for row in rows["rows"] if row["level"] == "all"] == [87_000]
    log = said("attribution-changes", str(folder), *period, "--since", "2026-03-20")
    assert "conversion_added" in log
    assert "costs_added cost" in log
    events = said(
        "attribution-changes", str(folder), *period, "--since", "2026-03-20", "--detail", "events", "--format", "csv"
    )
    assert events.count("\n") == 3
