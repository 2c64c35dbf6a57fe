"""Questions and the writer share the engine's memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wegmarke.domain import StoreRefuses
from wegmarke.engine import Engine, open_engine

GREEDY = "SELECT list(hash(i)) AS hashes FROM range(1_500_000) _(i)"
"""Takes some tens of megabytes, which cannot be put aside."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(tmp_path / "events.duckdb", memory_mb=100)
    yield opened
    opened.close()


def write_much(engine: Engine, is_full: threading.Event, may_end: threading.Event) -> None:
    with engine.write() as session:
        session.run("SET max_temp_directory_size = '0KiB'")
        session.run("CREATE TEMP TABLE much AS SELECT hash(i) AS h, hash(-i) AS g FROM range(5_000_000) _(i)")
        is_full.set()
        may_end.wait(60)
        session.run("DROP TABLE much")


def test_question_that_finds_no_memory_waits_for_the_writer(engine: Engine) -> None:
    is_full, may_end = threading.Event(), threading.Event()
    writer = threading.Thread(target=write_much, args=(engine, is_full, may_end))
    writer.start()
    assert is_full.wait(60)
    answers: list[int] = []
    reader = threading.Thread(target=lambda: answers.append(engine.query(GREEDY).num_rows))

    reader.start()
    reader.join(2)
    still_waits = reader.is_alive()
    may_end.set()
    reader.join(60)
    writer.join(60)

    assert (still_waits, answers) == (True, [1])


def test_question_that_needs_more_than_there_is_says_so(engine: Engine) -> None:
    with pytest.raises(StoreRefuses, match="memory_mb"):
        engine.query("SELECT list(hash(i)) AS hashes FROM range(100_000_000) _(i)")
