"""Data with ground truth: a CRM's accounts and sales pipeline, from its files to opportunities in figures."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wegmarke.domain.accounts import FindingCode, OpportunityTotals
from wegmarke.workspace import Settings, Workspace, init

RECIPE = Path(__file__).parents[2] / "examples" / "maven" / "recipe.yaml"
FILES = ("accounts.csv", "sales_pipeline.csv", "sales_teams.csv")
pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "crm_opportunities_maven"


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "ground_truth.json").read_text()))


@pytest.fixture(scope="module")
def workspace(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("maven") / "ws", Settings(name="Maven")) as opened:
        report = opened.sources.import_files(tuple(folder / name for name in FILES), RECIPE)
        assert (report.received, report.rejected, report.conflict) == (report.stored, 0, 0)
        yield opened


@pytest.fixture(scope="module")
def whole(workspace: Workspace) -> OpportunityTotals:
    (totals,) = workspace.opportunities.totals()
    return totals


def won_by(workspace: Workspace, breakdown: str) -> dict[str | None, float]:
    """Return what was won in dollars, by label; labels without anything won are left out."""
    found = workspace.opportunities.totals(breakdown)
    return {one.label: one.won_values[0].minor / 100 for one in found if one.won_values}


def agents_by_number(folder: Path) -> dict[str, str]:
    """Return the names of the agents by the line they stand in, the first after the header being 1."""
    with (folder / "sales_teams.csv").open() as file:
        return {str(number): row["sales_agent"] for number, row in enumerate(csv.DictReader(file), 1)}


def test_no_property_of_an_event_holds_the_name_of_an_agent(workspace: Workspace, folder: Path) -> None:
    properties = workspace.stores.engine.query("SELECT properties FROM event")["properties"].to_pylist()

    values = {value for event in properties for _, value in event}

    assert values.isdisjoint(agents_by_number(folder).values())
    # The number of an agent is there: the test would see the name beside it.
    assert "1" in values


def test_every_opportunity_and_account_is_there(workspace: Workspace, truth: dict[str, Any]) -> None:
    opportunities, _, accounts, products = truth["opportunities, agents, accounts, products"]

    assert workspace.opportunities.list().total == opportunities
    assert workspace.accounts.list().total == accounts
    assert len(workspace.opportunities.totals("solution")) == products


def test_every_owner_is_one_of_the_agents(workspace: Workspace, folder: Path, truth: dict[str, Any]) -> None:
    agents = agents_by_number(folder)

    owners = {one.label for one in workspace.opportunities.totals("owner")}

    # Five of the 35 agents have no opportunity: they stand in the file of teams alone.
    assert len(agents) == truth["opportunities, agents, accounts, products"][1]
    assert owners < agents.keys()
    assert len(owners) == 30


def test_opportunities_by_stage(whole: OpportunityTotals, truth: dict[str, Any]) -> None:
    assert dict(whole.stages) == truth["by stage"]


def test_won_value_win_rate_and_mean(whole: OpportunityTotals, truth: dict[str, Any]) -> None:
    value, win_rate, mean = truth["won value; win rate won/(won+lost) (6dp); avg won value (4dp)"]

    assert [(money.minor, money.currency) for money in whole.won_values] == [(round(value * 100), "USD")]
    assert whole.win_rate.value == pytest.approx(win_rate, abs=5e-7)
    assert whole.mean_won_values[0][1] / 100 == pytest.approx(mean, abs=5e-5)


def test_days_of_the_sales_cycle(whole: OpportunityTotals, truth: dict[str, Any]) -> None:
    days = [whole.won_days.mean, whole.won_days.median, whole.lost_days.mean, whole.lost_days.median]

    assert days == pytest.approx(truth["sales cycle days: won mean(4dp)/median; lost mean/median"], abs=5e-5)


def test_won_value_by_close_quarter(workspace: Workspace, truth: dict[str, Any]) -> None:
    assert won_by(workspace, "quarter") == truth["won value by close quarter"]


def test_won_value_by_regional_office_of_the_joined_teams(workspace: Workspace, truth: dict[str, Any]) -> None:
    assert won_by(workspace, "region") == truth["won value by regional office"]


def test_agents_who_won_most(workspace: Workspace, folder: Path, truth: dict[str, Any]) -> None:
    agents = agents_by_number(folder)
    won = Counter({agents[number]: value for number, value in won_by(workspace, "owner").items()})

    assert dict(won.most_common(3)) == truth["top-3 agents by won value"]


def test_opportunities_without_account_are_kept_and_reported(
    workspace: Workspace, whole: OpportunityTotals, truth: dict[str, Any]
) -> None:
    without = truth["null accounts; engage dates null; product names not in products.csv (spelling trap: GTXPro)"][0]

    reported = workspace.account_facts.problems(code=FindingCode.OPPORTUNITY_WITHOUT_ACCOUNT)

    assert whole.without_account == reported.total == without
    assert reported.counts == {FindingCode.OPPORTUNITY_WITHOUT_ACCOUNT: without}


def test_opportunities_that_nobody_took_up_have_one_change(workspace: Workspace, truth: dict[str, Any]) -> None:
    untaken = truth["null accounts; engage dates null; product names not in products.csv (spelling trap: GTXPro)"][1]

    lines = workspace.opportunities.list(size=10_000).lines

    assert sum(line.stage == "Prospecting" and line.changes == 1 for line in lines) == untaken


def test_misspelt_product_is_the_one_of_the_price_list(
    workspace: Workspace, folder: Path, truth: dict[str, Any]
) -> None:
    misspelt = truth["null accounts; engage dates null; product names not in products.csv (spelling trap: GTXPro)"][2]
    with (folder / "products.csv").open() as file:
        listed = {row["product"] for row in csv.DictReader(file)}

    counted = {one.label: one.opportunities for one in workspace.opportunities.totals("solution")}

    assert counted.keys() == listed
    assert counted["GTX Pro"] == misspelt["GTXPro"]


def test_accounts_that_bought_and_accounts_with_a_parent(workspace: Workspace, truth: dict[str, Any]) -> None:
    buying, subsidiaries = truth["accounts with at least one won deal; subsidiaries"]
    won = workspace.opportunities.list(outcome="won", size=10_000).lines
    facts = [workspace.account_facts.get(line.account) for line in workspace.accounts.list(size=100).lines]

    assert len({line.account.number for line in won if line.account is not None}) == buying
    assert sum(one.parent is not None for one in facts) == subsidiaries
    assert {one.head.label for one in facts if one.parent and one.head} >= {"Acme Corporation", "Sonron"}


def test_history_of_one_opportunity(workspace: Workspace) -> None:
    changes = workspace.opportunities.get("maven", "1C1I7A6R").changes

    assert [(f"{change.at:%Y-%m-%d}", change.stage, change.previous_stage) for change in changes] == [
        ("2016-10-20", "Engaging", None),
        ("2017-03-01", "Won", "Engaging"),
    ]
    assert [change.amount.minor if change.amount else None for change in changes] == [None, 105_400]


def test_every_solution_at_an_account_has_a_buying_group_with_empty_chairs(workspace: Workspace) -> None:
    page = workspace.buying_groups.list(needed={"decider": 1, "buyer": 1}, size=10_000)
    lines = workspace.opportunities.list(size=10_000).lines

    assert page.total == len({(line.account.number, line.solution) for line in lines if line.account})
    assert {group.completeness for group in page.groups} == {0}


def test_importing_again_adds_nothing(workspace: Workspace, folder: Path) -> None:
    again = workspace.sources.import_files(tuple(folder / name for name in FILES), RECIPE)

    assert (again.stored, again.duplicate) == (0, again.received)
    assert workspace.check() == []
