"""Data with ground truth: a whole CRM export; every row of every imported table is accounted for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from wegmarke.domain.accounts import FindingCode
from wegmarke.domain.views import ImportReport
from wegmarke.workspace import Settings, Workspace, init

RECIPE = Path(__file__).parents[2] / "examples" / "zoho" / "recipe.yaml"
# Which events the rows of a table become, and how many each; opportunities are created and then stated once more.
TABLES = {
    "Accounts": ("account_described", 1),
    "Contacts": ("membership_started", 1),
    "Leads": ("lead_created", 1),
    "Potentials": ("opportunity_changed", 2),
    "Calls": ("call_made", 1),
    "Events": ("meeting_held", 1),
    "Invoices": ("invoice_issued", 1),
}
pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "crm_export_zoho_demo"


@pytest.fixture(scope="module")
def rows(folder: Path) -> dict[str, int]:
    truth = json.loads((folder / "ground_truth.json").read_text())
    return {table: truth[f"{table}.csv.gz: rows, columns"][0] for table in TABLES}


@pytest.fixture(scope="module")
def imported(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, ImportReport]]:
    with init(tmp_path_factory.mktemp("zoho") / "ws", Settings(name="Zoho")) as workspace:
        yield workspace, workspace.sources.import_files(tuple(sorted(folder.glob("*.csv.gz"))), RECIPE)


def test_every_row_of_every_imported_table_is_accounted_for(
    imported: tuple[Workspace, ImportReport], rows: dict[str, int]
) -> None:
    _, report = imported

    assert report.rows == sum(rows.values())
    assert report.events == {name: rows[table] * times for table, (name, times) in TABLES.items()}
    assert report.received == report.stored + report.duplicate + report.conflict + report.rejected
    assert (report.stored, report.rejected) == (sum(report.events.values()), 0)


def test_tables_that_are_not_imported_are_named(imported: tuple[Workspace, ImportReport]) -> None:
    passed = [notice.split(".")[0] for notice in imported[1].notices if "was not read" in notice]

    assert passed == [
        "Campaign_Lead_Status", "Campaigns", "Cases", "Invoice_Line_Items", "Quotes", "Sales_Orders", "Tasks",
    ]  # fmt: skip


def test_every_contact_belongs_to_one_account(imported: tuple[Workspace, ImportReport], rows: dict[str, int]) -> None:
    workspace, _ = imported

    page = workspace.account_facts.memberships(size=10_000)

    assert page.total == len({line.person.number for line in page.lines}) == rows["Contacts"]


def test_every_opportunity_has_its_stage_and_amount(
    imported: tuple[Workspace, ImportReport], rows: dict[str, int]
) -> None:
    lines = imported[0].opportunities.list(size=10_000).lines

    assert len(lines) == rows["Potentials"]
    assert Counter(line.outcome.value for line in lines) == {"open": 1722, "won": 1425, "lost": 485}
    assert all(line.amount is not None and line.stage is not None for line in lines)


def test_opportunities_of_leads_have_no_account_and_say_so(
    imported: tuple[Workspace, ImportReport], rows: dict[str, int]
) -> None:
    found = imported[0].account_facts.problems()

    assert found.counts == {FindingCode.OPPORTUNITY_WITHOUT_ACCOUNT: rows["Potentials"]}


def test_workspace_is_sound(imported: tuple[Workspace, ImportReport]) -> None:
    assert imported[0].check() == []
