"""Connections to an application database that outlive the time when its disk could not be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from wegmarke.domain import StoreRefuses
from wegmarke.state.connection import Database, open_database


class Disk:
    """Decides how the connections to a file are opened, as the disk below it does."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.is_read_only = False

    def connect(self, *_ignored: Any) -> sqlite3.Connection:
        mode = "ro" if self.is_read_only else "rwc"
        return sqlite3.connect(f"file:{self.file}?mode={mode}", uri=True, check_same_thread=False)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "numbers.sqlite")


@pytest.fixture
def database(disk: Disk) -> Iterator[Database]:
    opened = open_database(disk.file)
    event.listen(opened.engine, "do_connect", disk.connect)
    with opened.write() as connection:
        connection.execute(sa.text("CREATE TABLE number (value INTEGER)"))
    yield opened
    opened.close()


def add(database: Database, value: int) -> None:
    with database.write() as connection:
        connection.execute(sa.text("INSERT INTO number VALUES (:value)"), {"value": value})


def numbers(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(sa.text("SELECT value FROM number ORDER BY value")).scalars())


def test_connections_opened_while_the_disk_was_read_only_write_again_later(disk: Disk, database: Database) -> None:
    database.engine.dispose()
    disk.is_read_only = True
    with database.engine.connect() as one, database.engine.connect() as other:
        assert one.execute(sa.text("SELECT 1")).scalar() == other.execute(sa.text("SELECT 1")).scalar() == 1
    with pytest.raises(sa.exc.OperationalError, match="readonly"):
        add(database, 1)
    assert numbers(database) == []

    disk.is_read_only = False

    add(database, 2)
    add(database, 3)
    assert numbers(database) == [2, 3]


def test_connection_that_became_writable_between_opening_and_asking_is_renewed(disk: Disk, database: Database) -> None:
    database.engine.dispose()
    disk.is_read_only = True
    event.listen(database.engine, "connect", lambda *_: setattr(disk, "is_read_only", False), insert=True)

    add(database, 1)

    assert numbers(database) == [1]


def test_folding_on_a_read_only_connection_is_refused_once(disk: Disk, database: Database) -> None:
    other = disk.connect()  # keeps the write-ahead file, which the last connection removes
    add(database, 1)
    assert other.execute("SELECT value FROM number").fetchall() == [(1,)]
    database.engine.dispose()
    disk.is_read_only = True
    assert numbers(database) == [1]
    disk.is_read_only = False

    with pytest.raises(StoreRefuses, match="expected a disk that can be written"):
        database.fold()

    assert database.fold()
    assert disk.file.with_name(f"{disk.file.name}-wal").stat().st_size == 0
    other.close()


def test_a_transaction_inside_another_is_a_part_of_it(database: Database) -> None:
    with pytest.raises(KeyError), database.write():
        add(database, 1)
        raise KeyError

    assert numbers(database) == []


def test_a_part_that_fails_is_taken_back_alone(database: Database) -> None:
    with database.write() as connection:
        add(database, 1)
        with pytest.raises(KeyError), database.write():
            add(database, 2)
            raise KeyError
        connection.execute(sa.text("INSERT INTO number VALUES (3)"))

    assert numbers(database) == [1, 3]
