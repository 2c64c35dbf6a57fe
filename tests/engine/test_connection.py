from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from wegmarke.engine import Engine, open_engine


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_engine(tmp_path / "e.duckdb", memory_mb=256)


def test_failed_transaction_writes_nothing(engine: Engine) -> None:
    with engine.write() as session:
        session.run("CREATE TABLE t (a BIGINT)")

    with pytest.raises(RuntimeError), engine.write() as session:
        session.run("INSERT INTO t VALUES (1)")
        raise RuntimeError

    assert engine.query("SELECT count(*) AS n FROM t")["n"].to_pylist() == [0]


def test_lent_table_can_be_read_and_is_taken_back(engine: Engine) -> None:
    with engine.write() as session:
        with session.lend(numbers=pa.table({"a": [1, 2, 3]})):
            total = session.query("SELECT sum(a)::BIGINT AS s FROM numbers")["s"].to_pylist()

        assert total == [6]
        with pytest.raises(Exception, match="numbers"):
            session.query("SELECT * FROM numbers")


def test_values_are_bound_not_pasted(engine: Engine) -> None:
    hostile = "'; DROP TABLE t; --"

    assert engine.query("SELECT $text AS t", {"text": hostile})["t"].to_pylist() == [hostile]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "INSTALL httpfs",
        "ATTACH '/tmp/other.duckdb'",
    ],
)
def test_engine_reaches_nothing_outside_its_file(engine: Engine, statement: str) -> None:
    with pytest.raises(Exception, match=r"(?i)disabled|not allowed|permission|cannot access"):
        engine.query(statement)


def test_reader_sees_the_last_commit_while_a_write_runs(engine: Engine) -> None:
    with engine.write() as session:
        session.run("CREATE TABLE t (a BIGINT)")

    with engine.write() as session:
        session.run("INSERT INTO t VALUES (1)")
        seen = engine.query("SELECT count(*) AS n FROM t")["n"].to_pylist()

    assert seen == [0]
    assert engine.query("SELECT count(*) AS n FROM t")["n"].to_pylist() == [1]
