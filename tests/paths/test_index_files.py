"""Snapshots as files: opened where they are whole and of the state asked for, else built anew."""

from __future__ import annotations

import json

import numpy as np
import pytest
from held_paths import held
from path_engines import fill, implementation

from wegmarke.paths import index
from wegmarke.paths.index.files import SnapshotFiles

COLUMNS = ("units", "starts", "occurred_at", "touchpoint", "phase", "channel", "event", "value_minor")


def column_file(folder, part, column):
    (found,) = folder.glob(f"{part}-*/{column}")
    return found


@pytest.fixture
def kept(tmp_path):
    """An index of persons 1 to 3 with a base of all and a delta of one, kept as state `seven`."""
    engine = implementation("kernels").engine
    fill(engine, [])
    with engine.write() as session:
        session.run(
            "INSERT INTO touch BY NAME SELECT 1 + range % 3 AS person, false AS precision_day, 1 AS source, range AS "
            "sequence, uuid() AS event_id, 1 AS event, TIMESTAMP '2025-01-01' AS occurred_at, 3 AS touchpoint "
            "FROM range(30)"
        )
    paths = index.PathIndex(engine, "person", folder=tmp_path / "person", name_state=lambda _: "seven")
    paths.build()
    paths.update(np.array([2]))
    paths.keep()
    return paths


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "person"


def test_a_snapshot_is_opened_as_it_was_kept(kept, folder):
    opened = SnapshotFiles(folder).open("seven")

    assert held(opened) == held(kept.snapshot)
    assert opened.replaced.tolist() == [2]


@pytest.mark.parametrize("state", ["eight", ""])
def test_another_state_is_not_opened(kept, folder, state):
    assert SnapshotFiles(folder).open(state) is None


def test_what_has_no_name_is_not_kept(tmp_path):
    engine = implementation("kernels").engine
    paths = index.PathIndex(engine, "person", folder=tmp_path / "person")
    paths.build()
    paths.keep()

    assert not (tmp_path / "person").exists()


@pytest.mark.parametrize("part", ["base", "delta"])
@pytest.mark.parametrize("column", COLUMNS)
def test_one_bit_that_turned_is_noticed(kept, folder, part, column):
    file = column_file(folder, part, column)
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 4
    file.write_bytes(damaged)

    assert SnapshotFiles(folder).open("seven") is None


@pytest.mark.parametrize("column", COLUMNS)
def test_a_torn_file_is_noticed(kept, folder, column):
    file = column_file(folder, "base", column)
    file.write_bytes(file.read_bytes()[:-4])

    assert SnapshotFiles(folder).open("seven") is None


def test_a_missing_file_is_noticed(kept, folder):
    column_file(folder, "delta", "replaced").unlink()

    assert SnapshotFiles(folder).open("seven") is None


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', "{", "\x00" * 40])
def test_a_damaged_table_of_contents_is_noticed(kept, folder, text):
    (folder / "contents.json").write_text(text)

    assert SnapshotFiles(folder).open("seven") is None


def test_files_of_another_order_of_bytes_are_not_opened(kept, folder):
    file = folder / "contents.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"order": "middle"}))

    assert SnapshotFiles(folder).open("seven") is None


def test_damage_is_answered_by_building_anew(kept, folder):
    column_file(folder, "base", "starts").write_bytes(b"")

    assert held(kept.open()) == held(index.PathIndex(implementation("kernels").engine, "person").build())


def test_what_a_killed_process_left_is_cleared_away(kept, folder):
    (folder / "base-99").mkdir()
    (folder / "base-99" / "units").write_bytes(b"half")
    kept.fold()

    assert [entry.name for entry in sorted(folder.iterdir())] == ["base-100", "contents.json"]


def test_a_reader_of_files_that_were_replaced_reads_on(kept):
    reader = kept.snapshot
    before = held(reader)

    kept.fold()
    kept.build()

    assert held(reader) == before


def test_a_folded_base_is_read_from_its_file(kept, folder):
    kept.fold()

    assert not kept.snapshot.delta.units.size
    assert isinstance(kept.snapshot.base.units.base.base, np.memmap)


def test_a_disk_that_takes_nothing_is_no_reason_to_give_no_answers(tmp_path):
    # a file stands where the folder should
    (tmp_path / "paths").write_text("")
    engine = implementation("kernels").engine
    fill(engine, [])
    paths = index.PathIndex(engine, "person", folder=tmp_path / "paths" / "person", name_state=lambda _: "seven")

    snapshot = paths.build()
    paths.fold()
    paths.keep()

    assert snapshot.touches == 0
