"""Commands as a person types them: what they print, how they end, what they leave alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import run

from wegmarke.workspace import Settings, init, open_workspace

RECIPE = """\
format: recipe/1
source: crm
time_zone: Europe/Berlin
files: {deals: {match: "deals.csv"}}
events:
  - name: deal_won
    from: deals
    id: id
    time: won
    account: {crm: company}
"""
MAP = """\
format: journey-map/1
id: sales
title: {de: Vertrieb, en: Sales}
phases:
- {id: win, title: Win, canonical: decision}
- {id: use, title: Use, canonical: service}
steps:
- {id: s1, phase: win, title: Sign}
touchpoints:
- {id: t_won, title: Won, rule: {event: deal_won}}
placements:
- {step: s1, touchpoint: t_won}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "deals.csv").write_text("id,won,company\n1,2025-03-01,acme\n2,2025-02-30,acme\n", encoding="utf-8")
    (folder / "recipe.yaml").write_text(RECIPE, encoding="utf-8")
    (folder / "map.yaml").write_text(MAP, encoding="utf-8")
    with init(folder / "ws", Settings(name="Test")) as workspace:
        workspace.sources.import_files((folder / "deals.csv",), folder / "recipe.yaml")
        workspace.maps.put(MAP)
        # The commands below find this process as the owner and go through its socket.
        yield folder
        assert workspace.check() == []


def test_dry_run_says_what_would_happen_and_writes_nothing(place: Path, tmp_path: Path) -> None:
    init(tmp_path / "ws").close()

    done = run("source", "import", tmp_path / "ws", place / "deals.csv", "--recipe", place / "recipe.yaml", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "nothing written" in done.stdout
    assert "deals.csv line 3" in done.stdout
    with open_workspace(tmp_path / "ws") as workspace:
        assert (workspace.overview().events, workspace.rejected.groups()) == (0, [])


def test_import_says_what_became_of_every_row(place: Path) -> None:
    done = run("source", "import", place / "ws", place / "deals.csv", "--recipe", place / "recipe.yaml")

    assert done.returncode == 0, done.stderr
    assert "2 received = 0 stored + 1 duplicate + 0 conflict + 1 rejected" in done.stdout
    assert "deals.csv line 3" in done.stdout


def test_funnel_goes_over_the_map(place: Path) -> None:
    funnel = run("analyse", "funnel", place / "ws", "--map", "sales", "--format", "json")

    assert funnel.returncode == 0, funnel.stderr
    win, use = json.loads(funnel.stdout)["rows"]
    assert (win["id"], win["units"], use["units"]) == ("win", 1, 0)


def test_check_prints_the_books(place: Path) -> None:
    checked = run("check", place / "ws")

    assert (checked.returncode, "rejected" in checked.stdout) == (0, True), checked.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("check", "nowhere"), 1, "wegmarke init"),
        (("init", "{place}"), 1, "new or empty"),
        (("init", "{place}/mars", "--time-zone", "Mars"), 1, "nothing was made"),
        (("account", "list", "{ws}", "--sort", "bogus"), 2, "last, first, touches"),
        (("analyse", "paths", "{ws}", "--from", "2025-02-02", "--to", "2025-02-01"), 2, "before the last one"),
        (("source", "import", "{ws}", "{place}/lost.csv", "--recipe", "{place}/recipe.yaml"), 1, "lost.csv"),
        (("analyse", "funnel", "{ws}", "--map", "atlantis"), 1, "expected one of the maps"),
        (("analyse", "funnel", "{ws}", "--steps", "a,b", "--order", "sideways"), 2, "strict, any"),
        (("analyse", "funnel", "{ws}", "--steps", "t_nothing"), 2, "t_nothing"),
        (("analyse", "paths", "{ws}", "--from", "soon"), 2, "--from"),
        (("analyse", "paths", "{ws}", "--by", "tribe"), 2, "tribe"),
        (("analyse", "paths", "{ws}", "--format", "parquet"), 2, "--output result.parquet"),
        (("analyse", "paths", "{ws}", "--output", "{place}/a.docx"), 2, ".json, .csv, .parquet"),
        (("analyse", "paths", "{ws}", "--output", "{place}/nowhere/a.csv"), 2, "a.csv"),
        (("analyse", "paths", "{ws}", "--segment", "nobody"), 1, "nobody"),
        (("analyse", "paths", "{ws}", "--where", "did: {{evnt: x}}"), 1, "evnt"),
        (("map", "import", "{ws}", "{place}/nothing.yaml"), 2, "nothing.yaml"),
        (("account", "timeline", "{ws}", "4711"), 1, "4711"),
        (("source", "import", "{ws}", "{place}/deals.csv", "--recipe", "{place}/deals.csv"), 1, "deals.csv"),
    ],
)
def test_wrong_use_gets_one_clear_message(place: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = run(*(word.format(place=place, ws=place / "ws") for word in words))

    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert said in done.stderr


def test_map_with_problems_names_them_all_and_keeps_nothing(place: Path) -> None:
    (place / "bad.yaml").write_text(
        MAP.replace("id: sales", "id: bad").replace("decision", "victory") + "colour: red\n"
    )

    done = run("map", "import", place / "ws", place / "bad.yaml")

    assert done.returncode == 1
    assert "victory" in done.stderr
    assert "bad" not in run("map", "list", place / "ws").stdout


def test_exported_map_can_be_imported_again(place: Path) -> None:
    run("map", "import", place / "ws", place / "map.yaml")

    assert run("map", "export", place / "ws", "sales", place / "out.yaml").returncode == 0

    again = run("map", "import", place / "ws", place / "out.yaml")
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("format_", ["json", "csv"])
def test_tables_come_in_every_format(place: Path, format_: str) -> None:
    command = [sys.executable, "-m", "wegmarke", "analyse", "paths", str(place / "ws"), "--format", format_]

    done = subprocess.run(command, capture_output=True, check=True, timeout=120)

    assert done.stdout.startswith({"json": b"{", "csv": b'"'}[format_])


@pytest.mark.parametrize(("file", "starts"), [("a.json", b"{"), ("a.csv", b'"'), ("a.parquet", b"PAR1")])
def test_an_answer_goes_to_a_file_in_the_format_of_its_ending(place: Path, file: str, starts: bytes) -> None:
    done = run("analyse", "paths", place / "ws", "--output", place / file)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (place / file).read_bytes().startswith(starts)


def test_a_table_for_people_goes_to_a_file_with_its_definition(place: Path) -> None:
    run("analyse", "paths", place / "ws", "--format", "table", "--output", place / "a.txt")

    assert "Unit: account." in (place / "a.txt").read_text()


def test_conflict_names_file_line_and_remedy(place: Path, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("id,won,company\n7,2025-03-01,acme\n7,2025-03-09,acme\n", encoding="utf-8")
    init(tmp_path / "ws").close()

    done = run("source", "import", tmp_path / "ws", tmp_path / "deals.csv", "--recipe", place / "recipe.yaml")

    assert "1 stored + 0 duplicate + 1 conflict" in done.stdout
    assert "kept aside: 1 × conflict, deals.csv line 3: Expected the same content" in done.stdout


def test_first_and_last_day_belong_to_the_period(place: Path) -> None:
    # Wrong reading prevented: a deal known by its day lies at local midnight, which is the day before in UTC.
    rows = []
    for first, last in (("2025-03-01", "2025-03-01"), ("2025-03-02", "2025-03-31"), ("2025-01-01", "2025-02-28")):
        done = run(
            "analyse", "phases", place / "ws", "--map", "sales", "--from", first, "--to", last, "--format", "json"
        )
        assert done.returncode == 0, done.stderr
        rows.append(json.loads(done.stdout)["rows"][0]["touches"])

    assert rows == [1, 0, 0]


def test_rejected_rows_are_listed_with_their_remedy(place: Path) -> None:
    done = run("rejected", "list", place / "ws")

    assert "deals.csv" in done.stdout
    assert "impossible_time" in done.stdout
    assert "2025-02-30" in done.stdout
    assert "1 of 1 rows" in done.stdout


def test_accounts_and_timeline_read_well(place: Path) -> None:
    listed = run("account", "list", place / "ws").stdout
    told = run("account", "timeline", place / "ws", "1").stdout

    assert "2025-03-01" in listed
    assert "deal_won" in told
    assert "2025-02-28" not in told
