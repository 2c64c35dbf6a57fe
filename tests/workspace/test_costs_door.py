"""Costs, from Python and from the command line: written down, imported as a whole, in one currency, and removed."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from wegmarke import costs
from wegmarke.cli.application import application
from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.domain.numbers import Money
from wegmarke.privacy import read_entries
from wegmarke.workspace import Settings, init, open_workspace

MAP = """
format: journey-map/1
id: way
title: Way
phases: [{id: ph_look, title: Look, canonical: awareness}]
touchpoints:
  - {id: tp_ad, title: Ad, phase: ph_look, channel: search_ad, rule: {event: ad_clicked}}
  - {id: tp_fair, title: Fair, phase: ph_look, channel: trade_fair, rule: {event: fair_visited}}
"""
ROWS = "month,scope,amount,currency,touchpoint,channel,note\n"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("costs") / "ws"
    with init(folder, Settings(name="Test")) as opened:
        opened.maps.put(MAP)
    return folder


@pytest.fixture
def folder(empty, tmp_path):
    return Path(shutil.copytree(empty, tmp_path / "ws"))


@pytest.fixture
def workspace(folder):
    with open_workspace(folder) as opened:
        yield opened


def entries(workspace):
    return [(one.act, one.what) for one in read_entries(workspace.stores.state, subject="cost")]


def test_a_cost_is_written_down_listed_and_told_to_the_audit(workspace):
    plan = workspace.costs.add("2026-03", "media", "1.234,50", "eur", touchpoint="tp_ad", note="spring")

    assert (plan.lines, plan.sums, plan.first) == (1, (Money(123450, "EUR"),), date(2026, 3, 1))
    (line,) = workspace.costs.list("2026-03", "2026-03")
    assert (line.cost.touchpoint, line.cost.amount_minor, line.cost.note, line.by) == (
        "tp_ad",
        123450,
        "spring",
        "operator",
    )
    assert workspace.costs.list(end="2026-02") == workspace.costs.list(start="2026-04") == []
    ((act, what),) = entries(workspace)
    assert (act, what["count"], what["sums"]) == ("costs_added", 1, {"EUR": 123450})


def test_the_table_never_mixes_groups_of_scopes(workspace):
    for scope, amount in (("media", 100), ("agency", 20), ("sales", 3)):
        workspace.costs.add("2026-03-01", scope, amount, "EUR")

    assert workspace.costs.table(group="media")["amount_minor"].to_pylist() == [10000]
    full = workspace.costs.table()
    assert full.column_names == ["month", "scope", "touchpoint", "channel", "amount_minor", "currency"]
    assert full["month"].type == pa.date32()
    assert sum(full["amount_minor"].to_pylist()) == 12300
    with pytest.raises(UsageError, match="expected one of media, full"):
        workspace.costs.table(group="agency")


def test_currencies_are_mixed_with_rates_alone(workspace):
    assert workspace.costs.table().num_rows == 0
    workspace.costs.add("2026-03", "media", "10.01", "EUR")
    workspace.costs.add("2026-03", "media", "10.05", "USD")
    workspace.costs.add("2026-03", "media", 1000, "JPY")

    with pytest.raises(UsageError, match="expected one for costs in EUR, JPY, USD"):
        workspace.costs.table()
    with pytest.raises(UsageError, match=r"what one JPY is worth in EUR.*got USD"):
        workspace.costs.table(currency="EUR", rates={"USD": 0.9})
    found = workspace.costs.table(currency="EUR", rates={"USD": 0.9, "JPY": 0.006})
    assert found["amount_minor"].to_pylist() == [1001, 904, 600]  # 904.5 is rounded to even
    assert set(found["currency"].to_pylist()) == {"EUR"}


def test_everything_wrong_in_a_file_is_told_at_once_and_nothing_is_kept(workspace, tmp_path):
    file = tmp_path / "costs.csv"
    rows = (
        "2026-03-15,media,10,EUR,,,", "2026-03,rent,10,EUR,,,", "2026-03,media,-5,EUR,,,", "2026-03,media,1.234,EUR,,,",
        "2026-03,media,10,XQX,,,", "2026-03,media,10,EUR,tp_nowhere,,", "2026-03,media,10,EUR,,pigeon,",
        "2026-03,media,10,EUR,tp_ad,email,", "2026-03,media,10.005,EUR,,,", "2026-03,media,10,EUR,tp_ad,,",
    )  # fmt: skip
    file.write_text(ROWS + "\n".join(rows), encoding="utf-8")

    with pytest.raises(DocumentInvalid) as refused:
        workspace.costs.import_file(file)

    places = ["month", "scope", "amount", "amount", "currency", "touchpoint", "channel", "channel", "amount"]
    said = [f"costs.csv line {line}, {place}" for line, place in enumerate(places, 2)]
    assert [problem.where for problem in refused.value.problems] == said
    assert workspace.costs.list() == entries(workspace) == []


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1234.5", "EUR", 123450), ("1,234.50", "EUR", 123450), ("1 234,50", "EUR", 123450), ("12", "JPY", 12),
        ("1.234.567,8", "EUR", 123456780), ("0", "EUR", 0), ("10.500", "EUR", None), ("1.234", "KWD", None),
        ("1.2345", "KWD", None), ("12.5", "JPY", None), ("1,234,50", "EUR", None), ("nan", "EUR", None),
        ("1e3", "EUR", None), ("9" * 20, "EUR", None),
    ],
)  # fmt: skip
def test_amounts_are_read_in_one_way_or_not_at_all(amount, currency, minor):
    found = costs.typed_cost({"month": "2026-03", "scope": "media", "amount": amount, "currency": currency}, ())

    if minor is None:
        assert [problem.where for problem in found] == ["amount"]
    else:
        assert found.amount_minor == minor


def test_a_german_file_in_the_encoding_of_old_spreadsheets_is_read(workspace, tmp_path):
    file = tmp_path / "kosten.csv"
    text = "Monat;Kostenart;Betrag;Währung;Kontaktpunkt;Notiz\n03/2026;Medien;1.234,50;EUR;tp_ad;Frühling\n;;;;;\n"
    file.write_bytes(text.encode("windows-1252"))

    assert workspace.costs.import_file(file).sums == (Money(123450, "EUR"),)
    assert workspace.costs.list()[0].cost.note == "Frühling"


def test_a_workbook_with_dates_and_numbers_is_read(workspace, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ("month", "scope", "amount", "currency"),
        (date(2026, 3, 1), "media", 1234.5, "EUR"),
        ("2026-04", "agency", 7, "EUR"),
    ):
        book.active.append(row)
    book.save(tmp_path / "costs.xlsx")

    plan = workspace.costs.import_file(tmp_path / "costs.xlsx")

    assert (plan.lines, plan.sums, plan.last) == (2, (Money(124150, "EUR"),), date(2026, 4, 1))


def test_a_table_that_is_imported_again_counts_once(workspace):
    rows = {
        "month": [date(2026, 3, 1)] * 3,
        "scope": ["media"] * 3,
        "amount": [10.5, 10.5, 7.0],
        "currency": ["EUR"] * 3,
    }
    table = pa.table(rows)

    assert workspace.costs.import_table(table, dry_run=True).lines == 3
    assert workspace.costs.list() == []
    assert (workspace.costs.import_table(table).lines, workspace.costs.import_table(table).known) == (3, 3)
    assert len(workspace.costs.list()) == 3


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"month": ["2026-03"]}, "Add scope, amount, currency"),
        ({"month": [], "scope": [], "amount": [], "currency": []}, "expected at least one cost"),
    ],
)
def test_a_table_without_costs_is_refused(workspace, table, said):
    with pytest.raises(DocumentInvalid, match=said):
        workspace.costs.import_table(pa.table({name: pa.array(values, pa.string()) for name, values in table.items()}))


def test_removing_is_planned_and_takes_all_or_none(workspace):
    for month in ("2026-01", "2026-02"):
        workspace.costs.add(month, "media", 10, "EUR")
    first, second = (line.number for line in workspace.costs.list())

    assert workspace.costs.rehearse_removal([first]).sums == (Money(1000, "EUR"),)
    with pytest.raises(NotFound, match="got 99"):
        workspace.costs.remove([first, 99])
    assert len(workspace.costs.list()) == 2
    workspace.costs.remove([first], "twice")
    assert [line.number for line in workspace.costs.list()] == [second]
    assert (entries(workspace)[0][0], entries(workspace)[0][1]["why"]) == ("costs_removed", "twice")
    workspace.costs.add("2026-03", "media", 1, "EUR")
    assert first not in [line.number for line in workspace.costs.list()]


def test_command_line_adds_imports_lists_and_removes(folder, tmp_path):
    def said(*words):
        answer = CliRunner().invoke(application, ["cost", *words])
        assert answer.exit_code == 0, answer.output or answer.exception
        return answer.output

    at, file = str(folder), tmp_path / "costs.csv"
    file.write_text(ROWS + "2026-03,media,10.50,EUR,tp_ad,,\n2026-03,people,7,EUR,,,\n", encoding="utf-8")
    assert said("add", at, "2026-02", "agency", "99.90", "EUR") == "added: 1 costs (99.90 EUR)\n"
    assert said("import", at, str(file), "--dry-run") == "would be added: 2 costs (17.50 EUR); there already: 0\n"
    assert said("import", at, str(file)) == "added: 2 costs (17.50 EUR); there already: 0\n"
    assert said("list", at, "--from", "2026-03").splitlines()[0] == "2  2026-03  media  tp_ad  10.50 EUR"
    assert said("table", at, "--group", "media", "--format", "csv").count("\n") == 2
    assert said("remove", at, "1", "2", "--dry-run") == "would be removed: 2 costs (110.40 EUR)\n"
    assert said("remove", at, "1", "2", "--why", "twice") == "removed: 2 costs (110.40 EUR)\n"
    assert [one["cost"]["scope"] for one in json.loads(said("list", at, "--format", "json"))] == ["people"]
