"""Churn, Storno and checkouts of a workspace, by door and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import run

from wegmarke.domain import SetClock, UsageError
from wegmarke.workspace import Settings, Workspace, fill_with_demo, init

CLOCK = SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("losses") / "ws"


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Workspace]:
    with init(folder, Settings(name="Demo"), clock=CLOCK) as workspace:
        fill_with_demo(workspace, persons=300, seed=5)
        yield workspace


def test_usual_names_are_found(demo: Workspace) -> None:
    whole = {
        row["type"]: row
        for row in demo.analytics.storno(length="year").to_pyarrow().to_pylist()
        if row["begins"] is None
    }
    steps = {row["step"]: row["checkouts"] for row in demo.analytics.checkout(show="steps").to_pyarrow().to_pylist()}

    assert whole["any"]["affected"] >= max(whole[kind]["affected"] for kind in whole if kind != "any") > 0
    assert steps["started"] == steps["chosen"] > steps["attempted"] > steps["paid"] > 0
    rescued = demo.analytics.checkout(show="rescues").to_pyarrow().to_pylist()
    # by mail, though it began in the shop
    assert ("email", "order_repeated") in {(row["channel"], row["event"]) for row in rescued}


def test_every_view_answers_and_unknown_ones_are_refused(demo: Workspace) -> None:
    for ask, shows in (
        (demo.analytics.churn, ("rates", "win_back", "curve", "lengths", "units")),
        (demo.analytics.storno, ("rates", "saves", "reasons", "touchpoints", "win_back", "paths", "orders")),
        (demo.analytics.checkout, ("rates", "outcomes", "steps", "attempts", "rescues", "checkouts")),
    ):
        for show in shows:
            found = ask(show=show)
            assert found.rows.num_rows
            assert "Orders" in str(found.definition) or "Checkout" in str(found.definition)
        with pytest.raises(UsageError, match="show"):
            ask(show="everything")


def test_few_units_are_hidden(demo: Workspace) -> None:
    for row in demo.analytics.churn(by="account").to_pyarrow().to_pylist():
        assert (row["rate"] is None) == (row["active_at_start"] < 5)


def test_commands_answer(demo: Workspace, folder: Path) -> None:
    for words in (
        ["churn", "--alive", "0.243,4.414,0.793,2.426", "--length", "year"],
        ["storno", "--show", "reasons", "--rate", "USD=0.9"],
        ["checkout", "--show", "attempts", "--state-of", "declined=failed"],
    ):
        answer = run("analyse", words[0], str(folder), *words[1:], "--format", "json")
        assert answer.returncode == 0, answer.stderr
        assert json.loads(answer.stdout)["rows"]
    wrong = run("analyse", "churn", str(folder), "--alive", "soon")
    assert wrong.returncode != 0
    assert "--alive: expected four numbers" in wrong.stderr
