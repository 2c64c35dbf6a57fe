"""Questions in SQL answer what the views say, and can do nothing else; cases of specs on security that touch them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from wegmarke.domain import UsageError
from wegmarke.workspace import Settings, fill_with_demo, init, open_workspace
from wegmarke.workspace.sql_views import VIEWS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sql") / "acme"


@pytest.fixture(scope="module")
def workspace(folder):
    with init(folder, Settings(name="Test")) as made:
        fill_with_demo(made, persons=60)
        yield made


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_has_the_documented_columns(workspace, view):
    answer = workspace.sql.select(f"SELECT * FROM {view.name}", rows=5)

    assert answer.rows.column_names == [name for name, _ in view.columns]
    assert answer.rows.num_rows


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_is_on_its_page(view):
    page = (Path(__file__).parents[2] / "docs" / "sql.md").read_text()
    section = page.partition(f"### {view.name}\n")[2].partition("\n### ")[0]

    assert view.meaning in section
    assert [line for line in section.splitlines() if line.startswith("| `")] == [
        f"| `{name}` | {meaning} |" for name, meaning in view.columns
    ]


def test_transitions_are_those_of_the_analysis(workspace):
    answer = workspace.sql.select(
        "SELECT from_touchpoint, to_touchpoint, count(*) AS transitions, count(DISTINCT number) AS units "
        "FROM transitions WHERE unit = 'account' GROUP BY ALL"
    )

    rows = workspace.analytics.paths("account").to_pyarrow().drop_columns(["share"]).to_pylist()
    assert sorted(answer.rows.to_pylist(), key=str) == sorted(
        (row for row in rows if row["to_touchpoint"] != "(end)"), key=str
    )


def test_what_analysts_write_is_understood(workspace):
    answer = workspace.sql.select(
        """
        WITH firsts AS (
            SELECT account, min(occurred_at) AS began, list_sum(list(value_minor)) AS worth,
                row_number() OVER (ORDER BY account) AS n
            FROM touches WHERE touchpoint LIKE '%' AND occurred_at < now() GROUP BY account
        )
        SELECT date_trunc('month', began) AS month, count(*) FILTER (worth > 0) AS n, median(f.n), max(r.number)
        FROM firsts f JOIN accounts USING (account), range(3) r(number) WHERE account IN (SELECT account FROM events)
        GROUP BY ALL ORDER BY month LIMIT 12
        """
    )

    assert answer.rows.num_rows == 12


def test_an_answer_says_that_it_is_cut(workspace):
    answer = workspace.sql.select("SELECT event_id FROM events", rows=3)

    assert (answer.rows.num_rows, answer.is_cut) == (3, True)


WRITES = [
    "DROP TABLE touch",
    "DELETE FROM touches",
    "UPDATE touch SET person = 1",
    "INSERT INTO touch SELECT * FROM touch",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE VIEW mine AS SELECT 1",
    "SELECT 1; DROP TABLE touch",
    "COMMIT; DROP TABLE touch",
    "SELECT 1 /* */; -- \nCOMMIT",
    "COPY (SELECT 1) TO 'out.csv'",
    "EXPORT DATABASE 'out'",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN",
    "PREPARE p AS SELECT 1",
    "SELECT nextval('numbers')",
    "SELECT setval('numbers', 1)",
    "SELECT write_log('x')",
    "CALL pragma_version()",
]
READS = [
    "SELECT * FROM touch",
    "SELECT * FROM event",
    "SELECT * FROM main.touch",
    "SELECT * FROM events.main.event",
    "SELECT properties FROM event",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM pg_catalog.pg_settings",
    "WITH event AS (SELECT 1) SELECT * FROM (SELECT * FROM event)",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM query('SELECT * FROM event')",
    "SELECT * FROM query_table('event')",
    "SELECT current_setting('temp_directory')",
    "SELECT getvariable('x')",
    "SELECT getenv('HOME')",
    "DESCRIBE event",
    "SUMMARIZE event",
    "SHOW TABLES",
    "FROM event",
    "SELECT (SELECT count(*) FROM event)",
    "SELECT * FROM touches WHERE event_id IN (SELECT event_id FROM event)",
    "SELECT * FROM touches UNION ALL BY NAME SELECT * FROM event",
    "PIVOT event ON event USING count(*)",
]
FILES = [
    "SELECT * FROM 'state.sqlite3'",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_parquet('https://example.org/x.parquet')",
    "SELECT * FROM 'https://example.org/x.csv'",
    "SELECT * FROM glob('/*')",
    "SELECT read_text('/etc/passwd')",
    "ATTACH 'state.sqlite3' AS vault (TYPE sqlite)",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET ALL",
    "PRAGMA database_list",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_metadata('x.parquet')",
]
ENDLESS = [
    "SELECT repeat('x', 2000000000)",
    "SELECT lpad('x', 2000000000, 'y')",
    "SELECT range(100000000000)",
    "SELECT sleep_ms(100000)",
    "SELECT pg_sleep(1000)",
    "SELECT " + "(" * 20_000 + "1" + ")" * 20_000,
    "SELECT " + "+".join("1" * 1 for _ in range(30_000)),
    "SELECT '" + "x" * 70_000 + "'",
]
WRONG = ["", ";", "SELEC 1", "SELECT nothing FROM touches", "SELECT 'x'::INTEGER", "SELECT error('x')", "\x00"]


@pytest.mark.parametrize("statement", WRITES + READS + FILES + ENDLESS + WRONG, ids=lambda text: text[:60])
def test_everything_else_is_refused(workspace, statement):
    with pytest.raises(UsageError):
        workspace.sql.select(statement)


def test_refusals_change_nothing(workspace, folder):
    before = workspace.sql.select("SELECT count(*) AS n FROM events").rows.to_pylist()
    files = sorted(path.name for path in folder.iterdir())
    for statement in WRITES:
        with pytest.raises(UsageError):
            workspace.sql.select(statement)

    assert workspace.sql.select("SELECT count(*) AS n FROM events").rows.to_pylist() == before
    assert sorted(path.name for path in folder.iterdir()) == files


def test_all_that_is_wrong_is_said_at_once(workspace):
    with pytest.raises(UsageError) as refused:
        workspace.sql.select("SELECT read_text('x'), getenv('y') FROM event JOIN touch USING (event_id)")

    assert len(refused.value.problems) == 4


ETERNAL = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range % 7 = 8"
GROWING = "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"


@pytest.mark.parametrize("statement", [ETERNAL, GROWING], ids=["cross join", "recursion"])
def test_a_question_is_stopped_in_time(workspace, statement):
    began = time.monotonic()

    with pytest.raises(UsageError, match=r"within 0\.3 seconds"):
        workspace.sql.select(statement, seconds=0.3)

    assert time.monotonic() - began < 5


def test_others_are_answered_meanwhile(workspace):
    def ask():
        with pytest.raises(UsageError):
            workspace.sql.select(ETERNAL, seconds=1.0)

    running = threading.Thread(target=ask)
    running.start()

    assert workspace.analytics.paths("person").to_pyarrow().num_rows
    assert workspace.sql.select("SELECT count(*) AS n FROM persons").rows["n"][0].as_py() > 0
    running.join()


@pytest.mark.parametrize("limits", [{"rows": 0}, {"rows": 10**9}, {"seconds": 0}, {"seconds": 10**6}])
def test_limits_have_limits(workspace, limits):
    with pytest.raises(UsageError):
        workspace.sql.select("SELECT 1", **limits)


def test_another_process_asks_the_owner(workspace, folder):
    with open_workspace(folder) as other:
        assert not other.is_owner
        expected = workspace.sql.select("SELECT * FROM touchpoints ORDER BY touchpoint")
        assert other.sql.select("SELECT * FROM touchpoints ORDER BY touchpoint") == expected
        with pytest.raises(UsageError):
            other.sql.select("DROP TABLE touch")
