"""`wegmarke source guess`: from a file nobody described to an import in two commands."""

from __future__ import annotations

import json

from commands import run

from wegmarke.workspace import Settings, init, open_workspace

LEADS = "id;created at;company id;amount\n1;2025-01-01 10:00;acme;1,50\n2;2025-01-02 11:00;beta;2,00\n"


def test_guessed_recipe_imports_its_file(tmp_path):
    (tmp_path / "leads.csv").write_text(LEADS)
    guessed = run("source", "guess", tmp_path / "leads.csv")
    (tmp_path / "recipe.yaml").write_text(guessed.stdout)
    init(tmp_path / "ws", Settings(name="Test")).close()

    report = run("source", "import", tmp_path / "ws", tmp_path / "leads.csv", "--recipe", tmp_path / "recipe.yaml")

    assert (guessed.returncode, report.returncode) == (0, 0)
    assert "2 received = 2 stored + 0 duplicate + 0 conflict + 0 rejected" in report.stdout
    with open_workspace(tmp_path / "ws") as workspace:
        assert workspace.overview().events == 2


def test_reasons_come_as_json(tmp_path):
    (tmp_path / "leads.csv").write_text(LEADS)

    found = json.loads(run("source", "guess", tmp_path / "leads.csv", "--format", "json").stdout)

    assert found["rows"] == 2
    assert {column["name"]: column["part"] for column in found["columns"]} == {
        "id": "id", "created at": "time", "company id": "account", "amount": "value",
    }  # fmt: skip


def test_file_without_times_ends_with_the_reason(tmp_path):
    (tmp_path / "firms.csv").write_text("id,name\n1,acme\n")

    result = run("source", "guess", tmp_path / "firms.csv")

    assert result.returncode == 1
    assert "firms.csv: expected a column of times" in result.stderr
    assert "Traceback" not in result.stderr
