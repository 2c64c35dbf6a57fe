from __future__ import annotations

import sqlite3
from pathlib import Path

import event_builders  # noqa: F401  # declares all tables
import migrated
import pytest
import sqlalchemy as sa

from wegmarke.domain import StoreTooNew
from wegmarke.state import inbox_metadata, migrate, open_database, schema_differences, state_metadata
from wegmarke.state.migrate import _apply


@pytest.mark.parametrize(("line", "metadata"), [("state", state_metadata), ("inbox", inbox_metadata)])
def test_migrations_make_exactly_the_declared_tables(tmp_path: Path, line: str, metadata: sa.MetaData) -> None:
    database = open_database(tmp_path / "x.sqlite3")

    migrate(database, line)

    assert schema_differences(database, metadata) == []
    database.close()


@pytest.mark.parametrize("line", ["state", "inbox"])
def test_what_other_tests_begin_with_is_what_migrations_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    dumps = []
    for is_shortened in (False, True):
        monkeypatch.setattr(migrated, "is_shortened", is_shortened)
        database = open_database(tmp_path / f"{is_shortened}.sqlite3")
        migrate(database, line)
        database.close()
        connection = sqlite3.connect(database.file)
        dumps.append(sorted(connection.iterdump()))
        connection.close()

    assert dumps[0] == dumps[1]
    assert len(dumps[0]) > 10


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


def test_outcomes_of_replays_come_along_when_the_key_table_goes(tmp_path: Path) -> None:
    database = open_database(tmp_path / "inbox.sqlite3")
    _apply(database, "inbox", ["0001", "0002"])
    with database.write() as connection:
        for key, position in ((b"a", 1), (b"b", 2), (b"c", 3)):
            connection.exec_driver_sql("INSERT INTO event_key VALUES (?, ?, ?)", (key, position, b"x"))
        connection.exec_driver_sql("INSERT INTO rejected_event VALUES (?,'s','',1,'r','m','{}',1,NULL)", (b"conflict",))
        for key, position, event_key, conflict in (
            (b"1", 1, b"a", b"-"), (b"2", 9, b"b", b"-"), (b"3", 8, b"c", b"conflict"), (b"4", 7, b"d", b"-")
        ):  # fmt: skip
            row = (key, 1, position, event_key, conflict)
            connection.exec_driver_sql("INSERT INTO replay VALUES (?, ?, ?, ?, ?)", row)

    migrate(database, "inbox")

    with database.read() as connection:
        outcomes = connection.exec_driver_sql("SELECT outcome FROM replay ORDER BY key").scalars().all()
    assert outcomes == ["stored", "duplicate", "conflict", None]
    database.close()


def test_identifiers_come_along_when_their_indexes_go(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.sqlite3")
    _apply(database, "state", ["0001", "0002", "0003"])
    with database.write() as connection:
        for number, owner, change in ((1, 1, 1), (2, 1, 5)):
            row = ("person", number, "crm", bytes([number] * 16), owner, change)
            connection.exec_driver_sql("INSERT INTO identifier VALUES (?, ?, ?, ?, ?, ?)", row)

    migrate(database, "state")

    with database.read() as connection:
        owners = connection.exec_driver_sql("SELECT owner FROM identifier ORDER BY identifier").scalars().all()
        last = connection.exec_driver_sql("SELECT last FROM identity_change").scalar_one()
    assert (owners, last) == ([1, 1], 5)
    assert schema_differences(database, state_metadata) == []
    database.close()


def test_decisions_about_duplicates_come_along(tmp_path: Path) -> None:
    database = open_database(tmp_path / "state.sqlite3")
    _apply(database, "state", ["0001", "0002", "0003", "0004", "0005", "0006", "0007"])
    with database.write() as connection:
        row = ("person", "12", "7", "refused", 5, "kim")
        connection.exec_driver_sql("INSERT INTO duplicate_decision VALUES (?, ?, ?, ?, ?, ?)", row)

    migrate(database, "state")

    with database.read() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM duplicate_decision").fetchall()
    assert [tuple(row) for row in kept] == [("person", "12", "7", "refused", 5, "kim", None, "", None, None)]
    assert schema_differences(database, state_metadata) == []
    database.close()


def test_rules_of_identity_come_to_a_workspace_without_any_and_blocked_ones_without_their_values(
    tmp_path: Path,
) -> None:
    database = open_database(tmp_path / "state.sqlite3")
    _apply(database, "state", [f"{number:04}" for number in range(1, 10)])
    with database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO link VALUES ('person', 1, 2, 'crm', 'same_event', 5, 1, 'joined', NULL)"
        )

    _apply(database, "state", ["0010"])
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO identity_rule VALUES (1, '{\"look_back_days\": 7}', 5)")
        connection.exec_driver_sql("INSERT INTO blocked_identifier VALUES ('person', 2)")
    migrate(database, "state")

    with database.read() as connection:
        rules = connection.exec_driver_sql("SELECT version, document, at FROM identity_rule").fetchall()
        links = connection.exec_driver_sql("SELECT count(*) FROM link").scalar_one()
        blocked = connection.exec_driver_sql("SELECT count(*) FROM blocked_identifier").scalar_one()
    assert ([tuple(row) for row in rules], links, blocked) == ([(1, '{"look_back_days": 7}', 5)], 1, 0)
    assert schema_differences(database, state_metadata) == []
    database.close()
