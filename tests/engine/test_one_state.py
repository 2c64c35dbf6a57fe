"""Several questions to one state of the data, while somebody writes."""

from __future__ import annotations

import threading

import pytest

from wegmarke.engine import open_engine


@pytest.fixture
def engine(tmp_path):
    opened = open_engine(tmp_path / "events.duckdb")
    with opened.write() as session:
        session.run("CREATE TABLE thing (n INTEGER)")
    yield opened
    opened.close()


def add(engine):
    def write():
        with engine.write() as session:
            session.run("INSERT INTO thing VALUES (1)")

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()


def count(engine):
    return engine.query("SELECT 1 FROM thing").num_rows


def test_questions_inside_see_what_the_first_one_saw(engine):
    def ask(_):
        before = count(engine)
        add(engine)
        return before, count(engine), engine.table("thing").count().to_pyarrow().as_py()

    assert engine.in_one_state(ask) == (0, 0, 0)
    assert count(engine) == 1


def test_one_inside_another_is_the_same_state(engine):
    def ask(_):
        before = count(engine)
        add(engine)
        return before, engine.in_one_state(lambda _: count(engine))

    assert engine.in_one_state(ask) == (0, 0)


def test_after_an_error_inside_the_thread_asks_as_before(engine):
    def ask(_):
        raise RuntimeError("no answer")

    with pytest.raises(RuntimeError):
        engine.in_one_state(ask)
    add(engine)

    assert count(engine) == 1


def test_nothing_can_be_written_inside(engine):
    def ask(session):
        session.run("INSERT INTO thing VALUES (2)")

    with pytest.raises(Exception, match="read-only"):
        engine.in_one_state(ask)
    assert count(engine) == 0
