"""Tables lent to a session: the error that ends a transaction is the one that is told, and names may be kept."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from wegmarke.engine import Session, open_engine


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_error_inside_a_failed_transaction_is_the_one_that_is_told(tmp_path: Path, error: type[BaseException]) -> None:
    engine = open_engine(tmp_path / "events.duckdb")

    def fail() -> None:
        with engine.write() as session, session.lend(lent=pa.table({"a": [1]})):
            with pytest.raises(Exception, match="nowhere"):
                session.run("INSERT INTO nowhere SELECT * FROM lent")
            raise error

    with pytest.raises(error):
        fail()

    with engine.write() as session, session.lend(lent=pa.table({"a": [2]})):
        assert session.rows("SELECT a FROM lent") == [(2,)]
    engine.close()


def read(session: Session, table: pa.Table) -> list[tuple[object, ...]]:
    with session.lend_again(lent=table):
        return session.rows("SELECT * FROM lent ORDER BY 1")


def test_name_that_is_kept_stands_for_what_is_lent_now() -> None:
    engine = open_engine(None)
    tables = [pa.table({"a": [1, 2]}), pa.table({"a": [3]}), pa.table({"a": ["x"], "b": [True]}), pa.table({"a": [4]})]
    found = []
    for table in tables:
        with engine.write() as session:
            found += [read(session, table), read(session, table.slice(0, 1))]
    with engine.write() as session:
        found.append(session.rows("SELECT count(*) FROM duckdb_views() WHERE view_name = 'lent'"))
    engine.close()

    assert found == [
        [(1,), (2,)], [(1,)], [(3,)], [(3,)], [("x", True)], [("x", True)], [(4,)], [(4,)], [(1,)],
    ]  # fmt: skip


def test_between_loans_a_kept_name_is_no_empty_table() -> None:
    engine = open_engine(None)
    with engine.write() as session:
        read(session, pa.table({"a": [1]}))

    with pytest.raises(Exception, match="none is at the moment"), engine.write() as session:
        session.rows("SELECT * FROM lent")
    engine.close()


@pytest.mark.parametrize("is_swallowed", [False, True])
def test_names_of_a_transaction_that_failed_are_named_anew(*, is_swallowed: bool) -> None:
    # Wrong reading prevented: a name that went with its transaction is taken for one that is there, for ever.
    engine = open_engine(None)

    def fail() -> None:
        with engine.write() as session:
            read(session, pa.table({"a": [1]}))
            try:
                with session.lend_again(other=pa.table({"b": [1]})):
                    session.run("SELECT error('no') FROM other")
            except Exception:
                if not is_swallowed:
                    raise

    if is_swallowed:
        fail()
    else:
        with pytest.raises(Exception, match="no"):
            fail()
    with engine.write() as session:
        assert read(session, pa.table({"a": [2]})) == [(2,)]
        assert read(session, pa.table({"a": ["text"]})) == [("text",)]
    engine.close()
