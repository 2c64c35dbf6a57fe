from __future__ import annotations

from pathlib import Path

import event_builders  # noqa: F401  # declares all tables
import pytest
import sqlalchemy as sa

from wegmarke.domain import StoreTooNew
from wegmarke.state import inbox_metadata, migrate, open_database, schema_differences, state_metadata


@pytest.mark.parametrize(("line", "metadata"), [("state", state_metadata), ("inbox", inbox_metadata)])
def test_migrations_make_exactly_the_declared_tables(tmp_path: Path, line: str, metadata: sa.MetaData) -> None:
    database = open_database(tmp_path / "x.sqlite3")

    migrate(database, line)

    assert schema_differences(database, metadata) == []
    database.close()


def test_migrating_twice_keeps_rows(tmp_path: Path) -> None:
    database = open_database(tmp_path / "x.sqlite3")
    migrate(database, "inbox")
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO counter VALUES ('position', 7)")

    migrate(database, "inbox")

    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT value FROM counter").scalar_one() == 7
    database.close()


def test_interrupted_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Wrong reading prevented: half of the tables made, and the next start fails because they exist.
    database = open_database(tmp_path / "x.sqlite3")
    real = sa.Connection.exec_driver_sql

    def fail_at_the_end(self: sa.Connection, statement: str, *rest: object) -> object:
        if statement.startswith("DELETE FROM alembic_version"):
            raise RuntimeError("power cut")
        return real(self, statement, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sa.Connection, "exec_driver_sql", fail_at_the_end)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(database, "inbox")
    monkeypatch.undo()

    migrate(database, "inbox")

    assert schema_differences(database, inbox_metadata) == []
    database.close()


def test_failed_write_leaves_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "x.sqlite3")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")

    with pytest.raises(RuntimeError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        raise RuntimeError

    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    database.close()


def test_commits_reach_the_disk(tmp_path: Path) -> None:
    database = open_database(tmp_path / "x.sqlite3")

    with database.read() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")
        ]

    assert pragmas == ["wal", 2]  # 2 is FULL
    database.close()


def test_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    # Wrong reading prevented: an unknown version counts as none, and everything is made once more.
    database = open_database(tmp_path / "x.sqlite3")
    migrate(database, "inbox")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreTooNew, match="9999"):
        migrate(database, "inbox")
    database.close()
