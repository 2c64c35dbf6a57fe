"""An engine whose disk fails gives its database up; it is opened anew, and what was committed is there."""

from __future__ import annotations

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from wegmarke.domain import StoreRefuses
from wegmarke.engine import Engine, open_engine
from wegmarke.engine.block_copies import BlockCopies


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(tmp_path / "e.duckdb", memory_mb=256)
    with opened.write() as session:
        session.run("CREATE TABLE t (a BIGINT)")
        session.run("INSERT INTO t FROM range(1000)")
    yield opened
    opened.close()


@contextmanager
def nothing_grows() -> Iterator[None]:
    """Let no file of this process grow: the next write fails as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def rows(engine: Engine) -> int:
    return int(engine.query("SELECT count(*) AS n FROM t")["n"][0].as_py())


def give_up(engine: Engine) -> None:
    """Let the disk fail when the engine itself writes: the copies that are made before would notice it else."""
    made_before = patch.object(BlockCopies, "keep")
    with made_before, nothing_grows(), pytest.raises(StoreRefuses, match="does not take"):
        engine.checkpoint(waits=True)


def test_reads_go_on_after_a_failed_checkpoint(engine: Engine) -> None:
    assert rows(engine) == 1000

    give_up(engine)

    assert rows(engine) == 1000
    assert engine.table("t").count().to_pyarrow().as_py() == 1000


def test_writes_go_on_when_the_disk_takes_them_again(engine: Engine) -> None:
    give_up(engine)

    engine.mend()
    with engine.write() as session:
        session.run("INSERT INTO t VALUES (1)")

    assert rows(engine) == 1001


def test_mending_fails_while_the_disk_does_and_harms_nothing(engine: Engine) -> None:
    give_up(engine)

    with nothing_grows(), pytest.raises(StoreRefuses):
        engine.mend()

    assert rows(engine) == 1000
    engine.mend()


def test_a_disk_that_does_not_take_the_copies_leaves_the_database_alone(engine: Engine) -> None:
    with nothing_grows(), pytest.raises(StoreRefuses, match="does not take"):
        engine.checkpoint()

    with engine.write() as session:
        session.run("INSERT INTO t VALUES (1)")
    engine.checkpoint()

    assert rows(engine) == 1001


def test_failed_commit_is_none(engine: Engine) -> None:
    with nothing_grows(), pytest.raises(StoreRefuses), engine.write() as session:
        session.run("INSERT INTO t FROM range(5000)")

    engine.mend()
    assert rows(engine) == 1000


def test_readers_of_other_threads_find_the_new_opening(engine: Engine) -> None:
    stop, seen, failed = threading.Event(), [0] * 4, []

    def read(place: int) -> None:
        while not stop.is_set():
            try:
                assert rows(engine) == 1000
                seen[place] += 1
            except Exception as error:  # noqa: BLE001  # shown by the test
                failed.append(error)
                return

    threads = [threading.Thread(target=read, args=(place,), daemon=True) for place in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        give_up(engine)
        engine.mend()
        with engine.write() as session:
            session.run("UPDATE t SET a = a + 1")
    stop.set()
    for thread in threads:
        thread.join(timeout=30)

    assert failed == []
    assert all(seen)


def test_question_that_runs_is_ended_and_asked_again(engine: Engine) -> None:
    answers: list[int] = []
    slow = "SELECT sum(x.a * y.range)::HUGEINT % 7 AS n FROM t x, range(600000) y"
    thread = threading.Thread(target=lambda: answers.append(engine.query(slow)["n"][0].as_py()), daemon=True)
    thread.start()

    give_up(engine)
    thread.join(timeout=60)

    assert len(answers) == 1


def test_what_a_killed_process_left_is_folded_in_first(tmp_path: Path) -> None:
    first = open_engine(tmp_path / "e.duckdb", memory_mb=256)
    with first.write() as session:
        session.run("CREATE TABLE t (a BIGINT)")
    wal = tmp_path / "e.duckdb.wal"
    kept = tmp_path / "copy.duckdb"
    kept.write_bytes((tmp_path / "e.duckdb").read_bytes())
    kept.with_name("copy.duckdb.wal").write_bytes(wal.read_bytes())
    first.close()

    second = open_engine(kept, memory_mb=256)
    second.mend()

    assert not kept.with_name("copy.duckdb.wal").exists()
    assert rows(second) == 0
    second.close()
